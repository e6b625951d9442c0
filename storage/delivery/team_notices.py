"""A notice to the team: queued for every member who may do something, in their own language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, col, select

from content.language.i18n import Words
from content.permissions import Permission, Role, allowed
from content.subjects import Subject
from content.text.messages import Screen
from storage.engine.tables import Member, Supporter
from storage.library.published import words_of
from storage.queue import outbox
from storage.queue.message_kinds import MessageKind


def to_team(
    session: Session,
    about: str,
    needs: Permission,
    compose: Callable[[Words], Screen],
    now: datetime,
) -> int:
    """Queues what `compose` says for members who hold the permission; how many."""
    rows = session.exec(
        select(Member.supporter, Member.role, Supporter.language)
        .join(Supporter, col(Supporter.number) == col(Member.supporter))
        .where(col(Member.suspended_at).is_(None))
    )
    people: dict[str, list[int]] = defaultdict(list)
    for number, role, language in rows:
        if allowed(Role(role), needs):
            people[language].append(number)
    if not people:
        return 0
    message = outbox.open_message(session, MessageKind.TEAM, None, Subject("team", about), now)
    for language, numbers in people.items():
        body = outbox.add_body(session, message, language, "", compose(words_of(session, language)))
        outbox.enqueue(session, message, body, numbers, now)
    return sum(map(len, people.values()))


def tell(session: Session, number: int, compose: Callable[[Words], Screen], now: datetime) -> None:
    """Queues what `compose` says for one person; nothing for who is gone."""
    person = session.get(Supporter, number)
    if person:
        message = outbox.open_message(session, MessageKind.TEAM, None, Subject("team"), now)
        body = outbox.add_body(
            session, message, person.language, "", compose(words_of(session, person.language))
        )
        outbox.enqueue(session, message, body, [number], now)
