"""Publishing news: a text per language, exactly the alert people will get, then to all followers
with a live count.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from content.audiences import Audience
from content.cases import Update, UpdateText
from content.errors import Gone, UserError
from content.language.languages import own_name
from content.notices.digests import compose_alert
from content.text.markup import bold, lines, paragraphs
from content.text.messages import Button, Keep, Reply, Screen, Show, Toast, data
from handlers.context import Context
from handlers.team import deliveries, headline_text
from handlers.team.desk import desk, listed, reach
from storage.actions import broadcasts
from storage.actions.broadcasts import Order
from storage.delivery import headcounts
from storage.engine.states import RevisionState
from storage.engine.times import seconds
from storage.library import published
from storage.people import conversation_state

KIND = "update"
CONFIRM_SECONDS = 120
_TEXTS: TypeAdapter[dict[str, UpdateText]] = TypeAdapter(dict[str, UpdateText])


@dataclass(frozen=True)
class News:
    """A draft of news: the case, the texts so far, the language being written ('' when all are
    decided).
    """

    case: str
    texts: dict[str, UpdateText]
    writing: str
    answered_by: int | None = None


def _load(ctx: Context) -> tuple[News, int]:
    stored = conversation_state.get(ctx.session, ctx.sealer, ctx.me.number, KIND, ctx.now)
    if stored is None:
        raise UserError("team.nothing")
    value = stored.value
    return News(
        value["case"],
        _TEXTS.validate_python(value["texts"]),
        value["writing"],
        value["answered_by"],
    ), stored.revision


def _put(ctx: Context, news: News) -> int:
    value: dict[str, Any] = {
        "case": news.case, "texts": _TEXTS.dump_python(news.texts, mode="json"),
        "writing": news.writing, "answered_by": news.answered_by,
    }  # fmt: skip
    stored = conversation_state.put(
        ctx.session, ctx.sealer, ctx.me.number, KIND, value, ctx.now, awaiting=bool(news.writing)
    )
    return stored.revision


def start(ctx: Context, case: str) -> Reply:
    """Begins news about a case with the campaign's first language, or goes on where the draft was
    left.
    """
    if ctx.campaign.case(case) is None:
        raise Gone
    stored = conversation_state.get(ctx.session, ctx.sealer, ctx.me.number, KIND, ctx.now)
    if stored and stored.value["case"] == case:
        news, _ = _load(ctx)
        return _ask(ctx, news) if news.writing else confirm(ctx)
    return _ask(ctx, News(case, {}, ctx.campaign.languages[0]))


def write(ctx: Context, language: str) -> Reply:
    """Opens the question for one language again."""
    news, _ = _load(ctx)
    if language not in ctx.campaign.languages:
        raise Gone
    return _ask(ctx, News(news.case, news.texts, language, news.answered_by))


def skip(ctx: Context, language: str) -> Reply:
    """Leaves a language out."""
    news, _ = _load(ctx)
    if language not in ctx.campaign.languages:
        raise Gone
    texts = {code: text for code, text in news.texts.items() if code != language}
    return _on(ctx, News(news.case, texts, language), language)


def answer(ctx: Context) -> Reply:
    """Takes the message as the text in the language that was asked for."""
    news, _ = _load(ctx)
    return _take(ctx, news, news.writing)


def edited(ctx: Context) -> Reply:
    """An edit of the newest text replaces it."""
    news, _ = _load(ctx)
    written = list(news.texts)
    return _take(ctx, news, written[-1]) if written else ()


def _take(ctx: Context, news: News, language: str) -> Reply:
    texts = {code: text for code, text in news.texts.items() if code != language}
    texts[language] = headline_text.read(ctx.incoming.text)
    headline_text.guard(ctx, news.case, texts[language])
    return _on(ctx, News(news.case, texts, language, ctx.incoming.message_id), language)


def _on(ctx: Context, news: News, done: str) -> Reply:
    order = list(ctx.campaign.languages)
    after = [code for code in order[order.index(done) + 1 :] if code not in news.texts]
    if after:
        return _ask(ctx, News(news.case, news.texts, after[0], news.answered_by))
    _put(ctx, News(news.case, news.texts, "", news.answered_by))
    return confirm(ctx)


def _ask(ctx: Context, news: News) -> Reply:
    _put(ctx, news)
    name = own_name(news.writing)
    text = paragraphs(
        bold(ctx.words("team.write_title", language=name)),
        ctx.words("team.write_help", language=name),
    )
    leave = Button(
        ctx.words.text("team.skip_language", language=name), data("news.skip", news.writing)
    )
    rows = (
        (leave,),
        (ctx.button("team.drop", "news.discard", style="danger"),),
        (ctx.button("button.back", "team.desk"),),
    )
    return (Show(Screen(text, rows)),)


def _alerts(ctx: Context, news: News, update: Update) -> dict[str, Screen]:
    case = ctx.campaign.case(news.case)
    if case is None:
        raise Gone
    return {
        code: compose_alert(ctx.campaign, ctx.campaign.speak(code), case, update, code)
        for code in news.texts
    }


def confirm(ctx: Context) -> Reply:
    """The alert in every language exactly as people will see it, then the question, with
    numbers.
    """
    news, revision = _load(ctx)
    if not news.texts:
        return (
            Toast(ctx.words.text("team.no_text"), alert=True),
            *_ask(ctx, News(news.case, {}, ctx.campaign.languages[0])),
        )
    draft = Update(slug="preview", case=news.case, published_on=ctx.now.date(), texts=news.texts)
    shown = [
        Keep(
            Screen(
                lines(
                    bold(ctx.words("team.preview_title", language=own_name(code))), "", screen.text
                ),
                screen.rows,
            )
        )
        for code, screen in _alerts(ctx, news, draft).items()
    ]
    return (*shown, Keep(_question(ctx, news, revision)))


def _question(ctx: Context, news: News, revision: int) -> Screen:
    missing = [code for code in ctx.campaign.languages if code not in news.texts]
    unreviewed = [code for code in news.texts if not ctx.campaign.reviewed.get(code)]
    first = next(
        (code for code in ctx.campaign.languages if code in news.texts), next(iter(news.texts))
    )
    careful = headline_text.careful(ctx, news.case, news.texts)
    text = paragraphs(
        bold(ctx.words("team.confirm_title")),
        reach(ctx, "team.confirm_to", headcounts.followers(ctx.session, news.case, ctx.now)),
        ctx.words("team.confirm_missing", languages=listed(missing), fallback=own_name(first))
        if missing
        else None,
        ctx.words("team.unreviewed", languages=listed(unreviewed)) if unreviewed else None,
        careful,
    )
    change = [
        (Button(ctx.words.text("team.rewrite", language=own_name(code)), data("news.write", code)),)
        for code in ctx.campaign.languages
    ]
    key = "edit.publish_careful" if careful else "team.publish"
    go = (ctx.button(key, "news.publish", revision, seconds(ctx.now), style="primary"),)
    drop = (
        ctx.button("team.drop", "news.discard", style="danger"),
        ctx.button("button.back", "team.desk"),
    )
    return Screen(text, (go, *change, drop))


def publish(ctx: Context, revision: str, asked: str) -> Reply:
    """News and its alert go out together, after a second person's yes where one must approve; until
    then the news is a draft. This message becomes the live count.
    """
    news, current = _load(ctx)
    if not news.texts:
        return confirm(ctx)
    if (
        revision != str(current)
        or not asked.isdigit()
        or seconds(ctx.now) - int(asked) > CONFIRM_SECONDS
    ):
        toast = Toast(ctx.words.text("team.expired"), alert=True)
        return (toast, Show(_question(ctx, news, current)))
    update = published.publish_update(
        ctx.session, news.case, news.texts, ctx.us.alias, ctx.now, state=RevisionState.DRAFT
    )
    audience, title = Audience("case", news.case), next(iter(news.texts.values())).title
    order = Order(audience, news.case, title, _alerts(ctx, news, update), news=update.slug)
    message = broadcasts.start(ctx.session, order, ctx.now, ctx.us)
    conversation_state.drop(ctx.session, ctx.me.number, KIND)
    return deliveries.started(ctx, message)


def discard(ctx: Context) -> Reply:
    """Throws the draft away."""
    conversation_state.drop(ctx.session, ctx.me.number, KIND)
    return (Toast(ctx.words.text("team.dropped")), *desk(ctx))
