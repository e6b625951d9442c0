"""Long lists: page by page, and found by typed words in any language.

A list's own route takes its page as its last argument: a number, ASK to be asked for words, or
FOUND and a number for a page of what the words found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from content.text.folding import fold
from content.text.markup import Rich, bold, lines, paragraphs
from content.text.messages import Button, Reply, Screen, Show, Toast
from content.text.route_codes import code
from handlers.context import Context
from storage.people import conversation_state

T = TypeVar("T")
Place = tuple[str, ...]  # a list's route with its arguments, all but the page
KIND = "search"
ASK, FOUND = "?", "~"
REPEATED = 60  # characters of what was typed that a sentence repeats
DIGITS = 4  # of a page at most


class NothingFound(Exception):
    """The words that were typed fit nothing in the list."""

    def __init__(self, route: Place, words: str) -> None:
        self.route, self.words = route, words
        super().__init__(route[0])


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list. `words` is what was searched for, '' for all of it.

    `moved`: the button that was pressed named a page or a search that is no longer there.
    """

    route: Place
    words: str
    shown: Sequence[T]
    at: int
    pages: int
    total: int
    moved: bool


def is_page(argument: str) -> bool:
    """Whether a route's argument is a page of its list."""
    number = argument.removeprefix(FOUND)
    return argument in (ASK, FOUND) or (number.isdecimal() and len(number) <= DIGITS)


def matching(every: Iterable[T], titles: Callable[[T], Iterable[str]], words: str) -> list[T]:
    """Those of which one title holds every word, whatever its width, case, accents and spaces."""
    wanted = [fold(word) for word in words.split()]
    if not any(wanted):
        return [] if words else list(every)

    def fits(one: T) -> bool:
        folded = [fold(title) for title in titles(one)]
        return any(all(word in title for word in wanted) for title in folded)

    return [one for one in every if fits(one)]


def page(
    ctx: Context,
    route: Place,
    argument: str,
    every: Iterable[T],
    titles: Callable[[T], Iterable[str]],
    size: int,
) -> Page[T]:
    """The page that a route's argument names, the first where there is none of that number.

    NothingFound if words were typed that fit nothing.
    """
    searching = argument.startswith(FOUND)
    words = _words(ctx, route) if searching else ""
    found = matching(every, titles, words)
    if words and not found:
        raise NothingFound(route, words)
    if searching:
        leave(ctx)
    over = searching and not words
    number = "" if over else argument.removeprefix(FOUND)
    asked = int(number) if number.isdecimal() and len(number) <= DIGITS else 0
    at = asked if asked * size < len(found) else 0
    return Page(
        route,
        words,
        found[at * size : (at + 1) * size],
        at,
        -(-len(found) // size),
        len(found),
        moved=over or at != asked,
    )


def place(ctx: Context, page: Page[T]) -> Rich | None:
    """Where in the list one is, and what was searched for; None where all of it is shown."""
    found = (
        ctx.words("list.found", query=page.words[:REPEATED], total=page.total)
        if page.words
        else None
    )
    if page.pages < 2:
        return found
    where = ctx.words("list.place", page=page.at + 1, pages=page.pages, total=page.total)
    return lines(found, where)


def ways(
    ctx: Context, page: Page[T], more: str, *last: Button, up: Button, searched: bool = True
) -> tuple[tuple[Button, ...], ...]:
    """The way on, called `more`, beside the search, and the way back: a page, to the whole list, or
    `up`. Buttons of `last` stand beside what there is on the last page. `searched`: words may be
    typed here.
    """
    mark = FOUND if page.words else ""
    on = page.at + 1 < page.pages
    following = (ctx.button(more, *page.route, f"{mark}{page.at + 1}"),) if on else last
    long = searched and (page.pages > 1 or page.words)
    search = (ctx.button("list.search", *page.route, ASK),) if long else ()
    row = (*following, *search)
    return (*((row,) if row else ()), (_back(ctx, page, mark, up),))


def _back(ctx: Context, page: Page[T], mark: str, up: Button) -> Button:
    if page.at:
        return ctx.button("button.back", *page.route, f"{mark}{page.at - 1}")
    return ctx.button("list.whole", *page.route, 0) if page.words else up


def shown(ctx: Context, page: Page[T], screen: Screen) -> Reply:
    """The list's screen; with a word about it where the button was out of date."""
    out_of_date = page.moved and ctx.incoming.kind == "button"
    toast = (Toast(ctx.words.text("toast.updated")),) if out_of_date else ()
    return (*toast, Show(screen))


def ask(ctx: Context, route: Place, *others: Button) -> Reply:
    """Asks for the words; what was asked before is asked again when the search ends."""
    before = conversation_state.awaiting(ctx.session, ctx.sealer, ctx.me.number, ctx.now)
    value = {"list": _kept(route), "words": "", "before": before.kind if before else ""}
    conversation_state.put(
        ctx.session, ctx.sealer, ctx.me.number, KIND, value, ctx.now, awaiting=True
    )
    text = paragraphs(bold(ctx.words("list.search_title")), ctx.words("list.search_help"))
    rows = tuple((button,) for button in others)
    return (Show(Screen(text, (*rows, (ctx.button("button.back", *route, 0),)))),)


def taken(ctx: Context, asked: conversation_state.Stored) -> tuple[str, ...]:
    """Takes the words that were typed; the button's parts that show what they find."""
    words = " ".join(ctx.incoming.text.text.split())
    conversation_state.put(
        ctx.session,
        ctx.sealer,
        ctx.me.number,
        KIND,
        {**asked.value, "words": words},
        ctx.now,
        awaiting=True,
    )
    return (*asked.value["list"], FOUND)


def nothing(ctx: Context, nothing: NothingFound) -> Reply:
    """Says that the words fit nothing; other words may be typed at once."""
    text = paragraphs(
        bold(ctx.words("list.nothing_title")),
        ctx.words("list.nothing", query=nothing.words[:REPEATED]),
    )
    whole = ctx.button("list.whole", *nothing.route, 0, style="primary")
    return (Show(Screen(text, ((whole,),))),)


def leave(ctx: Context) -> tuple[str, ...]:
    """Ends a search that waits for words; the parts of its list's button, () if there is none.

    The question that it came between is open again; what was found can still be paged through.
    """
    asked = conversation_state.awaiting(ctx.session, ctx.sealer, ctx.me.number, ctx.now)
    if asked is None or asked.kind != KIND:
        return ()
    conversation_state.ask_again(ctx.session, ctx.me.number, asked.value["before"])
    return tuple(asked.value["list"])


def _words(ctx: Context, route: Place) -> str:
    """What was last searched for in this list; '' if nothing was, or in another one since."""
    stored = conversation_state.get(ctx.session, ctx.sealer, ctx.me.number, KIND, ctx.now)
    if stored is None or stored.value["list"] != _kept(route):
        return ""
    return str(stored.value["words"])


def _kept(route: Place) -> list[str]:
    """The list as its buttons name it: a search of an earlier release goes on."""
    return [code(route[0]), *route[1:]]
