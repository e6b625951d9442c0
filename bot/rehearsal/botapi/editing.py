"""The methods that change and take away messages, and that answer presses."""

from __future__ import annotations

from bot.rehearsal.botapi import limits
from bot.rehearsal.botapi.call import Call
from bot.rehearsal.botapi.errors import bad
from bot.rehearsal.botapi.sending import caption, count, document, markup, photo, text
from bot.rehearsal.world.model import Chat, Json

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
WORDS = ("text", "entities", "link_preview_options")
CAPTION = ("caption", "caption_entities")
MEDIA = ("photo", "document")
DELETABLE_SECONDS = 48 * 3600
AT_ONCE = 100


def edit_message_text(call: Call) -> Json:
    """The message with other words and another inline keyboard."""
    chat, message = _own(call)
    new = text(call)
    if "text" not in message:
        raise bad("there is no text in the message to edit")
    return _change(call, chat, message, (*WORDS, "reply_markup"), new | markup(call))


def edit_message_caption(call: Call) -> Json:
    """The message with other words below its picture or file."""
    chat, message = _own(call)
    new = caption(call)
    if not any(kind in message for kind in MEDIA):
        raise bad("there is no caption in the message to edit")
    return _change(call, chat, message, (*CAPTION, "reply_markup"), new | markup(call))


def edit_message_media(call: Call) -> Json:
    """The message with another picture or file in place of its words or media (Bot API,
    editMessageMedia).
    """
    chat, message = _own(call)
    given = call.value("media")
    if not isinstance(given, dict) or given.get("type") not in MEDIA:
        raise bad("can't parse InputMedia: type is not one that the rehearsal knows")
    if not any(kind in message for kind in (*MEDIA, "text")):
        raise bad("message can't be edited")
    sent = str(given.get("media") or "")
    made = photo(call, "media", sent) if given["type"] == "photo" else document(call, "media", sent)
    new = {given["type"]: made} | caption(call, given) | markup(call)
    return _change(call, chat, message, (*WORDS, *CAPTION, *MEDIA, "reply_markup"), new)


def edit_message_reply_markup(call: Call) -> Json:
    """The message with another inline keyboard."""
    chat, message = _own(call)
    return _change(call, chat, message, ("reply_markup",), markup(call))


def delete_message(call: Call) -> bool:
    """Takes a message away."""
    chat = call.chat()
    message = chat.message(call.number("message_id"))
    if message is None:
        raise bad("message to delete not found")
    if not _deletable(call, chat, message):
        raise bad("message can't be deleted")
    call.world.remove(chat, message)
    return True


def delete_messages(call: Call) -> bool:
    """Takes messages away; those that are gone already, and those that cannot go, stay as
    they are.
    """
    chat, given = call.chat(), call.value("message_ids")
    if not isinstance(given, list):
        raise bad("message identifiers are not specified")
    if len(given) > AT_ONCE:
        raise bad("too many message identifiers specified")
    if not all(isinstance(number, int) and number > 0 for number in given):
        raise bad("invalid message identifier specified")
    for number in given:
        message = chat.message(number)
        if message and _deletable(call, chat, message):
            call.world.remove(chat, message)
    return True


def answer_callback_query(call: Call) -> bool:
    """Ends the wait after a press, with words for the person who pressed."""
    words = call.text("text")
    if len(words) > limits.TOAST:
        raise bad("MESSAGE_TOO_LONG")
    person = call.world.queries.pop(call.text("callback_query_id"), None)
    if person is None:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    call.world.events.add(
        "toast", person=person, text=words, alert=call.flag("show_alert"), url=call.text("url")
    )
    return True


def _change(call: Call, chat: Chat, message: Json, parts: tuple[str, ...], new: Json) -> Json:
    if all(message.get(part) == new.get(part) for part in parts):
        raise bad(NOT_MODIFIED)
    count(call, chat)
    for part in parts:
        message.pop(part, None)
    message.update(new)
    return call.world.edited(chat, message)


def _own(call: Call) -> tuple[Chat, Json]:
    chat = call.chat()
    message = chat.message(call.number("message_id"))
    if message is None:
        raise bad("message to edit not found")
    if message["from"]["id"] != call.world.bot_id:
        raise bad("message can't be edited")
    return chat, message


def _deletable(call: Call, chat: Chat, message: Json) -> bool:
    """Whether a bot that is no administrator may take it away (Bot API, deleteMessage)."""
    own = chat.type == "private" or message["from"]["id"] == call.world.bot_id
    return own and call.world.unix() - int(message["date"]) < DELETABLE_SECONDS
