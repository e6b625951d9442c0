"""Who may do what. Routes name a permission; roles hold them; a few roles reach only part of the
content.
"""

from collections.abc import Collection
from enum import StrEnum

# Telegram's stand-ins for people who cannot be told apart: service account, anonymous group admin,
# channel bot.
ANONYMOUS = 1087968824
NOT_PEOPLE = frozenset({777000, ANONYMOUS, 136817688})


class Permission(StrEnum):
    """What a route can ask for."""

    DESK = "desk"  # see the team's screens
    DRAFT = "draft"  # change drafts, as far as `may_change` lets the role
    ORGANISE = "organise"  # begin an event
    WRITE = "write"  # begin and change anything
    PUBLISH = "publish"  # make a draft public, send to followers
    AUDIT = "audit"  # read what the team did
    PEOPLE = "people"  # invite, change roles, settings of the team
    FREEZE = "freeze"  # stop all sending at once
    BURN = "burn"  # destroy the sealing key


class Role(StrEnum):
    """A team member's role."""

    OWNER = "owner"
    PUBLISHER = "publisher"
    EDITOR = "editor"
    TRANSLATOR = "translator"
    ORGANISER = "organiser"


_EDITOR = frozenset(
    {Permission.DESK, Permission.DRAFT, Permission.ORGANISE, Permission.WRITE, Permission.FREEZE}
)
HOLDS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.PUBLISHER: _EDITOR | {Permission.PUBLISH, Permission.AUDIT},
    Role.EDITOR: _EDITOR,
    Role.TRANSLATOR: frozenset({Permission.DESK, Permission.DRAFT}),
    Role.ORGANISER: frozenset({Permission.DESK, Permission.DRAFT, Permission.ORGANISE}),
}


def allowed(role: Role | None, permission: Permission | None) -> bool:
    """Whether someone with this role (None: no team member) may do what needs this permission
    (None: anyone).
    """
    return permission is None or (role is not None and permission in HOLDS[role])


def may_change(
    role: Role | None, languages: Collection[str], kind: str, language: str, *, own: bool
) -> bool:
    """Whether someone may change this part: translators words in their languages, organisers events
    they began.
    """
    if role is Role.TRANSLATOR:
        return language in languages
    if role is Role.ORGANISER:
        return kind == "event" and own
    return allowed(role, Permission.WRITE)
