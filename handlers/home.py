"""The first minute: the greeting, links that land on their target, help, the language, and words
that fit nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from content.errors import Gone, Hidden, UserError
from content.language.i18n import best, words_for
from content.language.languages import LANGUAGES, own_name
from content.text.markup import Rich, bold, join, lines, paragraphs
from content.text.messages import Button, Menu, Reply, Screen, Show, Toast, data
from handlers import cases, events, letters, privacy, updates, zones
from handlers.context import Context
from handlers.route import help_lines
from handlers.screen_words import screen_for
from handlers.team import people
from storage.people import conversation_state, supporters

LINKS: dict[str, Callable[[Context, str], Reply]] = {
    "case": cases.show,
    "event": events.show,
    "write": letters.begin,
}


def start(ctx: Context, payload: str = "") -> Reply:
    """The home screen, or the target of a link with the greeting above it."""
    kind, _, slug = payload.partition("_")
    if kind == "team":
        return people.join(ctx, slug)
    if payload in ("", "group"):
        return (Show(_home(ctx, _spoken(ctx) if ctx.fresh else None)),)
    if kind not in LINKS:
        return (Show(_home(ctx, ctx.words("home.link_unknown"))),)
    try:
        reply = LINKS[kind](ctx, slug)
    except Hidden as hidden:
        return (Show(_home(ctx, ctx.words(hidden.key))),)
    except Gone:
        return (Show(_home(ctx, ctx.words("home.link_gone"))),)
    except UserError as refused:
        return (Show(_home(ctx, ctx.words(refused.key, None, **refused.values))),)
    return _greeted(ctx, reply)


def _greeted(ctx: Context, reply: Reply) -> Reply:
    """The same reply with the greeting as one line above its first screen."""
    greeting = lines(
        ctx.words("home.greeting", campaign=_texts(ctx)[0]), _spoken(ctx) if ctx.fresh else None
    )
    first = next((at for at, op in enumerate(reply) if isinstance(op, Show)), None)
    return tuple(
        Show(replace(op.screen, text=paragraphs(greeting, op.screen.text)))
        if at == first and isinstance(op, Show)
        else op
        for at, op in enumerate(reply)
    )


def home(ctx: Context) -> Reply:
    """What happened, what one can do, and the way to everything."""
    return (Show(_home(ctx)),)


def _texts(ctx: Context) -> tuple[str, str, str]:
    text, _ = ctx.campaign.words(ctx.campaign.texts, ctx.reads)
    return text.name, text.one_sentence, text.what_you_can_do


def _home(ctx: Context, note: Rich | None = None) -> Screen:
    if not ctx.campaign.texts:
        return _setting_up(ctx)
    name, happened, possible = _texts(ctx)
    # A withdrawn case is in no sentence either.
    shown = [case for case in ctx.campaign.cases if case.publishable]
    if len(shown) == 1:
        ctx.speaks_of(shown[0].slug)  # the campaign's sentence is about it
    about = (happened, possible) if shown else (ctx.words("case.none"),)
    text = paragraphs(note, bold(name), *about, ctx.words("home.privacy_line"))
    others = tuple(own_name(code) for code in ctx.campaign.languages if code != ctx.reads)
    language = Button("🌐 " + " · ".join(others), data("language.list"))
    return Screen(
        text, (*ways(ctx), (ctx.button("home.updates", "updates.show"), language), _privacy(ctx))
    )


def _setting_up(ctx: Context) -> Screen:
    """Nothing is public yet: the team goes to its desk, everybody else comes back later."""
    desk = ((ctx.button("team.open", "team.desk", style="primary"),),) if ctx.role else ()
    return Screen(
        ctx.words("home.setting_up"),
        (*desk, (ctx.button("button.language", "language.list"), *_privacy(ctx))),
    )


def _privacy(ctx: Context) -> tuple[Button, ...]:
    return (ctx.button("home.privacy", "privacy.show"),)


def ways(ctx: Context) -> tuple[tuple[Button, ...], ...]:
    """The three things to do; an open letter comes first."""
    shown = [case for case in ctx.campaign.cases if case.publishable]
    only = shown[0] if len(shown) == 1 else None
    case = (
        ctx.button("home.case", "case.show", only.slug)
        if only
        else ctx.button("home.cases", "case.list")
    )
    open_letter = conversation_state.get(
        ctx.session, ctx.sealer, ctx.me.number, letters.KIND, ctx.now
    )
    if open_letter:
        found = [ctx.button("home.continue", "letter.resume"), case]
    elif any(one.open_for_letters and ctx.campaign.letter(one.slug) for one in shown):
        found = [case, ctx.button("home.write", "letter.choose_case")]
    else:
        found = [case]
    first, *rest = (*found, ctx.button("home.event", "event.list"))
    return ((replace(first, style="primary"),), *((button,) for button in rest))


def help(ctx: Context) -> Reply:
    """What can be done here: the commands, and buttons."""
    commands = lines(*help_lines(ctx.routes, ctx.words))
    return (Show(_list(ctx, paragraphs(bold(ctx.words("home.help_title")), commands))),)


def _list(ctx: Context, text: Rich) -> Screen:
    more = (ctx.button("home.updates", "updates.show"), ctx.button("home.privacy", "privacy.show"))
    return Screen(text, (*ways(ctx), more, (ctx.button("button.home", "home.show"),)))


def language(ctx: Context) -> Reply:
    """A list of languages, each in its own script."""
    order = sorted(ctx.campaign.languages, key=lambda code: code != ctx.reads)
    rows = [
        (
            Button(
                own_name(code),
                data("language.set", code),
                style="primary" if code == ctx.reads else None,
            ),
        )
        for code in order
    ]
    title = join(
        " · ", [words_for(code)("home.language_title") for code in order if code in LANGUAGES]
    )
    text = lines(bold(title), ctx.words("home.language_now", language=own_name(ctx.reads)))
    return (Show(Screen(text, (*rows, (ctx.button("button.back", "home.show"),)))),)


def set_language(ctx: Context, code: str) -> Reply:
    """The home screen in the language chosen, and the command menu with it."""
    if code not in ctx.campaign.languages:
        raise Gone
    person = supporters.change(ctx.session, ctx.me.number, language=code)
    changed = replace(ctx, person=person, words=ctx.campaign.speak(code))
    # They see this menu anyway.
    as_everybody = ctx.role is None and changed.language == best(ctx.incoming.language)
    menu = Menu(()) if as_everybody else changed.menu(ctx.role)
    if told := _spoken(changed):
        return (Show(_home(changed, told)), menu)
    return (Toast(changed.words.text("home.language_set")), *home(changed), menu)


def _spoken(ctx: Context) -> Rich | None:
    """Says in which language the bot speaks to somebody whose own only the campaign has;
    else None.
    """
    if ctx.reads == ctx.language:
        return None
    return ctx.words("home.words_in", language=own_name(ctx.reads))


def unknown(ctx: Context) -> Reply:
    """The screen that the typed words name, else a short list of what can be done."""
    if screen := named(ctx):
        return screen(ctx)
    return (
        Show(
            _list(ctx, paragraphs(bold(ctx.words("home.unknown_title")), ctx.words("home.unknown")))
        ),
    )


def named(ctx: Context) -> Callable[[Context], Reply] | None:
    """The screen that typed words name, or None."""
    screens: dict[str, Callable[[Context], Reply]] = {
        "letter": letters.choose_case,
        "cases": cases.cases,
        "events": events.events,
        "updates": updates.updates,
        "language": language,
        "privacy": privacy.privacy,
        "help": help,
    }
    if not ctx.incoming.plain or ctx.incoming.command:
        return None
    return screens.get(screen_for(ctx.incoming.text.text) or "")


def place_answer(ctx: Context) -> Reply:
    """The answer to the question where the person is; words that name a screen open it and end the
    question.
    """
    screen = named(ctx)
    if screen and zones.named(ctx.incoming.text.text) is None:
        return (updates.leave_place(ctx), *screen(ctx))
    return updates.place_answer(ctx)


def not_text(ctx: Context) -> Reply:
    """Says that only text and buttons are read, and what can be done."""
    return (
        Show(
            _list(
                ctx, paragraphs(bold(ctx.words("home.not_text_title")), ctx.words("home.not_text"))
            )
        ),
    )
