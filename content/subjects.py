"""What a message tells of: a part of the content, or a matter of the bot's own. Withdrawals find by
it what to stop.
"""

from __future__ import annotations

from typing import NamedTuple

from content.campaign import Campaign


class Subject(NamedTuple):
    """A kind with a slug. `at`: the date of an event (Unix seconds) whose later news takes the
    message's place.
    """

    kind: str
    slug: str = ""
    at: int | None = None


PARTS = frozenset({"case", "event", "update"})  # what can be withdrawn
MANY = Subject("")  # of a digest, and of what the team writes to all about nothing in particular
IDLE_WARNING = Subject("idle")  # the warning before a silent person is forgotten


def named(campaign: Campaign, said: str) -> set[Subject]:
    """Cases, events and news whose title, in any language, stands in the words."""
    found: set[Subject] = set()
    for kind, parts in (("event", campaign.events), ("update", campaign.updates)):
        for one in parts:
            if any(text.title in said for text in one.texts.values()):
                found |= {Subject(kind, one.slug), Subject("case", one.case)}
    cases = (
        one for one in campaign.cases if any(text.title in said for text in one.texts.values())
    )
    return found | {Subject("case", one.slug) for one in cases}
