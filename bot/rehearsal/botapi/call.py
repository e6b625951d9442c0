"""One request to the Bot API: its arguments, whichever way they were sent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.rehearsal.botapi.decoding import decoded
from bot.rehearsal.botapi.errors import ApiError, bad
from bot.rehearsal.world.model import Chat, Json, StoredFile
from bot.rehearsal.world.world import World

TRUE = {"true", "1", "yes"}


@dataclass
class Call:
    """A method's arguments and files, and the world that it acts on."""

    world: World
    args: Json
    files: dict[str, StoredFile]

    def text(self, name: str, default: str = "") -> str:
        """The argument as text."""
        return str(self.args.get(name, default))

    def number(self, name: str, default: int = 0) -> int:
        """The argument as a whole number; a 400 when it is none."""
        try:
            return int(self.args.get(name) or default)
        except (TypeError, ValueError) as wrong:
            raise bad(f"invalid {name} specified") from wrong

    def real(self, name: str) -> float:
        """The argument as a number; a 400 when it is none."""
        try:
            return float(self.args[name])
        except (KeyError, TypeError, ValueError) as wrong:
            raise bad(f"{name} is empty or invalid") from wrong

    def flag(self, name: str) -> bool:
        """Whether the argument is true."""
        return str(self.args.get(name, "")).lower() in TRUE

    def value(self, name: str) -> Any:
        """The argument as JSON, decoded when it came as text; nothing when it is missing."""
        found = self.args.get(name)
        if not isinstance(found, str) or not found:
            return found or None
        try:
            return decoded(found)
        except ValueError as wrong:
            raise bad(f"can't parse {name}: {wrong}") from wrong

    def chat(self) -> Chat:
        """The chat that the call is about, when the bot may write there."""
        chat = self.known_chat()
        if chat.migrated_to is not None:
            upgraded = "Bad Request: group chat was upgraded to a supergroup chat"
            raise ApiError(400, upgraded, migrate_to_chat_id=chat.migrated_to)
        if not chat.bot_inside:
            raise forbidden(f"bot is not a member of the {chat.type} chat")
        if chat.type == "private" and self.world.people[chat.id].deleted:
            raise forbidden("user is deactivated")
        if chat.type == "private" and self.world.people[chat.id].blocked:
            raise forbidden("bot was blocked by the user")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        return chat

    def known_chat(self) -> Chat:
        """The chat that the call is about."""
        sent = self.text("chat_id")
        if not sent:
            raise bad("chat_id is empty")
        chat = self.world.chats.get(int(sent)) if re.fullmatch(r"-?\d{1,18}", sent) else None
        if chat is None:
            raise bad("chat not found")
        return chat

    def file(self, name: str, given: str | None = None) -> StoredFile | str:
        """The uploaded file, or the file_id that was given instead; `given` stands in for the
        argument.
        """
        sent = self.args.get(name) if given is None else given
        key = sent.removeprefix("attach://") if isinstance(sent, str) else name
        if key in self.files:
            return self.files[key]
        if isinstance(sent, str) and sent in self.world.files:
            return sent
        raise bad(
            f"there is no {name} in the request"
            if not sent
            else "wrong file identifier/HTTP URL specified"
        )


def forbidden(reason: str) -> ApiError:
    """A 403 in Telegram's words."""
    return ApiError(403, f"Forbidden: {reason}")


async def read(request: Request, world: World) -> Call:
    """The call that the request makes: from its address, a form, JSON or a form with files."""
    args: Json = dict(request.query_params)
    files: dict[str, StoredFile] = {}
    kind = Message()
    kind["content-type"] = request.headers.get("content-type", "text/plain")
    body = await request.body()
    if kind.get_content_type() == "application/json" and body:
        args |= _json(body)
    elif kind.get_content_type() == "application/x-www-form-urlencoded":
        args |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    elif kind.get_content_type() == "multipart/form-data":
        _read_parts(body, str(kind.get_param("boundary")), args, files)
    return Call(world, args, files)


def _json(body: bytes) -> Json:
    try:
        found = decoded(body)
    except ValueError as wrong:
        raise bad(f"can't parse request JSON object: {wrong}") from wrong
    if not isinstance(found, dict):
        raise bad("can't parse request JSON object")
    return found


def _read_parts(body: bytes, boundary: str, args: Json, files: dict[str, StoredFile]) -> None:
    for part in body.split(b"--" + boundary.encode())[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        content = content.removesuffix(b"\r\n")
        about = Message()
        for line in head.decode().split("\r\n"):
            name, _, value = line.partition(": ")
            about[name] = value
        field = str(about.get_param("name", header="content-disposition"))
        if (filename := about.get_filename()) is None:
            args[field] = content.decode()
        else:
            files[field] = StoredFile(filename, about.get_content_type(), content)
