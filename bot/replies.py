"""Answers out: a reply's operations as Bot API calls, in order, repeated only where repeating is harmless."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from telegram import InputFile
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError

from bot.clock import Clock
from bot.delivery.lanes import Lanes, Priority
from bot.rendering import Params, keyboard_params, screen_params, text_params
from bot.transport import Telegram, unclear
from content import messages as m

log = logging.getLogger(__name__)
TRIES = 4
EDIT_LOST = ("message to edit not found", "message can't be edited")
HARMLESS = ("message is not modified", "query is too old", "message to delete not found", "message can't be deleted")


@dataclass(frozen=True)
class Address:
    """Where an answer goes: the chat, the message that was tapped, the tap."""

    chat_id: int
    message_id: int | None = None
    callback_id: str | None = None


class Replies:
    """Sends replies through the lanes, ahead of everything that goes to many."""

    def __init__(self, bot: Telegram, lanes: Lanes, clock: Clock) -> None:
        self._bot, self._lanes, self._clock = bot, lanes, clock

    async def send(self, to: Address, reply: m.Reply) -> list[int]:
        """Ids of the new messages; a tap is answered first, even with nothing to say."""
        if to.callback_id:
            toast = next((op for op in reply if isinstance(op, m.Toast)), m.Toast())
            answer = {"callback_query_id": to.callback_id, "text": toast.text[:200], "show_alert": toast.alert}
            await self._call("answerCallbackQuery", answer)
        sent = [await self._perform(to, op) for op in reply if not isinstance(op, m.Toast)]
        return [message_id for message_id in sent if message_id]

    async def _perform(self, to: Address, op: m.Op) -> int | None:
        chat: Params = {"chat_id": to.chat_id}
        match op:
            case m.Show(screen) if to.callback_id and to.message_id:
                edit = chat | {"message_id": to.message_id} | screen_params(screen)
                if await self._call("editMessageText", edit) is not False:
                    return None
                return await self._message("sendMessage", chat | screen_params(screen))
            case m.Show(screen) | m.Keep(screen):
                return await self._message("sendMessage", chat | screen_params(screen))
            case m.File():
                return await self._message("sendDocument", chat | _file_params("document", op))
            case m.Photo():
                return await self._message("sendPhoto", chat | _file_params("photo", op))
            case m.Pin():
                place = {"latitude": op.latitude, "longitude": op.longitude, "title": op.title, "address": op.address}
                return await self._message("sendVenue", chat | place)
            case m.AskLocation():
                rows = [[{"text": op.share, "request_location": True}], [{"text": op.cancel}]]
                keyboard = {"keyboard": rows, "resize_keyboard": True, "one_time_keyboard": True}
                return await self._message("sendMessage", chat | text_params(op.text) | {"reply_markup": keyboard})
            case m.CloseKeyboard():
                closed = {"reply_markup": {"remove_keyboard": True}}
                return await self._message("sendMessage", chat | text_params(op.text) | closed)
            case m.Delete():
                for start in range(0, len(op.message_ids), 100):
                    await self._call("deleteMessages", chat | {"message_ids": op.message_ids[start : start + 100]})
            case m.Menu(()):
                await self._call("deleteMyCommands", {"scope": {"type": "chat"} | chat})
            case m.Menu():
                commands = [{"command": name, "description": words} for name, words in op.commands]
                await self._call("setMyCommands", {"commands": commands, "scope": {"type": "chat"} | chat})
        return None

    async def _message(self, method: str, params: Params) -> int | None:
        result = await self._call(method, params)
        return int(result["message_id"]) if isinstance(result, dict) else None

    async def _call(self, method: str, params: Params) -> object:
        """The result; None where nothing needed doing or nobody can be reached; False for a lost edit."""
        for attempt in range(TRIES):
            await self._wait(params.get("chat_id"))
            try:
                return await self._bot.call(method, params)
            except RetryAfter as wait:
                await self._clock.sleep(_seconds(wait))
            except Forbidden:
                return None
            except BadRequest as refused:
                text = refused.message.lower()
                if any(words in text for words in EDIT_LOST):
                    return False
                if not any(words in text for words in HARMLESS):
                    log.warning("Telegram refused %s", method)  # its words may quote a person's letter
                return None
            except NetworkError as failure:
                if method.startswith("send") and unclear(failure):
                    log.warning("no answer to %s: it may have arrived and is not sent again", method)
                    return None
                await self._clock.sleep(0.5 * 2**attempt)
            except TelegramError as refused:
                log.warning("Telegram refused %s: %s", method, type(refused).__name__)
                return None
        raise Unanswered(method)

    async def _wait(self, chat_id: object) -> None:
        if isinstance(chat_id, int):
            while (pause := self._lanes.take(self._clock.monotonic(), Priority.REPLY, chat_id)) > 0:
                await self._clock.sleep(pause)


class Unanswered(Exception):
    """Telegram could not be reached; the answer stays in the inbox and is sent after a while."""


def _seconds(wait: RetryAfter) -> float:
    value = wait.retry_after
    return float(value) if isinstance(value, int | float) else value.total_seconds()


def _file_params(kind: str, op: m.File | m.Photo) -> Params:
    caption = text_params(op.caption)
    params: Params = {kind: InputFile(op.content, filename=op.name)}
    if op.caption:
        params |= {"caption": caption["text"], "caption_entities": caption["entities"]}
    return params | keyboard_params(op.rows)
