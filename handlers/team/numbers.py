"""The team's numbers, as text and as a table for a spreadsheet; counts only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date

from content.documents.chart import bars
from content.i18n import NATIVE, date_short, number
from content.markup import Rich, bold, lines, paragraphs
from content.messages import File, Photo, Reply, Screen, Show, Toast
from content.naming import short_name
from content.numbers import FEW, FLOOR, Row, in_fives, to_csv, told
from handlers.context import Context
from storage import numbers
from storage.numbers import Health

MOST, LATEST = 8, 6  # addressees and weeks that the screen shows; the table has them all


def stats(ctx: Context, _rest: str = "") -> Reply:
    """Followers, languages, letters, people who come, and how sending went."""
    rows = _rows(ctx)
    text = paragraphs(
        bold(ctx.words("numbers.title")),
        _block(ctx, "numbers.followers", _named(ctx, rows, "followers")),
        _block(ctx, "numbers.languages", _named(ctx, rows, "languages")),
        _block(ctx, "numbers.weeks", _weeks(ctx, rows)),
        _block(ctx, "numbers.letters", _named(ctx, rows, "letters")[:MOST]),
        _block(ctx, "numbers.comers", _named(ctx, rows, "comers")),
        _health(ctx, numbers.health(ctx.session, ctx.now)),
        ctx.words("numbers.few"),
    )
    table = (ctx.button("numbers.table", "statscsv", style="primary"),)
    chart = (ctx.button("numbers.chart", "statspng"),)
    return (Show(Screen(text, (table, chart, (ctx.button("button.back", "team"),)))),)


def table(ctx: Context) -> Reply:
    """The same as a file: table, what, week, count; the totals of sending are exact."""
    counted = [(row, in_fives(row.count) if row.table == "letters" else row.count) for row in _rows(ctx)]
    rows = [(row.table, row.what, row.week, told(count)) for row, count in counted]
    rows += [("delivery", what, "", str(count)) for what, count in asdict(numbers.health(ctx.session, ctx.now)).items()]
    body = to_csv(("table", "what", "week", "count"), rows)
    return (File("numbers.csv", "text/csv", body, caption=ctx.words("numbers.table_help")),)


def picture(ctx: Context) -> Reply:
    """Letters by week as a chart; a week with fewer than five has no bar."""
    weeks = _by_week(_rows(ctx))
    if not weeks:
        return (Toast(ctx.words.text("numbers.none"), alert=True),)
    rows = [
        (date_short(date.fromisoformat(week), ctx.language), count if count >= FLOOR else None, _count(ctx, count))
        for week, count in weeks
    ]
    image = bars(ctx.words.text("numbers.weeks"), rows, ctx.words.text("numbers.few"), ctx.language)
    return (Photo("letters.png", image, ctx.words("numbers.weeks")),)


def _rows(ctx: Context) -> list[Row]:
    return numbers.rows(ctx.session, ctx.now)


def _block(ctx: Context, key: str, found: list[tuple[str, str]]) -> Rich:
    if not found:
        return lines(bold(ctx.words(key)), ctx.words("numbers.none"))
    return lines(bold(ctx.words(key)), *(ctx.words("numbers.row", what=what, count=count) for what, count in found))


def _named(ctx: Context, rows: Iterable[Row], table: str) -> list[tuple[str, str]]:
    """Each thing's name and its sum over all weeks, the largest first."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        if row.table == table:
            sums[row.what, row.week if table == "comers" else ""] += row.count
    if table == "letters":
        sums = {name: in_fives(count) for name, count in sums.items()}
    order = sorted(sums.items(), key=lambda item: -item[1]) if table != "comers" else list(sums.items())
    return [(_name(ctx, table, what, week), _count(ctx, count)) for (what, week), count in order]


def _name(ctx: Context, table: str, what: str, week: str) -> str:
    match table:
        case "followers":
            case = ctx.campaign.case(what)
            return ctx.campaign.words(case.texts, ctx.language)[0].title if case else what
        case "languages":
            return NATIVE.get(what, what)
        case "letters":
            mission = ctx.campaign.mission(what)
            return short_name(ctx.words, mission) if mission else what
        case _:
            event = ctx.campaign.event(what)
            name = ctx.campaign.words(event.texts, ctx.language)[0].title if event else what
            return f"{name}, {date_short(date.fromisoformat(week), ctx.language)}"


def _weeks(ctx: Context, rows: Iterable[Row]) -> list[tuple[str, str]]:
    """Letters of each of the last weeks, to all addressees together."""
    return [
        (ctx.words.text("numbers.week", day=date_short(date.fromisoformat(week), ctx.language)), _count(ctx, count))
        for week, count in _by_week(rows)[:LATEST]
    ]


def _by_week(rows: Iterable[Row]) -> list[tuple[str, int]]:
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        if row.table == "letters":
            sums[row.week] += row.count
    return [(week, in_fives(count)) for week, count in sums.items()]


def _count(ctx: Context, count: int) -> str:
    return number(count, ctx.language) if count >= FLOOR else FEW


def _health(ctx: Context, health: Health) -> Rich:
    told_of = ctx.words(
        "numbers.health", sent=health.sent, waiting=health.waiting, failed=health.failed, unknown=health.unknown
    )
    return lines(bold(ctx.words("numbers.health_title")), told_of)
