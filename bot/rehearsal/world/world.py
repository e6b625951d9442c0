"""The rehearsal's whole world: its people, chats, messages and files, and the bot's queue of
updates.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.rehearsal.botapi.limits import Flood
from bot.rehearsal.botapi.queue import Events, Updates
from bot.rehearsal.clock import steady, wall
from bot.rehearsal.trouble import Trouble
from bot.rehearsal.world import model, views
from bot.rehearsal.world.arrivals import Arrivals
from bot.rehearsal.world.model import Chat, Json, Person, Profile, StoredFile


class World:
    """Everything that Telegram would know. With a path it lives on in a file; `limited` counts what
    the bot sends.
    """

    def __init__(
        self, path: Path | None = None, limited: bool = True, steady: Callable[[], float] = steady
    ) -> None:
        self.path, self.limited, self.steady = path, limited, steady
        old: Json = json.loads(path.read_text("utf-8")) if path and path.exists() else {}
        self.bot_id: int = old.get("bot_id") or new_id()
        self.token: str = (
            old.get("token") or f"{self.bot_id}:rehearsal-{secrets.token_hex(13)[:25]}"
        )
        self.offset = timedelta(seconds=old.get("offset", 0))
        self.profile = Profile(**old.get("profile", {}))
        self.people = {body["id"]: model.person_from(body) for body in old.get("people", [])}
        self.chats = {body["id"]: model.chat_from(body) for body in old.get("chats", [])}
        self.files: dict[str, StoredFile] = {
            key: model.file_from(body) for key, body in old.get("files", {}).items()
        }
        self.queries: dict[str, int] = {}
        self.trouble = Trouble()
        self.arrivals = Arrivals()
        self.flood = Flood(steady)
        self.events = Events(old.get("seq", 0), steady)
        self.updates = Updates(old.get("next_update", secrets.randbelow(10**8) + 10**8), steady)
        self.updates.webhook = old.get("webhook", "")
        for at, body in old.get("updates", []):
            self.updates.waiting.append((datetime.fromisoformat(at), body))

    def __repr__(self) -> str:
        return f"World({len(self.people)} people)"

    def now(self) -> datetime:
        """The rehearsal's moment: the real one, moved."""
        return wall() + self.offset

    def add_person(self, name: str, language: str, role: str = "supporter") -> Person:
        """A new person with a private chat that nobody has begun."""
        person = Person(new_id(), name, language, role)
        self.people[person.id] = person
        self.chats[person.id] = Chat(person.id, "private", name, [person.id])
        self.events.add("people")
        return person

    def add_group(self, title: str, members: list[int]) -> Chat:
        """A new group of these people, with the bot in it."""
        chat = Chat(-new_id(), "group", title, members, started=True)
        self.chats[chat.id] = chat
        self.events.add("people")
        return chat

    def bot_user(self) -> Json:
        """The bot as Telegram's User."""
        return {
            "id": self.bot_id,
            "is_bot": True,
            "first_name": self.profile.name,
            "username": self.profile.username,
        }

    def post(self, chat: Chat, sender: Json, **body: Any) -> Json:
        """A new message in the chat, as Telegram's Message."""
        head = {
            "message_id": chat.next_message,
            "from": sender,
            "chat": chat.as_told(),
            "date": self.unix(),
        }
        message = head | body
        chat.next_message += 1
        chat.messages.append(message)
        if sender["id"] == self.bot_id:
            chat.unread += 1
        self.events.add("message", chat=chat.id, message=self.shown(message))
        return message

    def edited(self, chat: Chat, message: Json) -> Json:
        """The message after a change, told to the page."""
        message["edit_date"] = self.unix()
        self.events.add("edit", chat=chat.id, message=self.shown(message))
        return message

    def remove(self, chat: Chat, message: Json) -> None:
        """Takes the message away; one that nobody has read is no longer unread."""
        later = sum(
            1
            for one in chat.messages[chat.messages.index(message) :]
            if one["from"]["id"] == self.bot_id
        )
        if message["from"]["id"] == self.bot_id and later <= chat.unread:
            chat.unread -= 1
        chat.messages.remove(message)
        self.events.add("delete", chat=chat.id, message=message["message_id"])

    def keep(self, name: str, mime: str, body: bytes) -> str:
        """Keeps a file; its file_id comes back."""
        file_id = secrets.token_urlsafe(18)
        self.files[file_id] = StoredFile(name, mime, body)
        return file_id

    def unix(self) -> int:
        """The rehearsal's moment in seconds since 1970."""
        return int(self.now().timestamp())

    def shown(self, message: Json) -> Json:
        """The message as the page shows it."""
        return views.message(message, self.files, self.token)

    def save(self) -> None:
        """Writes the whole world to its file."""
        if self.path is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        new = self.path.with_suffix(".new")
        new.write_text(json.dumps(self._all(), ensure_ascii=False), "utf-8")
        new.replace(self.path)

    def _all(self) -> Json:
        return {
            "bot_id": self.bot_id,
            "token": self.token,
            "offset": self.offset.total_seconds(),
            "profile": model.plain(self.profile),
            "people": [model.plain(person) for person in self.people.values()],
            "chats": [model.plain(chat) for chat in self.chats.values()],
            "files": {key: file.as_json() for key, file in self.files.items()},
            "seq": self.events.seq,
            "next_update": self.updates.next,
            "webhook": self.updates.webhook,
            "updates": [(at.isoformat(), body) for at, body in self.updates.waiting],
        }


def new_id() -> int:
    """A random number that fits in 52 bits but not in 32."""
    return 2**32 + 1 + secrets.randbelow(2**51)
