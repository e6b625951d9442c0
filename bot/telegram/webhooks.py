"""A webhook that another program left: while there is one, Telegram gives the bot no updates (Bot
API, getUpdates).
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from telegram.error import BadRequest, InvalidToken

from bot.telegram.transport import Telegram

HOST = re.compile(r"[A-Za-z0-9.:_-]{1,100}")


async def host_of(bot: Telegram) -> str | None:
    """The host of the bot's webhook, and no more of its address, which may hold a secret; None if
    there is no webhook, or a server that knows none. Telegram's errors come through.
    """
    try:
        said = await bot.call("getWebhookInfo", {})
    except (BadRequest, InvalidToken):
        return None
    url = said.get("url") if isinstance(said, dict) else None
    if not isinstance(url, str) or not url:
        return None
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    return host if HOST.fullmatch(host) else "another place"


async def remove(bot: Telegram) -> None:
    """Takes the webhook away; what waits at Telegram is kept for the bot. Telegram's errors come
    through.
    """
    await bot.call("deleteWebhook", {})


def left(host: str) -> str:
    """What to do about a webhook."""
    return (
        f"A webhook of another program, at {host}, takes this bot's updates. To take the bot over,"
        " run: appealbot run --take-over. The other program gets nothing more then."
    )
