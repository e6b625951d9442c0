"""What reaches a person and when: alerts, digest, hour and zone, pauses, stopping."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, get_day_names

from content.errors import Gone
from content.i18n import date_long, locale
from content.markup import Rich, bold, lines, paragraphs
from content.messages import AskLocation, Button, CloseKeyboard, Keep, Reply, Screen, Show, Toast, data
from handlers import zones
from handlers.cases import find
from handlers.context import Context
from storage import digests, drafts, supporters
from storage.supporters import FOREVER, Person

RHYTHMS = ("off", "daily", "weekly")
HOURS = (7, 9, 12, 18, 21)
WEEKDAYS = (0, 2, 4, 5, 6)  # Monday is 0
PAUSES = {"1": "updates.pause_day", "7": "updates.pause_week", "0": "updates.pause_open"}
QUIET = (("22", "7"), ("21", "9"), ("23", "8"), ("0", "0"))  # from and to; the same hour twice is none
DRAFT = "zone"


def updates(ctx: Context, _rest: str = "") -> Reply:
    """What reaches the person now, with a button to change each part."""
    return (Show(_overview(ctx, ctx.me)),)


def _overview(ctx: Context, me: Person) -> Screen:
    alerts = "updates.alerts_on" if me.alerts else "updates.alerts_off"
    followed = supporters.follows(ctx.session, me.number)
    text = paragraphs(
        bold(ctx.words("updates.title")),
        lines(
            ctx.words(alerts),
            ctx.words("updates.follows", n=len(followed)) if followed else ctx.words("updates.follows_none"),
            _rhythm(ctx, me),
            _clock(ctx, me.zone),
        ),
        _paused(ctx, me),
    )
    paused = _is_paused(ctx, me)
    rest = ctx.button("updates.resume", "unpause") if paused else ctx.button("updates.pause", "pause")
    rows = (
        (ctx.button("updates.digest", "digest", style="primary"),),
        (ctx.button("updates.alerts", "alerts"), ctx.button("updates.zone", "zone")),
        (rest,),
        (ctx.button("updates.stop", "stop", style="danger"), ctx.button("button.home", "home")),
    )
    return Screen(text, rows)


def _is_paused(ctx: Context, me: Person) -> bool:
    return me.paused_until is not None and me.paused_until > ctx.now.timestamp()


def _paused(ctx: Context, me: Person) -> Rich | None:
    if me.paused_until is None or not _is_paused(ctx, me):
        return None
    if me.paused_until == FOREVER:
        return bold(ctx.words("updates.paused_open"))
    until = datetime.fromtimestamp(me.paused_until, ZoneInfo(me.zone or "UTC"))
    return bold(ctx.words("updates.paused_until", day=date_long(until.date(), ctx.language)))


def _rhythm(ctx: Context, me: Person) -> Rich:
    hour, day = f"{me.digest_hour:02d}:00", weekday(ctx, me.digest_weekday)
    return ctx.words(f"updates.digest_{me.digest}", hour=hour, weekday=day)


def weekday(ctx: Context, number: int) -> str:
    """A weekday's name; Monday is 0."""
    return str(get_day_names("wide", "stand-alone", locale(ctx.language))[number])


def _clock(ctx: Context, zone: str | None) -> Rich:
    if zone is None:
        return ctx.words("updates.zone_unknown")
    now = format_datetime(ctx.now.astimezone(ZoneInfo(zone)), "HH:mm", locale=locale(ctx.language))
    return ctx.words("updates.clock", time=now, city=zones.city(zone, ctx.language))


# Digest


def digest(ctx: Context, rhythm: str = "") -> Reply:
    """The digest's rhythm; one that is given is set, after the zone is known."""
    if not rhythm:
        return (Show(_digest(ctx, ctx.me)),)
    if rhythm not in RHYTHMS:
        raise Gone
    if rhythm != "off" and ctx.me.zone is None:
        return zone(ctx, rhythm)
    return _set(ctx, ctx.me, rhythm=rhythm)


def _set(
    ctx: Context, me: Person, *, rhythm: str | None = None, hour: int | None = None, weekday: int | None = None
) -> Reply:
    """Sets what is given, keeps the rest, and shows the digest's screen."""
    digests.set_digest(
        ctx.session, me.number, me.digest if rhythm is None else rhythm, me.digest_hour if hour is None else hour,
        me.digest_weekday if weekday is None else weekday, me.zone or "UTC", ctx.now,
    )  # fmt: skip
    awake = {"paused_until": None} if rhythm in ("daily", "weekly") and me.paused_until == FOREVER else {}
    changed = supporters.change(ctx.session, me.number, zone=me.zone, **awake)
    return (Toast(ctx.words.text("updates.saved")), Show(_digest(ctx, changed)))


def _digest(ctx: Context, me: Person) -> Screen:
    clock = _clock(ctx, me.zone) if me.digest != "off" else None
    text = paragraphs(
        bold(ctx.words("updates.digest_title")), lines(_rhythm(ctx, me), clock), ctx.words("updates.digest_help")
    )
    others = [ctx.button(f"updates.set_{rhythm}", "digest", rhythm) for rhythm in RHYTHMS[::-1] if rhythm != me.digest]
    when = () if me.digest == "off" else (ctx.button("updates.hour", "hour"),)
    day = (ctx.button("updates.weekday", "day"),) if me.digest == "weekly" else ()
    rows = (tuple(others), *([(*when, *day)] if when else []), (ctx.button("button.back", "updates"),))
    return Screen(text, rows)


def hour(ctx: Context, chosen: str = "") -> Reply:
    """The hour at which the digest comes, in the person's own zone."""
    if chosen:
        if chosen not in map(str, HOURS):
            raise Gone
        return _set(ctx, ctx.me, hour=int(chosen))
    buttons = [Button(f"{one:02d}:00", data("hour", one)) for one in HOURS]
    return _pick(ctx, lines(bold(ctx.words("updates.hour_title")), _clock(ctx, ctx.me.zone)), buttons, "digest")


def day(ctx: Context, chosen: str = "") -> Reply:
    """The weekday on which the digest comes."""
    if chosen:
        if chosen not in map(str, WEEKDAYS):
            raise Gone
        return _set(ctx, ctx.me, weekday=int(chosen))
    buttons = [Button(weekday(ctx, one), data("day", one)) for one in WEEKDAYS]
    return _pick(ctx, bold(ctx.words("updates.weekday_title")), buttons, "digest")


def _pick(ctx: Context, text: Rich, buttons: list[Button], back: str) -> Reply:
    rows = tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))
    return (Show(Screen(text, (*rows, (ctx.button("button.back", back),)))),)


# Zone


def zone(ctx: Context, then: str = "") -> Reply:
    """Regions to choose a city from, or a location; `then` is the digest to switch on afterwards."""
    given = [then] if then in RHYTHMS else []
    regions = [ctx.button(f"updates.region.{name}", "region", name, *given) for name in zones.REGIONS]
    share = (ctx.button("updates.share", "where", *given, style="primary"),)
    text = lines(bold(ctx.words("updates.zone_title")), _clock(ctx, ctx.me.zone), ctx.words("updates.zone_help"))
    rows = (share, tuple(regions[:2]), tuple(regions[2:]), (ctx.button("button.back", "updates"),))
    return (Show(Screen(text, rows)),)


def region(ctx: Context, name: str, then: str = "") -> Reply:
    """The cities of a region."""
    if name not in zones.REGIONS:
        raise Gone
    given = [then] if then in RHYTHMS else []
    buttons = [Button(zones.city(one, ctx.language), data("setzone", one, *given)) for one in zones.REGIONS[name]]
    return _pick(ctx, lines(bold(ctx.words("updates.city_title")), ctx.words("updates.city_help")), buttons, "zone")


def set_zone(ctx: Context, name: str, then: str = "") -> Reply:
    """Keeps the zone, moves the digest's hour with it, and switches on the digest that was asked for."""
    if name not in zones.ZONES:
        raise Gone
    me = supporters.change(ctx.session, ctx.me.number, zone=name)
    if then in RHYTHMS or me.digest != "off":
        return _set(ctx, me, rhythm=then if then in RHYTHMS else me.digest)
    return (Toast(ctx.words.text("updates.saved")), Show(_overview(ctx, me)))


def where(ctx: Context, then: str = "") -> Reply:
    """Asks for a location, which is used in memory and dropped."""
    kept = {"then": then if then in RHYTHMS else ""}
    drafts.put(ctx.session, ctx.sealer, ctx.me.number, DRAFT, kept, ctx.now, awaiting=True)
    words = ctx.words
    return (
        AskLocation(words("updates.share_ask"), words.text("updates.share_button"), words.text("updates.share_cancel")),
    )


def leave_place(ctx: Context) -> CloseKeyboard:
    """Ends the question where the person is; the keyboard goes away."""
    drafts.drop(ctx.session, ctx.me.number, DRAFT)
    return CloseKeyboard(ctx.words("updates.share_left"))


def place_answer(ctx: Context) -> Reply:
    """The zone of the place shared or the city typed; anything else goes back to the list."""
    stored = drafts.get(ctx.session, ctx.sealer, ctx.me.number, DRAFT, ctx.now)
    then = str(stored.value["then"]) if stored else ""
    drafts.drop(ctx.session, ctx.me.number, DRAFT)
    place, typed = ctx.incoming.place, ctx.incoming.text.text
    found = zones.nearest(place) if place else zones.named(typed)
    if found is None:
        return (CloseKeyboard(ctx.words("updates.share_closed")), *zone(ctx, then))
    done = CloseKeyboard(ctx.words("updates.zone_found", city=zones.city(found, ctx.language)))
    return (done, *(op for op in set_zone(ctx, found, then) if not isinstance(op, Toast)))


# Alerts


def alerts(ctx: Context, switch: str = "") -> Reply:
    """Alerts on or off for everything followed, and the cases that are muted."""
    if switch not in ("", "on", "off"):
        raise Gone
    me = ctx.me
    if switch:
        awake = {"paused_until": None} if switch == "on" and me.paused_until == FOREVER else {}
        me = supporters.change(ctx.session, me.number, alerts=switch == "on", **awake)
    toast = (Toast(ctx.words.text("updates.saved")),) if switch else ()
    return (*toast, Show(_alerts(ctx, me)))


def _alerts(ctx: Context, me: Person) -> Screen:
    muted = [case for slug in supporters.muted(ctx.session, me.number) if (case := ctx.campaign.case(slug))][:3]
    titles = [ctx.campaign.words(case.texts, ctx.language)[0].title for case in muted]
    told = lines(ctx.words("updates.muted_title"), *(f"• {title}" for title in titles)) if muted else None
    state = ctx.words("updates.alerts_on" if me.alerts else "updates.alerts_off")
    nights = lines(ctx.words("quiet.title"), _nights(ctx, me)) if me.alerts and me.zone else None
    text = paragraphs(
        lines(bold(ctx.words("updates.alerts_title")), state), nights, told, ctx.words("updates.alerts_help")
    )
    key, switch = ("updates.turn_off", "off") if me.alerts else ("updates.turn_on", "on")
    turn = ctx.button(key, "alerts", switch, style=None if me.alerts else "primary")
    rows = [
        (ctx.button("updates.unmute", "unmute", case.slug, title=title),)
        for case, title in zip(muted, titles, strict=True)
    ]
    last = (ctx.button("quiet.button", "quiet"), ctx.button("button.back", "updates"))
    return Screen(text, ((turn,), *rows, last))


def quiet(ctx: Context, begins: str = "", ends: str = "") -> Reply:
    """The hours of the person's day in which alerts wait; two that are given are kept."""
    if (begins or ends) and (begins, ends) not in QUIET:
        raise Gone
    me, words = ctx.me, ctx.words
    if me.zone is None:
        text = paragraphs(bold(words("quiet.title")), words("quiet.no_zone"))
        first = ctx.button("updates.zone", "zone", style="primary")
        return (Show(Screen(text, ((first,), (ctx.button("button.back", "alerts"),)))),)
    if begins:
        me = supporters.change(ctx.session, me.number, quiet_from=int(begins), quiet_to=int(ends))
    told = lines(bold(words("quiet.title")), _nights(ctx, me), _clock(ctx, me.zone))
    text = paragraphs(told, words("quiet.help"))
    spans = [
        ctx.button("quiet.span", "quiet", *span, begins=_hour(int(span[0])), ends=_hour(int(span[1])))
        if span[0] != span[1]
        else ctx.button("quiet.off", "quiet", *span)
        for span in QUIET
        if (me.quiet_from, me.quiet_to) != (int(span[0]), int(span[1]))
    ]
    toast = (Toast(words.text("updates.saved")),) if begins else ()
    rows = (*((button,) for button in spans), (ctx.button("button.back", "alerts"),))
    return (*toast, Show(Screen(text, rows)))


def _nights(ctx: Context, me: Person) -> Rich:
    if me.quiet_from == me.quiet_to:
        return ctx.words("quiet.none")
    return ctx.words("quiet.now", begins=_hour(me.quiet_from), ends=_hour(me.quiet_to))


def _hour(hour: int) -> str:
    return f"{hour:02d}:00"


def mute(ctx: Context, slug: str) -> Reply:
    """No more news of this case, from its alert: said in a message of its own, with Undo."""
    _, text, _ = find(ctx, slug)
    supporters.mute(ctx.session, ctx.me.number, slug, muted=True)
    rows = ((ctx.button("updates.undo", "unmute", slug, style="primary"),), (ctx.button("button.home", "home"),))
    return (
        Toast(ctx.words.text("updates.saved")),
        Keep(Screen(ctx.words("updates.muted", title=bold(text.title)), rows)),
    )


def unmute(ctx: Context, slug: str) -> Reply:
    """News of this case again."""
    find(ctx, slug)
    supporters.mute(ctx.session, ctx.me.number, slug, muted=False)
    return (Toast(ctx.words.text("updates.saved")), Show(_alerts(ctx, ctx.me)))


# Pausing and stopping


def pause(ctx: Context, days: str = "") -> Reply:
    """Nothing arrives for so many days, or until the person comes back; without a number, the choice."""
    if days not in PAUSES:
        rows = [(ctx.button(key, "pause", number),) for number, key in PAUSES.items()]
        text = lines(bold(ctx.words("updates.pause_title")), ctx.words("updates.pause_help"))
        return (Show(Screen(text, (*rows, (ctx.button("button.back", "updates"),)))),)
    until = FOREVER if days == "0" else int((ctx.now + timedelta(days=int(days))).timestamp())
    me = supporters.change(ctx.session, ctx.me.number, paused_until=until)
    rows = [(ctx.button("updates.undo", "unpause", style="primary"),), (ctx.button("button.back", "updates"),)]
    text = paragraphs(_paused(ctx, me), ctx.words("updates.pause_done"))
    return (Toast(ctx.words.text("updates.saved")), Show(Screen(text, tuple(rows))))


def resume(ctx: Context, _rest: str = "") -> Reply:
    """Messages arrive again as they were chosen."""
    me = supporters.change(ctx.session, ctx.me.number, paused_until=None)
    return (Toast(ctx.words.text("updates.resumed")), Show(_overview(ctx, me)))


def stop(ctx: Context, _rest: str = "") -> Reply:
    """Nothing reaches the person any more; Undo brings back what was chosen."""
    me = ctx.me
    stopped = not me.alerts and me.digest == "off" and me.paused_until == FOREVER
    undo = ctx.button("updates.undo", "unstop", int(me.alerts), me.digest, me.paused_until or "", style="primary")
    first = ctx.button("updates.resume", "updates", style="primary") if stopped else undo  # nothing to bring back
    digests.set_digest(ctx.session, me.number, "off", me.digest_hour, me.digest_weekday, me.zone or "UTC", ctx.now)
    supporters.change(ctx.session, me.number, alerts=False, paused_until=FOREVER, zone=me.zone)
    text = paragraphs(bold(ctx.words("updates.stopped_title")), ctx.words("updates.stopped"))
    rows = ((first,), (ctx.button("updates.forget", "forgetme"),), (ctx.button("button.home", "home"),))
    return (Show(Screen(text, rows)),)


def unstop(ctx: Context, alerts: str, rhythm: str, paused: str = "") -> Reply:
    """What was chosen before /stop."""
    if alerts not in ("0", "1") or rhythm not in RHYTHMS or len(paused) > len(str(FOREVER)):
        raise Gone
    me = ctx.me
    until = int(paused) if paused.isdecimal() else None
    digests.set_digest(ctx.session, me.number, rhythm, me.digest_hour, me.digest_weekday, me.zone or "UTC", ctx.now)
    me = supporters.change(ctx.session, me.number, alerts=alerts == "1", paused_until=until, zone=me.zone)
    toast = "updates.saved" if _is_paused(ctx, me) else "updates.resumed"
    return (Toast(ctx.words.text(toast)), Show(_overview(ctx, me)))
