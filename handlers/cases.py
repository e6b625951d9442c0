"""Cases: the list, a briefing that opens short and unfolds, following."""

from __future__ import annotations

from datetime import date

from babel.dates import format_skeleton

from content.cases import Case, CaseText
from content.errors import Gone
from content.i18n import NATIVE, date_long, days_until, locale
from content.markup import Rich, bold, from_markdown, lines, paragraphs, quote, split
from content.messages import Button, Reply, Screen, Show, Toast, data
from handlers.context import Context
from handlers.timeline import figures, moments
from storage import supporters

SECTIONS = ("happened", "risk", "asks", "background", "timeline")
FOLD = 450  # characters of a section above its fold
PAGE = 4


def find(ctx: Context, slug: str) -> tuple[Case, CaseText, Rich | None]:
    """The case, its text, and a line if the text is in another language; Gone if it may not be shown."""
    if (case := ctx.campaign.case(slug)) is None:
        raise Gone
    text, code = ctx.campaign.words(case.texts, ctx.language)
    other = None if code == ctx.language else ctx.words("case.fallback", language=NATIVE.get(code, code))
    return case, text, other


def cases(ctx: Context, page: str = "") -> Reply:
    """The cases with status and date; the only one opens at once."""
    shown = [case for case in ctx.campaign.cases if case.publishable]
    if len(shown) == 1:
        return show(ctx, shown[0].slug)
    at = int(page) if page.isdecimal() and len(page) < 4 and int(page) * PAGE < len(shown) else 0
    part = shown[at * PAGE : (at + 1) * PAGE]
    titles = [ctx.campaign.words(case.texts, ctx.language)[0].title for case in part]
    about = [lines(bold(title), status(ctx, case)) for title, case in zip(titles, part, strict=True)]
    text = paragraphs(bold(ctx.words("case.list_title")), *(about or [ctx.words("case.none")]))
    rows = [(Button(title, data("case", case.slug)),) for title, case in zip(titles, part, strict=True)]
    more = ((ctx.button("case.more", "cases", at + 1),),) if len(shown) > (at + 1) * PAGE else ()
    back = ctx.button("button.back", "cases", at - 1) if at else ctx.button("button.home", "home")
    return (Show(Screen(text, (*rows, *more, (back,)))),)


def status(ctx: Context, case: Case) -> Rich:
    """What is known, since when, the date of the last report, and by when to act."""
    known = ctx.words(
        f"case.status.{case.status.value}",
        since=partial(case.status_since, ctx.language),
        day=date_long(case.last_report, ctx.language),
    )
    return lines(known, _act_before(ctx, case.act_before) if case.act_before and case.status.takes_letters else None)


def _act_before(ctx: Context, day: date) -> Rich:
    left = days_until(day, ctx.now.date())
    if left < 0:
        return ctx.words("case.act_past", day=date_long(day, ctx.language))
    return ctx.words("case.act_before", day=date_long(day, ctx.language), left=countdown(ctx, left))


def countdown(ctx: Context, left: int) -> Rich:
    """Whole days from today in words."""
    return ctx.words(("when.today", "when.tomorrow")[left]) if left < 2 else ctx.words("when.in_days", n=left)


def partial(value: str, language: str) -> str:
    """A year, month or day as its language writes it."""
    if len(value) == 10:
        return date_long(date.fromisoformat(value), language)
    skeleton = "yMMMM" if len(value) == 7 else "y"
    return str(format_skeleton(skeleton, date.fromisoformat((value + "-01-01")[:10]), locale=locale(language)))


def show(ctx: Context, slug: str, section: str = "", page: str = "") -> Reply:
    """The briefing, short; with a section, that part of it."""
    if section not in ("", *SECTIONS):
        raise Gone
    find(ctx, slug)
    return (Show(_section(ctx, slug, section, page) if section else _briefing(ctx, slug)),)


def _briefing(ctx: Context, slug: str) -> Screen:
    case, text, other = find(ctx, slug)
    followed = slug in supporters.follows(ctx.session, ctx.me.number)
    state = ctx.words("case.following") if followed else None
    shown = paragraphs(lines(bold(text.title), other), status(ctx, case), text.summary, state)
    follow = ("case.unfollow", "unfollow") if followed else ("case.follow", "follow")
    several = sum(case.publishable for case in ctx.campaign.cases) > 1
    rows = (
        *_letter(ctx, case),
        (_tab(ctx, slug, "happened"), _tab(ctx, slug, "asks")),
        (_tab(ctx, slug, "timeline"), ctx.button(follow[0], follow[1], slug)),
        (ctx.button("button.back", "cases") if several else ctx.button("button.home", "home"),),
    )
    return Screen(shown, rows)


def _letter(ctx: Context, case: Case) -> tuple[tuple[Button, ...], ...]:
    possible = case.open_for_letters and ctx.campaign.letter(case.slug)
    return ((ctx.button("case.write", "write", case.slug, style="primary"),),) if possible else ()


def _tab(ctx: Context, slug: str, section: str) -> Button:
    return ctx.button(f"case.{section}", "sec", slug, section)


def _section(ctx: Context, slug: str, section: str, page: str) -> Screen:
    case, text, other = find(ctx, slug)
    pages = _pages(ctx, case, text, section)
    at = int(page) if page.isdecimal() and len(page) < 4 and int(page) < len(pages) else 0
    heading = lines(bold(ctx.words(f"case.{section}_title")), text.title, other)
    if at + 1 < len(pages):
        more = ctx.button("case.next_page", "sec", slug, section, at + 1, style="primary")
        main: tuple[tuple[Button, ...], ...] = ((more,),)
    else:
        main = _letter(ctx, case)
    tabs = [_tab(ctx, slug, name) for name in SECTIONS if name != section]
    rows = (*main, tuple(tabs[:2]), tuple(tabs[2:]), (ctx.button("button.back", "case", slug),))
    return Screen(paragraphs(heading, pages[at]), rows)


def _pages(ctx: Context, case: Case, text: CaseText, section: str) -> list[Rich]:
    match section:
        case "happened":
            return folded(text.what_happened)
        case "risk":
            return folded(text.who_is_at_risk)
        case "asks":
            asks = lines(*(f"{at}. {ask}" for at, ask in enumerate(text.asks, 1)))
            return [paragraphs(ctx.words("case.asks_intro"), asks)]
        case "background":
            return [*folded(text.background), *figures(ctx, case)]
        case _:
            return moments(ctx, case, text)


def folded(source: str) -> list[Rich]:
    """Markdown in pages of one message; the first opens short and folds the rest."""
    head, rest, full = "", "", [""]
    for part in source.split("\n\n"):
        if not rest and (not head or len(head) + len(part) < FOLD):
            head = f"{head}\n\n{part}".strip()
        elif len(head) + len(rest) + len(part) < 3400 and not full[0]:
            rest = f"{rest}\n\n{part}".strip()
        elif len(full[-1]) + len(part) < 3400:
            full[-1] = f"{full[-1]}\n\n{part}".strip()
        else:
            full.append(part)
    first = paragraphs(from_markdown(head), quote(from_markdown(rest), expandable=True) if rest else None)
    pages = [first, *(from_markdown(page) for page in full if page)]
    return [piece for page in pages for piece in split(page, 3500)]


def follow(ctx: Context, slug: str) -> Reply:
    """Follows the case; the button becomes its undo."""
    find(ctx, slug)
    supporters.follow(ctx.session, ctx.me.number, slug, ctx.now)
    return (Toast(ctx.words.text("case.followed")), Show(_briefing(ctx, slug)))


def unfollow(ctx: Context, slug: str) -> Reply:
    """Stops following; the button becomes its undo. Works for cases that are hidden by now."""
    supporters.unfollow(ctx.session, ctx.me.number, slug)
    find(ctx, slug)
    return (Toast(ctx.words.text("case.unfollowed")), Show(_briefing(ctx, slug)))
