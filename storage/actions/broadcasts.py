"""What the team sends to many: asked for, approved by a second person where the team wants it,
held, ended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col, func, or_, select, update

from content.audiences import Audience, read
from content.errors import Gone, Hidden, UserError
from content.language.numbers import told
from content.notices.broadcasts import MessageState
from content.permissions import Permission
from content.subjects import MANY, Subject, named
from content.text.messages import Screen, load_screen
from storage.actions import publishing
from storage.delivery import audiences, headcounts
from storage.delivery.headcounts import Delivery
from storage.engine.states import OutboxState
from storage.engine.tables import Body, Message, Outbox, Supporter
from storage.engine.times import seconds
from storage.library import published as contents
from storage.library.published import is_public
from storage.people import audit, members, second_person
from storage.people.members import Colleague
from storage.people.second_person import NobodyElse
from storage.queue import outbox
from storage.queue.admission import reached
from storage.queue.cancellation import WAITING
from storage.queue.kept_back import kept_back
from storage.queue.message_kinds import TO_MANY, MessageKind, rule_of

DELAY = timedelta(seconds=30)  # in which it can still be stopped before anybody has it
HURRY = timedelta(seconds=10)  # the same for news and for what is critical
ASKED_SECONDS = 24 * 3600  # seconds for which a request waits for a second person
OPEN = (MessageState.ASKED, MessageState.SENDING, MessageState.PAUSED)


class OwnRequest(UserError):
    """Who asked for a send cannot approve it."""

    key = "sending.own_request"


@dataclass(frozen=True)
class Order:
    """What is to be sent: a screen per language, to whom, about which case, and how."""

    audience: Audience
    case: str | None
    title: str
    screens: Mapping[str, Screen]
    critical: bool = False
    twice: bool = False  # rather twice than not at all
    news: str | None = None  # the slug of news in a draft, which becomes public when this goes out

    @property
    def subject(self) -> Subject:
        """What it is about."""
        if self.news:
            return Subject("update", self.news)
        if self.audience.kind == "news":
            return Subject("update", self.audience.what)
        if self.audience.kind == "event":
            return Subject("event", self.audience.what)
        return Subject("case", self.case) if self.case else MANY


@dataclass(frozen=True)
class Send:
    """One message to many, as the team sees it; times are Unix seconds."""

    id: int
    kind: str
    title: str
    state: MessageState
    case: str | None
    audience: Audience | None
    critical: bool
    twice: bool
    at: int
    by: int | None
    counts: Delivery
    news: bool = False  # that news becomes public with it

    @property
    def repeatable(self) -> bool:
        """Whether it can go out once more to those who may not have got it: it is over, and there
        are some.
        """
        return (
            self.state == MessageState.DONE
            and self.audience is not None
            and self.counts.unknown.any
        )


def needs_second(session: Session, audience: Audience, by: Colleague, now: datetime) -> bool:
    """Whether a second person must approve a send, together with what the member sent alone in the
    last day: else everybody could be reached audience by audience.
    """
    over = members.approval_over(session, now)
    if over is None:
        return False
    many = audiences.count(session, audience, now)
    return many > over or many + _others_reached(session, audience, by, over, now) > over


def _others_reached(
    session: Session, audience: Audience, by: Colleague, over: int, now: datetime
) -> int:
    """How many people outside an audience the member wrote to lately without anybody's approval."""
    alone = select(Message.id).where(
        Message.created_by == by.alias,
        Message.created_at > seconds(now) - ASKED_SECONDS,
        Message.total <= over,
        col(Message.audience) != "",
    )
    reached = select(Outbox.recipient).where(
        col(Outbox.message).in_(alone), Outbox.state != OutboxState.CANCELLED
    )
    here = select(Supporter.number).where(*audiences.members(audience, now))
    outside = (col(Supporter.number).in_(reached), col(Supporter.number).not_in(here))
    return session.exec(select(func.count()).select_from(Supporter).where(*outside)).one()


def start(session: Session, order: Order, now: datetime, by: Colleague) -> int:
    """The number of a new send: queued, or waiting for a second person where the team's rule asks
    for one.

    Withheld if a text names what a case withholds, Hidden if what it is about was taken back;
    NobodyElse if nobody could approve it.
    """
    _fit(session, order.audience, order.case, order.screens)
    kind = MessageKind.NOTICE if order.audience.kind == "event" else MessageKind.ALERT
    twice = order.twice and kind == MessageKind.ALERT
    message = outbox.open_message(
        session,
        kind,
        order.case,
        order.subject,
        now,
        title=order.title,
        by=by.alias,
        repeat_unknown=twice,
        priority=rule_of(MessageKind.ALERT).priority,
    )
    for language, screen in order.screens.items():
        outbox.add_body(
            session, message, language, "", screen, tells=_named(session, order, screen)
        )
    row = session.get_one(Message, message)
    row.audience, row.critical, row.news = order.audience.key, order.critical, order.news
    if not needs_second(session, order.audience, by, now):
        _go(session, row, order.audience, now, by)
        return message
    if not second_person.others(session, by):
        raise NobodyElse(nobody(session, now))
    row.state = MessageState.ASKED
    audit.note(session, by.number, "send-asked", f"{message} {order.audience.key}", now)
    return message


def _named(session: Session, order: Order, screen: Screen) -> set[Subject]:
    """What words about no case in particular name: withdrawing it stops them too."""
    campaign = contents.snapshot(session) if order.subject == MANY else None
    return named(campaign, screen.text.text) if campaign else set()


def nobody(session: Session, now: datetime) -> str:
    """The key of the sentence for nobody who could approve: who is alone with a rule of their own
    may change it.
    """
    return NobodyElse.key if members.two_needed(session, now) else "sending.nobody_else"


def _fit(
    session: Session, audience: Audience, case: str | None, screens: Mapping[str, Screen]
) -> None:
    """Withheld or Hidden if the words must not go out now, whatever was so when they were
    written.
    """
    kept_back(session).guard([screen.text.text for screen in screens.values()])
    if case and not is_public(session, "case", case):
        raise Hidden
    if audience.kind == "news" and not is_public(session, "update", audience.what):
        raise Hidden
    if audience.kind == "event" and not is_public(session, "event", audience.what):
        raise Hidden


def approve(session: Session, id: int, by: Colleague, now: datetime) -> None:
    """Sends what a colleague asked for; OwnRequest for the same person, Gone for what does not wait
    any more.
    """
    row = _waiting(session, id, now)
    if row.created_by == by.alias:
        raise OwnRequest
    audience = read(row.audience)
    _fit(session, audience, row.case_slug, screens(session, id))
    row.state = MessageState.SENDING
    _go(session, row, audience, now, by)


def decline(session: Session, id: int, by: Colleague, now: datetime) -> None:
    """Sends nothing of what was asked for; Gone for what does not wait any more."""
    _waiting(session, id, now).state = MessageState.CANCELLED
    audit.note(session, by.number, "send-declined", str(id), now)


def expire(session: Session, now: datetime) -> int:
    """Ends requests that nobody approved within a day; how many."""
    stale = (
        col(Message.state) == MessageState.ASKED,
        col(Message.created_at) <= seconds(now) - ASKED_SECONDS,
    )
    return session.exec(update(Message).where(*stale).values(state=MessageState.CANCELLED)).rowcount


def _waiting(session: Session, id: int, now: datetime) -> Message:
    """The request if it still stands: not older than a day, and its author may still send."""
    row = session.get(Message, id)
    author = (
        members.by_alias(session, row.created_by) if row and row.created_by is not None else None
    )
    stands = (
        row is not None
        and row.state == MessageState.ASKED
        and row.created_at > seconds(now) - ASKED_SECONDS
    )
    if row is None or not stands or author is None or not author.may(Permission.PUBLISH):
        raise Gone
    return row


def _go(session: Session, row: Message, audience: Audience, now: datetime, by: Colleague) -> None:
    message, delay = row.id or 0, HURRY if row.critical or row.news else DELAY
    if row.news:
        publishing.publish(session, contents.UPDATE, row.news, by, now, number=1, newest=False)
        contents.appears(session, row.news, now)
    row.created_at = seconds(now)
    session.flush()
    queued = audiences.enqueue(session, message, audience, now, begin=now + delay)
    if row.case_slug and row.kind == MessageKind.ALERT:
        outbox.supersede(session, message, row.case_slug)
    audit.note(session, by.number, "send", f"{message} {audience.key} {told(queued)}", now)


def found(session: Session, id: int) -> Send:
    """A send by its number; Gone if there is none, or it is not the team's matter."""
    row = session.exec(select(Message).where(Message.id == id, TO_MANY)).first()
    if row is None:
        raise Gone
    return _send(session, row)


# What the team sends, and whatever else was paused, as the engine does where Telegram refuses too
# much.
TEAMS = or_(
    col(Message.kind) == MessageKind.ALERT,
    col(Message.audience) != "",
    col(Message.state) == MessageState.PAUSED,
)


def newest(session: Session, now: datetime, limit: int, skipped: int = 0) -> list[Send]:
    """Open sends, then what was sent lately, the newest first; requests that nobody answered in a
    day are left out, and so many that come first.
    """
    stale = (col(Message.state) == MessageState.ASKED) & (
        col(Message.created_at) <= seconds(now) - ASKED_SECONDS
    )
    order = (col(Message.state).in_(OPEN).desc(), col(Message.id).desc())
    wanted = select(Message).where(TEAMS, ~stale).order_by(*order).limit(limit).offset(skipped)
    return [_send(session, row) for row in session.exec(wanted)]


def _send(session: Session, row: Message) -> Send:
    audience = read(row.audience) if row.audience else None
    return Send(
        row.id or 0,
        row.kind,
        row.title,
        row.state,
        row.case_slug,
        audience,
        row.critical,
        row.repeat_unknown,
        row.created_at,
        row.created_by,
        headcounts.delivery(session, row.id or 0),
        bool(row.news),
    )


def screens(session: Session, id: int) -> dict[str, Screen]:
    """What a message says by language; of a digest, the variant that was stored first."""
    rows = session.exec(
        select(Body.language, Body.screen).where(Body.message == id).order_by(col(Body.id))
    )
    said: dict[str, Screen] = {}
    for language, screen in rows:
        said.setdefault(language, load_screen(screen))
    return said


def pause(session: Session, id: int, by: int, now: datetime) -> bool:
    """Sends nothing more of it for now; False if it is not being sent."""
    return (
        _change(
            session,
            col(Message.id) == id,
            MessageState.SENDING,
            MessageState.PAUSED,
            f"send-paused {id}",
            by,
            now,
        )
        > 0
    )


def pause_all(session: Session, by: int, now: datetime) -> int:
    """Pauses whatever the team is sending; how many sends."""
    return _change(
        session, TEAMS, MessageState.SENDING, MessageState.PAUSED, "send-paused all", by, now
    )


def resume(session: Session, id: int, by: int, now: datetime) -> bool:
    """Goes on where it stopped; False if it is not paused, Withheld if what is left of it names
    what is kept back.
    """
    kept_back(session).guard(_left(session, id))
    return (
        _change(
            session,
            col(Message.id) == id,
            MessageState.PAUSED,
            MessageState.SENDING,
            f"send-resumed {id}",
            by,
            now,
        )
        > 0
    )


def _left(session: Session, id: int) -> list[str]:
    """The words of what was not sent yet."""
    waits = exists().where(col(Outbox.body) == col(Body.id), col(Outbox.state).in_(WAITING))
    rows = session.exec(select(Body.screen).where(Body.message == id, waits))
    return [load_screen(screen).text.text for screen in rows]


def _change(
    session: Session,
    which: ColumnElement[bool],
    before: MessageState,
    after: MessageState,
    action: str,
    by: int,
    now: datetime,
) -> int:
    mine = (which, TO_MANY, col(Message.state) == before)
    changed = session.exec(update(Message).where(*mine).values(state=after)).rowcount
    session.expire_all()
    name, _, detail = action.partition(" ")
    if changed:
        audit.note(session, by, name, detail, now)
    return changed


def cancel(session: Session, id: int, by: int, now: datetime) -> int | None:
    """Withdraws what is not sent yet; how many people do not get it. None if it is over already."""
    send = found(session, id)
    if send.state not in OPEN:
        return None
    taken = outbox.cancel(session, id)
    session.expire_all()
    audit.note(session, by, "send-cancelled", f"{id} {told(taken)}", now)
    return taken


def again(session: Session, id: int, by: int, now: datetime) -> int:
    """Sends it once more to those who may not have got it; to how many, 0 if that is not offered
    (any more).

    Withheld or Hidden if the words must not go out any more.
    """
    send = found(session, id)
    if send.audience is None or not send.repeatable:
        return 0
    _fit(session, send.audience, send.case, screens(session, id))
    many = outbox.repeat(session, id, now)
    session.expire_all()
    audit.note(session, by, "send-again", f"{id} {told(many)}", now)
    return many


def withdraw_about(session: Session, case: str) -> list[int]:
    """Ends every open send about a case; their numbers."""
    rows = session.exec(select(Message.id).where(*_open_about(case)))
    ended = [number for number in rows if number is not None]
    for number in ended:
        outbox.cancel(session, number)
    return ended


def had(messages: list[int], now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What holds for supporters who got, or may have got, one of the messages and can be
    told more.
    """
    ended = col(Outbox.state).in_((OutboxState.SENT, OutboxState.UNKNOWN, OutboxState.CLAIMED))
    got = select(Outbox.recipient).where(col(Outbox.message).in_(messages), ended)
    return col(Supporter.number).in_(got), reached(seconds(now))


def open_about(session: Session, case: str) -> int:
    """How many sends about a case are open."""
    return session.exec(select(func.count()).select_from(Message).where(*_open_about(case))).one()


def _open_about(case: str) -> tuple[ColumnElement[bool], ...]:
    asking = or_(col(Message.kind) == MessageKind.ALERT, col(Message.audience) != "")
    return asking, col(Message.case_slug) == case, col(Message.state).in_(OPEN)
