"""After a letter: when its writer is asked whether they replied, the question, and the notice to
the team.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from hashlib import blake2b
from math import inf
from zoneinfo import ZoneInfo

from content.campaign import Campaign
from content.cases import Case
from content.language.i18n import Words, date_long
from content.missions.mission import Mission, MissionKind
from content.missions.names import mission_name
from content.missions.places import kilometres
from content.notices.digests import real_moment
from content.text.markup import bold, lines, paragraphs
from content.text.messages import KEPT, Button, Screen, data

WAIT, AGAIN = timedelta(days=14), timedelta(days=7)
ASKING_HOUR = 11  # local, humane


class Answer(StrEnum):
    """What a writer says about the reply to their letter."""

    NONE = ""  # they were not asked, or did not say
    YES = "yes"
    NO = "no"
    BOUNCED = "bounced"
    MOVED = "moved"


REPLIES = (Answer.YES, Answer.NO, Answer.BOUNCED, Answer.MOVED)
UNREACHED = (Answer.BOUNCED, Answer.MOVED)


def ask_at(sent: datetime, zone: str | None, longitude: float | None) -> datetime:
    """When the writer is asked (UTC): 14 days later, late in the morning.

    Without a zone the office's longitude tells the time of day, as most write to an office near
    them: 15 degrees are an hour. Without either it is noon in UTC.
    """
    if zone:
        return real_moment(
            (sent.astimezone(ZoneInfo(zone)) + WAIT).date(), ASKING_HOUR, ZoneInfo(zone)
        )
    day = datetime.combine((sent.astimezone(UTC) + WAIT).date(), time(ASKING_HOUR), UTC)
    return (
        day - timedelta(hours=round(longitude / 15))
        if longitude is not None
        else day + timedelta(hours=1)
    )


def tag(case: str, mission: str) -> str:
    """A short name for a letter, so that two slugs fit a button; it means something beside its
    writer's rows only.
    """
    return blake2b(f"{case}:{mission}".encode(), digest_size=4).hexdigest()


def compose_question(
    campaign: Campaign, words: Words, case: Case, mission: Mission, *, last: bool
) -> Screen:
    """Did they reply? With `last` it says that this is the last time."""
    title = campaign.words(case.texts, words.reads)[0].title
    text = paragraphs(
        bold(words("followup.ask_title")),
        words("followup.ask", mission=mission_name(words, mission), case=title),
        words("followup.ask_last" if last else "followup.ask_why"),
    )
    name = tag(case.slug, mission.slug)
    yes, no, bounced, moved = (
        Button(words.text(f"followup.{reply}"), data(KEPT, "letter.replied", name, reply))
        for reply in REPLIES
    )
    never = Button(words.text("followup.never"), data(KEPT, "letter.quiet", name))
    return Screen(text, ((yes, no), (bounced, moved), *(() if last else ((never,),))))


def compose_flag(words: Words, mission: Mission) -> Screen:
    """Tells the team that letters to an office may not arrive."""
    known = lines(mission.email, mission.address)
    day = date_long(mission.verified_on, words.language)
    text = paragraphs(
        bold(words("followup.flag_title", mission=mission_name(words, mission))),
        words("followup.flag"),
        lines(known or None, words("letter.verified", day=day, source=mission.source)),
        words("followup.flag_next"),
    )
    return Screen(text)


def higher(campaign: Campaign, mission: Mission) -> tuple[list[Mission], Mission | None]:
    """Who can be written to when this office stays silent: foreign ministries on record, and the
    UN's address.
    """
    kinds = {kind: [one for one in campaign.missions if one.kind is kind] for kind in MissionKind}
    ministries = kinds[MissionKind.FOREIGN_MINISTRY] if mission.kind.is_mission else []
    un = next(iter(kinds[MissionKind.UN_HIGH_COMMISSIONER]), None)
    return ministries, un if un != mission else None


def instead(campaign: Campaign, mission: Mission, limit: int = 2) -> list[Mission]:
    """Other offices of the same state that a letter can reach: in the same country, else the
    nearest embassies.
    """
    others = [
        one
        for one in campaign.missions
        if one.kind.is_mission and one.reachable and one.slug != mission.slug
    ]
    return sorted(others, key=lambda one: _rank(one, mission))[:limit]


def _rank(one: Mission, instead_of: Mission) -> tuple[bool, bool, float, str]:
    abroad, lesser = one.country != instead_of.country, one.kind is not MissionKind.EMBASSY
    return abroad, lesser, _far(one, instead_of), one.slug


def _far(one: Mission, other: Mission) -> float:
    """Kilometres between two offices; without end where a position is not on record."""
    places = [
        (at.latitude, at.longitude)
        for at in (one, other)
        if at.latitude is not None and at.longitude is not None
    ]
    return kilometres(*places) if len(places) == 2 else inf
