"""Text as Telegram takes it: TDLib's own parser, between the Bot API's entities and TDLib's."""

from __future__ import annotations

import json
from html import escape
from typing import Any

import tdjson

from bot.rehearsal.botapi.errors import bad

Entity = dict[str, Any]
NAMES = {
    "Bold": "bold",
    "Italic": "italic",
    "Underline": "underline",
    "Strikethrough": "strikethrough",
    "Spoiler": "spoiler",
    "Code": "code",
    "Pre": "pre",
    "PreCode": "pre",
    "BlockQuote": "blockquote",
    "ExpandableBlockQuote": "expandable_blockquote",
    "TextUrl": "text_link",
    "MentionName": "text_mention",
    "CustomEmoji": "custom_emoji",
    "DateTime": "date_time",
    "Mention": "mention",
    "Hashtag": "hashtag",
    "Cashtag": "cashtag",
    "BotCommand": "bot_command",
    "Url": "url",
    "EmailAddress": "email",
    "PhoneNumber": "phone_number",
}
KINDS = {name: kind for kind, name in NAMES.items() if kind != "PreCode"}
FOUND_BY_ITSELF = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}
CLOSED = {"code", "pre", "text_link", "text_mention", "date_time"}
PARSE_MODES: dict[str, dict[str, Any]] = {
    "html": {"@type": "textParseModeHTML"},
    "markdownv2": {"@type": "textParseModeMarkdown", "version": 2},
    "markdown": {"@type": "textParseModeMarkdown", "version": 1},
}


def units(text: str) -> int:
    """The text's length in UTF-16 units, which Telegram counts entities in."""
    return len(text.encode("utf-16-le")) // 2


def parsed(text: str, parse_mode: str) -> tuple[str, list[Entity]]:
    """The text without its markup, and the entities that the markup meant."""
    mode = PARSE_MODES.get(parse_mode.lower())
    if mode is None:
        raise bad("unsupported parse_mode")
    answer = _execute({"@type": "parseTextEntities", "text": text, "parse_mode": mode})
    return answer["text"], [told for entity in answer["entities"] if (told := _from_tdlib(entity))]


def checked(text: str, entities: list[Entity]) -> list[Entity]:
    """The entities as Telegram keeps them; an array that it refuses is an error."""
    sent = [entity for entity in entities if entity.get("type") not in FOUND_BY_ITSELF]
    body = {
        "@type": "formattedText",
        "text": text,
        "entities": [_to_tdlib(entity) for entity in sent],
    }
    _execute({"@type": "getMarkdownText", "text": body})
    return [
        entity | {"url": kept_url(entity["url"])} if entity["type"] == "text_link" else entity
        for entity in sent
    ]


def found(text: str) -> list[Entity]:
    """The links, commands, mentions and tags that Telegram sees in plain text."""
    answer = _execute({"@type": "getTextEntities", "text": text})
    return [told for entity in answer["entities"] if (told := _from_tdlib(entity))]


def complete(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """The text trimmed as Telegram trims it, with given and found entities in order."""
    text, entities = _trimmed(text, entities)
    closed = [entity for entity in entities if entity["type"] in CLOSED]
    new = [entity for entity in found(text) if not any(_overlap(entity, other) for other in closed)]
    return text, sorted([*entities, *new], key=lambda entity: (entity["offset"], -entity["length"]))


def kept_url(url: str) -> str:
    """The address as Telegram keeps it in a link; one that it refuses is an error with TDLib's
    reason.
    """
    link = {"offset": 0, "length": 1, "type": "text_link", "url": url}
    body = {"@type": "formattedText", "text": "x", "entities": [_to_tdlib(link)]}
    _execute({"@type": "getMarkdownText", "text": body})
    _, kept = parsed(f'<a href="{escape(url)}">x</a>', "html")
    return str(kept[0]["url"]) if kept and "url" in kept[0] else url


def _execute(query: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(tdjson.td_execute(json.dumps(query).encode()) or b"{}")
    if answer["@type"] == "error":
        raise bad(answer["message"])
    return answer


def _to_tdlib(entity: Entity) -> dict[str, Any]:
    kind = KINDS.get(str(entity.get("type")))
    if kind is None:
        raise bad(f"can't parse MessageEntity: unknown type {entity.get('type')}")
    detail: dict[str, Any] = {"@type": f"textEntityType{kind}"}
    if kind == "Pre" and entity.get("language"):
        detail = {"@type": "textEntityTypePreCode", "language": entity["language"]}
    elif kind == "TextUrl":
        detail["url"] = entity.get("url", "")
    elif kind == "MentionName":
        detail["user_id"] = entity["user"]["id"]
    elif kind == "CustomEmoji":
        detail["custom_emoji_id"] = entity["custom_emoji_id"]
    elif kind == "DateTime":
        detail |= _moment(entity)
    return {
        "@type": "textEntity",
        "offset": entity.get("offset"),
        "length": entity.get("length"),
        "type": detail,
    }


def _moment(entity: Entity) -> dict[str, Any]:
    unix, form = int(entity["unix_time"]), entity.get("date_time_format") or ""
    if not form:
        return {"unix_time": unix}
    markup = f"<tg-time unix='{unix}' format='{form}'>x</tg-time>"
    answer = _execute(
        {"@type": "parseTextEntities", "text": markup, "parse_mode": PARSE_MODES["html"]}
    )
    return {"unix_time": unix, "formatting_type": answer["entities"][0]["type"]["formatting_type"]}


def _from_tdlib(entity: dict[str, Any]) -> Entity | None:
    detail = entity["type"]
    name = NAMES.get(detail["@type"].removeprefix("textEntityType"))
    if name is None:
        return None
    told: Entity = {"offset": entity["offset"], "length": entity["length"], "type": name}
    told |= {
        key: detail[key]
        for key in ("url", "language", "custom_emoji_id", "unix_time")
        if key in detail
    }
    if "user_id" in detail:
        told["user"] = {"id": detail["user_id"], "is_bot": False, "first_name": "?"}
    if form := _form(detail.get("formatting_type")):
        told["date_time_format"] = form
    return told


def _form(formatting: dict[str, Any] | None) -> str:
    if formatting is None:
        return ""
    if formatting["@type"] == "dateTimeFormattingTypeRelative":
        return "r"
    day = {"None": "", "Short": "d", "Long": "D"}[_precision(formatting, "date_precision")]
    hour = {"None": "", "Short": "t", "Long": "T"}[_precision(formatting, "time_precision")]
    return ("w" if formatting["show_day_of_week"] else "") + day + hour


def _precision(formatting: dict[str, Any], key: str) -> str:
    return str(formatting[key]["@type"]).removeprefix("dateTimePartPrecision")


def _overlap(one: Entity, other: Entity) -> bool:
    ends = one["offset"] + one["length"], other["offset"] + other["length"]
    return bool(one["offset"] < ends[1] and other["offset"] < ends[0])


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    gone = units(text) - units(text.lstrip())
    text = text.strip()
    whole, kept = units(text), []
    for entity in entities:
        start = max(entity["offset"] - gone, 0)
        end = min(entity["offset"] + entity["length"] - gone, whole)
        if end > start:
            kept.append(entity | {"offset": start, "length": end - start})
    return text, kept


tdjson.td_execute(b'{"@type":"setLogVerbosityLevel","new_verbosity_level":0}')
