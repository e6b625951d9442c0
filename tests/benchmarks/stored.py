"""What the store takes: a million digests, an idle tick, the cost of a message among few and many."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import text, update
from sqlmodel import Session

from bot.clock import SystemClock
from bot.delivery.sender import MemorySender
from bot.jobs import Jobs
from content import pack
from content.campaign import Campaign
from content.cases import UpdateText
from content.markup import Rich
from content.messages import Screen
from storage import campaign as contents
from storage import digest_groups, digests, outbox
from storage.claiming import Outcome
from storage.tables import Follow, Supporter
from tests.benchmarks.bulk import Crowd
from tests.benchmarks.letters import PACK

SLUG = "liaoning-seven"


class Nobody(MemorySender):
    """A memory that keeps nothing."""

    async def send(self, chat_id: int, screen: Screen) -> Outcome:
        return Outcome("sent", 7)


def _memory(name: str) -> float:
    """Resident memory now (VmRSS) or at its highest (VmHWM), MB."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


def _campaign(crowd: Crowd) -> Campaign:
    read, problems = pack.read(pack.load(PACK))
    if read is None:
        raise RuntimeError(str(problems))
    now = SystemClock().now()

    def act(session: Session) -> None:
        contents.seed(session, read, now - timedelta(days=9), with_examples=True)
        texts = {"en": UpdateText(title="News", body=Rich("Body."))}
        contents.publish_update(session, SLUG, texts, None, now - timedelta(hours=1))
        session.exec(update(Follow).values(case_slug=SLUG))

    crowd.store.write_now(act)
    found = crowd.store.read_now(contents.snapshot)
    return found or read


def enqueue(people: int) -> dict[str, float]:
    """Seconds to queue a digest for everyone, against one bare INSERT ... SELECT of the same rows; memory's growth."""
    crowd = Crowd(people)
    campaign, now = _campaign(crowd), SystemClock().now()
    due = update(Supporter).values(digest="daily", zone="Asia/Seoul", digest_due=int(now.timestamp()))
    crowd.store.write_now(lambda session: session.exec(due))
    ours, planned, bare, grown = [], [], [], 0.0
    plan, planning = digest_groups.reschedule, [0.0]

    def timed(*arguments: Any) -> None:
        began = perf_counter()
        plan(*arguments)
        planning[0] += perf_counter() - began

    digest_groups.reschedule = timed
    for _ in range(5):
        crowd.store.write_now(_emptied)
        crowd.store.write_now(lambda session: session.exec(due.values(digest_seen=0)))
        Path("/proc/self/clear_refs").write_text("5", "utf-8")  # the highest begins anew
        before, began, planning[0] = _memory("VmRSS"), perf_counter(), 0.0
        while crowd.store.write_now(lambda session: digests.queue_digests(session, campaign, now)):
            pass
        planned.append(perf_counter() - began)
        ours.append(planned[-1] - planning[0])
        grown = max(grown, _memory("VmHWM") - before)
        rows = crowd.store.read_now(lambda session: session.execute(text("SELECT count(*) FROM outbox")).scalar_one())
        if rows != people:
            raise RuntimeError(f"{rows} of {people} digests were queued")
        crowd.store.write_now(_emptied)
        message, body = crowd.store.write_now(_one_body)
        began = perf_counter()
        crowd.store.write_now(partial(_bare, message=message, body=body))
        bare.append(perf_counter() - began)
    crowd.close()
    ratios = sorted(one / other for one, other in zip(ours, bare, strict=True))
    return {
        "seconds": sorted(ours)[2],
        "bare": sorted(bare)[2],
        "ratio": ratios[2],
        "memory": grown,
        "planned": sorted(planned)[2],
    }


def _emptied(session: Session) -> None:
    for table in ("outbox", "body", "message"):
        session.execute(text(f"DELETE FROM {table}"))


def _one_body(session: Session) -> tuple[int, int]:
    message = outbox.open_message(session, "digest", 3, None, "digest", SystemClock().now())
    return message, outbox.add_body(session, message, "en", "", Screen(Rich("News")))


def _bare(session: Session, message: int, body: int) -> None:
    session.execute(
        text(
            "INSERT INTO outbox(message,recipient,body,priority,state,attempts,repeated,due_at) "
            "SELECT :message, number, :body, 3, 'queued', 0, 0, 1764000000 + number % 3600 FROM supporter"
        ),
        {"message": message, "body": body},
    )


def tick(people: int) -> dict[str, float]:
    """Milliseconds of the digests' beat that finds nothing due, median of 50."""
    crowd = Crowd(people)
    campaign, now = _campaign(crowd), SystemClock().now()
    later = int(now.timestamp()) + 3600
    values = text("UPDATE supporter SET digest = 'daily', zone = 'Asia/Seoul', digest_due = :later + number % 80000")
    crowd.store.write_now(lambda session: session.execute(values, {"later": later}) and None)
    engine = crowd.engine(Nobody(), 30)
    jobs = Jobs(crowd.store, crowd.sealer, SystemClock(), engine, None, lambda session: campaign)  # type: ignore[arg-type]

    async def beats() -> list[float]:
        found = []
        for _ in range(50):
            began = perf_counter()
            await jobs.digests()
            found.append((perf_counter() - began) * 1000)
        return sorted(found)

    found = asyncio.run(beats())
    crowd.close()
    return {"median": found[25], "worst": found[-1]}


def cost(people: int) -> dict[str, float]:
    """Microseconds a message costs among so many: queueing all, claiming and recording a sample; medians of 5."""
    crowd = Crowd(people)
    sample = min(people, 20_000)
    queued, settled = [], []
    for _ in range(5):
        began = perf_counter()
        message = crowd.alert()
        queued.append((perf_counter() - began) / people * 1e6)
        settled.append(asyncio.run(_settled(crowd, sample)) / sample * 1e6)
        crowd.store.write_now(partial(_left, message=message))
    crowd.close()
    both = [one + other for one, other in zip(queued, settled, strict=True)]
    return {"micros": median(both), "queue": median(queued), "settle": median(settled)}


async def _settled(crowd: Crowd, sample: int) -> float:
    """Seconds until so many of the queued were claimed, sent to memory and recorded."""
    sender = Counting(sample)
    engine = crowd.engine(sender, 1_000_000)
    began = perf_counter()
    work = asyncio.create_task(engine.drain())
    await sender.enough.wait()
    took = perf_counter() - began
    await engine.stop()
    await work
    return took


def _left(session: Session, message: int) -> None:
    """The rest of it stays as it is."""
    session.execute(text("UPDATE message SET state = 'paused' WHERE id = :id"), {"id": message})


class Counting(Nobody):
    """Says when it was given so many."""

    def __init__(self, goal: int) -> None:
        super().__init__()
        self.left, self.enough = goal, asyncio.Event()

    async def send(self, chat_id: int, screen: Screen) -> Outcome:
        self.left -= 1
        if self.left <= 0:
            self.enough.set()
        return Outcome("sent", 7)
