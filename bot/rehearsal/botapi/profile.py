"""The methods about the bot itself, its commands, chats and files."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from bot.rehearsal.botapi.call import Call, forbidden
from bot.rehearsal.botapi.errors import bad
from bot.rehearsal.botapi.limits import DOWNLOAD
from bot.rehearsal.world.model import Chat, Json
from bot.rehearsal.world.world import World

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
HTTPS, WEBHOOK_PORTS = 443, (80, 88, 443, 8443)
SHOWN_IN = {
    "private": "all_private_chats",
    "group": "all_group_chats",
    "supergroup": "all_group_chats",
}


def get_me(call: Call) -> Json:
    """The bot as Telegram knows it."""
    able = {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }
    return (
        call.world.bot_user() | able | {"can_connect_to_business": False, "has_main_web_app": False}
    )


async def get_updates(call: Call) -> list[Json]:
    """The updates that wait, or those that come within the time-out."""
    if (allowed := call.value("allowed_updates")) is not None or call.args.get(
        "allowed_updates"
    ) in ("[]", []):
        call.world.updates.allowed = list(allowed or [])
    limit = min(max(call.number("limit", 100), 1), 100)
    return await call.world.updates.fetch(
        call.number("offset"), limit, min(call.number("timeout"), 50)
    )


def set_webhook(call: Call) -> bool:
    """Sets where updates would go; an empty address removes it. Nothing is sent there: a rehearsal
    stays here.
    """
    url = call.text("url")
    if url:
        _check_webhook(url)
    if call.flag("drop_pending_updates"):
        call.world.updates.drop()
    call.world.updates.hook(url)
    return True


def _check_webhook(url: str) -> None:
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        port = parts.port or HTTPS
    except ValueError as wrong:
        raise bad("bad webhook: invalid webhook URL specified") from wrong
    if parts.scheme != "https":
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if port not in WEBHOOK_PORTS:
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def delete_webhook(call: Call) -> bool:
    """Removes the webhook; the waiting updates go when that is asked."""
    if call.flag("drop_pending_updates"):
        call.world.updates.drop()
    call.world.updates.hook("")
    return True


def get_webhook_info(call: Call) -> Json:
    """The webhook's address, if there is one, and how many updates wait."""
    updates = call.world.updates
    told: Json = {
        "url": updates.webhook,
        "has_custom_certificate": False,
        "pending_update_count": len(updates.waiting),
    }
    return told | ({"max_connections": 40} if updates.webhook else {})


def set_my_commands(call: Call) -> bool:
    """Keeps the commands of one scope and language."""
    commands = call.value("commands") or []
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for one in commands:
        if not COMMAND.fullmatch(str(one.get("command", "")).removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(one.get("description", ""))) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    call.world.profile.commands[_scope(call)] = commands
    return _changed(call)


def get_my_commands(call: Call) -> list[Json]:
    """The commands of one scope and language."""
    return call.world.profile.commands.get(_scope(call), [])


def delete_my_commands(call: Call) -> bool:
    """Forgets the commands of one scope and language."""
    call.world.profile.commands.pop(_scope(call), None)
    return _changed(call)


def set_my_name(call: Call) -> bool:
    """Gives the bot a name; one for another language is not shown here."""
    if call.text("name") and not call.text("language_code"):
        call.world.profile.name = call.text("name")
    return _changed(call)


def set_my_description(call: Call) -> bool:
    """Keeps what is shown before a chat begins."""
    if not call.text("language_code"):
        call.world.profile.description = call.text("description")
    return _changed(call)


def set_my_short_description(call: Call) -> bool:
    """Keeps what the bot's profile says."""
    if not call.text("language_code"):
        call.world.profile.short_description = call.text("short_description")
    return _changed(call)


def set_chat_menu_button(call: Call) -> bool:
    """Keeps what the button beside the text field does."""
    call.world.profile.menu_button = call.value("menu_button") or {"type": "default"}
    return _changed(call)


def get_chat(call: Call) -> Json:
    """The chat as Telegram tells of it."""
    chat = call.known_chat()
    if not chat.started:
        raise bad("chat not found")
    if not chat.bot_inside:
        raise forbidden("bot is not a member of the group chat")
    return chat.as_told() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": _gifts(),
    }


def leave_chat(call: Call) -> bool:
    """Takes the bot out of a group."""
    chat = call.known_chat()
    if chat.type == "private":
        raise bad("chat member status can't be changed in private chats")
    if not chat.bot_inside:
        raise forbidden("bot is not a member of the group chat")
    chat.bot_inside = False
    return _changed(call)


def get_file(call: Call) -> Json:
    """Where the file can be fetched."""
    file_id = call.text("file_id")
    file = call.world.files.get(file_id)
    if file is None:
        raise bad("wrong file_id or the file is temporarily unavailable")
    if len(file.body) > DOWNLOAD:
        raise bad("file is too big")
    told: Json = {"file_id": file_id, "file_unique_id": file_id[:12], "file_size": len(file.body)}
    return told | {"file_path": file_id}


def commands_for(world: World, chat: Chat, language: str) -> list[Json]:
    """The commands that a person of that language is offered in the chat."""
    for scope in (f"chat:{chat.id}", SHOWN_IN[chat.type], "default"):
        for code in (language, ""):
            if found := world.profile.commands.get(f"{scope}/{code}"):
                return found
    return []


def _scope(call: Call) -> str:
    scope: dict[str, Any] = call.value("scope") or {"type": "default"}
    chat = f":{scope['chat_id']}" if "chat_id" in scope else ""
    return f"{scope['type']}{chat}/{call.text('language_code')}"


def _changed(call: Call) -> bool:
    call.world.events.add("state")
    return True


def _gifts() -> Json:
    kinds = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    return dict.fromkeys(kinds, False)
