"""Did they reply? What to do next: a second letter, one's own foreign ministry, the UN."""

from __future__ import annotations

import secrets
from dataclasses import replace

from content.errors import Gone
from content.language import i18n
from content.letters.sentences import Letters
from content.missions.mission import Mission
from content.missions.names import mission_name, short_name
from content.notices import followups as asking
from content.text.markup import Rich, bold, lines, paragraphs
from content.text.messages import Button, Reply, Screen, Show, Toast, data
from handlers.context import Context
from handlers.letters.after import share
from handlers.letters.draft import BOTH, Writing, closed, letters_of
from handlers.letters.flow import put
from storage.delivery import followups
from storage.delivery.followups import Sent

Rows = tuple[tuple[Button, ...], ...]


def _mine(ctx: Context, tag: str) -> tuple[Sent, Mission]:
    """The person's own letter that a button names, and its office; Gone if either is no more."""
    sent = followups.mine(ctx.session, ctx.me.number, tag)
    office = ctx.campaign.mission(sent.mission) if sent else None
    if sent is None or office is None or ctx.campaign.case(sent.case) is None:
        raise Gone
    ctx.speaks_of(sent.case)
    return sent, office


def replied(ctx: Context, tag: str, reply: str) -> Reply:
    """Keeps the answer and shows what can be done with it; another answer replaces it."""
    sent, office = _mine(ctx, tag)
    if reply not in asking.REPLIES:
        raise Gone
    answer = asking.Answer(reply)
    followups.answer(ctx.session, ctx.me.number, sent, answer)
    if answer in asking.UNREACHED:
        followups.report(ctx.session, office, ctx.now)
    screens = dict.fromkeys(asking.UNREACHED, _unreached) | {
        asking.Answer.YES: _yes,
        asking.Answer.NO: _no,
    }
    return (Toast(ctx.words.text("followup.noted")), Show(screens[answer](ctx, tag, sent, office)))


def quiet(ctx: Context, tag: str) -> Reply:
    """Asks nothing more about this letter."""
    sent, _ = _mine(ctx, tag)
    followups.quiet(ctx.session, ctx.me.number, sent)
    return (Toast(ctx.words.text("followup.quiet")),)


def _yes(ctx: Context, _tag: str, sent: Sent, office: Mission) -> Screen:
    keep = ctx.words("followup.yes_next", mission=mission_name(ctx.words, office))
    text = paragraphs(bold(ctx.words("followup.yes_title")), keep)
    write = (ctx.button("letter.another", "letter.begin", sent.case),) if _open(ctx, sent) else ()
    read = ctx.button("followup.case", "case.show", sent.case)
    return Screen(text, ((share(ctx, sent.case),), (*write, read), _home(ctx)))


def _no(ctx: Context, tag: str, sent: Sent, office: Mission) -> Screen:
    """The ladder: a second letter to the same office, one's own ministry, the UN."""
    if not _open(ctx, sent):
        why, read = closed(ctx, sent.case), ctx.button("followup.case", "case.show", sent.case)
        return Screen(ctx.words(why.key, None, **why.values), ((read,), _home(ctx)))
    on = ctx.words("followup.no_next", mission=mission_name(ctx.words, office))
    text = paragraphs(bold(ctx.words("followup.no_title")), on)
    second = ctx.button("followup.chaser", "letter.again", tag, style="primary")
    return Screen(text, ((second,), *_higher(ctx, tag, office), _home(ctx)))


def _higher(ctx: Context, tag: str, office: Mission) -> Rows:
    ministries, un = asking.higher(ctx.campaign, office)
    ministry = ((ctx.button("followup.ministry", "letter.ministry", tag),),) if ministries else ()
    return (*ministry, *_un(ctx, tag, un))


def _un(ctx: Context, tag: str, un: Mission | None) -> Rows:
    return ((ctx.button("followup.un", "letter.climb", tag, un.slug),),) if un else ()


def _unreached(ctx: Context, tag: str, sent: Sent, office: Mission) -> Screen:
    """The letter did not arrive: the post, another office near it, or the ladder."""
    others = asking.instead(ctx.campaign, office) if _open(ctx, sent) else []
    post = office.address if office.address and _open(ctx, sent) else None
    text = paragraphs(
        bold(ctx.words("followup.unreached_title")),
        ctx.words("followup.unreached"),
        _address(ctx, office, post) if post else None,
        ctx.words("followup.unreached_next") if others else None,
    )
    by_post = (
        ((ctx.button("followup.by_post", "letter.climb", tag, office.slug, style="primary"),),)
        if post
        else ()
    )
    rows = [(_to(ctx, tag, other),) for other in others]
    higher = () if rows or post or not _open(ctx, sent) else _higher(ctx, tag, office)
    return Screen(text, (*by_post, *rows, *higher, _home(ctx)))


def _address(ctx: Context, office: Mission, post: str) -> Rich:
    day = i18n.date_long(office.verified_on, ctx.language)
    return lines(
        ctx.words("letter.post", address=post),
        ctx.words("letter.verified", day=day, source=office.source),
    )


def ministry(ctx: Context, tag: str) -> Reply:
    """Which country is yours? The person's own, if they picked one, comes first. The choice is not
    kept.
    """
    _, office = _mine(ctx, tag)
    ministries, un = asking.higher(ctx.campaign, office)
    found = sorted(ministries, key=lambda one: one.country != ctx.me.country)
    names = [i18n.country(one.country, ctx.language) if one.country else one.city for one in found]
    rows = tuple(
        (Button(name, data("letter.climb", tag, one.slug)),)
        for name, one in zip(names, found, strict=True)
    )
    text = paragraphs(
        bold(ctx.words("followup.ministry_title")), ctx.words("followup.ministry_help")
    )
    return (
        Show(
            Screen(
                text,
                (
                    *rows,
                    *_un(ctx, tag, un),
                    (ctx.button("button.back", "letter.replied", tag, asking.Answer.NO),),
                ),
            )
        ),
    )


def again(ctx: Context, tag: str) -> Reply:
    """A second letter to the same office, finished with one tap: it begins with the first one's
    silence.
    """
    sent, office = _mine(ctx, tag)
    return _begin(ctx, sent, office, again=True)


def climb(ctx: Context, tag: str, slug: str) -> Reply:
    """A letter to the office above, or to another one near."""
    sent, _ = _mine(ctx, tag)
    if (office := ctx.campaign.mission(slug)) is None:
        raise Gone
    return _begin(ctx, sent, office, again=False)


def _begin(ctx: Context, sent: Sent, office: Mission, *, again: bool) -> Reply:
    if not _open(ctx, sent):
        raise closed(ctx, sent.case)
    fresh = Writing(
        sent.case,
        secrets.randbits(48),
        mission=office.slug,
        again=again,
        step="preview",
        answered="all",
    )
    letters = letters_of(ctx, fresh)
    return put(
        ctx,
        replace(
            fresh,
            language=_languages(ctx, letters, office),
            points=tuple(point.id for point in letters.points),
        ),
    )


def _languages(ctx: Context, letters: Letters, office: Mission) -> str:
    """The writer's language, beside it the one that an office above the embassy reads."""
    own, theirs = ctx.reads, letters.read_by(office)
    if own not in letters.texts:
        return theirs
    return own if own == theirs or office.kind.is_mission else f"{own}{BOTH}{theirs}"


def _open(ctx: Context, sent: Sent) -> bool:
    case = ctx.campaign.case(sent.case)
    return case is not None and case.open_for_letters and ctx.campaign.letter(sent.case) is not None


def _to(ctx: Context, tag: str, office: Mission) -> Button:
    label = ctx.words.text("letter.write_to", mission=short_name(ctx.words, office))
    return Button(label, data("letter.climb", tag, office.slug))


def _home(ctx: Context) -> tuple[Button, ...]:
    return (ctx.button("button.home", "home.show"),)
