"""Alerts, reminders, digests and notices, composed for one language; and when a digest is
next due.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from content.campaign import Campaign
from content.cases import Case, Update
from content.events import Occurrence
from content.language.i18n import Words, date_long, when
from content.language.languages import language_of
from content.language.numbers import Headcount
from content.text.markup import Rich, bold, join, lines, moment, paragraphs, rich, split
from content.text.messages import KEPT, Button, Screen, data

LETTERS = 2  # cases named
DIGEST_ITEMS, ITEM_LENGTH = 4, 500  # so that a digest fits one message of 4,096 characters
MORNING, EVENING = 9, 20  # humane hours, local


class Rhythm(StrEnum):
    """How often a person wants a digest."""

    OFF = "off"
    DAILY = "daily"
    WEEKLY = "weekly"


def next_at(rhythm: Rhythm, hour: int, weekday: int, zone: str, after: datetime) -> datetime | None:
    """The next digest strictly after a moment (UTC), at an hour of the zone's day; None for never.

    An hour that the zone skips moves forward by the gap; one that comes twice counts once, the
    first time.
    """
    if rhythm == Rhythm.OFF:
        return None
    tz = ZoneInfo(zone)
    day = after.astimezone(tz).date() - timedelta(days=1)
    while True:
        due = real_moment(day, hour, tz)
        if due > after and (rhythm == Rhythm.DAILY or day.weekday() == weekday):
            return due
        day += timedelta(days=1)


def after_quiet(begins: int, ends: int, zone: str, now: datetime) -> datetime:
    """This moment, or the end (UTC) of the quiet hours that it lies in; the same hour twice means
    none.
    """
    hour = now.astimezone(ZoneInfo(zone)).hour
    quiet = begins <= hour < ends if begins <= ends else hour >= begins or hour < ends
    return (next_at(Rhythm.DAILY, ends, 0, zone, now) or now) if quiet else now


def real_moment(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """A local hour of a day as UTC; a skipped one moves forward by the gap (PEP 495, fold=0)."""
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def remind_at(occurrence: Occurrence) -> tuple[datetime, ...]:
    """When those who come are reminded (UTC): the day before at a humane hour, and two hours before
    its hour.
    """
    local = occurrence.start - timedelta(days=1)
    humane = min(
        max(local, local.replace(hour=MORNING, minute=0)), local.replace(hour=EVENING, minute=0)
    )
    if occurrence.event.whole_day:
        return (humane.astimezone(UTC),)
    return humane.astimezone(UTC), (occurrence.start.astimezone(UTC) - timedelta(hours=2))


def reminders_past(occurrence: Occurrence, now: datetime) -> int:
    """How many of the reminders' moments have come."""
    return sum(moment <= now for moment in remind_at(occurrence))


def shown_time(occurrence: Occurrence, words: Words, city: str) -> Rich:
    """Local time with the city; Telegram shows it in the reader's zone (Bot API 9.5, date_time)."""
    label = when(occurrence.start, occurrence.event.zone, words.language)
    told = (
        Rich(date_long(occurrence.start.date(), words.language))
        if occurrence.event.whole_day
        else None
    )
    return (told or moment(label, occurrence.begins)) + language_of(words.language).brackets.format(
        city
    )


def compose_alert(
    campaign: Campaign, words: Words, case: Case, update: Update, language: str
) -> Screen:
    """News about a case as its followers get it, with the reason why and the way to change that."""
    text, _ = campaign.words(update.texts, language)
    title = campaign.words(case.texts, language)[0].title
    body = paragraphs(bold(text.title), text.body, words("message.why_follow", case=title))
    return Screen(
        body,
        (
            (
                Button(
                    words.text("message.read_case"),
                    data(KEPT, "case.show", case.slug),
                    style="primary",
                ),
            ),
            *_write(words, case),
            (
                _settings(words),
                Button(words.text("message.mute"), data(KEPT, "updates.mute", case.slug)),
            ),
        ),
    )


def _write(words: Words, case: Case) -> tuple[tuple[Button, ...], ...]:
    if not case.open_for_letters:
        return ()
    return ((Button(words.text("message.write"), data(KEPT, "letter.begin", case.slug)),),)


def _settings(words: Words) -> Button:
    return Button(words.text("message.settings"), data(KEPT, "updates.show"))


def compose_reminder(campaign: Campaign, words: Words, occurrence: Occurrence) -> Screen:
    """A reminder for those who said that they come."""
    event = occurrence.event
    text, _ = campaign.words(event.texts, words.reads)
    city = campaign.words(event.city, words.reads)[0]
    example = words("message.example") if event.example else None
    body = paragraphs(
        bold(words("message.reminder", event=text.title)),
        lines(
            shown_time(occurrence, words, city),
            campaign.place(occurrence, words.reads),
            occurrence.address,
        ),
        example,
        words("message.why_going"),
    )
    details = Button(
        words.text("message.details"),
        data(KEPT, "event.show", event.slug, occurrence.stamp),
        style="primary",
    )
    return Screen(
        body,
        (
            (details,),
            (
                Button(
                    words.text("message.cannot_come"),
                    data(KEPT, "event.stay", event.slug, occurrence.stamp),
                ),
            ),
        ),
    )


def compose_digest(
    campaign: Campaign,
    words: Words,
    updates: Sequence[Update],
    coming: Sequence[Occurrence],
    today: date,
    letters: Sequence[tuple[Case, Headcount]] = (),
) -> Screen:
    """What is new, what comes next and which letters are still needed, with how many went out, in
    one message.
    """
    news = [_item(campaign, words, update) for update in updates[-DIGEST_ITEMS:]]
    dates = [
        lines(
            bold(campaign.words(occurrence.event.texts, words.reads)[0].title),
            shown_time(occurrence, words, campaign.words(occurrence.event.city, words.reads)[0]),
        )
        for occurrence in coming
    ]
    body = paragraphs(
        bold(words("message.digest", day=date_long(today, words.language))),
        join("\n\n", news),
        bold(words("message.coming")) if dates else None,
        join("\n\n", dates),
        lines(*(_needed(campaign, words, case, sent) for case, sent in letters[:LETTERS]))
        if letters
        else None,
        words("message.why_digest"),
    )
    cases = list(dict.fromkeys(update.case for update in updates)) or [
        case.slug for case in campaign.cases[:1]
    ]
    read = Button(
        words.text("message.read_case"), data(KEPT, "case.show", cases[0]), style="primary"
    )
    return Screen(
        body,
        (
            (read,),
            (Button(words.text("message.events"), data(KEPT, "event.list")), _settings(words)),
        ),
    )


def _needed(campaign: Campaign, words: Words, case: Case, sent: Headcount) -> Rich:
    """That a case asks for letters, with the progress once it is told (SAFETY rule 8)."""
    title = campaign.words(case.texts, words.reads)[0].title
    if sent.few:
        return words("digest.letters_needed", case=title)
    return words("digest.letters_progress", sent.at_least, case=title)


def _item(campaign: Campaign, words: Words, update: Update) -> Rich:
    text, _ = campaign.words(update.texts, words.reads)
    body = rich(text.body)
    short = body if len(body) <= ITEM_LENGTH else split(body, ITEM_LENGTH)[0] + " …"
    return lines(bold(text.title), f"{date_long(update.published_on, words.language)}", short)


def compose_idle_warning(words: Words) -> Screen:
    """The one warning before a silent person is forgotten."""
    stay = Button(words.text("message.stay_known"), data(KEPT, "home.show"), style="primary")
    return Screen(words("message.idle"), ((stay,),))
