"""Keyboards as Telegram takes them: what it refuses, cuts and keeps."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.rehearsal.botapi.entities import kept_url
from bot.rehearsal.botapi.errors import ApiError, bad
from bot.rehearsal.botapi.limits import CALLBACK_DATA, COPY

Markup = dict[str, Any]
PER_ROW, IN_ALL, BYTES = 12, 100, 10_240
KINDS = (
    "url",
    "callback_data",
    "copy_text",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "web_app",
)
STYLES = ("primary", "success", "danger")
REASON = re.compile(r"is invalid: (.*)$", re.DOTALL)


def inline(markup: Markup) -> Markup | None:
    """The inline keyboard as Telegram keeps it, or nothing when it has no buttons."""
    rows = [
        [_button(button) for button in row][:PER_ROW] for row in markup.get("inline_keyboard", [])
    ]
    rows = [row for row in rows if row]
    if sum(map(len, rows)) > IN_ALL or len(json.dumps(rows, ensure_ascii=False).encode()) > BYTES:
        raise bad("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def _button(button: Any) -> Markup:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not button["text"].strip():
        raise bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if not any(kind in button for kind in KINDS):
        raise bad(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if "style" in button and button["style"] not in STYLES:
        raise bad("can't parse inline keyboard button: Unsupported button style specified")
    return button | _checked(button)


def _checked(button: Markup) -> Markup:
    if (
        "callback_data" in button
        and not 1 <= len(button["callback_data"].encode()) <= CALLBACK_DATA
    ):
        raise bad("BUTTON_DATA_INVALID")
    if "copy_text" in button and not 1 <= len(button["copy_text"].get("text", "")) <= COPY:
        raise bad("BUTTON_COPY_TEXT_INVALID")
    return {"url": _url(button["url"])} if "url" in button else {}


def _url(url: str) -> str:
    try:
        return kept_url(url)
    except ApiError as refusal:
        reason = REASON.search(refusal.description)
        raise bad(
            f"inline keyboard button URL '{url}' is invalid: {reason[1] if reason else 'Wrong URL'}"
        ) from refusal
