"""The person's zone: from a short list, from a city they type, or from a place that is used and
dropped.
"""

from __future__ import annotations

from content.errors import Gone
from content.notices.digests import Rhythm
from content.text.markup import bold, lines
from content.text.messages import (
    AskLocation,
    Button,
    CloseKeyboard,
    Reply,
    Screen,
    Show,
    Toast,
    data,
)
from handlers import zones
from handlers.context import Context
from handlers.updates.overview import RHYTHMS, clock_words, overview
from handlers.updates.saved_choice import choose, pick
from storage.people import conversation_state, supporters

DRAFT = "zone"


def zone(ctx: Context, then: str = "") -> Reply:
    """Regions to choose a city from, or a location; `then` is the digest to switch on
    afterwards.
    """
    given = [then] if then in RHYTHMS else []
    regions = [
        ctx.button(f"updates.region.{name}", "updates.region", name, *given)
        for name in zones.REGIONS
    ]
    share = (ctx.button("updates.share", "updates.where", *given, style="primary"),)
    text = lines(
        bold(ctx.words("updates.zone_title")),
        clock_words(ctx, ctx.me.zone),
        ctx.words("updates.zone_help"),
    )
    rows = (
        share,
        tuple(regions[:2]),
        tuple(regions[2:]),
        (ctx.button("button.back", "updates.show"),),
    )
    return (Show(Screen(text, rows)),)


def region(ctx: Context, name: str, then: str = "") -> Reply:
    """The cities of a region."""
    if name not in zones.REGIONS:
        raise Gone
    given = [then] if then in RHYTHMS else []
    buttons = [
        Button(zones.city(one, ctx.language), data("updates.set_zone", one, *given))
        for one in zones.REGIONS[name]
    ]
    return pick(
        ctx,
        lines(bold(ctx.words("updates.city_title")), ctx.words("updates.city_help")),
        buttons,
        "updates.zone",
    )


def set_zone(ctx: Context, name: str, then: str = "") -> Reply:
    """Keeps the zone, moves the digest's hour with it, and switches on the digest that was asked
    for.
    """
    if name not in zones.ZONES:
        raise Gone
    me = supporters.change(ctx.session, ctx.me.number, zone=name)
    if then in RHYTHMS or me.digest != Rhythm.OFF:
        return choose(ctx, me, rhythm=Rhythm(then) if then in RHYTHMS else me.digest)
    return (Toast(ctx.words.text("updates.saved")), Show(overview(ctx, me)))


def where(ctx: Context, then: str = "") -> Reply:
    """Asks for a location, which is used in memory and dropped."""
    kept = {"then": then if then in RHYTHMS else ""}
    conversation_state.put(
        ctx.session, ctx.sealer, ctx.me.number, DRAFT, kept, ctx.now, awaiting=True
    )
    words = ctx.words
    return (
        AskLocation(
            words("updates.share_ask"),
            words.text("updates.share_button"),
            words.text("updates.share_cancel"),
        ),
    )


def leave_place(ctx: Context) -> CloseKeyboard:
    """Ends the question where the person is; the keyboard goes away."""
    conversation_state.drop(ctx.session, ctx.me.number, DRAFT)
    return CloseKeyboard(ctx.words("updates.share_left"))


def place_answer(ctx: Context) -> Reply:
    """The zone of the place shared or the city typed; anything else goes back to the list."""
    stored = conversation_state.get(ctx.session, ctx.sealer, ctx.me.number, DRAFT, ctx.now)
    then = str(stored.value["then"]) if stored else ""
    conversation_state.drop(ctx.session, ctx.me.number, DRAFT)
    place, typed = ctx.incoming.place, ctx.incoming.text.text
    found = zones.nearest(place) if place else zones.named(typed)
    if found is None:
        return (CloseKeyboard(ctx.words("updates.share_closed")), *zone(ctx, then))
    done = CloseKeyboard(ctx.words("updates.zone_found", city=zones.city(found, ctx.language)))
    return (done, *(op for op in set_zone(ctx, found, then) if not isinstance(op, Toast)))
