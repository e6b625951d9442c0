"""To whom: the audiences that a message can go to, each with how many they are."""

from __future__ import annotations

from datetime import UTC, datetime

from content.audiences import Audience, read
from content.campaign import Campaign
from content.errors import Gone
from content.language.i18n import Words, country, date_short
from content.language.languages import own_name
from content.text.markup import Rich, bold, lines, paragraphs
from content.text.messages import Button, Reply, Screen, Show, data
from handlers.context import Context
from handlers.team.desk import reach
from storage.actions import broadcasts
from storage.delivery import audiences, headcounts
from storage.people import conversation_state

AUDIENCES_SHOWN = 4
KINDS = ("language", "country", "event")


def who(ctx: Context) -> Reply:
    """The kinds of audiences, how many they are, and the way to what is open."""
    plan = conversation_state.get(ctx.session, ctx.sealer, ctx.me.number, "send", ctx.now)
    text = paragraphs(bold(ctx.words("sending.who_title")), ctx.words("sending.who_help"))
    cases = _of_kind(ctx, "case")
    followers = (
        _button(ctx, cases[0])
        if len(cases) == 1
        else ctx.button("sending.kind_case", "send.audience", "case")
    )
    rows = (
        *(((ctx.button("sending.go_on", "send.ask", style="primary"),),) if plan else ()),
        (followers,),
        (_button(ctx, Audience("all")),),
        (ctx.button("sending.narrow", "send.audience"),),
        (ctx.button("sending.all", "delivery.list"), ctx.button("button.back", "team.desk")),
    )
    return (Show(Screen(text, rows)),)


def choose(ctx: Context, kind: str = "", page: str = "0") -> Reply:
    """The kinds of narrower audiences; of one kind the languages, countries, occasions or cases
    that there are.
    """
    if not kind:
        kinds = [(ctx.button(f"sending.kind_{one}", "send.audience", one),) for one in KINDS]
        return (
            Show(
                Screen(
                    bold(ctx.words("sending.narrow")),
                    (*kinds, (ctx.button("button.back", "send.who"),)),
                )
            ),
        )
    if kind not in (*KINDS, "case") or not page.isdecimal() or len(page) > 3:
        raise Gone
    found, at = _of_kind(ctx, kind), int(page)
    shown = found[at * AUDIENCES_SHOWN : (at + 1) * AUDIENCES_SHOWN]
    text = lines(
        bold(ctx.words(f"sending.kind_{kind}")),
        None if found else ctx.words("sending.nobody_there"),
    )
    rows = [(_button(ctx, audience),) for audience in shown]
    more = (
        [(ctx.button("sending.more", "send.audience", kind, at + 1),)]
        if len(found) > (at + 1) * AUDIENCES_SHOWN
        else []
    )
    return (Show(Screen(text, (*rows, *more, (ctx.button("button.back", "send.who"),)))),)


def _of_kind(ctx: Context, kind: str) -> list[Audience]:
    if kind == "case":
        return [Audience("case", case.slug) for case in ctx.campaign.cases if case.publishable]
    if kind == "language":
        return [Audience("language", code) for code in ctx.campaign.languages]
    if kind == "country":
        return [Audience("country", code) for code in audiences.countries(ctx.session)]
    found = audiences.occasions(ctx.session, ctx.now)
    return [Audience("event", slug, starts) for slug, starts in found if ctx.campaign.event(slug)]


def _button(ctx: Context, audience: Audience) -> Button:
    count = headcounts.readers(ctx.session, audience, ctx.now).text(ctx.language)
    label = ctx.words.text(
        "sending.audience", audience=name(ctx.words, ctx.campaign, audience), count=count
    )
    return Button(label, data("send.begin", *audience.key.split(":")))


def readers(ctx: Context, audience: Audience) -> Rich:
    """How many people get it."""
    return reach(ctx, "sending.people", headcounts.readers(ctx.session, audience, ctx.now))


def name(words: Words, campaign: Campaign, audience: Audience) -> str:
    """An audience in words."""
    match audience.kind:
        case "case":
            case = campaign.case(audience.what)
            title = campaign.words(case.texts, words.reads)[0].title if case else audience.what
            return words.text("sending.name_case", case=title)
        case "language":
            return own_name(audience.what)
        case "country":
            return country(audience.what, words.language)
        case "news":
            news = next((one for one in campaign.updates if one.slug == audience.what), None)
            title = campaign.words(news.texts, words.reads)[0].title if news else audience.what
            return words.text("corrections.audience", news=title)
        case "event":
            event = campaign.event(audience.what)
            title = campaign.words(event.texts, words.reads)[0].title if event else audience.what
            day = date_short(datetime.fromtimestamp(audience.starts, UTC).date(), words.language)
            return words.text("sending.name_event", event=title, day=day)
        case _:
            return words.text("sending.name_all")


def named(words: Words, campaign: Campaign, send: broadcasts.Send) -> str:
    """A send's audience in words: news goes to its case's followers."""
    return name(words, campaign, send.audience or read(f"case:{send.case}"))
