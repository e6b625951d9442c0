"""From the bot's own values to Bot API parameters, and from Telegram's updates to what handlers read."""

from __future__ import annotations

from typing import Any

from telegram import CallbackQuery, ChatMemberUpdated, Message, MessageEntity, Update

from content.markup import TEXT_LIMIT, Entity, Rich, split
from content.messages import Button, Screen
from content.permissions import ANONYMOUS, NOT_PEOPLE
from handlers.incoming import Document, Incoming, Kind

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
    return {"reply_markup": {"inline_keyboard": [[button_params(button) for button in row] for row in rows]}}


def screen_params(screen: Screen) -> Params:
    """Text, entities, keyboard and no link preview of a screen; a text that Telegram would refuse is cut."""
    shown = screen.text if len(screen.text) <= TEXT_LIMIT else split(screen.text, TEXT_LIMIT - 1)[0] + "…"
    return text_params(shown) | keyboard_params(screen.rows) | {"link_preview_options": {"is_disabled": True}}


def read_update(update: Update) -> Incoming | None:
    """What handlers read of an update, or None for what the bot never answers (channels, bots, service accounts)."""
    if update.my_chat_member:
        return _membership(update.update_id, update.my_chat_member)
    if update.callback_query:
        return _button(update.update_id, update.callback_query)
    message = update.message or update.edited_message
    if message and (message.migrate_to_chat_id or message.migrate_from_chat_id):
        return _migration(update.update_id, message)
    return _message(update.update_id, message, edited=update.edited_message is not None) if message else None


def _membership(update_id: int, change: ChatMemberUpdated) -> Incoming | None:
    status = change.new_chat_member.status
    private = change.chat.type == "private"
    if private:
        kind: Kind = "blocked" if status == "kicked" else "unblocked"
        return Incoming(update_id, kind, change.chat.id, True, change.from_user.id)
    if status in ("member", "administrator"):
        return Incoming(update_id, "added", change.chat.id, False, change.from_user.id, change.from_user.language_code)
    return None


def _migration(update_id: int, message: Message) -> Incoming:
    """A group became a supergroup: told in both chats, in either order; `chat_id` is the old one, `data` the new."""
    old = message.migrate_from_chat_id or message.chat.id
    new = message.migrate_to_chat_id or message.chat.id
    return Incoming(update_id, "migrated", old, False, message.from_user.id if message.from_user else 0, data=str(new))


def _button(update_id: int, query: CallbackQuery) -> Incoming | None:
    if query.message is None or not query.data:
        return None
    return Incoming(
        update_id, "button", query.message.chat.id, query.message.chat.type == "private", query.from_user.id,
        query.from_user.language_code, query.message.message_id, callback_id=query.id, data=query.data,
    )  # fmt: skip


def _message(update_id: int, message: Message, *, edited: bool) -> Incoming | None:
    sender = message.from_user
    if sender and sender.id == ANONYMOUS and message.sender_chat == message.chat and message.text and not edited:
        return Incoming(
            update_id, "anonymous", message.chat.id, False, sender.id, None, message.message_id, _rich(message),
            plain=message.forward_origin is None and message.via_bot is None,
        )  # fmt: skip
    if sender is None or sender.is_bot or sender.id in NOT_PEOPLE or message.sender_chat is not None:
        return None
    if message.text is None and (edited or message.effective_attachment is None):
        return None  # a caption or a live location that changes, a timer that was set: nothing that asks for an answer
    private = message.chat.type == "private"
    place = (message.location.latitude, message.location.longitude) if message.location else None
    kind: Kind = "location" if place else "other" if message.text is None else "edited" if edited else "text"
    return Incoming(
        update_id, kind, message.chat.id, private, sender.id, sender.language_code, message.message_id,
        _rich(message), plain=message.forward_origin is None and message.via_bot is None,
        place=place, reply_to=message.reply_to_message.message_id if message.reply_to_message else None,
        document=_document(message),
    )  # fmt: skip


def _document(message: Message) -> Document | None:
    found = message.document
    return Document(found.file_id, found.file_size or 0) if found else None


def _rich(message: Message) -> Rich:
    entities = (_entity(entity) for entity in message.entities)
    return Rich(message.text or "", tuple(entity for entity in entities if entity))


KEPT = {
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
}


def _entity(entity: MessageEntity) -> Entity | None:
    return Entity(str(entity.type), entity.offset, entity.length, entity.url) if entity.type in KEPT else None
