"""Writing to the team: one message at a time, under a number, so that nothing is passed on by
mistake.
"""

from __future__ import annotations

from content.errors import Gone, UserError
from content.language.i18n import words_for
from content.notices import contact as screens
from content.text.markup import Rich, bold, paragraphs
from content.text.messages import Reply, Screen, Show, Toast
from handlers.context import Context
from storage.engine.tables import Contact
from storage.people import conversation_state, team_inbox

KIND = "contact"


def ask(ctx: Context) -> Reply:
    """Says what the team will see and takes the next text as the message."""
    if team_inbox.group(ctx.session, ctx.sealer) is None:
        text = paragraphs(bold(ctx.words("contact.title")), ctx.words("contact.closed"))
        return (Show(Screen(text, ((ctx.button("button.home", "home.show"),),))),)
    conversation_state.put(ctx.session, ctx.sealer, ctx.me.number, KIND, {}, ctx.now, awaiting=True)
    text = paragraphs(
        bold(ctx.words("contact.title")), ctx.words("contact.help"), ctx.words("contact.careful")
    )
    going_on = team_inbox.current(ctx.session, ctx.me.number)
    end = [(ctx.button("contact.end", "contact.end", going_on.id or 0),)] if going_on else []
    return (Show(Screen(text, (*end, (ctx.button("contact.leave", "contact.leave"),)))),)


def answer(ctx: Context) -> Reply:
    """Passes the text on to the team's group, without its formatting."""
    group = team_inbox.group(ctx.session, ctx.sealer)
    said = ctx.incoming.text.text.strip()
    if group is None:
        return ask(ctx)
    if not said:
        raise UserError("error.not_text")
    if len(said) > screens.WORDS_CHARACTERS:
        raise UserError("contact.too_long", count=len(said), limit=screens.WORDS_CHARACTERS)
    conversation_state.drop(ctx.session, ctx.me.number, KIND)
    row = team_inbox.open_or_go_on(ctx.session, ctx.me.number, ctx.now)
    screen = screens.for_team(words_for(group.language), row.number, row.id or 0, Rich(said))
    team_inbox.say(ctx.session, ctx.sealer, row, screen, ctx.now, to_team=True)
    person = ctx.words.text("contact.person", number=str(row.number))
    text = paragraphs(
        bold(ctx.words("contact.passed_on")), ctx.words("contact.how_long", person=person)
    )
    rows = (
        (ctx.button("contact.more", "contact.ask", style="primary"),),
        (ctx.button("contact.end", "contact.end", row.id or 0),),
        (ctx.button("button.home", "home.show"),),
    )
    return (Show(Screen(text, rows)),)


def leave(ctx: Context) -> Reply:
    """Nothing is passed on; the next text is none for the team."""
    conversation_state.drop(ctx.session, ctx.me.number, KIND)
    text = ctx.words("contact.left")
    return (
        Show(
            Screen(
                text,
                (
                    (ctx.button("contact.more", "contact.ask"),),
                    (ctx.button("button.home", "home.show"),),
                ),
            )
        ),
    )


def end(ctx: Context, number: str) -> Reply:
    """The supporter ends the conversation; the team is told."""
    row = _mine(ctx, number)
    conversation_state.drop(ctx.session, ctx.me.number, KIND)
    if row:
        team_inbox.end(ctx.session, row)
        group = team_inbox.group(ctx.session, ctx.sealer)
        if group:
            screen = screens.ended_for_team(words_for(group.language), row.number)
            team_inbox.say(ctx.session, ctx.sealer, row, screen, ctx.now, to_team=True)
    rows = (
        (ctx.button("contact.write_again", "contact.ask"),),
        (ctx.button("button.home", "home.show"),),
    )
    return (Toast(ctx.words.text("contact.ended")), Show(Screen(ctx.words("contact.ended"), rows)))


def again(ctx: Context, id: str) -> Reply:
    """Passes the team's words on once more that may not have arrived."""
    return again_to(ctx, id, ctx.me.number)


def again_to(ctx: Context, id: str, supporter: int | None) -> Reply:
    """Passes on once more what may not have arrived, to the team (None) or to a supporter."""
    if not id.isdecimal() or len(id) > 12:
        raise Gone
    found = team_inbox.again(ctx.session, int(id), supporter)
    return (Toast(ctx.words.text("contact.comes" if found else "contact.shown"), alert=not found),)


def _mine(ctx: Context, number: str) -> Contact | None:
    if not number.isdecimal() or len(number) > 12:
        raise Gone
    row = team_inbox.thread(ctx.session, int(number))
    return row if row and row.supporter == ctx.me.number else None
