"""News feeds: which are read, and what they suggest for a case. Nothing of it is published by
itself.
"""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlsplit

from content.addresses import is_host, leads_inside
from content.errors import Gone, UserError
from content.language.i18n import date_long
from content.text.markup import Rich, bold, lines, paragraphs
from content.text.messages import Button, Keep, Reply, Screen, Show, Toast, data
from handlers.context import Context
from handlers.team import news
from handlers.team.confirmation import number
from storage.engine.states import SuggestionState
from storage.library import news_feeds
from storage.people import audit, conversation_state

KIND = "feed"
FEED_CHARACTERS = 500
PAGE = 3


def listed(ctx: Context, page: str = "0") -> Reply:
    """The feeds that are read, how they do, and the suggestions that wait."""
    found, at = news_feeds.listed(ctx.session), _page(page)
    shown = found[at * PAGE : (at + 1) * PAGE]
    open_ones = news_feeds.waiting(ctx.session)
    text = paragraphs(
        bold(ctx.words("feeds.title")),
        ctx.words("feeds.help"),
        *[_state(ctx, feed.url, feed.failures, feed.read_at) for feed in shown],
        None if found else ctx.words("feeds.none"),
    )
    rows = [
        (
            Button(
                ctx.words.text("feeds.drop", host=_host(feed.url)), data("feed.drop", feed.id or 0)
            ),
        )
        for feed in shown
    ]
    waiting = (
        [(ctx.button("feeds.suggestions", "feed.suggestions", n=open_ones),)] if open_ones else []
    )
    more = (
        [(ctx.button("feeds.more", "feed.list", at + 1),)] if len(found) > (at + 1) * PAGE else []
    )
    add = (ctx.button("feeds.add", "feed.add", style="primary"),)
    return (
        Show(
            Screen(text, (add, *waiting, *rows, *more, (ctx.button("button.back", "team.desk"),)))
        ),
    )


def _page(text: str) -> int:
    if not text.isdecimal() or len(text) > 3:
        raise Gone
    return int(text)


def _host(url: str) -> str:
    return urlsplit(url).hostname or url


def _state(ctx: Context, url: str, failures: int, read_at: int | None) -> Rich:
    if failures:
        state = ctx.words("feeds.failing", n=failures)
    elif read_at is None:
        state = ctx.words("feeds.soon")
    else:
        state = ctx.words("feeds.well", day=_day(ctx, read_at))
    return lines(bold(_host(url)), url, state)


def _day(ctx: Context, at: int) -> str:
    return date_long(datetime.fromtimestamp(at, UTC).date(), ctx.language)


def add(ctx: Context) -> Reply:
    """Asks for a feed's address."""
    conversation_state.put(ctx.session, ctx.sealer, ctx.me.number, KIND, {}, ctx.now, awaiting=True)
    text = lines(bold(ctx.words("feeds.ask_title")), ctx.words("feeds.ask_help"))
    return (Show(Screen(text, ((ctx.button("button.back", "feed.list"),),))),)


def answer(ctx: Context) -> Reply:
    """Reads the address that was sent from now on."""
    url = ctx.incoming.text.text.strip()
    host = _readable(url)
    if leads_inside(host):
        audit.note(ctx.session, ctx.me.number, "feed-add", host, ctx.now, allowed=False)
        back = (ctx.button("button.back", "feed.list"),)
        return (Keep(Screen(ctx.words("feeds.private"), (back,))),)
    if len(news_feeds.listed(ctx.session)) >= news_feeds.MOST_FEEDS:
        raise UserError("feeds.too_many", limit=news_feeds.MOST_FEEDS)
    conversation_state.drop(ctx.session, ctx.me.number, KIND)
    if news_feeds.add(ctx.session, url, ctx.now):
        audit.note(ctx.session, ctx.me.number, "feed-add", url, ctx.now)
    return listed(ctx)


def _readable(url: str) -> str:
    """The host of an address that can be read; UserError if it is none, or holds a name or
    password.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:  # a bracket that is not closed, a port that is no number
        raise UserError("feeds.no_address") from None
    plain = url.isprintable() and len(url) <= FEED_CHARACTERS and not parts.username
    if parts.scheme not in ("http", "https") or not plain or not is_host(host):
        raise UserError("feeds.no_address")
    return host


def drop(ctx: Context, id: str) -> Reply:
    """Reads a feed no more; its address is shown, so that it can be sent again."""
    wanted = number(id)
    found = next((feed for feed in news_feeds.listed(ctx.session) if feed.id == wanted), None)
    if found is None:
        return listed(ctx)
    news_feeds.drop(ctx.session, wanted)
    audit.note(ctx.session, ctx.me.number, "feed-drop", found.url, ctx.now)
    conversation_state.put(ctx.session, ctx.sealer, ctx.me.number, KIND, {}, ctx.now, awaiting=True)
    text = paragraphs(bold(ctx.words("feeds.dropped")), found.url, ctx.words("feeds.again"))
    return (
        Toast(ctx.words.text("feeds.dropped")),
        Show(Screen(text, ((ctx.button("button.back", "feed.list"),),))),
    )


def suggestions(ctx: Context) -> Reply:
    """The newest open suggestion with what can be done about it."""
    found = next(iter(news_feeds.suggestions(ctx.session, 1)), None)
    back = (ctx.button("button.back", "feed.list"),)
    if found is None:
        text = lines(bold(ctx.words("feeds.suggestions_title")), ctx.words("feeds.no_suggestions"))
        return (Show(Screen(text, (back,))),)
    case = ctx.campaign.case(found.case)
    text = paragraphs(
        bold(ctx.words("feeds.suggestions_title")),
        lines(
            ctx.campaign.words(case.texts, ctx.reads)[0].title if case else None, bold(found.title)
        ),
        lines(_day(ctx, found.published) if found.published else None, found.link),
        ctx.words("feeds.left", n=news_feeds.waiting(ctx.session)),
    )
    rows = (
        (ctx.button("feeds.use", "feed.use", found.id, style="primary"),),
        (ctx.button("feeds.not", "feed.refuse", found.id),),
    )
    return (Show(Screen(text, (*rows, back))),)


def use(ctx: Context, id: str) -> Reply:
    """Begins news about the case; the suggestion is done with."""
    found = news_feeds.settle(ctx.session, number(id), SuggestionState.USED)
    return news.start(ctx, found.case) if found else suggestions(ctx)


def refuse(ctx: Context, id: str) -> Reply:
    """Puts a suggestion aside and shows the next."""
    news_feeds.settle(ctx.session, number(id), SuggestionState.DROPPED)
    return suggestions(ctx)
