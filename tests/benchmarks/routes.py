"""Every route on a store as large as a campaign gets: `make bench-routes`.

A team's owner and a supporter press every button that they are shown, some of each route, and type
every command; what nobody was shown is pressed with made-up arguments. Each press runs as the bot
runs it: what takes long is worked out by a reader, the transaction has the writer to itself. It is
run once and given up, and then run and kept: the second time is measured, as all statements are
made by then. What a worker process reads is nobody's time here.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import wraps
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time, thread_time
from typing import Any

from sqlmodel import Session

from content.campaign import EMPTY
from content.text.markup import Entity, Rich
from content.text.messages import Reply, data
from handlers import routes
from handlers.context import Reading, worked_out
from handlers.dispatch import Dependencies, respond
from handlers.incoming import Incoming
from handlers.routes import Route
from storage.engine.database import Store
from storage.engine.sealing import Sealer, new_key, read_key
from storage.library import published
from storage.people import conversation_state, members, supporters
from tests.benchmarks.large import large
from tests.handlers.reading import read_first
from tests.stores import new_store

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
OWNER, SUPPORTER, GROUP = 11, 12, -1_000_000_000_077
TABLES: Mapping[str, Mapping[str, Route]] = {
    "command": routes.COMMANDS,
    "button": routes.BUTTONS,
    "answer": routes.ANSWERS,
    "edit": routes.EDITS,
    "group": routes.GROUP,
}
EACH = 2  # presses of a route that differ
GOAL_MEDIAN, GOAL_P99, GOAL_WORST = 5.0, 25.0, 50.0  # ms of the writer
ENDS = ("burn", "forgetme", "forget", "leave", "stop", "freeze", "thawdrop")  # pressed last
CHOICES = tuple(("c", "case-000", "-", str(field), "0") for field in range(20))  # of "ec"
ARGUMENTS = ((), ("1",), ("case-000",), ("1", "2"), ("1", "2", "3"), ("1", "2", "3", "4"), *CHOICES)
TYPED = {"update": "News", "send": "Words to many", "zone": "Seoul", "near": "Seoul"}


@dataclass
class Cost:
    """What a press took, ms: of the processor, and of the only writer."""

    cpu: float = 0.0
    writer: float = 0.0


@dataclass
class Walk:
    """Two people and a group who try everything; `costs` by route, such as "button follow"."""

    store: Store
    sealer: Sealer
    costs: dict[str, list[Cost]] = field(default_factory=dict)
    entered: Counter[str] = field(default_factory=Counter)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def hands(self, update: Incoming) -> Reply:
        """The reply to an update that is handled and kept; what it took is noted."""
        before = self.entered.copy()
        self._run(update, Cost(), kept=False)
        cost = Cost()
        reply = self._run(update, cost, kept=True)
        for route in self.entered - before:
            self.costs.setdefault(route, []).append(cost)
        return reply

    def _run(self, update: Incoming, cost: Cost, *, kept: bool) -> Reply:
        def act(session: Session, readings: Any) -> Reply:
            campaign = published.snapshot(session) or EMPTY
            desk = Dependencies(self.sealer, campaign, "a_bot", lambda *_: None, lambda: True)
            reply = respond(session, desk, update, NOW, readings)
            if not kept:
                raise _GivenUp(reply)
            return reply

        def written(readings: Any) -> Reply:
            begun = thread_time()
            try:
                return self.store.write_now(lambda session: act(session, readings))
            finally:
                cost.writer += (thread_time() - begun) * 1000

        def worked(wanted: Any) -> Reading:
            return self.store.read_now(lambda session: worked_out(session, wanted))

        begun = process_time()
        try:
            return read_first(written, worked)
        except _GivenUp as given_up:
            return given_up.reply
        finally:
            cost.cpu += (process_time() - begun) * 1000

    def update(self, kind: Any, chat: int, user: int, **more: Any) -> Incoming:
        private = chat > 0
        number = next(self.numbers)
        return Incoming(number, kind, chat, private, user, "en", **{"message_id": number} | more)

    def types(self, chat: int, words: str, **more: Any) -> Reply:
        length = len(words.split(maxsplit=1)[0])
        marks = (Entity("bot_command", 0, length),) if words.startswith("/") else ()
        return self.hands(
            self.update("text", chat, OWNER if chat < 0 else chat, text=Rich(words, marks), **more)
        )

    def presses(self, chat: int, pressed: str) -> Reply:
        user = OWNER if chat < 0 else chat
        return self.hands(self.update("button", chat, user, callback_id="1", data=pressed))

    def lacking(self) -> list[str]:
        """The routes that nobody got into yet."""
        return [
            f"{table} {name}"
            for table, known in TABLES.items()
            for name in known
            if not self.entered[f"{table} {name}"]
        ]

    def everything(self) -> None:
        """Types every command and presses what is shown, then the rest."""
        waiting = deque[tuple[int, str]]()
        pressed: Counter[tuple[int, str]] = Counter()
        seen: set[tuple[int, str]] = set()

        def shown(chat: int, reply: Reply) -> None:
            for one in _buttons(reply):
                route = (chat, one.split(":")[0])
                if (chat, one) not in seen and pressed[route] < EACH and route[1] not in ENDS:
                    seen.add((chat, one))
                    pressed[route] += 1
                    waiting.append((chat, one))

        for chat in (SUPPORTER, OWNER):
            for name in routes.COMMANDS:
                if name not in ENDS:
                    shown(chat, self.types(chat, f"/{name}"))
                    self._walk(waiting, shown)
        self._unseen(lambda name: name not in ENDS)
        self._unseen(lambda _: True)

    def _walk(self, waiting: deque[tuple[int, str]], shown: Callable[[int, Reply], None]) -> None:
        while waiting:
            chat, pressed = waiting.popleft()
            shown(chat, self.presses(chat, pressed))
            kind = self._asked(chat)
            if kind and not self.entered[f"answer {kind}"]:
                said = self.update("text", chat, chat, text=Rich(TYPED.get(kind, "words")))
                shown(chat, self.hands(said))
                shown(chat, self.hands(replace(said, kind="edited", text=Rich("other words"))))

    def _asked(self, chat: int) -> str:
        """The kind of the question that is open to this person, '' for none."""

        def read(session: Session) -> str:
            person = supporters.find(session, self.sealer, chat)
            found = (
                conversation_state.awaiting(session, self.sealer, person.number, NOW)
                if person
                else None
            )
            return found.kind if found else ""

        return self.store.read_now(read)

    def _unseen(self, wanted: Callable[[str], bool]) -> None:
        """Gets into the routes that nobody was led to."""
        for route in self.lacking():
            table, name = route.split(" ")
            if wanted(name):
                for _ in self._tries(table, name):
                    if self.entered[route]:
                        break

    def _tries(self, table: str, name: str) -> Iterator[object]:
        chat = GROUP if table == "group" else OWNER
        if table == "command":
            yield self.types(OWNER, f"/{name}")
        if table in ("button", "group"):
            for given in ARGUMENTS:
                yield self.presses(chat, ":".join((name, *given)))
        if table == "group":
            yield self.types(GROUP, f"/{name}")
            yield self.types(GROUP, "An answer", reply_to=1)
        if (table, name) == ("edit", "edit"):
            yield self.presses(OWNER, data("edit.field", "c", "case-000", "en", 0))
            said = self.update("text", OWNER, OWNER, text=Rich("A title"))
            yield self.hands(said)
            yield self.hands(replace(said, kind="edited", text=Rich("Another title")))
        elif table in ("answer", "edit"):
            self._opens(name)
            yield self.types(OWNER, "words")
            self._opens(name)
            yield self.hands(self.update("edited", OWNER, OWNER, text=Rich("others"), message_id=7))

    def _opens(self, kind: str) -> None:
        """Leaves a question of this kind open, which message 7 answered."""

        def act(session: Session) -> None:
            person = supporters.meet(session, self.sealer, OWNER, "en", NOW)[0].number
            value = {"answered_by": 7}
            conversation_state.put(session, self.sealer, person, kind, value, NOW, awaiting=True)

        self.store.write_now(act)


class _GivenUp(Exception):
    """Ends a transaction; `reply` is what it came to."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        super().__init__()


def _buttons(reply: Reply) -> Iterator[str]:
    for op in reply:
        rows = getattr(op, "rows", ()) or getattr(getattr(op, "screen", None), "rows", ())
        yield from (button.data for row in rows for button in row if button.data)


def walked(folder: Path, cases: int) -> Walk:
    """Everything was tried on a store of so many cases."""
    store, sealer = new_store(folder / "store.db"), read_key(new_key())
    walk = Walk(store, sealer)
    store.unlock(sealer)
    store.write_now(lambda session: _fill(session, sealer, cases))
    known = {table: dict(routes_of) for table, routes_of in TABLES.items()}
    try:
        for table, routes_of in TABLES.items():
            for name, route in routes_of.items():
                counted = _counted(route.handler, f"{table} {name}", walk.entered)
                _put(routes_of, name, replace(route, handler=counted))
        walk.everything()
    finally:
        for table, before in known.items():
            for name, route in before.items():
                _put(TABLES[table], name, route)
        store.close()
    return walk


def _put(table: Mapping[str, Route], name: str, route: Route) -> None:
    assert isinstance(table, dict)
    table[name] = route


def _counted(handler: Callable[..., Reply], name: str, entered: Counter[str]) -> Any:
    @wraps(handler)
    def counting(*arguments: Any) -> Reply:
        entered[name] += 1
        return handler(*arguments)

    return counting


def _fill(session: Session, sealer: Sealer, cases: int) -> None:
    published.seed(session, large(cases), NOW, with_examples=True)
    owner = supporters.meet(session, sealer, OWNER, "en", NOW)[0].number
    members.claim(session, owner, members.new_owner_code(session, NOW), NOW)
    for chat in range(100, 150):
        person = supporters.meet(session, sealer, chat, "en", NOW)[0].number
        supporters.follow(session, person, "case-000", NOW)


def p99(values: Iterable[float]) -> float:
    """The value that one in a hundred exceeds."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))]


def main(cases: int = 500) -> None:
    """Prints the table, worst routes first, and writes it to build/routes.json."""
    with TemporaryDirectory() as folder:
        walk = walked(Path(folder), cases)
    rows = {
        name: Cost(max(one.cpu for one in costs), max(one.writer for one in costs))
        for name, costs in walk.costs.items()
    }
    lines = [f"{len(rows)} routes, {cases} cases; ms", f"{'route':28}{'cpu':>9}{'writer':>9}"]
    for name, cost in sorted(rows.items(), key=lambda one: -one[1].writer):
        lines.append(f"{name:28}{cost.cpu:9.1f}{cost.writer:9.1f}")
    for what in ("cpu", "writer"):
        values = [getattr(cost, what) for cost in rows.values()]
        shown = f"median {median(values):.1f}, p99 {p99(values):.1f}, worst {max(values):.1f}"
        lines.append(f"{what}: {shown}")
    lines.append(f"goal: median <= {GOAL_MEDIAN}, p99 <= {GOAL_P99}, none above {GOAL_WORST}")
    sys.stdout.write("\n".join(lines) + "\n")
    Path("build").mkdir(exist_ok=True)
    told = {name: [cost.cpu, cost.writer] for name, cost in rows.items()}
    Path("build/routes.json").write_text(json.dumps(told, indent=1))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
