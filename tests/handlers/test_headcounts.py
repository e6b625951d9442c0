"""No two numbers about people tell the difference of one to four, on whatever screens, files and
lines they stand.

The screens of the team and of supporters are read over a store with random people in it and over
one with nobody in it. What stands only on the first is about people: every number there is a
multiple of five, so no two of them, and no sums of them, differ by one to four.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from content.audiences import Audience
from content.campaign import Campaign
from content.language.i18n import words_for
from content.language.languages import LANGUAGES
from content.text.markup import rich
from content.text.messages import Delete, File, Reply, Screen
from storage.actions import broadcasts
from storage.actions.broadcasts import Order
from storage.engine.database import Store, connect
from storage.engine.sealing import new_key, read_key
from storage.engine.tables import LetterSent, Supporter
from storage.engine.times import FOREVER, seconds
from storage.library import published
from storage.people import members, rsvps, supporters
from storage.queue import claims
from tests.handlers.conftest import NOW, Office
from tests.stores import new_store

CASE, EVENT = "liaoning-seven", "weekly-vigil"
OWNER = 7_318_264_905
SCREENS = {code: Screen(rich("Words.")) for code in LANGUAGES}
DATES = (  # what may stand beside a number of people, and is none
    r"\d{1,2}:\d{2}(:\d{2})?",
    r"\d{4}-\d{2}-\d{2}\S*",
    r"\b\d{1,2} [A-Z][a-z]+( \d{4})?",
    r"[A-Z][a-z]+ \d{1,2}\b",
    r"\b20\d\d\b",
    r"/\w+",
    r"[a-z]+-[a-z0-9-]+",
)
# How the audit says what was done with a send, before which one it was.
SENDS = "|".join(
    re.escape(words_for("en").text(f"audit.did.{action}"))
    for action in (
        "send", "send-asked", "send-declined", "send-paused", "send-resumed", "send-cancelled",
        "send-again", "freeze", "thaw",
    )
)  # fmt: skip
PERSON = st.fixed_dictionaries(
    {
        "language": st.sampled_from(sorted(LANGUAGES)),
        "country": st.sampled_from([None, "KR", "JP"]),
        "alerts": st.booleans(),
        "paused": st.sampled_from([None, None, "soon", "for ever"]),
        "blocked": st.sampled_from([False, False, True]),
        "follows": st.sampled_from(["", "yes", "yes", "muted"]),
        "comes": st.booleans(),
        "wrote": st.sampled_from([None, "embassy-kr-seoul", "embassy-us-washington"]),
        "digest": st.booleans(),
    }
)
Begin = Callable[[], AbstractContextManager[Office]]
CROWDS = st.lists(st.tuples(PERSON, st.integers(1, 9)), max_size=8)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory, known: Campaign) -> Iterator[Begin]:
    """Opens the counter of a campaign that has an owner and nobody else, over a store of its own
    each time.
    """
    store = new_store(tmp_path_factory.mktemp("begun") / "store.db")
    office = Office(store, read_key(new_key()), known)

    def act(session: Session) -> None:
        published.seed(session, known, NOW, with_examples=True)
        owner, _ = supporters.meet(session, office.sealer, OWNER, "en", NOW)
        assert members.claim(session, owner.number, members.new_owner_code(session, NOW), NOW)

    store.write_now(act)
    yield lambda: _copy(store, office)
    store.close()


@contextmanager
def _copy(store: Store, office: Office) -> Iterator[Office]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        with store.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql(f"VACUUM INTO '{path}'")
        copy = Store(connect(f"sqlite:///{path}"))
        try:
            yield Office(copy, office.sealer, office.campaign)
        finally:
            copy.close()


def settle(session: Session, office: Office, crowd: list[tuple[dict[str, object], int]]) -> None:
    """Puts people into the store; what is sent to them stands in every state."""
    people(session, office, crowd)
    by = members.everyone(session)[0]
    for audience in (Audience("all"), Audience("case", CASE), Audience("language", "ko")):
        for end in ("waits", "cancelled", "half", "gone"):
            end_it(
                session,
                office,
                broadcasts.start(session, Order(audience, CASE, "Words", SCREENS), NOW, by),
                end,
            )


def people(session: Session, office: Office, crowd: list[tuple[dict[str, object], int]]) -> None:
    """Puts people into the store, so many of each kind."""
    occurrence = office.campaign.event(EVENT).next(NOW)  # type: ignore[union-attr]
    for at, (chosen, many) in enumerate(crowd):
        for number in range(many):
            person, _ = supporters.meet(
                session, office.sealer, 9_000_000 + 100 * at + number, "en", NOW
            )
            live(session, person.number, chosen, occurrence)
    session.flush()


def live(session: Session, number: int, chosen: dict[str, object], occurrence: object) -> None:
    """Gives a person their choices."""
    row = session.get_one(Supporter, number)
    row.language, row.country, row.alerts = (
        str(chosen["language"]),
        chosen["country"],
        bool(chosen["alerts"]),
    )
    row.paused_until = {"soon": seconds(NOW) + 3600, "for ever": FOREVER}.get(str(chosen["paused"]))
    row.blocked_at = seconds(NOW) if chosen["blocked"] else None
    row.digest, row.digest_due, row.digest_seen = "daily", seconds(NOW) + 7200, 0
    if chosen["follows"]:
        supporters.follow(session, number, CASE, NOW)
        session.flush()
        supporters.mute(session, number, CASE, muted=chosen["follows"] == "muted")
    if chosen["comes"]:
        rsvps.go(session, number, occurrence)  # type: ignore[arg-type]
    if chosen["wrote"]:
        mission = str(chosen["wrote"])
        session.add(
            LetterSent(
                supporter=number,
                case_slug=CASE,
                mission_slug=mission,
                day=seconds(NOW) - 86400,
                ask_at=seconds(NOW) + 9000,
            )
        )


def end_it(session: Session, office: Office, send: int, end: str) -> None:
    """Brings what was sent as far as `end` says."""
    owner = members.everyone(session)[0].number
    if end == "cancelled":
        broadcasts.cancel(session, send, owner, NOW)
    elif end != "waits":
        later = NOW + timedelta(days=1)
        rows = [row for row in claims.claim(session, 500, later) if row.message == send]
        kept = rows if end == "gone" else rows[: len(rows) // 2]
        states = ("sent", "sent", "rejected", "unknown")
        outcomes = [(row, claims.Outcome(states[at % 4], at + 1)) for at, row in enumerate(kept)]
        claims.record(session, office.sealer, outcomes, later)
        broadcasts.cancel(session, send, owner, NOW) if end == "half" else None


def read(office: Office) -> Iterator[str]:
    """Every line of everything that shows numbers."""
    for command in (
        "/team",
        "/stats",
        "/send",
        "/upcoming",
        "/freeze",
        "/audit",
        "/thaw",
        "/events",
    ):
        yield from lines(office.says(command))
    stamp = office.campaign.event(EVENT).next(NOW).stamp  # type: ignore[union-attr]
    taps = (
        "statscsv",
        "sa",
        "sa:language",
        "sa:country",
        "sa:event",
        "sends",
        "auditcsv",
        f"event:{EVENT}:{stamp}",
        "eu:c:liaoning-seven",
        "upcoming:1",
        "upcoming:2",
        "people",
    )
    openings = (
        "sb:all",
        f"sb:case:{CASE}",
        "sb:language:ko",
        "sb:country:KR",
        f"sb:event:{EVENT}:{stamp}",
    )
    shown = [f"sd:{number}" for number in office.store.read_now(numbers)]
    for tap in (*taps, *openings, *shown, *(one.replace("sd", "sq") for one in shown)):
        yield from lines(office.taps(tap))
    yield from lines(office.says(f"/standdown {CASE}\nen: A reason.\nko: 까닭입니다.\nzh: 理由。"))


def numbers(session: Session) -> list[int]:
    return [send.id for send in broadcasts.newest(session, NOW, 99)]


def lines(reply: Reply) -> Iterator[str]:
    for part in reply:
        if isinstance(part, File):
            yield from part.content.decode("utf-8-sig").splitlines()
        elif not isinstance(part, Delete) and (screen := getattr(part, "screen", None)):
            yield from screen.text.text.splitlines()
            yield from (button.label for row in screen.rows for button in row)


def counts(line: str) -> list[int]:
    """The numbers of a line that are not of a date, a command, a name, or of sends: which one, how
    many.
    """
    line = re.sub(r",\d+,(?=[a-z])|(\bsend[a-z-]*|thaw|freeze)[ ,]\d+|\d+ open sends?", "", line)
    line = re.sub(rf"({SENDS}) \d+", "", line)
    for one in DATES:
        line = re.sub(one, " ", line)
    return [int(found.replace(",", "")) for found in re.findall(r"(?<![<\w])\d[\d,]*\b", line)]


@pytest.fixture(scope="module")
def before(begun: Begin) -> set[str]:
    """What the screens say while there is nobody."""
    with begun() as office:
        return set(read(office))


@settings(max_examples=6, phases=[Phase.explicit, Phase.generate])  # a crowd takes seconds
@given(crowd=CROWDS)
def test_every_number_about_people_is_a_step_of_five(
    begun: Begin, before: set[str], crowd: list[tuple[dict[str, object], int]]
) -> None:
    with begun() as office:
        office.store.write_now(lambda session: settle(session, office, crowd))
        told = [line for line in read(office) if line not in before]
    assert told
    assert [line for line in told if any(number % 5 for number in counts(line))] == []


PLAIN = {
    "language": "en",
    "country": None,
    "alerts": True,
    "paused": None,
    "blocked": False,
    "comes": False,
    "wrote": None,
    "digest": False,
}


def delivered(session: Session, office: Office, audience: Audience) -> broadcasts.Send:
    """A send to everybody in an audience that has gone out, the last two of them not to
    be reached.
    """
    order, later = (
        Order(audience, CASE, "Words", SCREENS, critical=True),
        NOW + timedelta(minutes=1),
    )
    number = broadcasts.start(session, order, NOW, members.everyone(session)[0])
    rows = claims.claim(session, 500, later)
    states = ["sent"] * (len(rows) - 2) + ["rejected", "unknown"]
    done = [
        (row, claims.Outcome(state, at + 1))
        for at, (row, state) in enumerate(zip(rows, states, strict=True))
    ]
    claims.record(session, office.sealer, done, later)
    session.expire_all()
    return broadcasts.found(session, number)


def test_two_deliveries_to_nested_audiences_tell_no_difference_of_one_to_four(
    begun: Begin, before: set[str]
) -> None:
    crowd: list[tuple[dict[str, object], int]] = [
        (PLAIN | {"follows": "yes"}, 23),
        (PLAIN | {"follows": ""}, 1),
    ]
    wanted = [Audience("all"), Audience("case", CASE), Audience("language", "en"), Audience("all")]

    def act(session: Session, office: Office) -> list[str]:
        people(session, office, crowd)
        return [delivered(session, office, audience).state for audience in wanted]

    with begun() as office:
        assert office.store.write_now(lambda session: act(session, office)) == ["done"] * 4
        told = {number for line in read(office) if line not in before for number in counts(line)}
    assert 20 in told
    assert [pair for pair in combinations(sorted(told), 2) if pair[1] - pair[0] < 5] == []
