"""What the bot says back, as values: screens, buttons, files, pins and toasts. Nothing here knows
Telegram's types.
"""

from __future__ import annotations

from dataclasses import field
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass

from content.text.markup import Rich
from content.text.route_codes import code

CALLBACK_LIMIT = 64  # bytes (Bot API, InlineKeyboardButton.callback_data)
COPY_LIMIT = 256  # characters (Bot API, CopyTextButton)
# Before a route, on a message that is kept: what the button shows comes as a message of its own.
KEPT = "new"
Style = Literal["primary", "success", "danger"]


@dataclass(frozen=True)
class Button:
    """One inline button: exactly one of data, url or copy. A url is http(s) only."""

    label: str
    data: str | None = None
    url: str | None = None
    copy: str | None = None
    style: Style | None = None


def data(route: str, *arguments: str | int) -> str:
    """Callback data: the route's code and its arguments with colons between, such as
    data("case.show", slug) or data(KEPT, "case.show", slug); ValueError above 64 bytes (Bot API).
    """
    parts = [route, *map(str, arguments)]
    at = 1 if route == KEPT else 0
    parts[at] = code(parts[at])
    value = ":".join(parts)
    if len(value.encode()) > CALLBACK_LIMIT:
        raise ValueError(f"callback data is over {CALLBACK_LIMIT} bytes: {route}")
    return value


@dataclass(frozen=True)
class Screen:
    """One message: text and rows of buttons."""

    text: Rich
    rows: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True)
class Show:
    """Go to a screen: edits the message whose button was tapped, else sends a new one."""

    screen: Screen
    op: Literal["show"] = "show"


@dataclass(frozen=True)
class Keep:
    """A message of its own, never edited away."""

    screen: Screen
    op: Literal["keep"] = "keep"


@dataclass(frozen=True, config=ConfigDict(ser_json_bytes="base64", val_json_bytes="base64"))
class File:
    """A document as a message of its own."""

    name: str
    mime: str
    content: bytes
    caption: Rich = field(default_factory=Rich)
    rows: tuple[tuple[Button, ...], ...] = ()
    op: Literal["file"] = "file"


@dataclass(frozen=True, config=ConfigDict(ser_json_bytes="base64", val_json_bytes="base64"))
class Photo:
    """A picture as a message of its own (Bot API, sendPhoto)."""

    name: str
    content: bytes
    caption: Rich = field(default_factory=Rich)
    rows: tuple[tuple[Button, ...], ...] = ()
    op: Literal["photo"] = "photo"


@dataclass(frozen=True)
class Pin:
    """A place on the map (Bot API, sendVenue)."""

    latitude: float
    longitude: float
    title: str
    address: str
    op: Literal["pin"] = "pin"


@dataclass(frozen=True)
class Toast:
    """The answer to a tap, at most 200 characters (Bot API, answerCallbackQuery); an alert waits
    for OK.
    """

    text: str = ""
    alert: bool = False
    op: Literal["toast"] = "toast"


@dataclass(frozen=True)
class AskLocation:
    """A message with a keyboard that offers to share the location once, or to go back in words."""

    text: Rich
    share: str
    cancel: str
    op: Literal["ask_location"] = "ask_location"


@dataclass(frozen=True)
class CloseKeyboard:
    """A short message that takes the location keyboard away."""

    text: Rich
    op: Literal["close_keyboard"] = "close_keyboard"


@dataclass(frozen=True)
class Delete:
    """Deletes messages of this chat, at most 48 hours old (Bot API, deleteMessages)."""

    message_ids: tuple[int, ...]
    op: Literal["delete"] = "delete"


@dataclass(frozen=True)
class Menu:
    """This chat's command menu: pairs of command and description (Bot API, setMyCommands with scope
    chat).

    Without commands the chat has no menu of its own any more and shows everybody's
    (deleteMyCommands).
    """

    commands: tuple[tuple[str, str], ...]
    op: Literal["menu"] = "menu"


@dataclass(frozen=True)
class About:
    """What the messages of the reply speak of, as "case:slug": they are deleted when that is taken
    back.

    Nothing is sent for it.
    """

    subjects: tuple[str, ...]
    op: Literal["about"] = "about"


Op = Annotated[
    Show | Keep | File | Photo | Pin | Toast | AskLocation | CloseKeyboard | Delete | Menu | About,
    Field(discriminator="op"),
]
Reply = tuple[Op, ...]

_SCREEN: TypeAdapter[Screen] = TypeAdapter(Screen)


def dump_screen(screen: Screen) -> str:
    """The screen as JSON text, for an outbox body."""
    return _SCREEN.dump_json(screen).decode()


def load_screen(body: str) -> Screen:
    """The screen that `dump_screen` wrote."""
    return _SCREEN.validate_json(body)
