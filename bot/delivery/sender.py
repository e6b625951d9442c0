"""How one message reaches one person: a small port, Telegram's way and a memory's way."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.telegram.rendering import Params, screen_params
from bot.telegram.transport import Body, NotSent, Telegram, message_id, unclear
from content.text.messages import Screen
from content.text.plainest import pieces, plain_forms
from storage.engine.states import Ending
from storage.queue.claims import Outcome

ENCODED_BODIES = 256  # encoded bodies kept
ANSWER = 40.0  # seconds: who waits so long for a slow answer knows what became of the message
ALIVE = 2.0  # seconds in which a server that is well says so
GONE = ("user is deactivated",)
# Also the answer to every id when the token is another bot's: never erase for it.
UNREACHABLE = ("chat not found",)
# 502, 504: what stands behind it may have sent the message.
BEHIND_A_GATEWAY = ("bad gateway", "gateway time")


SETTLED = (
    "message is not modified",
    "query is too old",
    "message to delete not found",
    "message can't be deleted",
)
HOPELESS = 3  # chats that took no form of a screen: that is not for what it says, or no form helps


class Sender(Protocol):
    """Sends a screen to a chat and says what became of it; never raises for Telegram's answers."""

    async def send(self, chat_id: int, screen: Screen) -> Outcome:
        """What became of the message."""

    async def alive(self) -> bool:
        """Whether Telegram answers at all; nobody is told anything."""


class MemorySender:
    """Keeps what it was given; `outcomes` answers for single chats."""

    def __init__(self) -> None:
        self.sent: list[tuple[int, Screen]] = []
        self.outcomes: dict[int, Outcome] = {}

    async def send(self, chat_id: int, screen: Screen) -> Outcome:
        self.sent.append((chat_id, screen))
        return self.outcomes.get(chat_id, Outcome(Ending.SENT, len(self.sent)))

    async def alive(self) -> bool:
        return True


@dataclass
class Form:
    """A screen as it goes to many: encoded, one body a message. `plain` says why it is in its
    plainest form.
    """

    screen: Screen
    bodies: tuple[Body, ...]
    plain: str = ""
    hopeless: int = 0


class TelegramSender:
    """Sends through the Bot API; a screen that goes to many is encoded once. `paid`: see the
    setting's warning.
    """

    def __init__(self, bot: Telegram, *, paid: bool = False) -> None:
        self._bot, self._paid = bot, paid
        self._forms: OrderedDict[int, Form] = OrderedDict()

    async def send(self, chat_id: int, screen: Screen) -> Outcome:
        form = self._form(screen)
        try:
            return await self._post(chat_id, form)
        except TelegramError as failure:
            if form.plain or form.hopeless >= HOPELESS or not refused(failure):
                return outcome(failure)
            return await self._plainly(chat_id, form, failure)

    async def _plainly(self, chat_id: int, form: Form, first: TelegramError) -> Outcome:
        """In the plainest form that Telegram takes, which all who come after get at once."""
        for screens in plain_forms(form.screen):
            plain = Form(form.screen, self._bodies(screens), reason(first))
            try:
                sent = await self._post(chat_id, plain)
            except TelegramError as failure:
                if not refused(failure):
                    return outcome(failure)
            else:
                self._forms[id(form.screen)] = plain
                return sent
        form.hopeless += 1
        return outcome(first)

    async def _post(self, chat_id: int, form: Form) -> Outcome:
        """What became of all of it; once a part has arrived, the whole is not repeated by
        itself.
        """
        sent = []
        for body in form.bodies:
            try:
                sent.append(await self._bot.call("sendMessage", body.to(chat_id), wait=ANSWER))
            except TelegramError as failure:
                if sent and outcome(failure).state in (Ending.RETRY, Ending.MOVED):
                    return Outcome(Ending.UNKNOWN)
                raise
        first, *more = map(message_id, sent)
        return Outcome(
            Ending.SENT, first, more=tuple(number for number in more if number), plain=form.plain
        )

    async def alive(self) -> bool:
        try:
            await self._bot.call("getMe", {}, wait=ALIVE)
        except RetryAfter:
            return True
        except TelegramError:
            return False
        return True

    def _form(self, screen: Screen) -> Form:
        known = self._forms.get(id(screen))
        if known is None:  # the screen is kept beside its bodies, so that no other gets its id
            known = self._forms[id(screen)] = Form(screen, self._bodies(pieces(screen)))
            if len(self._forms) > ENCODED_BODIES:
                self._forms.popitem(last=False)
        return known

    def _bodies(self, screens: Iterable[Screen]) -> tuple[Body, ...]:
        paid: Params = {"allow_paid_broadcast": True} if self._paid else {}
        return tuple(Body.of(screen_params(screen) | paid) for screen in screens)


def settled(failure: TelegramError) -> bool:
    """Whether nothing is left to do: the message shows it already, or what should change or go is
    gone.
    """
    return any(words in failure.message.lower() for words in SETTLED)


def refused(failure: TelegramError) -> bool:
    """Whether Telegram refuses what was said, or to show it there, and not the person or the
    moment.
    """
    return outcome(failure).state == Ending.REJECTED and not settled(failure)


def reason(failure: TelegramError) -> str:
    """What it was refused for, as far as Telegram's words tell: button, long, or format (entities,
    links).
    """
    text = failure.message.lower().replace("_", " ")
    if "button" in text or "markup" in text:
        return "button"
    return "long" if "too long" in text else "format"


def outcome(failure: TelegramError) -> Outcome:
    """What a failure means. The order matters: BadRequest and TimedOut are NetworkErrors in
    python-telegram-bot.
    """
    text = failure.message.lower()
    match failure:
        case RetryAfter():
            wait = failure.retry_after
            seconds = wait if isinstance(wait, int | float) else wait.total_seconds()
            return Outcome(Ending.RETRY, after=float(seconds), limited=True)
        case Forbidden() | BadRequest() if any(words in text for words in GONE):
            return Outcome(Ending.GONE)
        case BadRequest() if any(words in text for words in UNREACHABLE):
            return Outcome(Ending.BLOCKED)
        case Forbidden():
            return Outcome(Ending.BLOCKED)
        case InvalidToken():
            return Outcome(Ending.RETRY, after=60)
        case ChatMigrated():
            return Outcome(Ending.MOVED, failure.new_chat_id)
        case BadRequest():
            return Outcome(Ending.REJECTED)
        case NotSent():
            return Outcome(Ending.RETRY)
        case NetworkError() if any(words in text for words in BEHIND_A_GATEWAY):
            return Outcome(Ending.UNKNOWN)
        case NetworkError() if not unclear(failure):
            return Outcome(Ending.RETRY, fault=True)
        case _:
            return Outcome(Ending.UNKNOWN)
