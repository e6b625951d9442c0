"""The methods that send messages. What they share with editing: texts, captions, files and
keyboards.
"""

from __future__ import annotations

from typing import Any

from bot.rehearsal.botapi import entities, keyboards, limits, pictures
from bot.rehearsal.botapi.call import Call
from bot.rehearsal.botapi.errors import ApiError, bad
from bot.rehearsal.world.model import Chat, Json, StoredFile

ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


def send_message(call: Call) -> Json:
    """A text message."""
    chat = call.chat()
    return _send(call, chat, **text(call))


def send_document(call: Call) -> Json:
    """A message with a file."""
    chat = call.chat()
    return _send(call, chat, document=document(call, "document"), **caption(call))


def send_photo(call: Call) -> Json:
    """A message with a picture."""
    chat = call.chat()
    return _send(call, chat, photo=photo(call, "photo"), **caption(call))


def send_location(call: Call) -> Json:
    """A message with a point on the map."""
    return _send(call, call.chat(), location=_place(call))


def send_venue(call: Call) -> Json:
    """A message with a named place on the map."""
    chat, place = call.chat(), _place(call)
    venue = {"location": place, "title": call.text("title"), "address": call.text("address")}
    if not venue["title"] or not venue["address"]:
        raise bad("venue title and address must be non-empty")
    return _send(call, chat, venue=venue, location=place)


def send_chat_action(call: Call) -> bool:
    """Shows that the bot is busy."""
    chat, action = call.chat(), call.text("action")
    if action not in ACTIONS:
        raise bad("wrong parameter action in request")
    call.world.events.add("typing", chat=chat.id, action=action)
    return True


def _send(call: Call, chat: Chat, **content: Any) -> Json:
    keys = markup(call)
    reply = _replied(call, chat)
    count(call, chat)
    _keyboard(call, chat)
    return call.world.post(chat, call.world.bot_user(), **content, **keys, **reply)


def text(call: Call) -> Json:
    """The words that the call gives, as a message keeps them."""
    words, found = _words(call.args, call, "text", "entities")
    limits.check_text(words)
    return (
        {"text": words}
        | some("entities", found)
        | some("link_preview_options", call.value("link_preview_options"))
    )


def caption(call: Call, given: Json | None = None) -> Json:
    """The words below a file: the call's, or those of the media that it gives."""
    words, found = _words(
        call.args if given is None else given, call, "caption", "caption_entities"
    )
    limits.check_caption(words)
    return some("caption", words) | some("caption_entities", found)


def markup(call: Call) -> Json:
    """The inline keyboard that the call gives."""
    return some("reply_markup", keyboards.inline(call.value("reply_markup") or {}))


def document(call: Call, name: str, sent: str | None = None) -> Json:
    """The file that the call gives, as Telegram's Document."""
    file_id, file = _file(call, name, sent)
    head = {"file_id": file_id, "file_unique_id": file_id[:12], "file_name": file.name}
    return head | {"mime_type": file.mime, "file_size": len(file.body)}


def photo(call: Call, name: str, sent: str | None = None) -> list[Json]:
    """The picture that the call gives, as Telegram's sizes of it."""
    given = call.file(name, sent)
    width, height = pictures.size(
        (call.world.files[given] if isinstance(given, str) else given).body
    )
    file_id, file = _file(call, name, sent)
    about = {"file_id": file_id, "file_unique_id": file_id[:12], "file_size": len(file.body)}
    return [about | {"width": width, "height": height}]


def _words(args: Json, call: Call, name: str, array: str) -> tuple[str, list[Json]]:
    words, found = str(args.get(name) or ""), list[Json]()
    if mode := str(args.get("parse_mode") or ""):
        words, found = entities.parsed(words, mode)
    elif sent := call.value(array) if args is call.args else args.get(array):
        found = entities.checked(words, sent)
    return entities.complete(words, found)


def _keyboard(call: Call, chat: Chat) -> None:
    keys = call.value("reply_markup") or {}
    if "keyboard" in keys:
        chat.keyboard = keys
    elif keys.get("remove_keyboard"):
        chat.keyboard = None


def _replied(call: Call, chat: Chat) -> Json:
    wanted = call.value("reply_parameters") or {}
    number = int(wanted.get("message_id") or call.number("reply_to_message_id"))
    if not number:
        return {}
    message = chat.message(number)
    if message is None and not (
        wanted.get("allow_sending_without_reply") or call.flag("allow_sending_without_reply")
    ):
        raise bad("message to be replied not found")
    return {} if message is None else {"reply_to_message": bare(message)}


def bare(message: Json) -> Json:
    """The message without the one that it replies to, as Telegram nests it."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}


def _file(call: Call, name: str, given: str | None = None) -> tuple[str, StoredFile]:
    sent = call.file(name, given)
    if isinstance(sent, str):
        return sent, call.world.files[sent]
    if not sent.body:
        raise bad("file must be non-empty")
    if len(sent.body) > limits.UPLOAD:
        raise ApiError(413, "Request Entity Too Large")
    return call.world.keep(sent.name, sent.mime, sent.body), sent


def _place(call: Call) -> Json:
    return {"latitude": call.real("latitude"), "longitude": call.real("longitude")}


def count(call: Call, chat: Chat) -> None:
    """Counts one message to the chat against Telegram's limits."""
    if call.world.limited:
        call.world.flood.take(chat.id)


def some(name: str, value: Any) -> Json:
    """The value under its name, or nothing when there is none."""
    return {name: value} if value else {}
