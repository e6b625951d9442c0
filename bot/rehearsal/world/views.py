"""What the page and scripts are shown: plain JSON, made from Telegram's."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.rehearsal.world.model import Json, StoredFile


def message(told: Json, files: dict[str, StoredFile], token: str) -> Json:
    """One message as the page shows it."""
    markup = told.get("reply_markup") or {}
    return {
        "id": told["message_id"],
        "from": {
            "id": told["from"]["id"],
            "name": told["from"]["first_name"],
            "bot": told["from"]["is_bot"],
        },
        "date": datetime.fromtimestamp(told["date"], UTC).isoformat(),
        "edited": "edit_date" in told,
        "text": told.get("text", told.get("caption", "")),
        "entities": told.get("entities", told.get("caption_entities", [])),
        "keyboard": markup.get("inline_keyboard"),
        "document": _document(told, token),
        "photo": _photo(told, files, token),
        "venue": _venue(told),
        "location": None if "venue" in told else told.get("location"),
        "media": next(
            (kind for kind in ("sticker", "voice", "new_chat_members") if kind in told), None
        ),
        "forwarded": told.get("forward_origin", {}).get("sender_user_name"),
        "reply_to": told.get("reply_to_message", {}).get("message_id"),
        "deleted": False,
    }


def last(told: Json) -> str:
    """The line that stands for the message in the list of chats."""
    words = told.get("text") or told.get("caption")
    if words:
        return str(words)
    if "document" in told:
        return str(told["document"]["file_name"])
    names = {
        "photo": "Photo",
        "sticker": "Sticker",
        "voice": "Voice message",
        "venue": "Place",
        "location": "Location",
    }
    return next((name for kind, name in names.items() if kind in told), "")


def _document(told: Json, token: str) -> Json | None:
    found: dict[str, Any] | None = told.get("document")
    if found is None:
        return None
    address = f"/file/bot{token}/{found['file_id']}"
    return {
        "name": found["file_name"],
        "size": found["file_size"],
        "mime": found["mime_type"],
        "url": address,
    }


def _photo(told: Json, files: dict[str, StoredFile], token: str) -> Json | None:
    sizes = told.get("photo")
    if not sizes:
        return None
    big = sizes[-1]
    url = f"/file/bot{token}/{big['file_id']}" if big["file_id"] in files else None
    return {"url": url, "width": big["width"], "height": big["height"]}


def _venue(told: Json) -> Json | None:
    venue = told.get("venue")
    return (
        None
        if venue is None
        else venue["location"] | {"title": venue["title"], "address": venue["address"]}
    )
