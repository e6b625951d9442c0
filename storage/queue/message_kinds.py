"""Every kind of message that goes out by the outbox, with what holds it back: one registry for all
who ask.

A kind that is not in it, of a store that a newer program wrote, is treated as the most careful one:
it goes to many, respects the pause of who gets it and waits for their morning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import (
    Boolean,
    ColumnElement,
    String,
    and_,
    bindparam,
    exists,
    false,
    func,
    or_,
    true,
)
from sqlmodel import col

from content.notices.digests import Rhythm
from storage.engine.tables import Follow, Message, Outbox, Rsvp, Supporter


class MessageKind(StrEnum):
    """What a message is."""

    ALERT = "alert"  # news and what the team writes
    REMINDER = "reminder"  # of a date that its reader comes to
    DIGEST = "digest"
    FOLLOWUP = "followup"  # whether an office replied to a letter
    NOTICE = "notice"  # what concerns its reader, who need not act on it at once
    # About something that its reader takes part in: they hear of it although they paused the bot.
    CHANGE = "change"
    TEAM = "team"  # for members of the team alone


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How a kind is treated. All of it must be said: a rule that forgets one does not import.

    `wanted`: whether the person's choices let it come, over a row of the outbox with its Supporter
    and, where there is one, their Follow of the message's case.
    """

    priority: int
    wanted: ColumnElement[bool]
    many: bool  # a freeze stops it, the night puts it off, and the forecast shows it
    pausable: bool  # a person's pause takes it back
    at_chosen_hour: bool  # it comes at the hour that its reader chose, also in their night
    whole: bool  # whoever withdraws something that it tells of stops all of it
    # It asks something of its readers: where letters about its case are stopped, it is taken back.
    asks: bool
    contact: bool  # its arrival counts as activity of its reader


MUTED = func.coalesce(col(Follow.muted), false())
# `followers`: the message is for followers of the case only, so that who follows it no more does
# not want it.
SILENT = func.coalesce(col(Follow.muted), bindparam("followers", type_=Boolean))
COMES = exists().where(
    col(Rsvp.supporter) == col(Outbox.recipient),
    col(Rsvp.event_slug) == bindparam("subject", type_=String),
)
RULES: Mapping[MessageKind, Rule] = {
    MessageKind.ALERT: Rule(
        priority=1, wanted=col(Supporter.alerts) & (false() == SILENT),
        many=True, pausable=True, at_chosen_hour=False, whole=True, asks=True, contact=True,
    ),
    MessageKind.REMINDER: Rule(
        priority=2, wanted=COMES,
        many=True, pausable=True, at_chosen_hour=False, whole=True, asks=False, contact=True,
    ),
    MessageKind.DIGEST: Rule(
        priority=3, wanted=col(Supporter.digest) != Rhythm.OFF,
        many=True, pausable=True, at_chosen_hour=True, whole=False, asks=False, contact=True,
    ),
    MessageKind.FOLLOWUP: Rule(
        priority=2, wanted=false() == MUTED,
        many=True, pausable=True, at_chosen_hour=False, whole=True, asks=True, contact=True,
    ),
    MessageKind.NOTICE: Rule(
        priority=3, wanted=true(),
        many=True, pausable=True, at_chosen_hour=False, whole=True, asks=False, contact=False,
    ),
    MessageKind.CHANGE: Rule(
        priority=2, wanted=true(),
        many=True, pausable=False, at_chosen_hour=False, whole=True, asks=False, contact=True,
    ),
    MessageKind.TEAM: Rule(
        priority=1, wanted=true(),
        many=False, pausable=False, at_chosen_hour=False, whole=True, asks=False, contact=True,
    ),
}  # fmt: skip
if RULES.keys() != set(MessageKind):
    raise RuntimeError("every kind of message needs a rule")
CAREFUL = Rule(
    priority=3, wanted=true(),
    many=True, pausable=True, at_chosen_hour=False, whole=True, asks=True, contact=True,
)  # of a kind that nobody knows  # fmt: skip

OWN = tuple(kind for kind, rule in RULES.items() if not rule.many)
TO_MANY = col(Message.kind).not_in(OWN)
PAUSABLE = col(Message.kind).not_in([kind for kind, rule in RULES.items() if not rule.pausable])

ASKING = col(Message.kind).not_in([kind for kind, rule in RULES.items() if not rule.asks])


def rule_of(kind: str) -> Rule:
    """The rule of a kind as the store names it."""
    return next((rule for known, rule in RULES.items() if known == kind), CAREFUL)


def wanted(kind: ColumnElement[str]) -> ColumnElement[bool]:
    """Of rows of any kind: those that the choices of who gets them let come."""
    return and_(*(or_(kind != known, rule.wanted) for known, rule in RULES.items()))
