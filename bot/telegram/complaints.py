"""What keeps the bot from Telegram, in a sentence with the next step; for `run` and
`doctor` alike.
"""

from __future__ import annotations

from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.telegram.transport import BehindProxy, Garbled, NotSent

UNREACHED = (
    "Telegram cannot be reached. Check the network and APPEALBOT_TELEGRAM_API_URL, then try again."
)
UNTRUSTED = (
    "Telegram's certificate is not trusted: something between may read along. "
    "Check the network, the clock and APPEALBOT_TELEGRAM_API_URL."
)
NO_BOT_API = (
    "What answers at APPEALBOT_TELEGRAM_API_URL does not speak the Bot API. "
    "Check that address, and whether this network wants you to sign in first."
)
NOT_KNOWN = (
    "Telegram does not know this token. Ask @BotFather for the current one, then run: appealbot"
    " init"
)
REFUSED = (
    "What answers at APPEALBOT_TELEGRAM_API_URL refuses this bot. "
    "If it moved from another Bot API server (logOut), wait ten minutes, then try again."
)
ANOTHER_BOT = "Another program answers for this bot. Stop it, or ask @BotFather for a new token."
WEBHOOK = (
    "Another program has set a webhook and gets this bot's updates. "
    "To take the bot over, run: appealbot run --take-over"
)


def complaint(failure: TelegramError) -> str:
    """The sentence. The order matters: most of python-telegram-bot's errors are NetworkErrors."""
    match failure:
        case BehindProxy():
            return failure.message
        case NotSent() if "SSL" in failure.message or "Certificate" in failure.message:
            return UNTRUSTED
        case InvalidToken():
            return NOT_KNOWN
        case Conflict() if "webhook" in failure.message.lower():
            return WEBHOOK
        case Conflict():
            return ANOTHER_BOT
        case Garbled():
            return NO_BOT_API
        case BadRequest() | Forbidden():
            return REFUSED
        case RetryAfter():
            return "Telegram asks to wait. Try again in some minutes."
    return UNREACHED
