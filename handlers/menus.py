"""The command menus, per language and role (Bot API, setMyCommands)."""

from __future__ import annotations

from content.language.i18n import Words
from content.permissions import Permission, Role, allowed

SUPPORTER = (
    *("start", "cases", "write", "events", "updates", "pause", "resume", "stop"),
    *("language", "contact", "privacy", "mydata", "forgetme", "cancel", "help"),
)
TEAM = {
    "team": Permission.DESK,
    "send": Permission.PUBLISH,
    "pause_sending": Permission.FREEZE,
    "upcoming": Permission.DESK,
    "edit": Permission.DRAFT,
    "newcase": Permission.WRITE,
    "newevent": Permission.ORGANISE,
    "newupdate": Permission.WRITE,
    "publish": Permission.PUBLISH,
    "unpublish": Permission.PUBLISH,
    "undo": Permission.DRAFT,
    "withhold": Permission.WRITE,
    "stats": Permission.DESK,
    "feeds": Permission.WRITE,
    "export": Permission.DRAFT,
    "import": Permission.DRAFT,
    "audit": Permission.AUDIT,
    "standdown": Permission.PUBLISH,
    "freeze": Permission.FREEZE,
}


def menu(words: Words, role: Role | None) -> tuple[tuple[str, str], ...]:
    """Pairs of command and description: what this role may do (None: no team member), then what
    everyone may.
    """
    team = [name for name, needs in TEAM.items() if allowed(role, needs)]
    return tuple((name, words.text(f"command.{name}")) for name in (*team, *SUPPORTER))
