"""Withdrawing a case, an event or news: hidden at once, and nothing queued about it goes out (SAFETY rule 4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, or_, select

from content.campaign import Campaign
from content.messages import Screen, load_screen
from storage import audit, outbox, taking_back
from storage import campaign as contents
from storage.supporters import DELETABLE, seconds
from storage.tables import Body, Message, Publication
from storage.withdrawal import CHANGE


def withdraw_case(session: Session, case: str, now: datetime, by: int | None) -> int | None:
    """Hides the case with its events, letter and news, and cancels what is queued about it; None if it is not shown.

    Gives back how many messages will not be sent. What was sent in the last 48 hours is deleted (storage/taking_back);
    older messages cannot be (Bot API, deleteMessage): `case.withdrawn_note` says so to the team.
    """
    campaign = contents.snapshot(session)
    if campaign is None or not contents.withdraw(session, case):
        return None
    about = session.exec(
        select(Message.id).where(Message.case_slug == case, col(Message.state).not_in(("done", "cancelled")))
    ).all()
    cancelled = sum(outbox.cancel(session, message) for message in about if message is not None)
    mixed = _mixed(session, case, _titles(campaign, case), since=seconds(now) - DELETABLE)
    cancelled += outbox.cancel_bodies(session, mixed)
    taking_back.unsay(session, mixed)
    taking_back.unsay_about(session, f"case:{case}")
    session.exec(delete(Publication).where(col(Publication.kind) == "case", col(Publication.slug) == case))
    audit.note(session, by, "withdraw", case, now)
    return cancelled


def take_back_event(session: Session, slug: str, titles: set[str]) -> int:
    """Cancels what is queued about an event that nobody sees any more; how many messages will not be sent."""
    named = (col(Message.about) == slug) & col(Message.kind).in_(("reminder", "notice", CHANGE))
    theirs = or_(col(Message.audience).startswith(f"event:{slug}:", autoescape=True), named)
    open_ones = col(Message.state).not_in(("done", "cancelled"))
    about = session.exec(select(Message.id).where(open_ones, theirs)).all()
    cancelled = sum(outbox.cancel(session, message) for message in about if message is not None)
    return cancelled + outbox.cancel_bodies(session, _mixed(session, slug, titles))


def take_back_news(session: Session, slug: str, texts: Mapping[str, Any], now: datetime) -> int:
    """Cancels what is queued with news that nobody sees any more, and has what was sent with it in the last 48 hours
    deleted; how many messages will not be sent. Alerts are known by title and words: other news may be called alike."""
    since, titles = seconds(now) - DELETABLE, {one["title"] for one in texts.values()}
    called = (col(Message.kind) == "alert", col(Message.about).in_(titles))
    recent = or_(col(Message.state).not_in(("done", "cancelled")), col(Message.created_at) > since)
    rows = select(Message.id, Body.id, Body.language, Body.screen).join(Body, col(Body.message) == col(Message.id))
    found = [
        (message or 0, body or 0)
        for message, body, language, screen in session.exec(rows.where(*called, recent))
        if language in texts and texts[language]["body"]["text"] in load_screen(screen).text.text
    ]
    cancelled = sum(outbox.cancel(session, message) for message in {message for message, _ in found})
    mixed = _mixed(session, slug, titles, since=since)
    taking_back.unsay(session, [*(body for _, body in found), *mixed])
    return cancelled + outbox.cancel_bodies(session, mixed)


def _mixed(session: Session, slug: str, titles: set[str], since: int | None = None) -> list[int]:
    """Bodies of messages about several things, digests among them, that speak of the part: of those that are open,
    and of those that were made since that moment (Unix seconds)."""
    open_ones = col(Message.state).not_in(("done", "cancelled"))
    wanted = open_ones if since is None else or_(open_ones, col(Message.created_at) > since)
    rows = session.exec(
        select(Body.id, Body.screen)
        .join(Message, col(Message.id) == col(Body.message))
        .where(col(Message.case_slug).is_(None), wanted)
    )
    return [number for number, screen in rows if number is not None and _speaks(load_screen(screen), slug, titles)]


def _speaks(screen: Screen, slug: str, titles: set[str]) -> bool:
    named = any(slug in (button.data or "").split(":") for row in screen.rows for button in row)
    return named or any(title in screen.text.text for title in titles)


def _titles(campaign: Campaign, case: str) -> set[str]:
    """What a message about the case would have in it, in every language: titles of the case, its events, its news."""
    titles = {text.title for one in campaign.cases if one.slug == case for text in one.texts.values()}
    titles |= {text.title for one in campaign.events if one.case == case for text in one.texts.values()}
    return titles | {text.title for one in campaign.updates if one.case == case for text in one.texts.values()}
