"""What the team sends to many, as people get it, and how the team watches it go out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from content.audiences import Audience, minutes_for
from content.campaign import Campaign
from content.cases import UpdateText
from content.language.i18n import Words, country, duration, language_name
from content.language.numbers import Headcount, counted
from content.text.markup import Rich, bold, lines, paragraphs
from content.text.messages import KEPT, Button, Screen, data

SLOW_BROADCAST_SECONDS = (
    60  # seconds above which the end of a sending is told in a message of its own
)


def compose_send(
    campaign: Campaign, words: Words, text: UpdateText, audience: Audience, case: str | None
) -> Screen:
    """The message with the reason why a person gets it and the way to change that."""
    body = paragraphs(bold(text.title), text.body, _why(campaign, words, audience))
    about = campaign.case(case) if case else None
    rows: list[tuple[Button, ...]] = []
    if audience.kind == "event":
        details = data(KEPT, "event.show", audience.what, audience.starts)
        rows.append((Button(words.text("message.details"), details, style="primary"),))
    elif about:
        rows.append(
            (
                Button(
                    words.text("message.read_case"),
                    data(KEPT, "case.show", about.slug),
                    style="primary",
                ),
            )
        )
        if about.open_for_letters:
            rows.append(
                (Button(words.text("message.write"), data(KEPT, "letter.begin", about.slug)),)
            )
    settings = Button(words.text("message.settings"), data(KEPT, "updates.show"))
    mute = Button(words.text("message.mute"), data(KEPT, "updates.mute", audience.what))
    return Screen(body, (*rows, (settings, mute) if audience.kind == "case" else (settings,)))


def _why(campaign: Campaign, words: Words, audience: Audience) -> Rich:
    match audience.kind:
        case "case":
            about = campaign.case(audience.what)
            title = campaign.words(about.texts, words.reads)[0].title if about else audience.what
            return words("message.why_follow", case=title)
        case "news":
            return words("corrections.why")
        case "event":
            return words("message.why_going")
        case "language":
            return words(
                "sending.why_language", language=language_name(audience.what, words.language)
            )
        case "country":
            return words("sending.why_country", country=country(audience.what, words.language))
        case _:
            return words("sending.why_all")


NOBODY = Headcount(0)


class MessageState(StrEnum):
    """How far a message to many is."""

    ASKED = "asked"  # it waits for a second person
    SENDING = "sending"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    DONE = "done"


@dataclass(frozen=True)
class Progress:
    """How far a sending is; `rate` is what went out a second lately, None while that is not known.

    Of the `unknown` at most `unsent` probably never left; `again` went out once more by themselves.
    `repeatable`: the team may send it once more to those who may not have got it.
    """

    id: int
    title: str
    state: MessageState
    critical: bool
    total: Headcount
    left: Headcount
    sent: Headcount
    failed: Headcount
    withdrawn: Headcount
    unknown: Headcount
    rate: Headcount | None = None
    unsent: Headcount = NOBODY
    again: Headcount = NOBODY
    repeatable: bool = False
    uncorrected: Headcount = NOBODY  # whose message is still to be edited
    edited: Headcount = NOBODY
    unedited: Headcount = NOBODY
    news: bool = False  # it is the alert of news that becomes public with it


def title_of(words: Words, kind: str, about: str) -> str:
    """What a message to many is called: its headline, or what kind it is if the bot made it by
    itself.
    """
    key = f"sending.auto_{kind}"
    return words.text(key) if words.has(key) else about


def compose_progress(words: Words, now: Progress) -> Screen:
    """The live count with what can be done about it; once it is over, what became of it."""
    match now.state:
        case MessageState.ASKED:
            draft = words("sending.news_waits") if now.news else None
            asked = bold(words("sending.asked_title", title=now.title))
            return Screen(lines(asked, words("sending.asked_wait"), draft))
        case MessageState.SENDING | MessageState.PAUSED:
            return _under_way(words, now)
        case _:
            return Screen(summary(words, now), (*_once_more(words, now), (_all(words),)))


def _under_way(words: Words, now: Progress) -> Screen:
    paused = now.state == MessageState.PAUSED
    title = words("sending.paused_title" if paused else "sending.title", title=now.title)
    rate = (
        None
        if paused or now.rate is None
        else words("sending.rate", rate=now.rate.text(words.language))
    )
    minutes = minutes_for(now.left.at_least)
    ends = (
        words("sending.takes", time=took(words, minutes)) if now.left.any and not paused else None
    )
    night = None if now.critical or not now.left.any else words("sending.quiet")
    text = paragraphs(bold(title), _counts(words, now), lines(rate, ends) or None, night)
    if paused:
        switch = Button(
            words.text("sending.resume"), data("delivery.resume", now.id), style="primary"
        )
    else:
        switch = Button(
            words.text("sending.pause"), data("delivery.pause", now.id), style="primary"
        )
    stop = Button(words.text("sending.cancel"), data("delivery.cancel", now.id), style="danger")
    return Screen(text, ((switch,), (stop,), (_all(words),)))


def _once_more(words: Words, now: Progress) -> tuple[tuple[Button, ...], ...]:
    if now.state != MessageState.DONE or not (now.repeatable and now.unknown.any):
        return ()
    return (
        (
            Button(
                counted(words, "sending.again", now.unknown).text,
                data("delivery.again", now.id),
                style="primary",
            ),
        ),
    )


def _all(words: Words) -> Button:
    return Button(words.text("sending.all"), data("delivery.list"))


def _counts(words: Words, now: Progress) -> Rich:
    parts = ("sent", "total", "left", "failed", "unknown")
    counts = {name: getattr(now, name).text(words.language) for name in parts}
    again = counted(words, "sending.again_itself", now.again) if now.again.any else None
    told = (words("sending.counts", None, **counts), _withdrawn(words, now.withdrawn), again)
    return lines(*told, _corrected(words, now))


def _corrected(words: Words, now: Progress) -> Rich | None:
    """How far the messages are corrected in people's chats."""
    parts = ("edited", "uncorrected", "unedited")
    if not any(getattr(now, name).any for name in parts):
        return None
    counts = {name: getattr(now, name).text(words.language) for name in parts}
    return words("corrections.counts", None, **counts)


def _withdrawn(words: Words, many: Headcount) -> Rich | None:
    return words("sending.withdrawn", None, count=many.text(words.language)) if many.any else None


def took(words: Words, minutes: int) -> str:
    """A length of time in words: less than a minute, else hours and minutes."""
    return duration(minutes, words.language) if minutes > 1 else words.text("sending.a_minute")


def summary(words: Words, now: Progress) -> Rich:
    """What became of it."""
    key = "sending.cancelled_title" if now.state == MessageState.CANCELLED else "sending.done_title"
    unknown = (
        lines(words("sending.unknown_help"), _probably(words, now)) if now.unknown.any else None
    )
    return paragraphs(bold(words(key, title=now.title)), _counts(words, now), unknown)


def _probably(words: Words, now: Progress) -> Rich:
    """How many of those who may not have got it probably did not."""
    return (
        counted(words, "sending.unsent", now.unsent)
        if now.unsent.any
        else words("sending.unsent_none")
    )
