"""Answers out: a reply's operations as Bot API calls, in order, repeated only where repeating is
harmless.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import InputFile
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.clock import Clock
from bot.delivery.lanes import Lanes, Priority
from bot.delivery.plain_fallback import Said, say
from bot.delivery.sender import reason, refused
from bot.telegram.rendering import Params, keyboard_params, screen_params, text_params
from bot.telegram.transport import Telegram, message_id, unclear
from content.text import messages as m
from content.text.markup import TEXT_LIMIT, Rich
from content.text.plainest import plain_forms

log = logging.getLogger(__name__)
REPLY_TRIES = 4
# That an answer went out in plain form: to which route, and why.
Tell = Callable[[str, str], Awaitable[None]]


@dataclass(frozen=True)
class Address:
    """Where an answer goes: the chat, the message that was tapped, the tap; `route`: what was asked
    for.
    """

    chat_id: int
    message_id: int | None = None
    callback_id: str | None = None
    route: str = ""


@dataclass(frozen=True)
class Sent:
    """Ids of the new messages, and of the one that shows something else now."""

    ids: list[int]
    edited: int | None = None


class Replies:
    """Sends replies through the lanes, ahead of everything that goes to many. What Telegram refuses
    goes out once more in its plainest form, and `tell` is told.
    """

    def __init__(self, bot: Telegram, lanes: Lanes, clock: Clock, tell: Tell) -> None:
        self._bot, self._lanes, self._clock, self._tell = bot, lanes, clock, tell

    async def send(self, to: Address, reply: m.Reply) -> Sent:
        """What it left in the chat; a tap is answered first, even with nothing to say."""
        if to.callback_id:
            toast = next((op for op in reply if isinstance(op, m.Toast)), m.Toast())
            answer = {
                "callback_query_id": to.callback_id,
                "text": toast.text[:200],
                "show_alert": toast.alert,
            }
            await self._answer(answer)
        sent: list[int] = []
        edited = None
        for op in reply:
            said = await self._said(to, op)
            sent += said.ids
            if isinstance(op, m.Show) and not said.ids:
                edited = to.message_id
            if said.plain:
                log.warning(
                    "Telegram refused an answer (%s): it went out in plain form", said.plain
                )
                await self._tell(to.route, said.plain)
        return Sent(sent, edited)

    async def _answer(self, answer: Params) -> None:
        try:
            await self._call("answerCallbackQuery", answer)
        except BadRequest as failure:
            log.warning("Telegram refused the answer to a tap: %s", reason(failure))

    async def _said(self, to: Address, op: m.Op) -> Said:
        """What became of one operation; one that Telegram takes in no form is noted and left."""
        try:
            return await self._one(to, op)
        except BadRequest as failure:
            log.warning("Telegram refused %s in every form: %s", op.op, reason(failure))
            return Said(())

    async def _one(self, to: Address, op: m.Op) -> Said:
        chat: Params = {"chat_id": to.chat_id}
        match op:
            case m.Show(screen) if (
                to.callback_id and to.message_id and len(screen.text) <= TEXT_LIMIT
            ):
                edit = chat | {"message_id": to.message_id} | screen_params(screen)
                try:
                    await self._call("editMessageText", edit)
                # It is gone, too old, has no text, or the words are refused: a message of its own.
                except BadRequest:
                    return await self._say(chat, screen)
            case m.Show(screen) | m.Keep(screen):
                return await self._say(chat, screen)
            case m.File():
                return await self._upload(chat, op, ("document",))
            case m.Photo():
                return await self._upload(chat, op, ("photo", "document"))
            case m.Pin():
                place = {
                    "latitude": op.latitude,
                    "longitude": op.longitude,
                    "title": op.title,
                    "address": op.address,
                }
                words = Rich(f"{op.title}\n{op.address}\n{op.latitude}, {op.longitude}")
                return await self._or_words("sendVenue", chat | place, words)
            case m.AskLocation():
                rows = [[{"text": op.share, "request_location": True}], [{"text": op.cancel}]]
                keyboard = {"keyboard": rows, "resize_keyboard": True, "one_time_keyboard": True}
                asked = chat | text_params(op.text) | {"reply_markup": keyboard}
                return await self._or_words("sendMessage", asked, op.text)
            case m.CloseKeyboard():
                closed = chat | text_params(op.text) | {"reply_markup": {"remove_keyboard": True}}
                return await self._or_words("sendMessage", closed, op.text)
            case m.Delete():
                for start in range(0, len(op.message_ids), 100):
                    await self._call(
                        "deleteMessages",
                        chat | {"message_ids": op.message_ids[start : start + 100]},
                    )
            case m.Menu(()):
                await self._call("deleteMyCommands", {"scope": {"type": "chat"} | chat})
            case m.Menu():
                commands = [{"command": name, "description": words} for name, words in op.commands]
                await self._call(
                    "setMyCommands", {"commands": commands, "scope": {"type": "chat"} | chat}
                )
        return Said(())

    async def _say(self, chat: Params, screen: m.Screen) -> Said:
        return await say(lambda params: self._message("sendMessage", chat | params), screen)

    async def _upload(self, chat: Params, op: m.File | m.Photo, kinds: tuple[str, ...]) -> Said:
        """The file with its caption; where that is refused, the file alone, as a plain one too, and
        the words.
        """
        method = "send" + kinds[0].capitalize()
        try:
            return _sent(await self._message(method, chat | _file_params(kinds[0], op)))
        except BadRequest as failure:
            why = reason(failure)
        ids = await self._bare(chat, op, kinds)
        said = Said(())
        if plain_forms(m.Screen(op.caption, op.rows)):
            said = await self._say(chat, m.Screen(op.caption, op.rows))
        return Said((*ids, *said.ids), said.plain or why)

    async def _bare(
        self, chat: Params, op: m.File | m.Photo, kinds: tuple[str, ...]
    ) -> tuple[int, ...]:
        for kind in kinds:
            bare = {kind: InputFile(op.content, filename=op.name)}
            try:
                return _sent(await self._message("send" + kind.capitalize(), chat | bare)).ids
            except BadRequest as failure:
                log.warning("Telegram refused a file: %s", reason(failure))
        return ()

    async def _or_words(self, method: str, params: Params, words: Rich) -> Said:
        """What the call sends; where it is refused, its words."""
        try:
            return _sent(await self._message(method, params))
        except BadRequest as failure:
            said = await self._say({"chat_id": params["chat_id"]}, m.Screen(words))
            return Said(said.ids, said.plain or reason(failure))

    async def _message(self, method: str, params: Params) -> int | None:
        return message_id(await self._call(method, params))

    async def _call(self, method: str, params: Params) -> object:
        """The result; None where nothing needed doing or nobody can be reached; BadRequest for what
        is refused.
        """
        for attempt in range(REPLY_TRIES):
            await self._wait(params.get("chat_id"))
            try:
                return await self._bot.call(method, params)
            except RetryAfter as wait:
                await self._clock.sleep(_seconds(wait))
            except Forbidden:
                return None
            except BadRequest as failure:
                if refused(failure):
                    raise
                return None
            except NetworkError as failure:
                if method.startswith("send") and unclear(failure):
                    log.warning(
                        "no answer to %s: it may have arrived and is not sent again", method
                    )
                    return None
                await self._clock.sleep(0.5 * 2**attempt)
            except TelegramError as failure:
                log.warning("Telegram refused %s: %s", method, type(failure).__name__)
                return None
        raise Unanswered(method)

    async def _wait(self, chat_id: object) -> None:
        if isinstance(chat_id, int):
            while (pause := self._lanes.take(self._clock.monotonic(), Priority.REPLY, chat_id)) > 0:
                await self._clock.sleep(pause)


class Unanswered(Exception):
    """Telegram could not be reached; the answer stays in the inbox and is sent after a while."""


def _sent(number: int | None) -> Said:
    return Said((number,) if number else ())


def _seconds(wait: RetryAfter) -> float:
    value = wait.retry_after
    return float(value) if isinstance(value, int | float) else value.total_seconds()


def _file_params(kind: str, op: m.File | m.Photo) -> Params:
    caption = text_params(op.caption)
    params: Params = {kind: InputFile(op.content, filename=op.name)}
    if op.caption:
        params |= {"caption": caption["text"], "caption_entities": caption["entities"]}
    return params | keyboard_params(op.rows)
