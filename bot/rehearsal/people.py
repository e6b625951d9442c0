"""The JSON API of the page and of scripts: what people see and do. API.md tells how to call it."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.rehearsal.botapi.decoding import decoded
from bot.rehearsal.botapi.errors import ApiError, Refused
from bot.rehearsal.botapi.profile import commands_for
from bot.rehearsal.control import BotControl
from bot.rehearsal.trouble import Trouble, asked_for
from bot.rehearsal.world import crowd, views
from bot.rehearsal.world.acting import Acting, block, join
from bot.rehearsal.world.model import Chat, Json, Person
from bot.rehearsal.world.world import World
from content.language.languages import DEFAULT, LANGUAGES, Language, language_of


class PeopleApi:
    """Answers the page."""

    def __init__(self, world: World, control: BotControl | None) -> None:
        self._world, self._control = world, control

    async def state(self, _: Request) -> Response:
        """The whole world at a glance."""
        due = await self._control.next_due() if self._control else None
        world = self._world
        trouble = world.trouble if world.steady() < world.trouble.until else Trouble()
        return JSONResponse(
            {
                "now": world.now().isoformat(),
                "bot": self._bot(),
                "languages": [
                    {"code": one.code, "name": one.name, "tag": _tag(one)}
                    for one in LANGUAGES.values()
                ],
                "people": [_person(person) for person in world.people.values()],
                "chats": [self._chat(chat) for chat in world.chats.values()],
                "trouble": trouble.as_told(),
                "seq": world.events.seq,
                "next_due": due.isoformat() if due else None,
            }
        )

    async def messages(self, request: Request) -> Response:
        """The messages of one chat; whoever asks as a person has read them."""
        chat = self._found(request)
        if "person" in request.query_params:
            chat.unread = 0
        return JSONResponse({"messages": [self._world.shown(message) for message in chat.messages]})

    async def poll(self, request: Request) -> Response:
        """The events after a number, as soon as there are any."""
        after, timeout = (
            int(request.query_params.get("after", 0)),
            float(request.query_params.get("timeout", 20)),
        )
        found = await self._world.events.after(after, min(timeout, 50))
        return JSONResponse({"events": found, "seq": self._world.events.seq})

    async def events(self, request: Request) -> Response:
        """The events as they happen."""
        after = int(
            request.headers.get(
                "last-event-id", request.query_params.get("after", self._world.events.seq)
            )
        )
        return StreamingResponse(self._stream(after), media_type="text/event-stream")

    async def add_person(self, request: Request) -> Response:
        """A new person."""
        body = await _body(request)
        name, language = str(body.get("name", "")).strip(), body.get("language", DEFAULT)
        if not name or not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", str(language)):
            raise Refused("A person has a name and a language, like en or zh-Hans.")
        return JSONResponse(
            _person(self._world.add_person(name, language, body.get("role", "supporter")))
        )

    async def add_group(self, request: Request) -> Response:
        """A new group with the bot in it."""
        body = await _body(request)
        members = [self._who(number).id for number in body.get("members", [])]
        if not members or not body.get("title"):
            raise Refused("A group has a title and members.")
        chat = self._world.add_group(str(body["title"]), members)
        join(self._world, chat, self._who(members[0]))
        return JSONResponse(self._chat(chat))

    async def act(self, request: Request) -> Response:
        """What a person does in a chat."""
        body = await _body(request)
        acting = Acting(self._world, self._found(request), self._who(body.get("person")))
        try:
            return JSONResponse(self._done(acting, request.path_params["do"], body))
        except (KeyError, TypeError, ValueError) as missing:
            raise Refused("Something that this needs is missing or wrong.") from missing
        except ApiError as refusal:
            raise Refused(refusal.description) from refusal

    async def block(self, request: Request) -> Response:
        """Blocks or unblocks the bot."""
        body, person = await _body(request), self._who(request.path_params["person"])
        block(self._world, person, bool(body.get("blocked")))
        return JSONResponse(_person(person))

    async def trouble(self, request: Request) -> Response:
        """Lets Telegram misbehave for a while."""
        body = await _body(request)
        self._world.trouble = asked_for(body, self._world.steady)
        self._world.events.add("trouble", answer=self._world.trouble.answer)
        return JSONResponse(self._world.trouble.as_told())

    async def arrivals(self, request: Request) -> Response:
        """What arrived at Telegram, for whoever judges a delivery."""
        asked = request.query_params
        found = self._world.arrivals.after(
            int(asked.get("after", 0)),
            asked.get("method", ""),
            asked.get("chat", ""),
            int(asked.get("limit", 10_000)),
        )
        return JSONResponse({"arrivals": found, "last": self._world.arrivals.number})

    async def come(self, request: Request) -> Response:
        """Many new people at once."""
        body = await _body(request)
        people = crowd.come(self._world, int(body.get("count", 0)), start=bool(body.get("start")))
        return JSONResponse({"people": [person.id for person in people]})

    async def change(self, request: Request) -> Response:
        """What becomes of a share of the people and groups."""
        return JSONResponse(crowd.change(self._world, await _body(request)))

    async def clock(self, request: Request) -> Response:
        """Moves the rehearsal's clock forward."""
        seconds = await self._distance(await _body(request))
        if seconds < 0:
            raise Refused("The clock only goes forward.")
        target = self._world.offset + timedelta(seconds=seconds)
        if self._control:
            await self._control.move(target.total_seconds())
        self._world.offset = max(target, self._world.offset)
        self._world.events.add("clock", now=self._world.now().isoformat())
        return JSONResponse({"now": self._world.now().isoformat()})

    async def bot(self, request: Request) -> Response:
        """Starts, stops or kills the bot."""
        do = (await _body(request)).get("do")
        if self._control is None or do not in ("kill", "start", "stop"):
            raise Refused("The bot cannot do that here.")
        await getattr(self._control, do)()
        self._world.events.add("state")
        return JSONResponse({"bot": self._bot()})

    async def _distance(self, body: Json) -> float:
        if body.get("to") != "next":
            return float(body.get("move", 0))
        due = await self._control.next_due() if self._control else None
        if due is None:
            raise Refused("Nothing is due.")
        return max(0.0, (due - self._world.now()).total_seconds())

    async def _stream(self, after: int) -> AsyncIterator[str]:
        while True:
            found = await self._world.events.after(after, 15)
            after = found[-1]["seq"] if found else after
            yield (
                "".join(f"id: {event['seq']}\ndata: {json.dumps(event)}\n\n" for event in found)
                or ": still here\n\n"
            )

    def _done(self, acting: Acting, do: str, body: Json) -> Json:
        if do == "press":
            return {"callback": acting.press(int(body["message"]), body["data"])}
        if do == "migrate":
            return self._chat(crowd.migrate(self._world, acting.chat))
        if do == "delete":
            acting.delete(int(body["message"]))
            return {"deleted": True}
        return self._world.shown(_written(acting, do, body))

    def _found(self, request: Request) -> Chat:
        chat = self._world.chats.get(int(request.path_params["chat"]))
        if chat is None:
            raise Refused("There is no such chat.")
        return chat

    def _who(self, number: Any) -> Person:
        person = self._world.people.get(int(number or 0))
        if person is None:
            raise Refused("There is no such person.")
        return person

    def _bot(self) -> Json:
        profile = self._world.profile
        return {
            "id": self._world.bot_id,
            "name": profile.name,
            "username": profile.username,
            "description": profile.description,
            "running": bool(self._control and self._control.running),
            "owner_code": self._control.owner_code if self._control else None,
            "commands": profile.commands,
        }

    def _chat(self, chat: Chat) -> Json:
        person = self._world.people.get(chat.id)
        return {
            "id": chat.id,
            "type": chat.type,
            "title": chat.title,
            "members": chat.members,
            "unread": chat.unread,
            "keyboard": chat.keyboard,
            "commands": commands_for(self._world, chat, person.language if person else ""),
            "started": chat.started,
            "last": views.last(chat.messages[-1]) if chat.messages else "",
            "moved": chat.migrated_to is not None,
        }


def _written(acting: Acting, do: str, body: Json) -> Json:
    match do:
        case "send":
            return acting.send(str(body["text"]), body.get("entities"), body.get("reply_to"))
        case "start":
            return acting.start(str(body.get("payload", "")))
        case "edit":
            return acting.edit(int(body["message"]), str(body["text"]))
        case "location":
            return acting.location(float(body["latitude"]), float(body["longitude"]))
        case "media":
            return acting.media(str(body["kind"]))
        case "document":
            return acting.document(
                str(body["name"]), str(body.get("mime", "application/zip")), str(body["content"])
            )
        case "forward":
            return acting.forward(str(body["text"]))
    raise Refused("Nobody can do that.")


def _tag(language: Language) -> str:
    """The language as web pages name it (BCP 47)."""
    return language.locale.replace("_", "-")


def _person(person: Person) -> Json:
    told = {"id": person.id, "name": person.name, "language": person.language}
    told["tag"] = _tag(language_of(person.language))
    return told | {"role": person.role, "blocked": person.blocked, "deleted": person.deleted}


async def _body(request: Request) -> Json:
    try:
        found = decoded(await request.body())
    except ValueError as wrong:
        raise Refused("This is not JSON.") from wrong
    if not isinstance(found, dict):
        raise Refused("This is not a JSON object.")
    return found
