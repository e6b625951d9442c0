"""Sending to many: to whom, in which words, exactly as people get it, then with numbers and at most
once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter

from content.audiences import Audience, minutes_for, read
from content.cases import UpdateText
from content.errors import Gone, UserError
from content.language.languages import own_name
from content.notices.broadcasts import compose_send, took
from content.text.markup import Rich, bold, lines, paragraphs
from content.text.messages import Button, Keep, Reply, Screen, Show, Toast, data
from handlers.context import Context
from handlers.team import deliveries, headline_text
from handlers.team.audience_choice import name, readers
from handlers.team.confirmation import fresh
from handlers.team.desk import desk, listed, unreviewed
from storage.actions import broadcasts
from storage.actions.broadcasts import Order
from storage.delivery import headcounts
from storage.engine.times import seconds
from storage.people import conversation_state
from storage.queue.freeze import frozen_since
from storage.queue.kept_back import kept_back

KIND = "send"
SWITCHES = ("critical", "twice")
_TEXTS: TypeAdapter[dict[str, UpdateText]] = TypeAdapter(dict[str, UpdateText])


@dataclass(frozen=True)
class Plan:
    """A send under way: to whom, about which case, the texts so far, the language being written (''
    for none).
    """

    audience: Audience
    case: str | None
    texts: dict[str, UpdateText]
    writing: str
    critical: bool = False
    twice: bool = False
    answered_by: int | None = None


def _load(ctx: Context) -> tuple[Plan, int]:
    stored = conversation_state.get(ctx.session, ctx.sealer, ctx.me.number, KIND, ctx.now)
    if stored is None:
        raise UserError("team.nothing")
    value = stored.value | {"audience": read(stored.value["audience"])}
    value["texts"] = _TEXTS.validate_python(value["texts"])
    return Plan(**value), stored.revision


def _put(ctx: Context, plan: Plan) -> int:
    value: dict[str, Any] = {
        "audience": plan.audience.key,
        "case": plan.case,
        "texts": _TEXTS.dump_python(plan.texts, mode="json"),
        "writing": plan.writing,
        "critical": plan.critical,
        "twice": plan.twice,
        "answered_by": plan.answered_by,
    }
    waits = bool(plan.writing)
    return conversation_state.put(
        ctx.session, ctx.sealer, ctx.me.number, KIND, value, ctx.now, awaiting=waits
    ).revision


def begin(ctx: Context, *choice: str) -> Reply:
    """What an audience is written to: how many they are and how long it takes, then the first
    language's words.
    """
    audience = read(":".join(choice))
    case = _about(ctx, audience)
    wanted = _languages(ctx, audience)
    return _ask(ctx, Plan(audience, case, {}, wanted[0]))


def _about(ctx: Context, audience: Audience) -> str | None:
    """The case that the send is about: whoever stops that case stops the send."""
    match audience.kind:
        case "case":
            if ctx.campaign.case(audience.what) is None:
                raise Gone
            return audience.what
        case "news":
            news = next((one for one in ctx.campaign.updates if one.slug == audience.what), None)
            if news is None:
                raise Gone
            return news.case
        case "event":
            event = ctx.campaign.event(audience.what)
            if event is None or event.occurrence(audience.starts) is None:
                raise Gone
            return event.case
    shown = [case.slug for case in ctx.campaign.cases if case.publishable]
    return shown[0] if len(shown) == 1 else None


def _languages(ctx: Context, audience: Audience) -> tuple[str, ...]:
    """In which languages it is written: an audience of one language needs that one only."""
    if audience.kind == "language":
        return (audience.what,)
    return ctx.campaign.languages


def write(ctx: Context, language: str) -> Reply:
    """Opens the question for one language again."""
    plan, _ = _load(ctx)
    if language not in _languages(ctx, plan.audience):
        raise Gone
    return _ask(ctx, replace(plan, writing=language))


def skip(ctx: Context, language: str) -> Reply:
    """Leaves a language out."""
    plan, _ = _load(ctx)
    if language not in _languages(ctx, plan.audience):
        raise Gone
    texts = {code: text for code, text in plan.texts.items() if code != language}
    return _on(ctx, replace(plan, texts=texts), language)


def answer(ctx: Context) -> Reply:
    """Takes the message as the text in the language that was asked for."""
    plan, _ = _load(ctx)
    return _take(ctx, plan, plan.writing)


def edited(ctx: Context) -> Reply:
    """An edit of the newest text replaces it."""
    plan, _ = _load(ctx)
    written = list(plan.texts)
    return _take(ctx, plan, written[-1]) if written else ()


def _take(ctx: Context, plan: Plan, language: str) -> Reply:
    text = headline_text.read(ctx.incoming.text)
    kept_back(ctx.session).guard([text.title, ctx.incoming.text.text])
    headline_text.guard(ctx, plan.case, text)
    texts = {code: known for code, known in plan.texts.items() if code != language} | {
        language: text
    }
    return _on(ctx, replace(plan, texts=texts, answered_by=ctx.incoming.message_id), language)


def _on(ctx: Context, plan: Plan, done: str) -> Reply:
    order = list(_languages(ctx, plan.audience))
    after = [code for code in order[order.index(done) + 1 :] if code not in plan.texts]
    if after:
        return _ask(ctx, replace(plan, writing=after[0]))
    _put(ctx, replace(plan, writing=""))
    return look(ctx)


def _ask(ctx: Context, plan: Plan) -> Reply:
    _put(ctx, plan)
    language = own_name(plan.writing)
    text = paragraphs(
        bold(ctx.words("sending.write_title", language=language)),
        _numbers(ctx, plan),
        ctx.words("team.write_help", language=language),
    )
    leave = Button(
        ctx.words.text("team.skip_language", language=language), data("send.skip", plan.writing)
    )
    skipping = ((leave,),) if len(_languages(ctx, plan.audience)) > 1 else ()
    rows = (
        *skipping,
        (ctx.button("team.drop", "send.discard", style="danger"),),
        (ctx.button("button.back", "send.who"),),
    )
    return (Show(Screen(text, rows)),)


def _numbers(ctx: Context, plan: Plan) -> Rich:
    """To whom, how many they are, how long it takes."""
    many = headcounts.readers(ctx.session, plan.audience, ctx.now)
    minutes = minutes_for(many.at_least + headcounts.waiting(ctx.session).at_least)
    return lines(
        ctx.words("sending.to", audience=name(ctx.words, ctx.campaign, plan.audience)),
        readers(ctx, plan.audience),
        ctx.words("sending.takes", time=took(ctx.words, minutes)),
    )


def _screens(ctx: Context, plan: Plan) -> dict[str, Screen]:
    return {
        code: compose_send(
            ctx.campaign, ctx.campaign.speak(code), plan.texts[code], plan.audience, plan.case
        )
        for code in _languages(ctx, plan.audience)
        if code in plan.texts
    }


def look(ctx: Context) -> Reply:
    """The message in every language exactly as people will see it, then the question,
    with numbers.
    """
    plan, revision = _load(ctx)
    if not plan.texts:
        first = _languages(ctx, plan.audience)[0]
        return (
            Toast(ctx.words.text("team.no_text"), alert=True),
            *_ask(ctx, replace(plan, writing=first)),
        )
    shown = (
        Keep(Screen(lines(bold(_heading(ctx, code)), "", screen.text), screen.rows))
        for code, screen in _screens(ctx, plan).items()
    )
    return (*shown, Keep(_question(ctx, plan, revision)))


def _heading(ctx: Context, language: str) -> Rich:
    return ctx.words("team.preview_title", language=own_name(language))


def ask(ctx: Context) -> Reply:
    """The question, with numbers, without the words again."""
    plan, revision = _load(ctx)
    return (Show(_question(ctx, plan, revision)),) if plan.texts else look(ctx)


def _question(ctx: Context, plan: Plan, revision: int) -> Screen:
    second = broadcasts.needs_second(ctx.session, plan.audience, ctx.us, ctx.now)
    text = paragraphs(
        bold(ctx.words("sending.confirm_title")),
        _numbers(ctx, plan),
        _missing(ctx, plan),
        unreviewed(ctx),
        headline_text.careful(ctx, plan.case, plan.texts),
        lines(*_manner(ctx, plan)),
        deliveries.second(ctx) if second else None,
        bold(ctx.words("safety.frozen_title")) if frozen_since(ctx.session) is not None else None,
    )
    key = "sending.ask_second" if second else "sending.go"
    rows = (
        (ctx.button(key, "send.go", revision, seconds(ctx.now), style="primary"),),
        (ctx.button("sending.test", "send.test"),),
        (ctx.button("sending.how", "send.how"), ctx.button("sending.change", "send.change")),
        (
            ctx.button("team.drop", "send.discard", style="danger"),
            ctx.button("button.back", "team.desk"),
        ),
    )
    return Screen(text, rows)


def _manner(ctx: Context, plan: Plan) -> list[Rich]:
    """When it goes out, and what happens to what may have arrived."""
    said = [ctx.words("sending.at_once" if plan.critical else "sending.by_day")]
    return [*said, ctx.words("sending.twice_on")] if plan.twice else said


def _missing(ctx: Context, plan: Plan) -> Rich | None:
    """Languages without words, whether or not somebody reads them: few who come would be known by
    theirs.
    """
    missing = [code for code in _languages(ctx, plan.audience) if code not in plan.texts]
    if not missing:
        return None
    first = next(code for code in _languages(ctx, plan.audience) if code in plan.texts)
    return ctx.words("team.confirm_missing", languages=listed(missing), fallback=own_name(first))


def how(ctx: Context, switch: str = "") -> Reply:
    """How it goes out; each tap turns one thing on or off."""
    plan, _ = _load(ctx)
    offered = SWITCHES if plan.audience.kind != "event" else SWITCHES[:1]
    if switch and switch not in offered:
        raise Gone
    if switch:
        critical, twice = plan.critical != (switch == "critical"), plan.twice != (switch == "twice")
        plan = replace(plan, critical=critical, twice=twice)
        _put(ctx, plan)
    text = paragraphs(
        bold(ctx.words("sending.how")), *(ctx.words(f"sending.{one}_help") for one in offered)
    )
    marks = {True: "✓ ", False: ""}
    rows = [
        (
            Button(
                marks[getattr(plan, one)] + ctx.words.text(f"sending.{one}"), data("send.how", one)
            ),
        )
        for one in offered
    ]
    return (Show(Screen(text, (*rows, (ctx.button("button.back", "send.ask"),)))),)


def change(ctx: Context) -> Reply:
    """Which language's words to write again."""
    plan, _ = _load(ctx)
    rows = [
        (Button(ctx.words.text("team.rewrite", language=own_name(code)), data("send.write", code)),)
        for code in _languages(ctx, plan.audience)
    ]
    text = bold(ctx.words("sending.change"))
    return (Show(Screen(text, (*rows, (ctx.button("button.back", "send.ask"),)))),)


def test(ctx: Context) -> Reply:
    """The message as it will arrive, to oneself only; then the question again."""
    plan, revision = _load(ctx)
    shown = (Keep(screen) for screen in _screens(ctx, plan).values())
    return (*shown, Keep(_question(ctx, plan, revision)))


def go(ctx: Context, revision: str, asked: str) -> Reply:
    """Queues it, or asks for a second person; this message becomes the live count. Too late: asks
    again.
    """
    plan, current = _load(ctx)
    if revision != str(current) or not fresh(ctx, asked):
        return (
            Toast(ctx.words.text("team.expired"), alert=True),
            Show(_question(ctx, plan, current)),
        )
    screens = _screens(ctx, plan)
    title = next(iter(plan.texts[code].title for code in screens))
    order = Order(plan.audience, plan.case, title, screens, plan.critical, plan.twice)
    message = broadcasts.start(ctx.session, order, ctx.now, ctx.us)
    conversation_state.drop(ctx.session, ctx.me.number, KIND)
    return deliveries.started(ctx, message)


def discard(ctx: Context) -> Reply:
    """Throws the draft away."""
    conversation_state.drop(ctx.session, ctx.me.number, KIND)
    return (Toast(ctx.words.text("team.dropped")), *desk(ctx))
