"""The whole bot on one screen: command or button -> function -> permission it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from content.messages import Reply
from content.permissions import Permission
from handlers import cases, events, home, letters, privacy, team, updates
from handlers.context import Context

Handler = Callable[..., Reply]


@dataclass(frozen=True)
class Route:
    """Where a command or a button leads. `needs` None: for everyone."""

    name: str
    handler: Handler
    needs: Permission | None = None


COMMANDS: Mapping[str, Route] = {
    route.name: route
    for route in (
        Route("start", home.start),
        Route("help", home.help),
        Route("cases", cases.cases),
        Route("events", events.events),
        Route("write", letters.choose_case),
        Route("updates", updates.updates),
        Route("pause", updates.pause),
        Route("resume", updates.resume),
        Route("stop", updates.stop),
        Route("language", home.language),
        Route("privacy", privacy.privacy),
        Route("mydata", privacy.mydata),
        Route("forgetme", privacy.forgetme),
        Route("cancel", letters.cancel),
        Route("claim", team.claim),
        Route("team", team.desk, Permission.DESK),
    )
}

BUTTONS: Mapping[str, Route] = {
    route.name: route
    for route in (
        Route("home", home.home),
        Route("help", home.help),
        Route("language", home.language),
        Route("lang", home.set_language),
        *cases.ROUTES,
        *events.ROUTES,
        *updates.ROUTES,
        *privacy.ROUTES,
        *letters.ROUTES,
        *team.ROUTES,
    )
}

# A draft's kind -> who takes the next text (or shared location) as the answer to its open question.
ANSWERS: Mapping[str, Callable[[Context], Reply]] = {
    "letter": letters.answer,
    "update": team.answer,
    "zone": updates.place_answer,
}
