"""The methods that send, change and take away messages."""

from __future__ import annotations

from typing import Any

from bot.rehearsal import entities, keyboards, limits
from bot.rehearsal.call import Call
from bot.rehearsal.errors import bad
from bot.rehearsal.model import Chat, Json, StoredFile

PHOTO_SIZE = {"width": 1280, "height": 960}
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def send_message(call: Call) -> Json:
    """A text message."""
    chat = call.chat()
    text, found = _text(call, "text", "entities")
    limits.check_text(text)
    return _send(call, chat, text=text, **_if("entities", found), **_preview(call))


def send_document(call: Call) -> Json:
    """A message with a file."""
    chat, (file_id, file) = call.chat(), _file(call, "document")
    document = {
        "file_id": file_id, "file_unique_id": file_id[:12], "file_name": file.name,
        "mime_type": file.mime, "file_size": len(file.body),
    }  # fmt: skip
    return _send(call, chat, document=document, **_caption(call))


def send_photo(call: Call) -> Json:
    """A message with a picture."""
    chat, (file_id, file) = call.chat(), _file(call, "photo")
    size = {"file_id": file_id, "file_unique_id": file_id[:12], "file_size": len(file.body)} | PHOTO_SIZE
    return _send(call, chat, photo=[size], **_caption(call))


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


def edit_message_text(call: Call) -> Json:
    """The message with other words and another inline keyboard."""
    chat, message = _own(call, "edited")
    text, found = _text(call, "text", "entities")
    limits.check_text(text)
    if "text" not in message:
        raise bad("there is no text in the message to edit")
    new = {"text": text, **_if("entities", found), **_markup(call), **_preview(call)}
    return _change(call, chat, message, ("text", "entities", "reply_markup", "link_preview_options"), new)


def edit_message_reply_markup(call: Call) -> Json:
    """The message with another inline keyboard."""
    chat, message = _own(call, "edited")
    return _change(call, chat, message, ("reply_markup",), _markup(call))


def delete_message(call: Call) -> bool:
    """Takes a message away."""
    chat = call.chat()
    message = chat.message(call.number("message_id"))
    if message is None:
        raise bad("message to delete not found")
    call.world.remove(chat, message)
    return True


def delete_messages(call: Call) -> bool:
    """Takes messages away; those that are gone already do not matter."""
    chat = call.chat()
    for number in call.value("message_ids") or []:
        if message := chat.message(int(number)):
            call.world.remove(chat, message)
    return True


def answer_callback_query(call: Call) -> bool:
    """Ends the wait after a press, with words for the person who pressed."""
    text = call.text("text")
    if len(text) > limits.TOAST:
        raise bad("MESSAGE_TOO_LONG")
    person = call.world.queries.pop(call.text("callback_query_id"), None)
    if person is None:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    call.world.events.add("toast", person=person, text=text, alert=call.flag("show_alert"), url=call.text("url"))
    return True


def send_chat_action(call: Call) -> bool:
    """Shows that the bot is busy."""
    call.world.events.add("typing", chat=call.chat().id, action=call.text("action"))
    return True


def _send(call: Call, chat: Chat, **content: Any) -> Json:
    markup = _markup(call)
    reply = _replied(call, chat)
    _count(call, chat)
    _keyboard(call, chat)
    return call.world.post(chat, call.world.bot_user(), **content, **markup, **reply)


def _change(call: Call, chat: Chat, message: Json, parts: tuple[str, ...], new: Json) -> Json:
    if all(message.get(part) == new.get(part) for part in parts):
        raise bad(NOT_MODIFIED)
    _count(call, chat)
    for part in parts:
        message.pop(part, None)
    message.update(new)
    return call.world.edited(chat, message)


def _own(call: Call, what: str) -> tuple[Chat, Json]:
    chat = call.chat()
    message = chat.message(call.number("message_id"))
    if message is None:
        raise bad("message to edit not found")
    if message["from"]["id"] != call.world.bot_id:
        raise bad(f"message can't be {what}")
    return chat, message


def _text(call: Call, name: str, array: str) -> tuple[str, list[Json]]:
    text, found = call.text(name), list[Json]()
    if mode := call.text("parse_mode"):
        text, found = entities.parsed(text, mode)
    elif sent := call.value(array):
        found = entities.checked(text, sent)
    return entities.complete(text, found)


def _caption(call: Call) -> Json:
    text, found = _text(call, "caption", "caption_entities")
    limits.check_caption(text)
    return _if("caption", text) | _if("caption_entities", found)


def _markup(call: Call) -> Json:
    markup = call.value("reply_markup") or {}
    return _if("reply_markup", keyboards.inline(markup))


def _keyboard(call: Call, chat: Chat) -> None:
    markup = call.value("reply_markup") or {}
    if "keyboard" in markup:
        chat.keyboard = markup
    elif markup.get("remove_keyboard"):
        chat.keyboard = None


def _replied(call: Call, chat: Chat) -> Json:
    wanted = call.value("reply_parameters") or {}
    number = int(wanted.get("message_id") or call.number("reply_to_message_id"))
    if not number:
        return {}
    message = chat.message(number)
    if message is None and not (wanted.get("allow_sending_without_reply") or call.flag("allow_sending_without_reply")):
        raise bad("message to be replied not found")
    return {} if message is None else {"reply_to_message": bare(message)}


def bare(message: Json) -> Json:
    """The message without the one that it replies to, as Telegram nests it."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}


def _preview(call: Call) -> Json:
    return _if("link_preview_options", call.value("link_preview_options"))


def _file(call: Call, name: str) -> tuple[str, StoredFile]:
    sent = call.file(name)
    if isinstance(sent, str):
        return sent, call.world.files[sent]
    if not sent.body:
        raise bad("file must be non-empty")
    return call.world.keep(sent.name, sent.mime, sent.body), sent


def _place(call: Call) -> Json:
    return {"latitude": call.real("latitude"), "longitude": call.real("longitude")}


def _count(call: Call, chat: Chat) -> None:
    if call.world.limited:
        call.world.flood.take(chat.id)


def _if(name: str, value: Any) -> Json:
    return {name: value} if value else {}
