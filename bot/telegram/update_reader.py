"""From Telegram's updates, as JSON, to what handlers read."""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from content.permissions import ANONYMOUS, NOT_PEOPLE
from content.text.markup import Entity, Rich, units
from handlers.incoming import Document, Incoming, Kind, Number

Json = dict[str, Any]
_NUMBER: TypeAdapter[int] = TypeAdapter(Number)
STYLES = frozenset(
    (
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "code",
        "pre",
        "text_link",
        "blockquote",
        "bot_command",
        "spoiler",
    )
)
OF_OTHERS = (  # what the person did not type here just now (Bot API, Message)
    *(
        "forward_origin",
        "forward_date",
        "forward_from",
        "forward_from_chat",
        "via_bot",
        "is_from_offline",
    ),
    *("is_automatic_forward", "ephemeral_message_id", "guest_query_id"),
)
# Nobody's words to this bot.
NOT_THEIRS = ("sender_business_bot", "business_connection_id", "guest_bot_caller_user")
# What Telegram tells of a chat and nobody sends to be read (Bot API, Message, "Service message").
SERVICE = (
    *(
        "new_chat_members",
        "left_chat_member",
        "new_chat_title",
        "new_chat_photo",
        "delete_chat_photo",
    ),
    *("chat_owner_left", "chat_owner_changed", "group_chat_created", "supergroup_chat_created"),
    *(
        "channel_chat_created",
        "message_auto_delete_timer_changed",
        "pinned_message",
        "users_shared",
        "chat_shared",
    ),
    *("user_shared", "refunded_payment", "gift_upgrade_sent", "connected_website"),
    *("write_access_allowed", "proximity_alert_triggered", "boost_added", "chat_background_set"),
    *(
        "checklist_tasks_done",
        "checklist_tasks_added",
        "direct_message_price_changed",
        "forum_topic_created",
    ),
    *(
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
        "general_forum_topic_hidden",
    ),
    *(
        "general_forum_topic_unhidden",
        "giveaway_created",
        "giveaway_completed",
        "managed_bot_created",
    ),
    *(
        "paid_message_price_changed",
        "poll_option_added",
        "poll_option_deleted",
        "suggested_post_approved",
    ),
    *(
        "suggested_post_approval_failed",
        "suggested_post_declined",
        "suggested_post_paid",
        "suggested_post_refunded",
    ),
    *(
        "video_chat_scheduled",
        "video_chat_started",
        "video_chat_ended",
        "video_chat_participants_invited",
    ),
    "web_app_data",
)


def read_update(update: Json) -> Incoming | None:
    """What handlers read of an update (Bot API, Update), or None for what the bot never answers
    (channels, bots, service accounts). Raises for what is no update: KeyError, TypeError,
    AttributeError, ValueError, OverflowError.
    """
    update = _encodable(update)
    number = update["update_id"]
    if change := update.get("my_chat_member"):
        return _membership(number, change)
    if query := update.get("callback_query"):
        return _button(number, query)
    edited = update.get("edited_message")
    message = update.get("message") or edited
    if message and (message.get("migrate_to_chat_id") or message.get("migrate_from_chat_id")):
        return _migration(number, message)
    return _message(number, message, edited=edited is not None) if message else None


def _encodable(update: Json) -> Json:
    """The same with a question mark for every half of a sign, which nothing can store or send."""
    said = json.dumps(update, ensure_ascii=False)
    try:
        said.encode()
    except UnicodeEncodeError:
        found: Json = json.loads(said.encode("utf-8", "replace"))
        return found
    return update


def _membership(number: int, change: Json) -> Incoming | None:
    status, chat, user = change["new_chat_member"]["status"], change["chat"], change["from"]
    if chat["type"] == "private":
        kind: Kind = "blocked" if status == "kicked" else "unblocked"
        return Incoming(number, kind, chat["id"], True, user["id"])
    if status in ("member", "administrator"):
        return Incoming(number, "added", chat["id"], False, user["id"], user.get("language_code"))
    return None


def _migration(number: int, message: Json) -> Incoming:
    """A group became a supergroup: told in both chats, in either order; `chat_id` is the old one,
    `data` the new.
    """
    here = message["chat"]["id"]
    old = message.get("migrate_from_chat_id") or here
    new = message.get("migrate_to_chat_id") or here
    user = message.get("from")
    return Incoming(
        number,
        "migrated",
        old,
        False,
        user["id"] if user else 0,
        data=str(_NUMBER.validate_python(new)),
    )


def _button(number: int, query: Json) -> Incoming | None:
    message, data, user = query.get("message"), query.get("data"), query["from"]
    if not message or not data or user.get("is_bot") or user["id"] in NOT_PEOPLE:
        return None
    return Incoming(
        number, "button", message["chat"]["id"], message["chat"]["type"] == "private", user["id"],
        user.get("language_code"), message["message_id"], callback_id=query["id"], data=data,
    )  # fmt: skip


def _message(number: int, message: Json, *, edited: bool) -> Incoming | None:
    sender, chat, text, behalf = (
        message.get("from"),
        message["chat"],
        message.get("text"),
        message.get("sender_chat"),
    )
    if any(map(message.get, NOT_THEIRS)):
        return None
    plain = not any(name in message for name in OF_OTHERS)
    in_its_name = behalf is not None and behalf["id"] == chat["id"]
    if sender and sender["id"] == ANONYMOUS and in_its_name and text and not edited:
        return Incoming(
            number,
            "anonymous",
            chat["id"],
            False,
            sender["id"],
            None,
            message["message_id"],
            _rich(message),
            plain=plain,
        )
    if not sender or sender.get("is_bot") or sender["id"] in NOT_PEOPLE or behalf is not None:
        return None
    if text is None and (edited or any(name in message for name in SERVICE)):
        # A caption or a live location that changes, a timer that was set: nothing that asks for an
        # answer.
        return None
    place, answered = message.get("location"), message.get("reply_to_message")
    return Incoming(
        number,
        _kind(message, edited),
        chat["id"],
        chat["type"] == "private",
        sender["id"],
        sender.get("language_code"),
        message["message_id"],
        _rich(message),
        plain=plain,
        place=(place["latitude"], place["longitude"]) if place else None,
        reply_to=answered["message_id"] if answered else None,
        document=_document(message.get("document")),
    )


def _kind(message: Json, edited: bool) -> Kind:
    if message.get("location"):
        return "location"
    if message.get("text") is None:
        return "other"
    return "edited" if edited else "text"


def _document(found: Json | None) -> Document | None:
    return Document(found["file_id"], found.get("file_size") or 0) if found else None


def _rich(message: Json) -> Rich:
    text = message.get("text") or ""
    if not isinstance(text, str):
        raise TypeError(type(text))
    found = [_entity(entity) for entity in message.get("entities", ()) if entity["type"] in STYLES]
    size = units(text)
    return Rich(
        text, tuple(one for one in found if 0 <= one.offset < one.offset + one.length <= size)
    )


def _entity(entity: Json) -> Entity:
    url = entity.get("url")
    return Entity(
        str(entity["type"]),
        int(entity["offset"]),
        int(entity["length"]),
        None if url is None else str(url),
    )
