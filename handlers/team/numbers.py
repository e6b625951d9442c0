"""The team's numbers, as text and as a table for a spreadsheet; counts only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date

from content.documents.chart import bars
from content.language.i18n import date_short
from content.language.languages import own_name
from content.language.numbers import Row
from content.missions.names import short_name
from content.text.markup import Rich, bold, lines, paragraphs
from content.text.messages import File, Photo, Reply, Screen, Show, Toast
from content.text.spreadsheet import to_csv
from handlers.cases.figures import drawn
from handlers.context import Context
from storage.delivery import headcounts
from storage.delivery.headcounts import Health

MOST, LATEST = 8, 6  # lines of a kind and weeks that the screen shows; the table has them all
# What the file has: letters by addressee and week.
TABLES = ("followers", "languages", "letters", "comers")


def stats(ctx: Context) -> Reply:
    """Followers, languages, letters, people who come, and how sending went."""
    rows = _rows(ctx)
    text = paragraphs(
        bold(ctx.words("numbers.title")),
        _block(ctx, "numbers.followers", _named(ctx, rows, "followers")[:MOST]),
        _block(ctx, "numbers.languages", _named(ctx, rows, "languages")),
        _block(ctx, "numbers.weeks", _weeks(ctx, rows)),
        _block(ctx, "numbers.letters", _named(ctx, rows, "offices")[:MOST]),
        _block(ctx, "numbers.comers", _named(ctx, rows, "comers")[:MOST]),
        _health(ctx, headcounts.health(ctx.session, ctx.now)),
        ctx.words("numbers.few"),
    )
    table = (ctx.button("numbers.table", "numbers.table", style="primary"),)
    chart = (ctx.button("numbers.chart", "numbers.picture"),)
    return (Show(Screen(text, (table, chart, (ctx.button("button.back", "team.desk"),)))),)


def table(ctx: Context) -> Reply:
    """The same as a file: table, what, week, count."""
    rows = [
        (row.table, row.what, row.week, str(row.count)) for row in _rows(ctx) if row.table in TABLES
    ]
    health = headcounts.health(ctx.session, ctx.now)
    rows += [("delivery", one.name, "", str(getattr(health, one.name))) for one in fields(health)]
    body = to_csv(("table", "what", "week", "count"), rows)
    return (File("numbers.csv", "text/csv", body, caption=ctx.words("numbers.table_help")),)


def picture(ctx: Context) -> Reply:
    """Letters by week as a chart; a week with fewer than five has no bar."""
    weeks = [row for row in _rows(ctx) if row.table == "weeks"]
    if not weeks:
        return (Toast(ctx.words.text("numbers.none"), alert=True),)
    rows = [
        (
            _day(ctx, row),
            None if row.count.few else row.count.at_least,
            row.count.text(ctx.language),
        )
        for row in weeks
    ]
    image = drawn(
        ctx,
        bars(ctx.words.text("numbers.weeks"), rows, ctx.words.text("numbers.few"), ctx.language),
    )
    return (Photo("letters.png", image, ctx.words("numbers.weeks")),)


def _rows(ctx: Context) -> list[Row]:
    return headcounts.rows(ctx.session, ctx.now)


def _block(ctx: Context, key: str, found: list[tuple[str, str]]) -> Rich:
    if not found:
        return lines(bold(ctx.words(key)), ctx.words("numbers.none"))
    return lines(
        bold(ctx.words(key)),
        *(ctx.words("numbers.row", what=what, count=count) for what, count in found),
    )


def _named(ctx: Context, rows: Iterable[Row], table: str) -> list[tuple[str, str]]:
    """Each thing's name and how many."""
    return [(_name(ctx, row), row.count.text(ctx.language)) for row in rows if row.table == table]


def _name(ctx: Context, row: Row) -> str:
    what = row.what
    match row.table:
        case "followers":
            case = ctx.campaign.case(what)
            return ctx.campaign.words(case.texts, ctx.reads)[0].title if case else what
        case "languages":
            return own_name(what)
        case "offices":
            mission = ctx.campaign.mission(what)
            return short_name(ctx.words, mission) if mission else what
        case _:
            event = ctx.campaign.event(what)
            name = ctx.campaign.words(event.texts, ctx.reads)[0].title if event else what
            return f"{name}, {_day(ctx, row)}"


def _weeks(ctx: Context, rows: Iterable[Row]) -> list[tuple[str, str]]:
    """Letters of each of the last weeks, to all addressees together."""
    weeks = [row for row in rows if row.table == "weeks"][:LATEST]
    return [
        (ctx.words.text("numbers.week", day=_day(ctx, row)), row.count.text(ctx.language))
        for row in weeks
    ]


def _day(ctx: Context, row: Row) -> str:
    return date_short(date.fromisoformat(row.week), ctx.language)


def _health(ctx: Context, health: Health) -> Rich:
    counts = {one.name: getattr(health, one.name).text(ctx.language) for one in fields(health)}
    return lines(
        bold(ctx.words("numbers.health_title")), ctx.words("numbers.health", None, **counts)
    )
