"""The judge of a long run: what reached people, by their own clocks. Knows nothing of the engine.

Each rule goes through one person's messages and names what is wrong, with the moment on that
person's clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from content.language.i18n import words_for
from content.notices.digests import DIGEST_ITEMS
from tests.faults.record import PAUSE, Arrival, Dweller, Record

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEAR = timedelta(minutes=5)
NIGHT = 13 * HOUR  # the longest that can be chosen, when clocks go back in it
PERIODS, MONDAY = {"daily": DAY, "weekly": 7 * DAY}, 0  # of digests
BEFORE = (DAY, 2 * HOUR)  # an event that begins in the evening: its reminders


def wrong(record: Record, until: datetime) -> list[str]:
    """All that is wrong with what arrived until then."""
    rules = (twice, at_night, while_away, alerts_missing, digests_wrong, reminders_wrong)
    return [
        f"{one.chat}: {fault}"
        for one in record.people
        for rule in rules
        for fault in rule(record, one, until)
    ]


def twice(record: Record, one: Dweller, _until: datetime) -> Iterator[str]:
    """The same words more than once unasked, but for reminders, which another rule counts; news
    told as an alert, or in digests, more than once.
    """
    known = reminders(record, one)
    told = Counter(message.text for message in record.pushed(one) if message not in known)
    yield from (f"{many} times: {words[:60]!r}" for words, many in told.items() if many > 1)
    for title in record.news:
        summed_up = [message for message in digests(record, one) if _tells(message, title)]
        yield from (
            f"{len(came)} times: {title}"
            for came in (alerts(record, one, title), summed_up)
            if len(came) > 1
        )


def at_night(record: Record, one: Dweller, _until: datetime) -> Iterator[str]:
    """What came unasked in quiet hours, but for a digest at the hour that its reader chose. Of
    silent people nobody knows when it is night.
    """
    known = digests(record, one)
    for message in [] if one.habit == "silent" else record.pushed(one):
        chosen = message in known and one.local(message.at).hour == one.hour
        if one.asleep(message.at) and not chosen:
            yield f"at night: {_said(one, message)}"


def while_away(record: Record, one: Dweller, _until: datetime) -> Iterator[str]:
    """What came unasked in a pause."""
    for message in record.pushed(one):
        if any(begun + NEAR < message.at < begun + PAUSE - NEAR for begun in one.pauses):
            yield f"in a pause: {_said(one, message)}"


def alerts_missing(record: Record, one: Dweller, until: datetime) -> Iterator[str]:
    """News that did not come as an alert by the end of the night after it; who had paused then gets
    none.
    """
    for title, at in record.news.items():
        due = (
            one.habit != "silent" and one.joined < at < until - DAY and not one.away(at, at + NIGHT)
        )
        if due and not any(alert.at < at + NIGHT + NEAR for alert in alerts(record, one, title)):
            yield f"never came: {title}"


def digests_wrong(record: Record, one: Dweller, until: datetime) -> Iterator[str]:
    """Digests at another hour or day than the person's own, or that nobody chose; news that the
    next one did not tell, unless it was full.
    """
    came, period = digests(record, one), PERIODS.get(one.habit)
    for message in came:
        local = one.local(message.at)
        on_time = local.hour == one.hour and local.minute < NEAR.seconds // 60
        if period is None or not on_time or (period > DAY and local.weekday() != MONDAY):
            yield f"a digest: {_said(one, message)}"
    for title, at in record.news.items() if period else ():
        due = one.joined < at < until - period - DAY and not one.away(at, at + period + PAUSE)
        following = [message for message in came if at < message.at < at + period + 2 * HOUR]
        if due and not any(
            _tells(message, title) or _full(record, message) for message in following[:1]
        ):
            yield f"in no digest: {title}"


def reminders_wrong(record: Record, one: Dweller, until: datetime) -> Iterator[str]:
    """Reminders that are missing, come twice, at another time than their event's wall clock says,
    or to nobody's wish.
    """
    came, walls = [message.at for message in reminders(record, one)], expected(one)
    for wall in walls:
        near = sum(abs(at - wall) < NEAR for at in came)
        if near != 1 and (near or wall < until - HOUR):
            yield f"{near} reminders at {wall:%Y-%m-%d %H:%M}"
    stray = [at for at in came if not any(abs(at - wall) < NEAR for wall in walls)]
    yield from (f"a reminder at {one.local(at):%Y-%m-%d %H:%M}" for at in stray)


def expected(one: Dweller) -> list[datetime]:
    """The moments at which this person is to be reminded, on the event's wall clock."""
    zone = ZoneInfo(one.zone)
    walls = (
        start.astimezone(zone).replace(tzinfo=None) - back for start in one.comes for back in BEFORE
    )
    return [wall.replace(tzinfo=zone) for wall in walls]


def changed(people: list[Dweller], until: datetime) -> set[tuple[str, bool]]:
    """Zones in which clocks were changed between an event that somebody came to until then and its
    day before, and whether forward.
    """
    found = set()
    for one in people:
        for start in (start.astimezone(ZoneInfo(one.zone)) for start in one.comes if start < until):
            after, before = start.utcoffset(), (start - DAY).utcoffset()
            if after is not None and before is not None and after != before:
                found.add((one.zone, after > before))
    return found


def alerts(record: Record, one: Dweller, title: str) -> list[Arrival]:
    """The news as this person got them, also while they were writing."""
    return [
        message
        for message in record.arrived.get(one.chat, ())
        if message.text.startswith(f"{title}\n")
    ]


def digests(record: Record, one: Dweller) -> list[Arrival]:
    """The digests that this person got."""
    return _ending(record, one, "message.why_digest")


def reminders(record: Record, one: Dweller) -> list[Arrival]:
    """The reminders of events that this person got."""
    return _ending(record, one, "message.why_going")


def _ending(record: Record, one: Dweller, key: str) -> list[Arrival]:
    reason = words_for(one.language)(key).text
    return [message for message in record.pushed(one) if message.text.endswith(reason)]


def _tells(digest: Arrival, title: str) -> bool:
    return title in digest.text.split("\n")


def _full(record: Record, digest: Arrival) -> bool:
    return sum(_tells(digest, title) for title in record.news) >= DIGEST_ITEMS


def _said(one: Dweller, message: Arrival) -> str:
    return f"{one.local(message.at):%Y-%m-%d %H:%M} {one.zone} {message.text[:40]!r}"
