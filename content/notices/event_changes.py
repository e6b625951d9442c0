"""What those who come to an event are told: a place is free, a change, it is off or on again, a
question afterwards.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from content.campaign import Campaign
from content.events import Occurrence
from content.language.i18n import Words
from content.notices.digests import shown_time
from content.text.markup import Rich, bold, lines, paragraphs
from content.text.messages import KEPT, Button, Screen, data

MORNING, NIGHT = 9, 21  # humane hours, local


def question_at(occurrence: Occurrence) -> datetime:
    """When people are asked whether they were there (UTC): an hour after the end, at a
    humane hour.
    """
    local = occurrence.end + timedelta(hours=1)
    if local.hour >= NIGHT:
        local = (local + timedelta(days=1)).replace(hour=MORNING, minute=0)
    if local.hour < MORNING:
        local = local.replace(hour=MORNING, minute=0)
    return local.astimezone(UTC)


def compose_place(campaign: Campaign, words: Words, occurrence: Occurrence) -> Screen:
    """A place became free for somebody who waited."""
    heading = bold(words("event.msg_place", event=_title(campaign, words, occurrence)))
    body = paragraphs(
        heading,
        _where(campaign, words, occurrence),
        _example(words, occurrence),
        words("event.why_wait"),
    )
    return Screen(body, ((_details(words, occurrence, first=True),), (_cannot(words, occurrence),)))


def compose_change(
    campaign: Campaign, words: Words, before: Occurrence, after: Occurrence
) -> Screen:
    """What is different, with the time and place before and now."""
    note = after.change.note if after.change else {}
    body = paragraphs(
        bold(words("event.msg_changed", event=_title(campaign, words, after))),
        campaign.words(note, words.reads)[0] if note else None,
        lines(bold(words("event.msg_now")), _where(campaign, words, after)),
        lines(bold(words("event.msg_before")), _where(campaign, words, before)),
        _example(words, after),
        words("message.why_going"),
    )
    return Screen(body, ((_details(words, after, first=True),), (_cannot(words, after),)))


def compose_cancelled(campaign: Campaign, words: Words, occurrence: Occurrence) -> Screen:
    """That it does not take place."""
    body = paragraphs(
        bold(words("event.cancelled_title", title=_title(campaign, words, occurrence))),
        words("event.msg_cancelled"),
        _where(campaign, words, occurrence),
        _example(words, occurrence),
        words("message.why_going"),
    )
    others = Button(words.text("message.events"), data(KEPT, "event.list"), style="primary")
    return Screen(body, ((others,), (_details(words, occurrence),)))


def compose_on_again(campaign: Campaign, words: Words, occurrence: Occurrence) -> Screen:
    """That it takes place though it was cancelled."""
    body = paragraphs(
        bold(words("event.msg_on_again", event=_title(campaign, words, occurrence))),
        words("event.on_again"),
        _where(campaign, words, occurrence),
        _example(words, occurrence),
        words("message.why_going"),
    )
    return Screen(body, ((_details(words, occurrence, first=True),), (_cannot(words, occurrence),)))


def compose_question(campaign: Campaign, words: Words, occurrence: Occurrence) -> Screen:
    """Whether the person was there; only a count is kept."""
    body = paragraphs(
        bold(words("event.msg_question", event=_title(campaign, words, occurrence))),
        shown_time(occurrence, words, _city(campaign, words, occurrence)),
        _example(words, occurrence),
        words("event.msg_count"),
    )
    place = (occurrence.event.slug, occurrence.stamp)
    yes = Button(
        words.text("event.was_there"), data(KEPT, "event.there", *place, 1), style="primary"
    )
    return Screen(
        body,
        (
            (yes,),
            (Button(words.text("event.was_not_there"), data(KEPT, "event.there", *place, 0)),),
        ),
    )


def _title(campaign: Campaign, words: Words, occurrence: Occurrence) -> str:
    return campaign.words(occurrence.event.texts, words.reads)[0].title


def _city(campaign: Campaign, words: Words, occurrence: Occurrence) -> str:
    return campaign.words(occurrence.event.city, words.reads)[0]


def _where(campaign: Campaign, words: Words, occurrence: Occurrence) -> Rich:
    told = shown_time(occurrence, words, _city(campaign, words, occurrence))
    return lines(told, campaign.place(occurrence, words.reads), occurrence.address)


def _example(words: Words, occurrence: Occurrence) -> Rich | None:
    return words("message.example") if occurrence.event.example else None


def _details(words: Words, occurrence: Occurrence, *, first: bool = False) -> Button:
    to = data(KEPT, "event.show", occurrence.event.slug, occurrence.stamp)
    return Button(words.text("message.details"), to, style="primary" if first else None)


def _cannot(words: Words, occurrence: Occurrence) -> Button:
    return Button(
        words.text("message.cannot_come"),
        data(KEPT, "event.stay", occurrence.event.slug, occurrence.stamp),
    )
