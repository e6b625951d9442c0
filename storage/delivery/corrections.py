"""News that was corrected: its messages of the last 48 hours are edited, and those that wait say
the new words. Older ones stay: their ids are forgotten by then (SAFETY, "What may be stored").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, false
from sqlalchemy import select as columns_of
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, or_, select, update

from content.campaign import Campaign
from content.notices.digests import compose_alert
from content.text.markup import bold, paragraphs
from content.text.messages import Screen, load_screen
from storage.engine.sealed_columns import SENT_SEAL, SUPPORTER_SEAL
from storage.engine.sealing import Sealer
from storage.engine.tables import Body, Message, Outbox, SentMessage, Supporter
from storage.engine.times import seconds
from storage.library import published
from storage.people.supporters import DELETABLE_SECONDS
from storage.queue import outbox
from storage.queue.cancellation import WAITING
from storage.queue.freeze import frozen_since
from storage.queue.kept_back import kept_back

EDITED_TOGETHER = 25  # messages looked for at once, a second of sending: a freeze holds after them


@dataclass(frozen=True)
class Standing:
    """How many people have a message with words that are not the news' any more, and for how many
    one waits.
    """

    sent: int
    waiting: int


@dataclass(frozen=True)
class Outdated:
    """A message in a chat that shows old words, and what it is to show. `alone`: one message holds
    all of it.
    """

    supporter: int
    message: int
    chat_id: int
    message_id: int
    before: int
    after: int
    screen: Screen
    alone: bool


def changed(session: Session, campaign: Campaign, slug: str) -> dict[int, Screen]:
    """Which bodies of the news' messages do not say what it says now, with what they should say."""
    news = next((one for one in campaign.updates if one.slug == slug), None)
    case = campaign.case(news.case) if news else None
    if news is None or case is None:
        return {}
    mine = (Message.news == slug, col(Message.id) == col(Body.message), Body.variant == "")
    found: dict[int, Screen] = {}
    for body in session.exec(select(Body).join(Message, mine[1]).where(mine[0], mine[2])):
        text, _ = campaign.words(news.texts, body.language)
        said = paragraphs(bold(text.title), text.body).text
        if not load_screen(body.screen).text.text.startswith(f"{said}\n\n"):
            words = campaign.speak(body.language)
            found[body.id or 0] = compose_alert(campaign, words, case, news, body.language)
    return found


def standing(session: Session, bodies: Mapping[int, Screen], now: datetime) -> Standing:
    """How many people got these bodies in the last 48 hours, and how many wait for them."""
    fresh = (*_told(list(bodies)), col(SentMessage.sent_at) > seconds(now) - DELETABLE_SECONDS)
    people = func.count(func.distinct(SentMessage.supporter))
    sent = session.exec(select(people).join(Supporter, fresh[0]).where(*fresh)).one()
    waits = (col(Outbox.body).in_(list(bodies)), col(Outbox.state).in_(WAITING))
    waiting = session.exec(select(func.count()).select_from(Outbox).where(*waits)).one()
    return Standing(sent, waiting)


def _told(bodies: list[int]) -> tuple[ColumnElement[bool], ...]:
    """Of sent messages and who has them: those that can be edited."""
    return (
        col(Supporter.number) == col(SentMessage.supporter),
        col(Supporter.blocked_at).is_(None),
        col(SentMessage.body).in_(bodies),
        col(SentMessage.unsaid) == false(),
    )


def correct(session: Session, bodies: Mapping[int, Screen]) -> list[int]:
    """Gives the messages the new words, where they wait and where they stand; the messages.

    What is on its way now shows the old words and is edited afterwards.
    """
    corrected = set()
    for before, screen in bodies.items():
        row = session.get_one(Body, before)
        row.variant = f"before {before}"
        session.flush()
        after = outbox.add_body(session, row.message, row.language, "", screen)
        old = or_(col(Body.id) == before, col(Body.corrected) == before)
        session.exec(update(Body).where(old).values(corrected=after))
        session.exec(update(Outbox).where(col(Outbox.body) == before).values(body=after))
        corrected.add(row.message)
    fresh = {"edited": 0, "unedited": 0}
    session.exec(update(Message).where(col(Message.id).in_(corrected)).values(fresh))
    session.expire_all()
    return sorted(corrected)


def _going(session: Session) -> dict[int, tuple[int, int, Screen]]:
    """Bodies that others took the place of: the message, the other body, and what it says. Nothing
    of what was withdrawn, or names what a case keeps back.
    """
    after = aliased(Body)
    rows = session.execute(
        columns_of(
            col(Body.id),
            col(Body.message),
            col(after.id),
            col(after.screen),
            col(Message.news),
            col(Message.case_slug),
        )
        .join(after, col(Body.corrected) == col(after.id))
        .join(Message, col(Message.id) == col(Body.message))
        .where(exists().where(col(SentMessage.body) == col(Body.id)))
    ).all()
    if not rows:
        return {}
    hidden = {*published.withdrawn(session, "update"), *published.withdrawn(session, "case")}
    kept = kept_back(session)
    found = {
        before or 0: (message, new or 0, load_screen(screen))
        for before, message, new, screen, news, case in rows
        if hidden.isdisjoint((news, case))
    }
    return {before: one for before, one in found.items() if not kept.found(one[2].text.text)}


def left(session: Session, message: int) -> int:
    """How many people's messages are still to be edited."""
    mine = [before for before, (of, *_) in _going(session).items() if of == message]
    told = _told(mine)
    people = func.count(func.distinct(SentMessage.supporter))
    return session.exec(select(people).join(Supporter, told[0]).where(*told)).one() if mine else 0


def due(session: Session, sealer: Sealer, now: datetime) -> list[Outdated]:
    """What is to be edited now, the oldest first; nothing while sending is frozen."""
    if frozen_since(session) is not None or not (going := _going(session)):
        return []
    told = (*_told(list(going)), col(SentMessage.sent_at) > seconds(now) - DELETABLE_SECONDS)
    first = func.min(SentMessage.id)
    rows = session.execute(
        columns_of(
            col(SentMessage.supporter),
            col(SentMessage.body),
            func.min(SentMessage.sealed),
            col(Supporter.seal),
            func.count(),
        )
        .join(Supporter, told[0])
        .where(*told)
        .group_by(col(SentMessage.supporter), col(SentMessage.body), col(Supporter.seal))
        .order_by(first)
        .limit(EDITED_TOGETHER)
    ).all()
    found = []
    for who, before, sealed, seal, pieces in rows:
        message, after, screen = going[before or 0]
        message_id = int.from_bytes(sealer.open_value(SENT_SEAL, sealed), "big")
        chat_id = sealer.open_id(SUPPORTER_SEAL, seal)
        found.append(
            Outdated(
                who, message, chat_id, message_id, before or 0, after, screen, alone=pieces == 1
            )
        )
    return found


def done(session: Session, one: Outdated, *, edited: bool) -> None:
    """This message shows the new words, or cannot; nothing is counted of who was erased since."""
    mine = (col(SentMessage.supporter) == one.supporter, col(SentMessage.body) == one.before)
    if session.exec(update(SentMessage).where(*mine).values(body=one.after)).rowcount:
        total = Message.edited if edited else Message.unedited
        more = {col(total): col(total) + 1}
        session.exec(update(Message).where(col(Message.id) == one.message).values(more))
