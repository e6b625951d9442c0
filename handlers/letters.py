"""Writing a letter: case, office, language, points, own words, name, preview, and out into the world."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, replace
from typing import Any

from pydantic import TypeAdapter

from content import composer, i18n, places
from content.documents import eml, pdf
from content.errors import Gone, UserError
from content.i18n import words_for
from content.letters import LetterText
from content.markup import Rich, bold, lines, paragraphs, quote, rich
from content.messages import KEPT, AskLocation, Button, CloseKeyboard, File, Keep, Reply, Screen, Show, Toast, data
from content.missions import Mission
from handlers.context import Context
from handlers.naming import mission_name, short_name
from storage import drafts, supporters

KIND = "letter"
STEPS = ("mission", "language", "points", "words", "name", "preview")
ASKING = ("mission", "country", "near", "words", "name")
SHOWN = 4  # offices on one screen
COUNT_FLOOR = 5  # counts below are not told (SAFETY rule 8)


@dataclass(frozen=True)
class Writing:
    """What a draft has learnt so far."""

    case: str
    seed: int
    step: str = "mission"
    mission: str = ""
    language: str = ""
    points: tuple[str, ...] = ()
    words: str = ""
    name: str = ""
    found: tuple[str, ...] = ()
    answered: str = ""
    answered_by: int | None = None


_WRITING: TypeAdapter[Writing] = TypeAdapter(Writing)


def _load(value: dict[str, Any]) -> Writing:
    return _WRITING.validate_python(value)


def _draft(ctx: Context) -> tuple[Writing, int]:
    stored = drafts.get(ctx.session, ctx.sealer, ctx.me.number, KIND, ctx.now)
    if stored is None:
        raise UserError("letter.gone")
    writing = _load(stored.value)
    if not (case := ctx.campaign.case(writing.case)) or not case.open_for_letters:
        raise UserError("letter.closed")
    return writing, stored.revision


def _put(ctx: Context, writing: Writing) -> Reply:
    """Stores the draft and shows the step it is at."""
    stored = drafts.put(
        ctx.session, ctx.sealer, ctx.me.number, KIND, asdict(writing), ctx.now, awaiting=writing.step in ASKING
    )
    return (Show(_screen(ctx, writing, stored.revision)),)


def _at(ctx: Context, revision: str) -> Writing | None:
    """The draft if the button belongs to its present state, else None: the screen is then brought up to date."""
    writing, current = _draft(ctx)
    return writing if revision == str(current) else None


def _current(ctx: Context) -> Reply:
    writing, revision = _draft(ctx)
    return (Toast(ctx.words.text("toast.updated")), Show(_screen(ctx, writing, revision)))


# The way in


def choose_case(ctx: Context, _rest: str = "") -> Reply:
    """Continues the open draft, else the only case's letter, else a list of cases that take letters."""
    if drafts.get(ctx.session, ctx.sealer, ctx.me.number, KIND, ctx.now):
        return resume(ctx)
    cases = [case for case in ctx.campaign.cases if case.open_for_letters and ctx.campaign.letter(case.slug)]
    if len(cases) == 1:
        return begin(ctx, cases[0].slug)
    if not cases:
        raise UserError("letter.none_open")
    rows = [
        (Button(ctx.campaign.words(case.texts, ctx.language)[0].title, data("write", case.slug)),) for case in cases
    ]
    return (Show(Screen(bold(ctx.words("letter.choose_case")), (*rows, (ctx.button("button.home", "home"),)))),)


def begin(ctx: Context, case: str) -> Reply:
    """Starts a letter about a case, or continues the one that is open."""
    found = ctx.campaign.case(case)
    if found is None or ctx.campaign.letter(case) is None:
        raise Gone
    if not found.open_for_letters:
        raise UserError("letter.closed")
    stored = drafts.get(ctx.session, ctx.sealer, ctx.me.number, KIND, ctx.now)
    if stored and stored.value["case"] == case:
        return resume(ctx)
    return _put(ctx, Writing(case, secrets.randbits(48)))


def resume(ctx: Context) -> Reply:
    """The draft where it was left; its question is open again."""
    return _put(ctx, _draft(ctx)[0])


def cancel(ctx: Context, _rest: str = "") -> Reply:
    """Throws the draft away; asks first if own words would be lost."""
    stored = drafts.get(ctx.session, ctx.sealer, ctx.me.number, KIND, ctx.now)
    if stored is None:
        drafts.drop(ctx.session, ctx.me.number)
        return (
            Show(
                Screen(ctx.words("letter.nothing_to_cancel"), ((ctx.button("button.home", "home", style="primary"),),))
            ),
        )
    if stored.value["words"]:
        rows = ((ctx.button("letter.keep_writing", "resume", style="primary"),),
                (ctx.button("letter.throw_away", "lx", style="danger"),))  # fmt: skip
        return (Show(Screen(ctx.words("letter.cancel_sure"), rows)),)
    return discard(ctx)


def discard(ctx: Context) -> Reply:
    """Throws the draft away."""
    drafts.drop(ctx.session, ctx.me.number, KIND)
    rows = ((ctx.button("letter.write_again", "writing"),), (ctx.button("button.home", "home"),))
    return (Show(Screen(ctx.words("letter.cancelled"), rows)),)


# Steps


def mission(ctx: Context, revision: str, slug: str) -> Reply:
    """Chooses the office."""
    writing = _at(ctx, revision)
    if writing is None:
        return _current(ctx)
    if ctx.campaign.mission(slug) is None:
        raise Gone
    return _put(ctx, replace(writing, mission=slug, found=(), step="preview" if writing.answered else "language"))


def near(ctx: Context, revision: str) -> Reply:
    """Asks for the location, once."""
    if (writing := _at(ctx, revision)) is None:
        return _current(ctx)
    _put(ctx, replace(writing, step="near"))
    words = ctx.words
    return (
        AskLocation(words("letter.near_ask"), words.text("letter.share_location"), words.text("letter.no_location")),
    )


def country(ctx: Context, revision: str) -> Reply:
    """Asks for a country or city in words."""
    if (writing := _at(ctx, revision)) is None:
        return _current(ctx)
    return _put(ctx, replace(writing, step="country", found=()))


def language(ctx: Context, revision: str, code: str) -> Reply:
    """Chooses the letter's language; every point is taken at first."""
    if (writing := _at(ctx, revision)) is None:
        return _current(ctx)
    text = _texts(ctx, writing).get(code)
    if text is None:
        raise Gone
    points = writing.points or tuple(point.id for point in text.points)
    return _put(ctx, replace(writing, language=code, points=points, step="preview" if writing.answered else "points"))


def point(ctx: Context, revision: str, id: str) -> Reply:
    """Takes a point in or out."""
    if (writing := _at(ctx, revision)) is None:
        return _current(ctx)
    chosen = set(writing.points) ^ {id}
    points = tuple(point.id for point in _text(ctx, writing).points if point.id in chosen)
    return _put(ctx, replace(writing, points=points))


def step(ctx: Context, revision: str, to: str) -> Reply:
    """Goes to a step: forward, back or to change one thing."""
    writing = _at(ctx, revision)
    if writing is None:
        return _current(ctx)
    if to not in STEPS:
        raise Gone
    writing = replace(writing, answered="all") if to == "preview" else writing
    return _put(ctx, replace(writing, step=to, found=()))


def skip(ctx: Context, revision: str) -> Reply:
    """Leaves own words or the name out."""
    if (writing := _at(ctx, revision)) is None:
        return _current(ctx)
    return _put(ctx, _after(replace(writing, words="") if writing.step == "words" else replace(writing, name="")))


def _after(writing: Writing) -> Writing:
    follows = "preview" if writing.answered or writing.step == "name" else "name"
    return replace(writing, step=follows, answered="all" if follows == "preview" else "")


def answer(ctx: Context) -> Reply:
    """Takes a typed text or a shared place as the answer to the open question."""
    writing, _ = _draft(ctx)
    if writing.step == "near":
        return _placed(ctx, writing)
    if ctx.incoming.kind == "location":
        return _placed(ctx, writing)
    text = ctx.incoming.text.text.strip()
    if writing.step in ("mission", "country"):
        return _searched(ctx, writing, text)
    if writing.step == "words":
        if len(text) > composer.WORDS_LIMIT:
            raise UserError("letter.words_too_long", count=len(text), limit=composer.WORDS_LIMIT)
        return _put(ctx, replace(_after(replace(writing, words=text)), answered_by=ctx.incoming.message_id))
    if "\n" in text or len(text) > composer.NAME_LIMIT:
        raise UserError("letter.name_too_long", limit=composer.NAME_LIMIT)
    return _put(ctx, _after(replace(writing, name=text)))


def edited(ctx: Context) -> Reply:
    """An edit of the message that held the own words replaces them."""
    writing, _ = _draft(ctx)
    text = ctx.incoming.text.text.strip()
    if writing.answered_by != ctx.incoming.message_id or len(text) > composer.WORDS_LIMIT:
        return ()
    return _put(ctx, replace(writing, words=text))


def _placed(ctx: Context, writing: Writing) -> Reply:
    if ctx.incoming.place is None:
        closed = CloseKeyboard(ctx.words("letter.near_closed"))
        if ctx.incoming.kind == "location":
            closed = CloseKeyboard(ctx.words("letter.near_again"))
        return (closed, *_put(ctx, replace(writing, step="mission")))
    found = tuple(mission.slug for mission, _ in places.nearest(ctx.campaign.missions, ctx.incoming.place))
    kilometres = [
        i18n.number(round(far), ctx.language) for _, far in places.nearest(ctx.campaign.missions, ctx.incoming.place)
    ]
    names = [lines(f"{_name(ctx, slug)} – {far} km") for slug, far in zip(found, kilometres, strict=True)]
    shown = _put(ctx, replace(writing, step="mission", found=found))
    return (CloseKeyboard(lines(ctx.words("letter.near_found"), *names)), *shown)


def _name(ctx: Context, slug: str) -> str:
    mission = ctx.campaign.mission(slug)
    return mission_name(ctx.words, mission) if mission else slug


def _searched(ctx: Context, writing: Writing, text: str) -> Reply:
    missions = [mission for mission in ctx.campaign.missions if mission.kind.is_mission]
    found = places.search(missions, text)
    if not found:
        raise UserError("letter.no_mission", query=text[:60])
    return _put(ctx, replace(writing, step="mission", found=tuple(mission.slug for mission in found[:SHOWN])))


# Screens


def _texts(ctx: Context, writing: Writing) -> dict[str, LetterText]:
    letters = ctx.campaign.letter(writing.case)
    if letters is None:
        raise UserError("letter.closed")
    return letters.texts


def _text(ctx: Context, writing: Writing) -> LetterText:
    texts = _texts(ctx, writing)
    return texts.get(writing.language) or next(iter(texts.values()))


def _screen(ctx: Context, writing: Writing, revision: int) -> Screen:
    screens = {"mission": _ask_mission, "near": _ask_mission, "country": _ask_country, "language": _ask_language,
               "points": _ask_points, "words": _ask_words, "name": _ask_name, "preview": _preview}  # fmt: skip
    return screens[writing.step](ctx, writing, revision)


def _heading(ctx: Context, writing: Writing, key: str) -> Rich:
    at = STEPS.index(writing.step if writing.step in STEPS else "mission") + 1
    return lines(bold(ctx.words(key)), ctx.words("letter.step", at=at, of=len(STEPS)))


def _back(ctx: Context, writing: Writing, revision: int) -> tuple[Button, ...]:
    """Back to the step before, or to the preview when only one thing is being changed."""
    if writing.answered and writing.step != "preview":
        return (ctx.button("button.back", "l", revision, "preview"),)
    at = STEPS.index(writing.step) if writing.step in STEPS else 0
    return (
        ctx.button("button.back", "l", revision, STEPS[at - 1])
        if at
        else ctx.button("button.back", "case", writing.case),
    )


def _ask_mission(ctx: Context, writing: Writing, revision: int) -> Screen:
    usual = [mission.slug for mission in ctx.campaign.missions if mission.kind.is_mission and mission.address]
    rows = []
    for at, slug in enumerate((writing.found or usual)[:SHOWN]):
        chosen = ctx.campaign.mission(slug)
        if chosen:
            label = ctx.words.text("letter.write_to", mission=short_name(ctx.words, chosen))
            rows.append((Button(label, data("lm", revision, slug), style=None if at else "primary"),))
    finders = (ctx.button("letter.near", "ln", revision), ctx.button("letter.by_country", "lc", revision))
    text = paragraphs(_heading(ctx, writing, "letter.mission_title"), ctx.words("letter.mission_help"))
    return Screen(text, (*rows, finders, _back(ctx, replace(writing, step="mission"), revision)))


def _ask_country(ctx: Context, writing: Writing, revision: int) -> Screen:
    text = paragraphs(_heading(ctx, writing, "letter.country_title"), ctx.words("letter.country_help"))
    return Screen(text, ((ctx.button("button.back", "l", revision, "mission"),),))


def _ask_language(ctx: Context, writing: Writing, revision: int) -> Screen:
    order = sorted(_texts(ctx, writing), key=lambda code: code != ctx.language)
    rows = [
        (
            Button(
                i18n.NATIVE.get(code, code),
                data("ll", revision, code),
                style="primary" if code == ctx.language else None,
            ),
        )
        for code in order
    ]
    chosen = _chosen(ctx, writing)
    help = ctx.words("letter.language_help", mission=mission_name(ctx.words, chosen))
    return Screen(
        paragraphs(_heading(ctx, writing, "letter.language_title"), help), (*rows, _back(ctx, writing, revision))
    )


def _ask_points(ctx: Context, writing: Writing, revision: int) -> Screen:
    rows = []
    shown = _texts(ctx, writing).get(ctx.language, _text(ctx, writing))
    for point in shown.points:
        mark = "✓" if point.id in writing.points else "○"
        rows.append((Button(f"{mark} {point.label}", data("lp", revision, point.id)),))
    on = (ctx.button("letter.points_done", "l", revision, "preview" if writing.answered else "words", style="primary"),)
    text = paragraphs(_heading(ctx, writing, "letter.points_title"), ctx.words("letter.points_help"))
    return Screen(text, (on, *rows, _back(ctx, writing, revision)))


def _ask_words(ctx: Context, writing: Writing, revision: int) -> Screen:
    now = quote(writing.words) if writing.words else None
    text = paragraphs(_heading(ctx, writing, "letter.words_title"), ctx.words("letter.words_help"), now)
    keep = (ctx.button("letter.keep_words", "l", revision, "preview" if writing.answered else "name", style="primary"),)
    none = (ctx.button("letter.skip_words", "lk", revision),)
    return Screen(text, (*([keep] if writing.words else []), none, _back(ctx, writing, revision)))


def _ask_name(ctx: Context, writing: Writing, revision: int) -> Screen:
    text = paragraphs(_heading(ctx, writing, "letter.name_title"), ctx.words("letter.name_help"))
    return Screen(text, ((ctx.button("letter.skip_name", "lk", revision),), _back(ctx, writing, revision)))


def _chosen(ctx: Context, writing: Writing) -> Mission:
    found = ctx.campaign.mission(writing.mission)
    if found is None:
        raise UserError("letter.gone")
    return found


def _letter(ctx: Context, writing: Writing) -> composer.Letter:
    choices = composer.Choices(writing.points, writing.words, writing.name, writing.seed)
    return composer.compose(_text(ctx, writing), writing.language, _chosen(ctx, writing), choices, ctx.now.date())


def _preview(ctx: Context, writing: Writing, revision: int) -> Screen:
    letter = _letter(ctx, writing)
    to = ctx.words("letter.to", mission=mission_name(ctx.words, _chosen(ctx, writing)))
    text = paragraphs(
        lines(_heading(ctx, writing, "letter.preview_title"), to),
        quote(lines(bold(letter.subject), "", letter.body), expandable=True),
        None if writing.words else ctx.words("letter.more_personal"),
    )
    change = (
        ctx.button("letter.change_words", "l", revision, "words"),
        ctx.button("letter.change_name", "l", revision, "name"),
    )
    other = (
        ctx.button("letter.change_points", "l", revision, "points"),
        ctx.button("letter.change_mission", "l", revision, "mission"),
    )
    last = (
        ctx.button("letter.throw_away", "lx", style="danger"),
        ctx.button("button.back", "l", revision, "name"),
    )
    rows = ((ctx.button("letter.hand_over", "lh", revision, style="primary"),), change, other, last)
    return Screen(text, rows)


# Out into the world


def hand_over(ctx: Context, revision: str) -> Reply:
    """Every way this letter can reach its office."""
    if (writing := _at(ctx, revision)) is None or writing.step != "preview":
        return _current(ctx)
    office, letter = _chosen(ctx, writing), _letter(ctx, writing)
    links = composer.mail_links(office.email, letter) if office.email else {}
    mail = [(Button(ctx.words.text("letter.open_in", site=site), url=link),) for site, link in links.items()]
    files = (ctx.button("letter.text_to_copy", "lt", revision), ctx.button("letter.mail_draft", "le", revision))
    back = (ctx.button("letter.pdf", "lf", revision),), (ctx.button("button.back", "l", revision, "preview"),)
    rows = ((ctx.button("letter.sent", "ls", revision, style="success"),), *mail, files, *back)
    text = paragraphs(
        bold(ctx.words("letter.hand_over_title")), _where(ctx, office), ctx.words("letter.hand_over_help")
    )
    return (Show(Screen(text, rows)),)


def _where(ctx: Context, office: Mission) -> Rich:
    """Addresses on record with the day they were checked, or what to do without one."""
    words = ctx.words
    known = [
        words("letter.email", email=office.email) if office.email else None,
        words("letter.post", address=office.address) if office.address else None,
        words("letter.phone", phone=office.phone) if office.phone else None,
    ]
    checked = words("letter.verified", day=i18n.date_long(office.verified_on, ctx.language), source=office.source)
    if not any(known):
        return lines(bold(mission_name(words, office)), words("letter.no_address"), checked)
    return lines(bold(mission_name(words, office)), *known, checked)


def as_text(ctx: Context, revision: str) -> Reply:
    """The letter as a message to copy."""
    if (writing := _at(ctx, revision)) is None:
        return _current(ctx)
    letter = _letter(ctx, writing)
    return (Keep(Screen(rich(letter.body))), Toast(ctx.words.text("letter.copy_toast")))


def as_mail(ctx: Context, revision: str) -> Reply:
    """The letter as an unsent e-mail."""
    if (writing := _at(ctx, revision)) is None:
        return _current(ctx)
    letter, office = _letter(ctx, writing), _chosen(ctx, writing)
    body = eml.draft(office.email, letter.subject, letter.body)
    return (File("letter.eml", "message/rfc822", body, caption=ctx.words("letter.eml_help")),)


def as_pdf(ctx: Context, revision: str) -> Reply:
    """The letter as a page to print, sign and post."""
    if (writing := _at(ctx, revision)) is None:
        return _current(ctx)
    letter, office = _letter(ctx, writing), _chosen(ctx, writing)
    block = [mission_name(words_for(writing.language), office), *([office.address] if office.address else [])]
    page = pdf.letter(letter.paragraphs, block, writing.language)
    return (File("letter.pdf", "application/pdf", page, caption=ctx.words("letter.pdf_help")),)


def sent(ctx: Context, revision: str) -> Reply:
    """Counts the letter once, forgets the words and the name, thanks."""
    if (writing := _at(ctx, revision)) is None:
        return _current(ctx)
    office = _chosen(ctx, writing)
    fresh = supporters.sent_letter(ctx.session, ctx.me.number, writing.case, writing.mission, ctx.now)
    drafts.drop(ctx.session, ctx.me.number, KIND)
    total = supporters.letters_sent(ctx.session, writing.case)
    counted = ctx.words("letter.count", n=total) if total >= COUNT_FLOOR else ctx.words("letter.count_few")
    thanks = paragraphs(
        bold(ctx.words("letter.thanks_title")),
        ctx.words("letter.thanks" if fresh else "letter.thanks_again", mission=mission_name(ctx.words, office)),
        counted,
        ctx.words("letter.thanks_forgotten"),
    )
    following = writing.case in supporters.follows(ctx.session, ctx.me.number)
    follow = () if following else ((ctx.button("letter.follow", KEPT, "follow", writing.case, style="primary"),),)
    rows = (
        *follow,
        (ctx.button("letter.another", KEPT, "write", writing.case),),
        (ctx.button("button.home", KEPT, "home"),),
    )
    return (Show(Screen(bold(ctx.words("letter.done")))), Keep(Screen(thanks, rows)))
