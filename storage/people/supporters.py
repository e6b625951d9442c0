"""People: known by a seal, told things as they chose, and gone for good when they ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, insert
from sqlalchemy import select as columns_of
from sqlmodel import Session, col, select, update

from content.notices.digests import Rhythm
from storage.engine.sealed_columns import SENT_SEAL, SUPPORTER_SEAL
from storage.engine.sealing import Sealer
from storage.engine.statements import Compiled
from storage.engine.states import OutboxState
from storage.engine.tables import Follow, LetterSent, Message, Outbox, SentMessage, Supporter
from storage.engine.times import seconds
from storage.queue.cancellation import erase as erase_all
from storage.queue.cancellation import withdraw
from storage.queue.message_kinds import PAUSABLE, MessageKind

ERASED = "erased"  # in a session: the numbers of people whom it erased
DELETABLE_SECONDS = (
    48 * 3600
)  # seconds in which a bot may delete what it sent (Bot API, deleteMessage)
MINUTE = 60  # who is heard from within it again costs no write
NIGHT = {"zone", "quiet_from", "quiet_to"}  # choices that say when it is night for somebody
SOON_SECONDS = 60  # seconds after which what was queued goes out, unless it waits for a morning


@dataclass(frozen=True)
class Person:
    """A supporter as handlers see them; times are Unix seconds, UTC."""

    number: int
    language: str
    zone: str | None
    country: str | None
    alerts: bool
    digest: Rhythm
    digest_hour: int
    digest_weekday: int
    digest_due: int | None
    paused_until: int | None
    quiet_from: int
    quiet_to: int
    created_at: int
    active_at: int


CHOICES = [col(getattr(Supporter, field.name)) for field in fields(Person)]
BY_SEAL = Compiled(
    columns_of(*CHOICES, col(Supporter.blocked_at), col(Supporter.warned_at)).where(
        col(Supporter.seal) == bindparam("seal")
    )
)
BY_NUMBER = Compiled(columns_of(*CHOICES).where(col(Supporter.number) == bindparam("one")))
HEARD = Compiled(
    update(Supporter)
    .where(col(Supporter.number) == bindparam("one"))
    .values(active_at=bindparam("at"), blocked_at=None, warned_at=None)
)
NEW = Compiled(insert(Supporter))


def _person(row: Any) -> Person:
    return Person(*row[: len(CHOICES)])


def meet(
    session: Session, sealer: Sealer, chat_id: int, language: str, now: datetime
) -> tuple[Person, bool]:
    """The person of a private chat and whether they are new; being heard from ends a block and
    idleness.
    """
    seal = sealer.id(SUPPORTER_SEAL, chat_id)
    at = seconds(now)
    found = BY_SEAL.first(session, seal=seal)
    if found is None:
        row = Supporter(
            seal=seal, language=language, created_at=at, active_at=at, digest_seen=at - 1
        ).model_dump()
        NEW.all(session, **row)
        return Person(*(row[field.name] for field in fields(Person))), True
    person = _person(found)
    if found.blocked_at or found.warned_at or not 0 <= at - person.active_at < MINUTE:
        HEARD.all(session, one=person.number, at=at)
        person = replace(person, active_at=at)
    return person, False


def gone(session: Session, number: int) -> bool:
    """Whether the person with this number was erased in this session, for good."""
    return number in session.info.get(ERASED, ()) and BY_NUMBER.first(session, one=number) is None


def find(session: Session, sealer: Sealer, chat_id: int) -> Person | None:
    """The person of a private chat, or None."""
    found = BY_SEAL.first(session, seal=sealer.id(SUPPORTER_SEAL, chat_id))
    return _person(found) if found else None


def change(session: Session, number: int, **values: str | int | bool | None) -> Person:
    """The person after changing some of their own choices: language, zone, country, alerts, digest,
    pause.

    What is queued and no longer wanted is taken back at once; what waits for a morning is looked at
    again when the night is another one.
    """
    session.exec(update(Supporter).where(col(Supporter.number) == number).values(**values))
    if values.get("alerts") is False:
        withdraw(session, _queued_for(number), (MessageKind.ALERT,))
    if values.get("digest") == Rhythm.OFF:
        withdraw(session, _queued_for(number), (MessageKind.DIGEST,))
    if values.get("paused_until") is not None:
        withdraw(session, _queued_for(number), what=PAUSABLE)
    if not NIGHT.isdisjoint(values):
        _ask_again(session, number)
    return _person(BY_NUMBER.first(session, one=number))


def _ask_again(session: Session, number: int) -> None:
    """Whatever waits for the person is due as it was when it was queued: whoever claims it asks
    whether it is night.
    """
    opened = (
        select(col(Message.created_at) + SOON_SECONDS)
        .where(col(Message.id) == col(Outbox.message))
        .scalar_subquery()
    )
    later = (
        _queued_for(number),
        col(Outbox.state) == OutboxState.QUEUED,
        col(Outbox.due_at) > opened,
    )
    session.exec(
        update(Outbox)
        .where(*later)
        .values(due_at=opened)
        .execution_options(synchronize_session=False)
    )


def _queued_for(number: int) -> ColumnElement[bool]:
    return col(Outbox.recipient) == number


def blocked(session: Session, sealer: Sealer, chat_id: int, now: datetime) -> None:
    """Notes that the person blocked the bot: nothing is queued for them until they are heard from
    again.
    """
    if person := find(session, sealer, chat_id):
        session.exec(
            update(Supporter)
            .where(col(Supporter.number) == person.number)
            .values(blocked_at=seconds(now))
        )
        withdraw(session, _queued_for(person.number))


def back(session: Session, sealer: Sealer, chat_id: int, now: datetime) -> None:
    """Ends a block. Who was forgotten stays unknown until they say something."""
    seal = sealer.id(SUPPORTER_SEAL, chat_id)
    heard = {"active_at": seconds(now), "blocked_at": None, "warned_at": None}
    session.exec(update(Supporter).where(col(Supporter.seal) == seal).values(**heard))


def follow(session: Session, number: int, case: str, now: datetime) -> bool:
    """Follows a case; False if they already did."""
    if session.get(Follow, (number, case)):
        return False
    session.add(Follow(supporter=number, case_slug=case, since=seconds(now)))
    return True


def unfollow(session: Session, number: int, case: str) -> bool:
    """Stops following a case; False if they did not."""
    done = session.exec(
        delete(Follow).where(col(Follow.supporter) == number, col(Follow.case_slug) == case)
    )
    withdraw(session, _queued_for(number), (MessageKind.ALERT,), col(Message.case_slug) == case)
    return done.rowcount > 0


def follows(session: Session, number: int) -> list[str]:
    """Slugs of the cases a person follows."""
    return list(
        session.exec(
            select(Follow.case_slug).where(Follow.supporter == number).order_by(Follow.case_slug)
        )
    )


def sent_letter(session: Session, number: int, case: str, mission: str, now: datetime) -> bool:
    """Counts a letter once per writer, case and mission; False if it was counted before."""
    if session.get(LetterSent, (number, case, mission)):
        return False
    day = seconds(now) // 86400 * 86400
    session.add(LetterSent(supporter=number, case_slug=case, mission_slug=mission, day=day))
    session.flush()
    return True


def letters_sent(session: Session, case: str) -> int:
    """How many letters about a case went out."""
    return session.exec(
        select(func.count()).select_from(LetterSent).where(LetterSent.case_slug == case)
    ).one()


def my_letters(session: Session, number: int) -> list[tuple[str, str, int, str, int | None]]:
    """Case, mission, day, answer about a reply and next question (Unix seconds) of the person's
    letters.
    """
    rows = session.exec(
        select(LetterSent).where(LetterSent.supporter == number).order_by(col(LetterSent.day))
    )
    return [(row.case_slug, row.mission_slug, row.day, row.reply, row.ask_at) for row in rows]


@dataclass(frozen=True)
class SentTo:
    """Messages in a private chat, and what they speak of, as "case:slug"."""

    chat_id: int
    message_ids: list[int]
    about: tuple[str, ...] = ()

    @property
    def subjects(self) -> str:
        """As the row keeps it: with spaces around each."""
        return f" {' '.join(self.about)} " if self.about else ""


def sent(session: Session, sealer: Sealer, told: Iterable[SentTo], now: datetime) -> None:
    """Keeps the ids of messages in people's chats, sealed, for 48 hours; nothing for who
    is gone.
    """
    by_seal = [(sealer.id(SUPPORTER_SEAL, one.chat_id), one) for one in told]
    named = col(Supporter.seal).in_([seal for seal, _ in by_seal])
    numbers = dict(
        iter(session.execute(columns_of(col(Supporter.seal), col(Supporter.number)).where(named)))
    )
    rows = [
        {
            "supporter": numbers[seal],
            "sealed": sealer.value(SENT_SEAL, one.to_bytes(8, "big")),
            "sent_at": seconds(now),
            "about": to.subjects,
        }
        for seal, to in by_seal
        if seal in numbers
        for one in to.message_ids
    ]
    if rows:
        session.connection().execute(insert(SentMessage), rows)


def edited(session: Session, sealer: Sealer, told: SentTo, now: datetime) -> None:
    """Notes what a message that was edited speaks of now, while it can be deleted."""
    mine = (
        col(Supporter.seal) == sealer.id(SUPPORTER_SEAL, told.chat_id),
        col(SentMessage.sent_at) > seconds(now) - DELETABLE_SECONDS,
    )
    theirs = (
        select(SentMessage)
        .join(Supporter, col(Supporter.number) == col(SentMessage.supporter))
        .where(*mine)
    )
    for row in session.exec(theirs):
        if int.from_bytes(sealer.open_value(SENT_SEAL, row.sealed), "big") in told.message_ids:
            row.about = told.subjects
            session.add(row)


def sent_ids(session: Session, sealer: Sealer, number: int, now: datetime) -> list[int]:
    """Ids of the bot's messages that can still be deleted (Bot API: 48 hours)."""
    recent = col(SentMessage.sent_at) > seconds(now) - 48 * 3600
    rows = session.exec(select(SentMessage.sealed).where(SentMessage.supporter == number, recent))
    return [int.from_bytes(sealer.open_value(SENT_SEAL, sealed), "big") for sealed in rows]


def erase(session: Session, number: int) -> None:
    """Deletes the person and everything that points to them, at once (foreign keys cascade); totals
    stay exact.
    """
    erase_all(session, col(Supporter.number) == number)
    session.info.setdefault(ERASED, set()).add(number)


def mute(session: Session, number: int, case: str, *, muted: bool) -> bool:
    """Keeps a followed case's news away, or lets it through again; False if the person does not
    follow it.
    """
    mine = (col(Follow.supporter) == number, col(Follow.case_slug) == case)
    if muted:
        withdraw(
            session,
            _queued_for(number),
            (MessageKind.ALERT, MessageKind.FOLLOWUP),
            col(Message.case_slug) == case,
        )
    return session.exec(update(Follow).where(*mine).values(muted=muted)).rowcount > 0


def muted(session: Session, number: int) -> list[str]:
    """Slugs of the cases the person follows without being told news."""
    mine = (col(Follow.supporter) == number, col(Follow.muted))
    return list(session.exec(select(Follow.case_slug).where(*mine).order_by(Follow.case_slug)))
