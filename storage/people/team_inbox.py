"""Conversations between supporters and the team: words are sealed until they are passed on, threads
end in 30 days.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, delete, select, update

from content.text.messages import Screen, dump_screen, load_screen
from storage.engine.sealed_columns import GROUP_SEAL, SUPPORTER_SEAL, WORDS_SEAL
from storage.engine.sealing import Sealer
from storage.engine.tables import Contact, ContactWords, Meta, Supporter
from storage.engine.times import seconds
from storage.people import audit

GROUP = "team_group"
THREAD_SECONDS = 30 * 86400
NUMBERS = "contact_numbers"
FIRST, PRIME = 100_000, 899_981  # a prime: multiplying by what is below it gives no rest twice
# In the place of a message's id: the words are leaving now; nobody knows whether they came.
UNDER_WAY, UNKNOWN = 0, -1


@dataclass(frozen=True)
class Group:
    """The team's group: its chat and the language that it is spoken to in."""

    chat_id: int
    language: str


@dataclass(frozen=True)
class Waiting:
    """Words to pass on; `chat_id` and `language` are the supporter's, `number` is the
    conversation's.

    `under_way`: they were leaving when the bot or the network ended; they may have arrived.
    """

    id: int
    thread: int
    to_team: bool
    screen: Screen
    chat_id: int
    language: str
    number: int
    under_way: bool


def set_group(
    session: Session, sealer: Sealer, group: Group, by: int | None, now: datetime
) -> None:
    """Questions go to this group from now on."""
    sealed = base64.b64encode(sealer.id(GROUP_SEAL, group.chat_id)).decode()
    row = session.get(Meta, GROUP) or Meta(name=GROUP, value="")
    if row.value.partition(" ")[2] != sealed:  # another chat counts its messages anew
        session.exec(
            update(ContactWords)
            .where(col(ContactWords.message_id) > UNDER_WAY)
            .values(message_id=None)
        )
    row.value = f"{group.language} {sealed}"
    session.add(row)
    audit.note(session, by, "team-group", "", now)


def move_group(session: Session, sealer: Sealer, old: int, new: int, now: datetime) -> bool:
    """Follows the team's group to the supergroup that it became; False if it is another group, or
    moved before.
    """
    known = group(session, sealer)
    if known is None or known.chat_id != old:
        return False
    set_group(session, sealer, Group(new, known.language), None, now)
    return True


def drop_group(session: Session) -> None:
    """No group takes questions any more."""
    session.exec(delete(Meta).where(col(Meta.name) == GROUP))


def group(session: Session, sealer: Sealer) -> Group | None:
    """The team's group, or None."""
    row = session.get(Meta, GROUP)
    if row is None:
        return None
    language, _, sealed = row.value.partition(" ")
    return Group(sealer.open_id(GROUP_SEAL, base64.b64decode(sealed)), language)


def current(session: Session, supporter: int) -> Contact | None:
    """The person's open conversation, or None."""
    return session.exec(
        select(Contact).where(Contact.supporter == supporter, col(Contact.ended).is_(False))
    ).first()


def open_or_go_on(session: Session, supporter: int, now: datetime) -> Contact:
    """The person's open conversation, or a new one under a number that says nothing."""
    row = current(session, supporter)
    if row is None:
        row = Contact(supporter=supporter, number=0, touched_at=seconds(now))
        session.add(row)
        session.flush()
        row.number = _number(session, row.id or 0)
    row.touched_at = seconds(now)
    session.add(row)
    session.flush()
    return row


def _number(session: Session, id: int) -> int:
    """What a conversation is called, from six digits on: never the same again, and not in the order
    of the ids.

    A supporter must not read from it how many others wrote; that takes the two numbers that the
    store draws once.
    """
    row = session.get(Meta, NUMBERS)
    if row is None:
        row = Meta(
            name=NUMBERS, value=f"{1 + secrets.randbelow(PRIME - 1)} {secrets.randbelow(PRIME)}"
        )
        session.add(row)
    times, plus = map(int, row.value.split())
    block, at = divmod(id, PRIME)
    return FIRST + block * PRIME + (times * at + plus) % PRIME


def thread(session: Session, id: int) -> Contact | None:
    """The open conversation with this number, or None."""
    row = session.get(Contact, id)
    return row if row and not row.ended else None


def replied_to(session: Session, message_id: int) -> Contact | None:
    """The open conversation that a message in the team's group belongs to, or None."""
    found = session.exec(
        select(Contact)
        .join(ContactWords, col(ContactWords.contact) == col(Contact.id))
        .where(
            ContactWords.message_id == message_id,
            col(ContactWords.to_team),
            col(Contact.ended).is_(False),
        )
    )
    return found.first()


def say(
    session: Session, sealer: Sealer, row: Contact, screen: Screen, now: datetime, *, to_team: bool
) -> None:
    """Passes words on to the other side as soon as can be."""
    sealed = sealer.value(WORDS_SEAL, dump_screen(screen).encode())
    session.add(ContactWords(contact=row.id or 0, to_team=to_team, sealed=sealed))
    row.touched_at = seconds(now)
    session.add(row)
    session.flush()


def end(session: Session, row: Contact) -> None:
    """Nothing more is said in this conversation."""
    row.ended = True
    session.add(row)
    session.flush()


def waiting(session: Session, sealer: Sealer, limit: int) -> list[Waiting]:
    """Words that are not passed on yet, oldest first."""
    rows = session.exec(
        select(ContactWords, Supporter.seal, Supporter.language, Contact.number)
        .join(Contact, col(Contact.id) == col(ContactWords.contact))
        .join(Supporter, col(Supporter.number) == col(Contact.supporter))
        .where(
            col(ContactWords.sealed).is_not(None),
            func.coalesce(ContactWords.message_id, UNDER_WAY) == UNDER_WAY,
        )
        .order_by(col(ContactWords.id))
        .limit(limit)
    )
    return [
        Waiting(
            row.id or 0,
            row.contact,
            row.to_team,
            load_screen(sealer.open_value(WORDS_SEAL, row.sealed or b"").decode()),
            sealer.open_id(SUPPORTER_SEAL, seal),
            language,
            number,
            row.message_id == UNDER_WAY,
        )
        for row, seal, language, number in rows
    ]


def leave(session: Session, id: int, *, under_way: bool = True) -> None:
    """Notes that words are leaving now, or that they surely did not and wait again."""
    there = UNDER_WAY if under_way else None
    session.exec(update(ContactWords).where(col(ContactWords.id) == id).values(message_id=there))


def unknown(session: Session, id: int) -> None:
    """Words that may have arrived are not passed on again by themselves, now that whoever should
    have them was told.

    Words that were asked for in the meantime wait as they are.
    """
    mine = (col(ContactWords.id) == id, col(ContactWords.message_id) == UNDER_WAY)
    session.exec(update(ContactWords).where(*mine).values(message_id=UNKNOWN))


def again(session: Session, id: int, supporter: int | None) -> bool:
    """Passes words on once more that may not have arrived: the team's to this supporter, else
    (None) one's to the team. False if there are none. They can be asked for as soon as somebody
    reads of them.
    """
    there = [col(ContactWords.id) == id, col(ContactWords.message_id).in_((UNKNOWN, UNDER_WAY))]
    there.append(col(ContactWords.to_team) == (supporter is None))
    if supporter is not None:
        there.append(
            col(ContactWords.contact).in_(select(Contact.id).where(Contact.supporter == supporter))
        )
    return session.exec(update(ContactWords).where(*there).values(message_id=None)).rowcount > 0


def passed_on(session: Session, id: int, message_id: int | None) -> None:
    """Drops the words; the group's message keeps its id, so that the team can reply to it."""
    session.exec(
        update(ContactWords)
        .where(col(ContactWords.id) == id)
        .values(sealed=None, message_id=message_id)
    )


def sweep(session: Session, now: datetime) -> int:
    """Forgets conversations 30 days after their last word; how many."""
    return session.exec(
        delete(Contact).where(col(Contact.touched_at) <= seconds(now) - THREAD_SECONDS)
    ).rowcount
