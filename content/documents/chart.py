"""Figures by year as a picture for a phone: bars, numbers, and the source of each; typesetting.py
draws them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from content.citing import cited
from content.documents.typesetting import Chart
from content.language.i18n import Words, date_long, date_partial, number
from content.language.languages import language_of
from content.statistics import Report, Statistic, StatisticText
from content.text.markup import from_markdown

YEAR, DAY = 50, 95  # points for what stands beside the bars
Bar = dict[str, str | float | None]
LONGEST_BAR = 78  # per cent of the room beside the years; the rest is for the number


def chart(statistic: Statistic, text: StatisticText, words: Words) -> Chart:
    """The figures as a chart to draw, in the words' language. A year without a figure is an empty
    row.
    """
    language = words.language
    cited = statistic.cited()
    content = {
        "language": language,
        "fonts": language_of(language).chart_fonts,
        "title": text.title,
        "note": from_markdown(text.note).text if text.note else "",
        "label": YEAR,
        "rows": _rows(statistic, [source.id for source in cited], words),
        "sources_title": words.text("figures.sources"),
        "sources": [named(source, language) for source in cited],
        "gathered": words.text("figures.gathered", day=date_long(statistic.gathered_on, language)),
    }
    return Chart(json.dumps(content))


def bars(
    title: str, rows: Sequence[tuple[str, int | None, str]], note: str, language: str
) -> Chart:
    """Bars to draw: label, length (None: no bar) and the words at its end, in this order."""
    most = max([length for _, length, _ in rows if length] or [1])
    content = {
        "language": language,
        "fonts": language_of(language).chart_fonts,
        "title": title,
        "note": note,
        "label": DAY,
        "rows": [
            {
                "label": label,
                "share": length and length * LONGEST_BAR / most,
                "value": value,
                "mark": "",
            }
            for label, length, value in rows
        ],
        "sources": [],
    }
    return Chart(json.dumps(content))


def named(source: Report, language: str) -> str:
    """Publisher, title where known, and date of a report."""
    return cited(source.publisher, source.title, date_partial(source.date, language), language)


def _rows(statistic: Statistic, order: list[str], words: Words) -> list[Bar]:
    figures = {figure.year: figure for figure in statistic.figures}
    most = max(1, *(figure.value for figure in statistic.figures))
    rows: list[Bar] = []
    for year in range(min(figures), max(figures) + 1):
        figure = figures.get(year)
        row: Bar = {
            "label": str(year),
            "share": None,
            "value": words.text("figures.none"),
            "mark": "",
        }
        if figure:
            row["share"] = figure.value * LONGEST_BAR / most
            row |= {
                "value": number(figure.value, words.language),
                "mark": str(order.index(figure.source) + 1),
            }
        rows.append(row)
    return rows
