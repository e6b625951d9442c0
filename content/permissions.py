"""Who may do what. Routes name a permission; roles hold them."""

from enum import StrEnum


class Permission(StrEnum):
    """What a route can ask for."""

    DESK = "desk"  # see the team's screens
    WRITE = "write"  # change drafts
    PUBLISH = "publish"  # make a draft public, send to followers
    PEOPLE = "people"  # invite, change roles
    FREEZE = "freeze"  # stop all sending at once
    BURN = "burn"  # destroy the sealing key


class Role(StrEnum):
    """A team member's role."""

    OWNER = "owner"
    PUBLISHER = "publisher"
    EDITOR = "editor"


HOLDS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.PUBLISHER: frozenset({Permission.DESK, Permission.FREEZE, Permission.WRITE, Permission.PUBLISH}),
    Role.EDITOR: frozenset({Permission.DESK, Permission.FREEZE, Permission.WRITE}),
}


def allowed(role: Role | None, permission: Permission | None) -> bool:
    """Whether someone with this role (None: no team member) may do what needs this permission (None: anyone)."""
    return permission is None or (role is not None and permission in HOLDS[role])
