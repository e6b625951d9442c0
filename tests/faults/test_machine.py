"""Random mixtures of enqueue, pause, cancel, kill, fault and clock moves, judged by what arrived.

And engines that are broken on purpose, which the same judge has to catch: tests of the tests.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlmodel import Session, col, select, update

from bot import loop
from bot.clock import FixedClock
from bot.delivery.engine import Engine
from bot.delivery.lanes import Lanes
from content.audiences import Audience
from content.subjects import MANY
from content.text.markup import rich
from content.text.messages import Screen
from storage.delivery import audiences
from storage.engine.sealed_columns import SUPPORTER_SEAL
from storage.engine.sealing import new_key, read_key
from storage.engine.tables import Message, Outbox, Supporter
from storage.people import supporters
from storage.queue import claims, outbox
from storage.queue.claims import Claimed, Outcome
from tests.faults.judge import Row, Verdict, judge
from tests.faults.sizes import FULL
from tests.stores import new_store

START = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SEALER = read_key(new_key())
FAULTS = {
    "fine": Outcome("sent"),
    "lost answer": Outcome("unknown"),
    "500": Outcome("retry", fault=True),
    "no connection": Outcome("retry"),
    "429": Outcome("retry", after=7, limited=True),
    "blocked": Outcome("blocked"),
    "refused": Outcome("rejected"),
}
ARRIVES = ("fine", "lost answer")


class Killed(BaseException):
    """The process is gone: nothing after this line happens."""


class Steady(FixedClock):
    """A clock whose even time goes with it, so that no limit is waited for."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(moment)
        self.even = 0.0

    def monotonic(self) -> float:
        return self.even

    async def sleep(self, seconds: float) -> None:
        self.even += max(seconds, 0.01)
        self.moment += timedelta(seconds=max(seconds, 0.01))
        await asyncio.sleep(0)


class Telegram:
    """Keeps what arrived, and fails as it is told; after so many calls the bot dies, before or
    after the delivery.
    """

    def __init__(self) -> None:
        self.arrived: Counter[tuple[int, int]] = Counter()
        self.fault, self.calls_left, self.before = "fine", 10**9, True
        self.plan: list[str] = []
        self.dead = asyncio.Event()

    async def send(self, chat_id: int, screen: Screen) -> Outcome:
        await asyncio.sleep(0)
        if self.dead.is_set():
            await asyncio.Event().wait()
        self.calls_left -= 1
        way = self.plan.pop() if self.plan else self.fault
        if self.calls_left <= 0 and self.before:
            await self._die()
        if way in ARRIVES:
            self.arrived[int(screen.text.text), chat_id] += 1
        if self.calls_left <= 0:
            await self._die()
        outcome = FAULTS[way]
        return Outcome("sent", sum(self.arrived.values())) if outcome.state == "sent" else outcome

    async def _die(self) -> None:
        self.dead.set()
        await asyncio.Event().wait()

    async def alive(self) -> bool:
        """Counts as a call too: in an outage that does not end there are no others, and no end."""
        self.calls_left -= 1
        if self.dead.is_set() or self.calls_left <= 0:
            await self._die()
        return self.fault not in ("500", "no connection")


class World:
    """A store, a Telegram and an engine that can be killed; `make` builds the engine, whole or
    broken.
    """

    def __init__(self, make: type[Engine] = Engine) -> None:
        self.folder = TemporaryDirectory()
        self.store = new_store(Path(self.folder.name) / "store.db")
        self.make, self.clock, self.telegram = make, Steady(START), Telegram()
        self.people = 0

    def close(self) -> None:
        self.store.close()
        self.folder.cleanup()

    def enqueue(self, people: int, *, twice: bool = False, language: str = "en") -> int:
        """A new alert to so many new followers of a case of its own."""
        now = self.clock.now()

        def act(session: Session) -> int:
            message = outbox.open_message(
                session, "alert", None, MANY, now, title="news", repeat_unknown=twice
            )
            slug = f"case-{message}"
            for _ in range(people):
                self.people += 1
                number = supporters.meet(session, SEALER, 1000 + self.people, language, now)[
                    0
                ].number
                supporters.follow(session, number, slug, now)
            outbox.add_body(session, message, "en", "", Screen(rich(str(message))))
            audiences.enqueue(session, message, Audience("case", slug), now)
            return message

        return self.store.write_now(act)

    def run(self) -> None:
        """The bot starts, takes up what a crash left, and works until nothing is due or it dies."""
        loop.run(self._run())

    async def _run(self) -> None:
        self.telegram.dead = asyncio.Event()
        engine = self.make(self.store, SEALER, self.telegram, Lanes(), self.clock)
        await engine.recover()
        work, dead = (
            asyncio.create_task(engine.drain()),
            asyncio.create_task(self.telegram.dead.wait()),
        )
        await asyncio.wait([work, dead], return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            work.result()
        for task in (work, dead):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        self.telegram.calls_left, self.telegram.before = 10**9, True

    def finish(self) -> None:
        """Trouble ends, time goes on, and everything that can go out does."""
        self.telegram.fault, self.telegram.plan, self.telegram.calls_left = "fine", [], 10**9
        for _ in range(40):
            self.run()
            due = self.store.read_now(outbox.next_due)
            if due is None:
                return
            self.clock.moment = max(self.clock.moment, datetime.fromtimestamp(due + 1, UTC))

    def verdict(self) -> Verdict:
        """The judge's words."""

        def rows(session: Session) -> tuple[list[Row], list[int]]:
            asked = select(Outbox, Supporter.seal).join(
                Supporter, col(Supporter.number) == col(Outbox.recipient)
            )
            found = [
                Row(row.message, SEALER.open_id(SUPPORTER_SEAL, seal), row.state)
                for row, seal in session.exec(asked)
            ]
            held = session.exec(select(Message.id).where(Message.state == "paused")).all()
            return found, [one for one in held if one is not None]

        found, held = self.store.read_now(rows)
        return judge(found, self.telegram.arrived, held)

    def counts_agree(self) -> None:
        """Every message's exact totals are those of its rows."""

        def check(session: Session) -> None:
            for message in session.exec(select(Message)):
                states = Counter(
                    session.exec(select(Outbox.state).where(Outbox.message == message.id)).all()
                )
                assert (message.sent, message.unknown) == (states["sent"], states["unknown"])
                assert message.withdrawn == states["cancelled"]
                assert message.failed == states["blocked"] + states["rejected"]

        self.store.read_now(check)


class Deliveries(RuleBasedStateMachine):
    """Whatever happens in whatever order: nothing is lost, nothing comes twice, every total is
    exact.
    """

    @initialize()
    def begin(self) -> None:
        self.world = World()
        self.messages: list[int] = []

    @rule(people=st.integers(1, 40))
    def enqueue(self, people: int) -> None:
        self.messages.append(self.world.enqueue(people))

    @rule(fault=st.sampled_from(sorted(FAULTS)))
    def trouble(self, fault: str) -> None:
        self.world.telegram.fault = fault

    @rule(plan=st.lists(st.sampled_from(sorted(FAULTS)), max_size=30))
    def mixed_trouble(self, plan: list[str]) -> None:
        self.world.telegram.plan = plan

    @rule(calls=st.integers(1, 60), before=st.booleans())
    def kill(self, calls: int, before: bool) -> None:
        self.world.telegram.calls_left, self.world.telegram.before = calls, before
        self.world.run()

    @rule()
    def work(self) -> None:
        if self.world.telegram.fault in ("fine", "blocked", "refused"):
            self.world.run()

    @rule(which=st.integers(0, 9), state=st.sampled_from(["paused", "sending"]))
    def pause_or_resume(self, which: int, state: str) -> None:
        if self.messages:
            chosen, other = (
                self.messages[which % len(self.messages)],
                "paused" if state == "sending" else "sending",
            )
            where = (col(Message.id) == chosen, col(Message.state) == other)
            self.world.store.write_now(
                lambda session: session.exec(update(Message).where(*where).values(state=state))
            )

    @rule(which=st.integers(0, 9))
    def cancel(self, which: int) -> None:
        if self.messages:
            chosen = self.messages[which % len(self.messages)]
            self.world.store.write_now(lambda session: outbox.cancel(session, chosen))

    @rule(hours=st.sampled_from([-2, 1, 25]))
    def move_the_clock(self, hours: int) -> None:
        self.world.clock.moment += timedelta(hours=hours)

    def teardown(self) -> None:
        if hasattr(self, "world"):
            self.world.finish()
            verdict = self.world.verdict()
            assert verdict.wrong == 0, str(verdict)
            self.world.counts_agree()
            self.world.close()


def test_any_mixture_of_events_loses_and_repeats_nothing() -> None:
    examples, steps = (150, 30) if FULL else (12, 12)
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        Deliveries,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, suppress_health_check=checks
        ),
    )


# Broken on purpose


class CheckpointAtFetch(Engine):
    """Says that a message was sent as soon as it is fetched: what a crash interrupts is lost."""

    def _record_and_claim(
        self, session: Session, done: list[tuple[Claimed, Outcome]], room: int
    ) -> tuple[list[Claimed], dict[int, str]]:
        rows, bodies = super()._record_and_claim(session, [], room)
        claims.record(session, SEALER, [(row, Outcome("sent")) for row in rows], self._clock.now())
        return rows, bodies


class ForgetsClaims(Engine):
    """Puts back what was claimed before a crash, as if it had not been sent: it comes twice."""

    async def recover(self) -> int:
        back = update(Outbox).where(col(Outbox.state) == "claimed").values(state="queued")
        return int(await self._store.write(lambda session: session.exec(back).rowcount))


class SaysNothing(Engine):
    """Leaves what a crash interrupted as it was: nobody learns of it."""

    async def recover(self) -> int:
        return 0


class TriesUnknownAgain(Engine):
    """Takes a lost answer for a failure and sends again."""

    def _record_and_claim(
        self, session: Session, done: list[tuple[Claimed, Outcome]], room: int
    ) -> list[Claimed]:
        again = [
            (row, Outcome("retry") if outcome.state == "unknown" else outcome)
            for row, outcome in done
        ]
        return super()._record_and_claim(session, again, room)


class TakesFailuresForSent(Engine):
    """Takes a failure for a success."""

    def _record_and_claim(
        self, session: Session, done: list[tuple[Claimed, Outcome]], room: int
    ) -> list[Claimed]:
        return super()._record_and_claim(
            session, [(row, Outcome("sent", 1)) for row, _ in done], room
        )


def _bad_day(make: type[Engine]) -> Verdict:
    """A broadcast with two crashes, lost answers and failures."""
    world = World(make)
    world.enqueue(170)
    for calls, before in ((20, True), (25, False)):
        world.telegram.calls_left, world.telegram.before = calls, before
        world.run()
    world.telegram.plan = ["lost answer", "fine", "500", "fine", "no connection"] * 3
    world.run()
    world.finish()
    verdict = world.verdict()
    world.close()
    return verdict


def _names(found: Iterable[type[Engine]]) -> list[str]:
    return [one.__name__ for one in found]


MUTANTS = {
    CheckpointAtFetch: "lost",
    ForgetsClaims: "twice",
    SaysNothing: "open",
    TriesUnknownAgain: "twice",
    TakesFailuresForSent: "lost",
}


KILLED = 10  # unknown after a kill at most, where Telegram answers at once


def test_the_engine_passes_where_the_broken_ones_fail() -> None:
    verdict = _bad_day(Engine)
    assert verdict.wrong == 0, str(verdict)
    assert 0 < len(verdict.unknown) <= 2 * KILLED + 3


@pytest.mark.parametrize(("mutant", "wrong"), MUTANTS.items(), ids=_names(MUTANTS))
def test_a_broken_engine_is_caught(mutant: type[Engine], wrong: str) -> None:
    verdict = _bad_day(mutant)
    assert getattr(verdict, wrong), str(verdict)


def test_an_alert_that_may_repeat_comes_twice_at_most() -> None:
    world = World()
    world.enqueue(60, twice=True)
    world.telegram.calls_left, world.telegram.before = 30, False
    world.run()
    world.finish()
    verdict = world.verdict()
    assert verdict.lost == verdict.open == verdict.stray == verdict.unknown == []
    assert set(world.telegram.arrived.values()) <= {1, 2}
    world.close()
