"""The team's group: it is named by an owner, gets supporters' questions, and answers by replying to
them.
"""

from __future__ import annotations

from sqlmodel import Session

from content.errors import Gone, NotAllowed
from content.notices import contact as screens
from content.text.messages import Keep, Reply, Screen, Toast
from handlers.contact import again_to
from handlers.context import Context
from storage.engine.tables import Contact, Supporter
from storage.library.published import words_of
from storage.people import team_inbox
from storage.people.team_inbox import Group


def name(ctx: Context) -> Reply:
    """Questions come to this group from now on."""
    group = Group(ctx.incoming.chat_id, ctx.language)
    team_inbox.set_group(ctx.session, ctx.sealer, group, ctx.me.number, ctx.now)
    return (Keep(Screen(ctx.words("contact.group_named"))),)


def answer(ctx: Context) -> Reply:
    """Passes a reply on to the supporter whose message it answers."""
    row = team_inbox.replied_to(ctx.session, ctx.incoming.reply_to or 0)
    _in_the_group(ctx)
    if row is None:
        return (Keep(Screen(ctx.words("contact.over"))),)
    if not ctx.incoming.text.text.strip():
        return (Keep(Screen(ctx.words("contact.text_only"))),)
    if len(ctx.incoming.text) > screens.WORDS_CHARACTERS:
        text = ctx.words(
            "contact.too_long", count=len(ctx.incoming.text), limit=screens.WORDS_CHARACTERS
        )
        return (Keep(Screen(text)),)
    screen = screens.for_person(
        words_of(ctx.session, _language(ctx.session, row)), row.id or 0, ctx.incoming.text
    )
    team_inbox.say(ctx.session, ctx.sealer, row, screen, ctx.now, to_team=False)
    person = ctx.words.text("contact.person", number=str(row.number))
    return (Keep(Screen(ctx.words("contact.answered", person=person))),)


def end(ctx: Context, number: str) -> Reply:
    """The team ends a conversation; the supporter is told."""
    _in_the_group(ctx)
    if not number.isdecimal() or len(number) > 12:
        raise Gone
    row = team_inbox.thread(ctx.session, int(number))
    if row is None:
        return (Toast(ctx.words.text("contact.over"), alert=True),)
    screen = screens.ended_for_person(words_of(ctx.session, _language(ctx.session, row)))
    team_inbox.say(ctx.session, ctx.sealer, row, screen, ctx.now, to_team=False)
    team_inbox.end(ctx.session, row)
    return (Toast(ctx.words.text("contact.ended")),)


def again(ctx: Context, id: str) -> Reply:
    """Passes on once more what may not have arrived in the group."""
    _in_the_group(ctx)
    return again_to(ctx, id, None)


def _in_the_group(ctx: Context) -> None:
    group = team_inbox.group(ctx.session, ctx.sealer)
    if group is None or group.chat_id != ctx.incoming.chat_id:
        raise NotAllowed


def _language(session: Session, row: Contact) -> str:
    return session.get_one(Supporter, row.supporter).language
