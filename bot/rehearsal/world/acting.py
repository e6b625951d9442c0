"""What people do, and the updates that the bot gets of it."""

from __future__ import annotations

import base64
import secrets
from typing import Any

from bot.rehearsal.botapi import entities
from bot.rehearsal.botapi.errors import Refused
from bot.rehearsal.botapi.sending import bare
from bot.rehearsal.world.model import Chat, Json, Person
from bot.rehearsal.world.world import World

MEDIA: dict[str, Json] = {
    "sticker": {
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
        "type": "regular",
    },
    "voice": {"duration": 3, "mime_type": "audio/ogg"},
    "document": {"file_name": "file.pdf", "mime_type": "application/pdf", "file_size": 1000},
    "photo": {"width": 1280, "height": 960, "file_size": 1000},
}


class Acting:
    """A person in a chat."""

    def __init__(self, world: World, chat: Chat, person: Person) -> None:
        if person.id not in chat.members:
            raise Refused("This person is not in the chat.")
        self._world, self.chat, self._person = world, chat, person

    def send(self, text: str, given: list[Json] | None = None, reply_to: int | None = None) -> Json:
        """Writes a message."""
        text, found = entities.complete(text, entities.checked(text, given or []))
        if not text or len(text) > 4096:
            raise Refused("A message has between 1 and 4096 characters.")
        answered = self.chat.message(reply_to) if reply_to else None
        reply = {"reply_to_message": bare(answered)} if answered else {}
        return self._post(text=text, **({"entities": found} if found else {}), **reply)

    def start(self, payload: str) -> Json:
        """Presses Start, or opens a link with a payload; a block ends with it."""
        block(self._world, self._person, False)
        return self.send(f"/start {payload}".strip())

    def edit(self, message_id: int, text: str) -> Json:
        """Changes one of the person's messages."""
        message = self._seen(message_id)
        if message["from"]["id"] != self._person.id or "text" not in message:
            raise Refused("Only one's own text can be changed.")
        message.pop("entities", None)
        message["text"], found = entities.complete(text, [])
        message.update({"entities": found} if found else {})
        self._world.edited(self.chat, message)
        self._tell("edited_message", message)
        return message

    def press(self, message_id: int, data: str) -> str:
        """Presses a button; the press's number comes back."""
        message = self._seen(message_id)
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        if not any(button.get("callback_data") == data for row in rows for button in row):
            raise Refused("The message has no such button.")
        query = str(secrets.randbelow(2**63))
        self._world.queries[query] = self._person.id
        told = {"id": query, "from": self._person.user(), "message": message, "data": data}
        self._world.updates.add("callback_query", told | {"chat_instance": str(self.chat.id)})
        return query

    def location(self, latitude: float, longitude: float) -> Json:
        """Sends a point on the map."""
        return self._post(location={"latitude": latitude, "longitude": longitude})

    def media(self, kind: str) -> Json:
        """Sends something that is not text."""
        if kind not in MEDIA:
            raise Refused("There is no such kind of media.")
        file_id = secrets.token_urlsafe(18)
        sent: Any = {"file_id": file_id, "file_unique_id": file_id[:12]} | MEDIA[kind]
        return self._post(**{kind: [sent] if kind == "photo" else sent})

    def document(self, name: str, mime: str, content: str) -> Json:
        """Sends a file; its content comes as base64."""
        try:
            body = base64.b64decode(content, validate=True)
        except ValueError as wrong:
            raise Refused("The file's content is not base64.") from wrong
        file_id = self._world.keep(name, mime, body)
        about = {
            "file_id": file_id,
            "file_unique_id": file_id[:12],
            "file_name": name,
            "mime_type": mime,
        }
        return self._post(document=about | {"file_size": len(body)})

    def forward(self, text: str) -> Json:
        """Forwards somebody's words."""
        text, found = entities.complete(text, [])
        origin = {"type": "hidden_user", "sender_user_name": "Somebody", "date": self._world.unix()}
        return self._post(
            text=text, forward_origin=origin, **({"entities": found} if found else {})
        )

    def delete(self, message_id: int) -> None:
        """Takes a message away; Telegram does not tell bots."""
        self._world.remove(self.chat, self._seen(message_id))

    def _seen(self, message_id: int) -> Json:
        message = self.chat.message(message_id)
        if message is None:
            raise Refused("There is no such message.")
        return message

    def _post(self, **body: Any) -> Json:
        if self._person.deleted:
            raise Refused("This account is deleted.")
        if self.chat.migrated_to is not None:
            raise Refused("This group has become a supergroup: write there.")
        if self.chat.type == "private" and self._person.blocked:
            raise Refused("This person has blocked the bot.")
        self.chat.started = True
        message = self._world.post(self.chat, self._person.user(), **body)
        self._tell("message", message)
        return message

    def _tell(self, kind: str, message: Json) -> None:
        if self.chat.type == "private" or (
            self.chat.bot_inside and _for_the_bot(self._world, message)
        ):
            self._world.updates.add(kind, message)


def block(world: World, person: Person, blocked: bool) -> None:
    """Blocks or unblocks the bot, when that changes anything."""
    if person.blocked == blocked:
        return
    person.blocked = blocked
    states = ("member", "kicked") if blocked else ("kicked", "member")
    _membership(world, world.chats[person.id], person, *states)
    world.events.add("people")


def join(world: World, chat: Chat, person: Person) -> None:
    """Tells the bot that it is in a new group."""
    _membership(world, chat, person, "left", "member")
    message = world.post(chat, person.user(), new_chat_members=[world.bot_user()])
    world.updates.add("message", message)


def _membership(world: World, chat: Chat, person: Person, before: str, after: str) -> None:
    body = {"chat": chat.as_told(), "from": person.user(), "date": world.unix()}
    old, new = _member(world, before), _member(world, after)
    world.updates.add("my_chat_member", body | {"old_chat_member": old, "new_chat_member": new})


def _member(world: World, status: str) -> Json:
    return {"user": world.bot_user(), "status": status} | (
        {"until_date": 0} if status == "kicked" else {}
    )


def _for_the_bot(world: World, message: Json) -> bool:
    """Whether a bot in privacy mode gets this message of a group."""
    if message.get("reply_to_message", {}).get("from", {}).get("id") == world.bot_id:
        return True
    text, name = message.get("text", ""), f"@{world.profile.username}"
    if text.startswith("/"):
        command = text.split()[0]
        return "@" not in command or command.endswith(name)
    return name.lower() in text.lower()
