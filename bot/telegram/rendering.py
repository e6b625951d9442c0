"""From the bot's own values to Bot API parameters."""

from __future__ import annotations

from typing import Any

from content.text.markup import Entity, Rich
from content.text.messages import Button, Screen

Params = dict[str, Any]


def entity_params(entity: Entity) -> Params:
    """A MessageEntity (Bot API)."""
    params: Params = {"type": entity.type, "offset": entity.offset, "length": entity.length}
    if entity.url:
        params["url"] = entity.url
    if entity.unix_time is not None:
        params |= {"unix_time": entity.unix_time, "date_time_format": entity.format or ""}
    return params


def text_params(text: Rich) -> Params:
    """Text and entities of a message; never a parse_mode."""
    return {"text": text.text, "entities": [entity_params(entity) for entity in text.entities]}


def button_params(button: Button) -> Params:
    """An InlineKeyboardButton (Bot API)."""
    params: Params = {"text": button.label}
    if button.url:
        params["url"] = button.url
    elif button.copy:
        params["copy_text"] = {"text": button.copy}
    else:
        params["callback_data"] = button.data
    return params | ({"style": button.style} if button.style else {})


def keyboard_params(rows: tuple[tuple[Button, ...], ...]) -> Params:
    """The reply_markup of an inline keyboard; nothing without buttons."""
    if not rows:
        return {}
    return {
        "reply_markup": {
            "inline_keyboard": [[button_params(button) for button in row] for row in rows]
        }
    }


def screen_params(screen: Screen) -> Params:
    """Text, entities, keyboard and no link preview of a screen."""
    return (
        text_params(screen.text)
        | keyboard_params(screen.rows)
        | {"link_preview_options": {"is_disabled": True}}
    )
