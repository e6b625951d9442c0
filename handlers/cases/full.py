"""The full version of a case: section after section, each opening short; and what to say on the
street.
"""

from __future__ import annotations

from content.cases import Case, CaseText
from content.errors import Gone
from content.text.markup import Rich, bold, from_markdown, lines, paragraphs, quote, split
from content.text.messages import Button, Screen
from handlers.cases import figures
from handlers.cases.lookup import find, letter_row
from handlers.cases.timeline import moments
from handlers.context import Context

ORDER = ("happened", "risk", "asks", "background", "figures", "timeline")  # as they are read on
TALK = "talk"
FOLD_CHARACTERS = 450  # characters of a section above its fold


def section(ctx: Context, slug: str, name: str, page: str) -> Screen:
    """One page of the full version, with the way on; Gone for a section that the case does not
    have.
    """
    case, text, other = find(ctx, slug)
    order = _order(case, ctx)
    if name not in (*order, TALK) or (name == TALK and not text.talking_points):
        raise Gone
    pages = _pages(ctx, case, text, name)
    at = int(page) if page.isdecimal() and len(page) < 4 and int(page) < len(pages) else 0
    place = "" if name == TALK else f" · {order.index(name) + 1}/{len(order)}"
    heading = lines(bold(ctx.words(f"case.{name}_title") + place), text.title, other)
    return Screen(paragraphs(heading, pages[at]), _rows(ctx, case, text, name, (at, len(pages))))


def _order(case: Case, ctx: Context) -> tuple[str, ...]:
    return tuple(name for name in ORDER if name != "figures" or figures.of_case(ctx, case))


def _rows(
    ctx: Context, case: Case, text: CaseText, name: str, place: tuple[int, int]
) -> tuple[tuple[Button, ...], ...]:
    on = _next(ctx, case, name, place)
    main = (
        ((ctx.button("case.next_page", "case.section", case.slug, *on, style="primary"),),)
        if on
        else letter_row(ctx, case)
    )
    pictures = (
        tuple((button,) for button in figures.buttons(ctx, case)) if name == "figures" else ()
    )
    others = ["timeline", *([TALK] if text.talking_points else [])]
    tabs = tuple(
        ctx.button(f"case.{other}", "case.section", case.slug, other)
        for other in others
        if other != name
    )
    return (*main, *pictures, tabs, (ctx.button("button.back", "case.show", case.slug),))


def _next(ctx: Context, case: Case, name: str, place: tuple[int, int]) -> tuple[str | int, ...]:
    """Section and page that come after this one; nothing at the end."""
    at, pages = place
    if at + 1 < pages:
        return (name, at + 1)
    order = _order(case, ctx)
    following = order[order.index(name) + 1 :] if name in order else ()
    return following[:1]


def _pages(ctx: Context, case: Case, text: CaseText, name: str) -> list[Rich]:
    match name:
        case "happened":
            return folded(text.what_happened)
        case "risk":
            return folded(text.who_is_at_risk)
        case "asks":
            return [paragraphs(ctx.words("case.asks_intro"), _numbered(text.asks))]
        case "background":
            return folded(text.background)
        case "figures":
            return figures.pages(ctx, case)
        case "talk":
            return [
                paragraphs(
                    ctx.words("case.talk_intro"),
                    "\n\n".join(f"• {one}" for one in text.talking_points),
                )
            ]
        case _:
            return moments(ctx, case, text)


def _numbered(asks: tuple[str, ...]) -> Rich:
    return lines(*(f"{at}. {ask}" for at, ask in enumerate(asks, 1)))


def folded(source: str) -> list[Rich]:
    """Markdown in pages of one message; the first opens short and folds the rest."""
    head, rest, full = "", "", [""]
    for part in source.split("\n\n"):
        if not rest and (not head or len(head) + len(part) < FOLD_CHARACTERS):
            head = f"{head}\n\n{part}".strip()
        elif len(head) + len(rest) + len(part) < 3400 and not full[0]:
            rest = f"{rest}\n\n{part}".strip()
        elif len(full[-1]) + len(part) < 3400:
            full[-1] = f"{full[-1]}\n\n{part}".strip()
        else:
            full.append(part)
    first = paragraphs(
        from_markdown(head), quote(from_markdown(rest), expandable=True) if rest else None
    )
    pages = [first, *(from_markdown(page) for page in full if page)]
    return [piece for page in pages for piece in split(page, 3500)]
