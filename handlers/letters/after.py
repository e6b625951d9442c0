"""After the letter went out: counted, forgotten, thanked; what happens next."""

from __future__ import annotations

from urllib.parse import quote

from content.language.numbers import counted
from content.missions.mission import Mission
from content.missions.names import mission_name
from content.notices import followups as asking
from content.text.markup import bold, paragraphs
from content.text.messages import KEPT, Button, Keep, Reply, Screen, Show
from handlers.context import Context
from handlers.letters.draft import KIND, Writing, at, office_of
from handlers.letters.flow import current
from storage.delivery import followups, headcounts
from storage.people import conversation_state, supporters


def sent(ctx: Context, revision: str) -> Reply:
    """Counts the letter once, forgets the words and the name, thanks."""
    if (writing := at(ctx, revision)) is None:
        return current(ctx)
    office = office_of(ctx, writing)
    fresh = supporters.sent_letter(
        ctx.session, ctx.me.number, writing.case, writing.mission, ctx.now
    )
    if fresh:
        followups.plan(ctx.session, ctx.me.number, writing.case, office, ctx.me.zone, ctx.now)
    conversation_state.drop(ctx.session, ctx.me.number, KIND)
    thanks = Keep(_thanks(ctx, writing, office, fresh=fresh))
    if ctx.incoming.data.startswith(f"{KEPT}:"):  # below the letter's text, which stays
        return (thanks,)
    return (Show(Screen(bold(ctx.words("letter.done")))), thanks)


def _thanks(ctx: Context, writing: Writing, office: Mission, *, fresh: bool) -> Screen:
    text = paragraphs(
        bold(ctx.words("letter.thanks_title")),
        ctx.words(
            "letter.thanks" if fresh else "letter.thanks_again",
            mission=mission_name(ctx.words, office),
        ),
        counted(ctx.words, "letter.count", headcounts.letters(ctx.session, writing.case)),
        ctx.words("followup.next") if fresh else None,
        ctx.words("letter.thanks_forgotten"),
    )
    following = writing.case in supporters.follows(ctx.session, ctx.me.number)
    follow = (
        ()
        if following
        else ((ctx.button("letter.follow", KEPT, "case.follow", writing.case, style="primary"),),)
    )
    tag = asking.tag(writing.case, office.slug)
    quiet = (ctx.button("followup.never", KEPT, "letter.quiet", tag),) if fresh else ()
    another = ctx.button("letter.another", KEPT, "letter.begin", writing.case)
    if writing.again and office.kind.is_mission:  # a second letter: the next step of the ladder
        another = ctx.button("followup.ministry", KEPT, "letter.ministry", tag)
    more = (another, ctx.button("followup.protest", KEPT, "event.list"))
    rows = (
        *follow,
        (share(ctx, writing.case),),
        more,
        (*quiet, ctx.button("button.home", KEPT, "home.show")),
    )
    return Screen(text, rows)


def share(ctx: Context, slug: str) -> Button:
    """A button that offers the case to whom the writer chooses; the link says nothing about the
    writer.
    """
    case = ctx.campaign.case(slug)
    ctx.speaks_of(slug)
    title = ctx.campaign.words(case.texts, ctx.reads)[0].title if case else ""
    link = quote(f"https://t.me/{ctx.bot_username}?start=case_{slug}", safe="")
    text = quote(ctx.words.text("followup.share_text", case=title), safe="")
    return Button(
        ctx.words.text("followup.share"), url=f"https://t.me/share/url?url={link}&text={text}"
    )
