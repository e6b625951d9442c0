"""The event at which a letter can be handed in: the next one of its case that takes place near its
office.
"""

from __future__ import annotations

from content.events.timetable import taking_place
from content.missions.mission import Mission
from content.missions.places import kilometres
from handlers.context import Context
from handlers.events.lookup import Found, with_text
from handlers.letters.draft import Writing

NEAR = 30.0  # kilometres


def event_near(ctx: Context, writing: Writing, office: Mission) -> Found | None:
    """The next event of the case near the office that one can still come to, or None."""
    if office.latitude is None or office.longitude is None:
        return None
    place = (office.latitude, office.longitude)
    coming = [
        at
        for event in ctx.campaign.events
        if event.case == writing.case and (at := taking_place(event, ctx.now))
    ]
    found = (with_text(ctx, at) for at in coming if kilometres(at.position, place) <= NEAR)
    return min(found, key=lambda one: one.at.start, default=None)
