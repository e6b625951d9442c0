"""What handlers read of an update: no name, no username, no phone number. This is what the inbox
seals.
"""

from __future__ import annotations

from dataclasses import field
from typing import Annotated, Literal

from pydantic import AllowInfNan, TypeAdapter
from pydantic import Field as Limits
from pydantic.dataclasses import dataclass

from content.text.markup import Rich

Kind = Literal[
    "text",
    "edited",
    "button",
    "location",
    "other",
    "blocked",
    "unblocked",
    "added",
    "flooded",
    "migrated",
    "anonymous",
    "failed",  # nobody foresaw how: its sender is told
    "set_aside",  # the bot ended at it twice
]


# What the store can hold; Telegram's own have 52 bits.
Number = Annotated[int, Limits(ge=-(2**63), lt=2**63)]
Degrees = Annotated[float, AllowInfNan(False)]
WRITTEN = ("text", "anonymous")  # typed just now, by a person or in a group's own name


@dataclass(frozen=True)
class Document:
    """A file that somebody sent: how to fetch it, and its size in bytes as Telegram says. Not its
    name.
    """

    file_id: str
    size: Number


@dataclass(frozen=True)
class Incoming:
    """One thing a person did. `plain` is False for what was forwarded, sent via a bot or by itself:
    never a command.

    pydantic.ValidationError (a ValueError) for values of other types, or numbers out of range.
    """

    update_id: Number
    kind: Kind
    chat_id: Number
    private: bool
    user_id: Number
    language: str | None = None
    message_id: Number | None = None
    text: Rich = field(default_factory=Rich)
    plain: bool = True
    mentioned: bool = False
    callback_id: str | None = None
    data: str = ""
    place: tuple[Degrees, Degrees] | None = None
    reply_to: Number | None = None  # the message that this one answers
    document: Document | None = None
    content: bytes | None = None  # of the document, only where somebody was asked for one

    @property
    def command(self) -> tuple[str, str] | None:
        """Command and the rest of the line, if this is one typed by the person themself (Bot API,
        bot_command).
        """
        starts = any(
            entity.type == "bot_command" and entity.offset == 0 for entity in self.text.entities
        )
        if self.kind not in WRITTEN or not self.plain or not starts:
            return None
        name, *rest = self.text.text.split(maxsplit=1)
        return name[1:].split("@")[0].lower(), rest[0].strip() if rest else ""

    def speaks_to(self, username: str) -> bool:
        """Whether a message of a group is meant for the bot: a command, unless it names another
        bot, or a mention.
        """
        if self.kind not in WRITTEN or not self.plain:
            return False
        named = self.text.text.split(maxsplit=1)[0].partition("@")[2] if self.command else ""
        return (
            self.mentioned if not self.command else not named or named.lower() == username.lower()
        )


_INCOMING: TypeAdapter[Incoming] = TypeAdapter(Incoming)


def dump(incoming: Incoming) -> bytes:
    """As JSON, without the place: a shared location stays in memory only (SAFETY rule 5). Files are
    fetched again.
    """
    return _INCOMING.dump_json(incoming, exclude={"place", "content"})


def load(body: bytes) -> Incoming:
    """What `dump` wrote; its place is None."""
    return _INCOMING.validate_json(body)
