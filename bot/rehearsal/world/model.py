"""The things a rehearsal is made of, and their way into a file and back."""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class Person:
    """Somebody who does not exist and talks to the bot."""

    id: int
    name: str
    language: str
    role: str = "supporter"
    blocked: bool = False
    deleted: bool = False

    def user(self) -> Json:
        """The person as Telegram's User."""
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.name,
            "language_code": self.language,
        }


@dataclass
class Chat:
    """One person's talk with the bot, or a group that the bot is in."""

    id: int
    type: str
    title: str
    members: list[int]
    started: bool = False
    bot_inside: bool = True
    unread: int = 0
    next_message: int = 1
    keyboard: Json | None = None
    migrated_to: int | None = None
    messages: list[Json] = field(default_factory=list)

    def as_told(self) -> Json:
        """The chat as Telegram's Chat."""
        name = {"first_name": self.title} if self.type == "private" else {"title": self.title}
        return {"id": self.id, "type": self.type} | name

    def message(self, message_id: int) -> Json | None:
        """The message of that number, unless it was deleted."""
        return next((found for found in self.messages if found["message_id"] == message_id), None)


@dataclass
class StoredFile:
    """A file that somebody sent."""

    name: str
    mime: str
    body: bytes

    def as_json(self) -> Json:
        """The file for the rehearsal's own file."""
        return {"name": self.name, "mime": self.mime, "body": base64.b64encode(self.body).decode()}


@dataclass
class Profile:
    """What the bot has told Telegram about itself."""

    name: str = "Rehearsal bot"
    username: str = "rehearsal_bot"
    description: str = ""
    short_description: str = ""
    commands: dict[str, list[Json]] = field(default_factory=dict)
    menu_button: Json = field(default_factory=lambda: {"type": "commands"})


def person_from(body: Json) -> Person:
    """The person from the rehearsal's own file."""
    return Person(**body)


def chat_from(body: Json) -> Chat:
    """The chat from the rehearsal's own file."""
    return Chat(**body)


def file_from(body: Json) -> StoredFile:
    """The stored file from the rehearsal's own file."""
    return StoredFile(body["name"], body["mime"], base64.b64decode(body["body"]))


def plain(thing: Person | Chat | Profile) -> Json:
    """The thing as JSON for the rehearsal's own file."""
    return asdict(thing)
