"""Every table. What may be stored about a person is SAFETY.md's table, and nothing more.

Times are UTC, stored as Unix seconds (integers): they sort, compare and cross databases without
surprises. Numbers that the database gives are never given again (NUMBERED): buttons, logs, caches
and other rows may hold them.
"""

from __future__ import annotations

import secrets

from sqlalchemy import BigInteger, Index, Integer, LargeBinary, Text, text
from sqlmodel import Field, SQLModel

from content.notices.broadcasts import MessageState
from content.notices.digests import Rhythm
from content.notices.followups import Answer
from storage.engine.states import InboxState, OutboxState, RevisionState, Stored, SuggestionState

# SQLite gives rowids to INTEGER only; PostgreSQL needs BIGINT.
Big = BigInteger().with_variant(Integer, "sqlite")
NUMBERED = {"sqlite_autoincrement": True}  # else SQLite gives the numbers of deleted rows again


def random_number() -> int:
    """A random positive number of 62 bits, for rows that must not count people."""
    return secrets.randbits(62) or 1


class Meta(SQLModel, table=True):
    """Single values by name: content version, scheduler's last visits."""

    name: str = Field(primary_key=True)
    value: str = Field(sa_type=Text)


class Revision(SQLModel, table=True):
    """One version of one piece of content in one language ('' for what is the same in all)."""

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    slug: str
    language: str = ""
    number: int = 1
    state: RevisionState = Field(default=RevisionState.PUBLISHED, sa_type=Stored(RevisionState))
    body: str = Field(sa_type=Text)
    created_at: int = Field(sa_type=Big)
    created_by: int | None = None  # a member's alias
    field: str = ""  # what was changed; '' for all of it
    undo_to: int | None = None  # an undo: the number whose words came back, 0 for none

    __table_args__ = (
        Index("ix_revision_number", "kind", "slug", "language", "number", unique=True),
        Index(
            "ix_revision_published", "kind", "slug", "language", unique=True,
            sqlite_where=text("state = 'published'"), postgresql_where=text("state = 'published'"),
        ),
        NUMBERED,
    )  # fmt: skip


class Withheld(SQLModel, table=True):
    """A name or detail that a case keeps back: a keyed hash, and sealed how it is looked for. Never
    the words.
    """

    case_slug: str = Field(primary_key=True)
    keyed: bytes = Field(sa_type=LargeBinary, primary_key=True)
    form: bytes = Field(sa_type=LargeBinary)


class Publication(SQLModel, table=True):
    """A version of a part of the content that becomes public at a moment; `by` is a
    member's alias.
    """

    kind: str = Field(primary_key=True)
    slug: str = Field(primary_key=True)
    number: int
    at: int = Field(sa_type=Big)
    zone: str  # in which the moment was said
    by: int

    __table_args__ = (Index("ix_publication_at", "at"),)


class Supporter(SQLModel, table=True):
    """A person who talks to the bot: a sealed chat id and how they want to be told things. No name,
    ever.
    """

    number: int = Field(default_factory=random_number, primary_key=True, sa_type=Big)
    seal: bytes = Field(sa_type=LargeBinary, unique=True)
    language: str
    zone: str | None = None
    country: str | None = None
    alerts: bool = True
    digest: Rhythm = Field(default=Rhythm.OFF, sa_type=Stored(Rhythm))
    digest_hour: int = 9
    digest_weekday: int = 0
    digest_due: int | None = Field(default=None, sa_type=Big)
    digest_seen: int = Field(default=0, sa_type=Big)
    paused_until: int | None = Field(default=None, sa_type=Big)
    # Alerts wait from this hour of the person's zone; the same hour twice: never.
    quiet_from: int = 22
    quiet_to: int = 7
    blocked_at: int | None = Field(default=None, sa_type=Big)
    created_at: int = Field(sa_type=Big)
    active_at: int = Field(sa_type=Big)
    warned_at: int | None = Field(default=None, sa_type=Big)

    __table_args__ = (
        Index("ix_supporter_digest_due", "digest_due"),
        Index("ix_supporter_active_at", "active_at"),
    )


def _person() -> int:
    value: int = Field(
        primary_key=True, foreign_key="supporter.number", ondelete="CASCADE", sa_type=Big
    )
    return value


class Follow(SQLModel, table=True):
    """A person follows a case. Rows lie by person, so that one look finds what an alert or a digest
    needs to know.
    """

    supporter: int = _person()
    case_slug: str = Field(primary_key=True)
    muted: bool = False
    since: int = Field(sa_type=Big)

    __table_args__ = (
        Index("ix_follow_case", "case_slug", "supporter"),
        {"sqlite_with_rowid": False},
    )


class Rsvp(SQLModel, table=True):
    """A person comes to one occurrence of an event; forgotten 7 days after it."""

    supporter: int = _person()
    event_slug: str = Field(primary_key=True)
    starts: int = Field(primary_key=True, sa_type=Big)
    ends: int = Field(sa_type=Big)
    reminded: int = 0  # reminders queued so far; the question afterwards counts as the third
    waiting: int = 0  # 0: has a place; else the turn on the waiting list
    role: str = ""  # that the person offers to take
    letters: int = 0  # that the person brings to hand in

    __table_args__ = (
        Index("ix_rsvp_starts", "starts"),
        Index("ix_rsvp_ends", "ends", "event_slug", "starts", "waiting", "reminded"),
    )


class Turnout(SQLModel, table=True):
    """How many said that they were at one occurrence of an event: a count, nobody in it."""

    event_slug: str = Field(primary_key=True)
    starts: int = Field(primary_key=True, sa_type=Big)
    people: int = 0


class LetterSent(SQLModel, table=True):
    """A person said that their letter went out: counted once per case and mission; then asked
    whether they replied.
    """

    supporter: int = _person()
    case_slug: str = Field(primary_key=True)
    mission_slug: str = Field(primary_key=True)
    day: int = Field(sa_type=Big)
    asked: int = 0  # questions about a reply queued so far
    ask_at: int | None = Field(default=None, sa_type=Big)
    reply: Answer = Field(default=Answer.NONE, sa_type=Stored(Answer))

    __table_args__ = (
        Index("ix_lettersent_case", "case_slug", "mission_slug"),
        Index("ix_lettersent_ask_at", "ask_at"),
        Index("ix_lettersent_reply", "mission_slug", "reply"),
    )


class Draft(SQLModel, table=True):
    """A conversation under way: one sealed value per person and kind. `awaiting`: the next text
    answers it.
    """

    supporter: int = _person()
    kind: str = Field(primary_key=True)
    sealed: bytes = Field(sa_type=LargeBinary)
    awaiting: bool = False
    revision: int = 1
    updated_at: int = Field(sa_type=Big)

    __table_args__ = (Index("ix_draft_updated_at", "updated_at"),)


class Inbox(SQLModel, table=True):
    """An update received. `sealed` holds what handlers read, then the reply, then nothing; its id
    stays 48 hours.
    """

    update_id: int = Field(primary_key=True, sa_type=Big)
    state: InboxState = Field(default=InboxState.RECEIVED, sa_type=Stored(InboxState))
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    received_at: int = Field(sa_type=Big)

    __table_args__ = (Index("ix_inbox_state", "state", "update_id"),)


class Message(SQLModel, table=True):
    """Something sent to many."""

    id: int | None = Field(default=None, primary_key=True)
    kind: str  # alert, reminder, digest, followup, notice, change, or team: for its members alone
    priority: int
    case_slug: str | None = None  # whose followers, mutes and withdrawal decide about it
    title: str = ""  # of what the team sends
    # Content/subjects.py.
    subject_kind: str = Field(default="", sa_column_kwargs={"server_default": ""})
    subject_slug: str = Field(default="", sa_column_kwargs={"server_default": ""})
    subject_at: int | None = Field(default=None, sa_type=Big)  # of an event's date, Unix seconds
    state: MessageState = Field(default=MessageState.SENDING, sa_type=Stored(MessageState))
    audience: str = ""  # of what the team sends: content/audiences.py reads it
    critical: bool = False  # the night is not waited for
    repeat_unknown: bool = False  # an alert only: rather twice than not at all, once more at most
    total: int = 0  # rows ever queued and how they ended: exact, also when people are erased
    sent: int = 0
    failed: int = 0
    withdrawn: int = 0
    # Of these, `unsent` probably never left: a kill interrupted the bot before their turn.
    unknown: int = 0
    unsent: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    # Corrected in place lately, and those where that was not possible.
    edited: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    unedited: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    # Went out once more by itself.
    again: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    created_at: int = Field(sa_type=Big)
    created_by: int | None = Field(default=None, sa_type=Big)  # a member's alias
    # What is not sent by then is not sent any more.
    expires_at: int | None = Field(default=None, sa_type=Big)
    news: str | None = None  # the slug of the news that becomes public with it
    watched_by: int | None = None  # whose chat shows the live count, if not its author's; an alias
    progress_message: bytes | None = Field(default=None, sa_type=LargeBinary)

    __table_args__ = (Index("ix_message_state", "state", "priority", "id"), NUMBERED)


class Body(SQLModel, table=True):
    """What a message says in one language and variant: a Screen as JSON."""

    id: int | None = Field(default=None, primary_key=True)
    message: int = Field(foreign_key="message.id", ondelete="CASCADE")
    language: str
    variant: str = ""
    case_slug: str = ""  # of a digest that tells news of one case only
    screen: str = Field(sa_type=Text)
    corrected: int | None = None  # the body whose words take the place of these

    __table_args__ = (
        Index("ix_body_variant", "message", "language", "variant", unique=True),
        NUMBERED,
    )


class Told(SQLModel, table=True):
    """A body tells of a part of the content: who withdraws the part finds by it what to stop and
    what to delete.
    """

    body: int = Field(primary_key=True, foreign_key="body.id", ondelete="CASCADE")
    kind: str = Field(primary_key=True)
    slug: str = Field(primary_key=True)

    __table_args__ = (Index("ix_told_part", "kind", "slug"),)


class Outbox(SQLModel, table=True):
    """One message to one person."""

    id: int | None = Field(default=None, primary_key=True, sa_type=Big)
    message: int = Field(foreign_key="message.id", ondelete="CASCADE")
    recipient: int = Field(foreign_key="supporter.number", ondelete="CASCADE", sa_type=Big)
    body: int = Field(foreign_key="body.id", ondelete="CASCADE")
    priority: int
    state: OutboxState = Field(default=OutboxState.QUEUED, sa_type=Stored(OutboxState))
    attempts: int = 0
    repeated: bool = False  # it was unknown and goes out once more
    due_at: int = Field(sa_type=Big)
    done_at: int | None = Field(default=None, sa_type=Big)

    __table_args__ = (
        Index("ix_outbox_once", "message", "recipient", unique=True),
        Index("ix_outbox_due", "message", "state", "due_at", "id"),
        Index("ix_outbox_recipient", "recipient"),
        NUMBERED,
    )


class SentMessage(SQLModel, table=True):
    """The id of a message in a person's chat, sealed, for the 48 hours in which the bot may delete
    it.
    """

    id: int | None = Field(default=None, primary_key=True, sa_type=Big)
    supporter: int = Field(foreign_key="supporter.number", ondelete="CASCADE", sa_type=Big)
    sealed: bytes = Field(sa_type=LargeBinary)
    sent_at: int = Field(sa_type=Big)
    body: int | None = None  # of a message to many
    # Of a reply: " case:slug case:slug ".
    about: str = Field(default="", sa_column_kwargs={"server_default": ""})
    # To be deleted.
    unsaid: bool = Field(default=False, sa_column_kwargs={"server_default": text("0")})

    __table_args__ = (
        Index("ix_sentmessage_supporter", "supporter"),
        Index("ix_sentmessage_sent_at", "sent_at"),
        Index("ix_sentmessage_body", "body"),
        Index(
            "ix_sentmessage_unsaid",
            "id",
            sqlite_where=text("unsaid = 1"),
            postgresql_where=text("unsaid"),
        ),
        NUMBERED,
    )


class Pause(SQLModel, table=True):
    """Until when Telegram asked to wait: scope '' is the whole bot, else a supporter's number."""

    scope: str = Field(primary_key=True)
    until: int = Field(sa_type=Big)


class Member(SQLModel, table=True):
    """A person of the team. `alias` stands for the pseudonym under which they appear; it is never
    given twice.
    """

    supporter: int = _person()
    role: str
    since: int = Field(sa_type=Big)
    alias: int = Field(unique=True)
    languages: str = ""  # a translator's, with spaces between
    # By a colleague: no right until two lift it.
    suspended_at: int | None = Field(default=None, sa_type=Big)


class Invite(SQLModel, table=True):
    """An open invitation: only its token's hash. Used once or ended by time."""

    digest: str = Field(primary_key=True)
    role: str
    languages: str = ""
    invited_by: int
    expires_at: int = Field(sa_type=Big)


class OwnerCode(SQLModel, table=True):
    """The one-time code by which the owner claims the bot: only its hash."""

    digest: str = Field(primary_key=True)
    expires_at: int = Field(sa_type=Big)


class Audit(SQLModel, table=True):
    """What the team did or was refused; only ever added to. `member` is a pseudonym, never a
    person's row.
    """

    id: int | None = Field(default=None, primary_key=True)
    at: int = Field(sa_type=Big)
    member: int | None = None
    action: str
    detail: str = Field(default="", sa_type=Text)
    allowed: bool = True

    __table_args__ = NUMBERED


class Feed(SQLModel, table=True):
    """A news feed that the team reads."""

    id: int | None = Field(default=None, primary_key=True)
    url: str = Field(sa_type=Text, unique=True)
    etag: str | None = Field(default=None, sa_type=Text)
    modified: str | None = Field(default=None, sa_type=Text)
    next_at: int = Field(sa_type=Big)
    failures: int = 0
    read_at: int | None = Field(default=None, sa_type=Big)
    added_at: int = Field(sa_type=Big)

    __table_args__ = (Index("ix_feed_next_at", "next_at"), NUMBERED)


class Suggestion(SQLModel, table=True):
    """An entry of a feed that may belong to a case's timeline; the team uses or drops it."""

    id: int | None = Field(default=None, primary_key=True)
    feed: int = Field(foreign_key="feed.id", ondelete="CASCADE")
    case_slug: str
    key: str
    title: str = Field(sa_type=Text)
    link: str = Field(sa_type=Text)
    published_at: int | None = Field(default=None, sa_type=Big)
    found_at: int = Field(sa_type=Big)
    state: SuggestionState = Field(default=SuggestionState.NEW, sa_type=Stored(SuggestionState))

    __table_args__ = (
        Index("ix_suggestion_once", "case_slug", "key", unique=True),
        Index("ix_suggestion_state", "state", "id"),
        NUMBERED,
    )


class Contact(SQLModel, table=True):
    """A supporter's conversation with the team, under a random number; gone 30 days after its last
    word.
    """

    id: int | None = Field(default=None, primary_key=True)
    supporter: int = Field(foreign_key="supporter.number", ondelete="CASCADE", sa_type=Big)
    number: int
    touched_at: int = Field(sa_type=Big)
    ended: bool = False

    __table_args__ = (
        Index("ix_contact_supporter", "supporter"),
        Index("ix_contact_touched_at", "touched_at"),
        NUMBERED,
    )


class ContactWords(SQLModel, table=True):
    """Words under way to the other side: sealed until they are passed on, then only where the team
    can reply to.
    """

    id: int | None = Field(default=None, primary_key=True)
    contact: int = Field(foreign_key="contact.id", ondelete="CASCADE")
    to_team: bool
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary)
    message_id: int | None = None

    __table_args__ = (
        Index("ix_contactwords_contact", "contact"),
        Index("ix_contactwords_message", "message_id"),
        Index(
            "ix_contactwords_waiting",
            "id",
            sqlite_where=text("sealed IS NOT NULL"),
            postgresql_where=text("sealed IS NOT NULL"),
        ),
        NUMBERED,
    )
