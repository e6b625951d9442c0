"""The command menus, per language and role (Bot API, setMyCommands)."""

from __future__ import annotations

from content.i18n import Words

SUPPORTER = (
    *("start", "cases", "write", "events", "updates", "pause", "resume", "stop"),
    *("language", "contact", "privacy", "mydata", "forgetme", "cancel", "help"),
)
TEAM = ("team", "stats", "feeds", "freeze", *SUPPORTER)


def menu(words: Words, *, team: bool) -> tuple[tuple[str, str], ...]:
    """Pairs of command and description."""
    return tuple((name, words.text(f"command.{name}")) for name in (TEAM if team else SUPPORTER))
