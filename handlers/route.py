"""What a route is, and what menus and the help say of those that have a command."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from content.language.i18n import Words
from content.permissions import Permission, Role, allowed
from content.text.markup import Rich
from content.text.messages import Reply
from content.text.route_codes import GIVEN, code

Handler = Callable[..., Reply]


@dataclass(frozen=True)
class Route:
    """Where a command or a button leads, called room.verb. `needs` None: for everyone.

    `command`: the word that is typed for it, '' for none. `takes_words`: what is typed after the
    command is for its handler; else it is a courtesy. `in_menu`: the command stands in the menus of
    those who may use it; `in_help`: the help lists it.
    """

    name: str
    handler: Handler
    needs: Permission | None = None
    command: str = ""
    takes_words: bool = False
    in_menu: bool = True
    in_help: bool = False

    @property
    def code(self) -> str:
        """What stands for it in a button."""
        return code(self.name)

    @property
    def in_buttons(self) -> bool:
        """Whether buttons may lead there; a command that only people type is in none."""
        return not self.command or self.name in GIVEN

    @property
    def called(self) -> str:
        """As the audit and the log call it: by its command, else by its name."""
        return self.command or self.name


def menu(routes: Iterable[Route], words: Words, role: Role | None) -> tuple[tuple[str, str], ...]:
    """Pairs of command and description (Bot API, setMyCommands): what this role may do (None: no
    team member), then what everyone may.
    """
    listed = [route for route in routes if route.command and route.in_menu]
    team = [route for route in listed if route.needs and allowed(role, route.needs)]
    everyone = [route for route in listed if route.needs is None]
    return tuple((route.command, _about(words, route)) for route in (*team, *everyone))


def help_lines(routes: Iterable[Route], words: Words) -> tuple[Rich, ...]:
    """A line for each command that the help lists."""
    return tuple(
        words("home.help_line", command=f"/{route.command}", about=_about(words, route))
        for route in routes
        if route.in_help
    )


def _about(words: Words, route: Route) -> str:
    return words.text(f"command.{route.command}")
