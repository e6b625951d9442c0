"""What the store takes: a million digests, an idle tick, the cost of a message among few
and many.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from unittest.mock import patch

from sqlalchemy import text
from sqlmodel import Session

from bot import loop
from bot.clock import SystemClock
from bot.delivery.sender import MemorySender
from bot.jobs import Jobs
from content.campaign import Campaign
from content.cases import UpdateText
from content.subjects import MANY
from content.text.markup import Rich
from content.text.messages import Screen
from storage.delivery import digest_groups, digests
from storage.library import published as contents
from storage.queue import outbox
from storage.queue.claims import Outcome
from tests.benchmarks.crowd import CASE, Crowd
from tests.stores import bundled

TIMES = 5
SAMPLE = 20_000


class Nobody(MemorySender):
    """A memory that keeps nothing."""

    async def send(self, chat_id: int, screen: Screen) -> Outcome:
        return Outcome("sent", 7)


def _memory(name: str) -> float:
    """Resident memory now (VmRSS) or at its highest (VmHWM), MB."""
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


def campaign_of(crowd: Crowd) -> Campaign:
    """The bundled campaign, put into the crowd's store with news of an hour ago."""
    read = bundled()
    now = SystemClock().now()

    def act(session: Session) -> None:
        contents.seed(session, read, now - timedelta(days=9), with_examples=True)
        texts = {"en": UpdateText(title="News", body=Rich("Body."))}
        contents.publish_update(session, CASE, texts, None, now - timedelta(hours=1))

    crowd.store.write_now(act)
    return crowd.store.read_now(contents.snapshot) or read


def enqueue(people: int) -> dict[str, float]:
    """Seconds to queue a digest for everyone, against one bare INSERT ... SELECT of the same rows;
    memory's growth.

    `seconds` leave out the statement that moves everyone on to their next digest, `planned` counts
    it.
    """
    now = SystemClock().now()
    crowd = Crowd(people, due=lambda _: int(now.timestamp()))
    campaign = campaign_of(crowd)
    planned, ours, bare, grown, longest = [], [], [], [], []
    for _ in range(TIMES):
        with crowd.copied() as some:
            found = _queued(some, campaign, now)
            rows = _sums(some)
        for values, value in zip((planned, ours, grown, longest), found, strict=True):
            values.append(value)
        with crowd.copied() as others:
            act = partial(_bare, at=int(now.timestamp()), spread=min(3600, people // 10))
            began = perf_counter()
            others.store.write_now(act)
            bare.append(perf_counter() - began)
            if _sums(others) != rows or rows[0] != people:
                raise RuntimeError(f"other rows than the bare statement's: {rows}, {_sums(others)}")
    crowd.close()
    return {
        "seconds": median(ours),
        "bare": median(bare),
        "ratio": median(one / other for one, other in zip(ours, bare, strict=True)),
        "memory": max(grown),
        "planned": median(planned),
        "longest": median(longest),
    }


def _queued(crowd: Crowd, campaign: Campaign, now: datetime) -> tuple[float, float, float, float]:
    """Queues all digests: seconds, seconds without moving on, growth of memory in MB, the longest
    transaction.
    """
    plan, planning, longest, more = digest_groups.reschedule, 0.0, 0.0, 1

    def timed(*arguments: Any) -> None:
        nonlocal planning
        started = perf_counter()
        plan(*arguments)
        planning += perf_counter() - started

    Path("/proc/self/clear_refs").write_text("5", "utf-8")  # the highest begins anew
    due = digests.Round(now)
    before, began = _memory("VmRSS"), perf_counter()
    with patch.object(digest_groups, "reschedule", timed):
        while more:
            started = perf_counter()
            more = crowd.store.write_now(lambda session: due.queue(session, campaign))
            longest = max(longest, perf_counter() - started)
    took = perf_counter() - began
    return took, took - planning, _memory("VmHWM") - before, longest


def _sums(crowd: Crowd) -> tuple[int, ...]:
    """How many rows wait, and their recipients and moments in one number each."""
    asked = text(
        "SELECT count(*), sum(recipient >> 20), sum(due_at), min(due_at), max(due_at) FROM outbox"
    )
    return tuple(crowd.store.read_now(lambda session: session.execute(asked)).one())


def _bare(session: Session, at: int, spread: int) -> None:
    """One message and one body to everyone, as fast as a statement can."""
    message = outbox.open_message(session, "digest", None, MANY, SystemClock().now())
    body = outbox.add_body(session, message, "en", "", Screen(Rich("News")))
    session.execute(
        text(
            "INSERT INTO outbox(message, recipient, body, priority, state, attempts, repeated,"
            " due_at) SELECT :message, number, :body, 3, 'queued', 0, 0, :at + ((number >> 31) *"
            " :spread >> 31) FROM supporter"
        ),
        {"message": message, "body": body, "at": at, "spread": spread},
    )


def tick(people: int) -> dict[str, float]:
    """Milliseconds of the digests' beat that finds nothing due, median of 50."""
    later = int(SystemClock().now().timestamp()) + 3600
    crowd = Crowd(people, due=lambda number: later + number % 80_000)
    campaign = campaign_of(crowd)
    engine = crowd.engine(Nobody(), 30)
    jobs = Jobs(crowd.store, crowd.sealer, SystemClock(), engine, None, lambda session: campaign)  # type: ignore[arg-type]

    async def beats() -> list[float]:
        found = []
        for _ in range(50):
            began = perf_counter()
            await jobs.digests()
            found.append((perf_counter() - began) * 1000)
        return sorted(found)

    found = loop.run(beats())
    crowd.close()
    return {"median": found[25], "worst": found[-1]}


def cost(few: int, many: int) -> dict[str, float]:
    """Microseconds a message costs among few and among many, taken in turns: medians, and that of
    their ratios.

    Each turn queues everything and sends as many messages to memory among few as among many. What
    is left stays queued and paused, and makes the outbox longer. The first turn makes the
    statements ready and does not count.
    """
    crowds = Crowd(few), Crowd(many)
    found = [[_cost(crowd) for crowd in crowds] for _ in range(1 + TIMES)][1:]
    for crowd in crowds:
        crowd.close()
    return {
        "few": median(one for one, _ in found),
        "many": median(other for _, other in found),
        "ratio": median(other / one for one, other in found),
    }


def _cost(crowd: Crowd) -> float:
    """Microseconds: queueing one message of an alert to all, claiming and recording one of a
    sample.
    """
    sample, queued, settled = min(crowd.people, SAMPLE), 0.0, 0.0
    alerts = SAMPLE // sample
    for _ in range(alerts):
        began = perf_counter()
        message = crowd.alert()
        queued += perf_counter() - began
        settled += loop.run(_settled(crowd, sample))
        crowd.store.write_now(partial(_left, message=message))
    return (queued / crowd.people + settled / sample) / alerts * 1e6


def _left(session: Session, message: int) -> None:
    session.execute(
        text("UPDATE message SET state = 'paused' WHERE id = :id AND state = 'sending'"),
        {"id": message},
    )


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
