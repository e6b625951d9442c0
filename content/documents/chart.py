"""Figures by year as a picture for a phone, drawn by typst: bars, numbers, and the source of each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache

from content.citing import cited
from content.documents.pdf import fonts
from content.i18n import Words, date_long, date_partial, number
from content.markup import from_markdown
from content.statistics import Report, Statistic, StatisticText

PIXELS_PER_INCH = 144.0  # of a page 540 points wide: 1,080 pixels, three for each of a phone's
KEPT = 24  # pictures: they change only when the team changes the figures

# A paper of its own, so that it reads the same in a light and in a dark chat. The words reach typst as data.
PAGE = b"""
#let chart = json(bytes(sys.inputs.chart))
#let (paper, ink, soft, bar) = (rgb("#f4f1ea"), rgb("#1d2730"), rgb("#4d5963"), rgb("#2f6690"))
#set page(width: 540pt, height: auto, margin: (x: 28pt, y: 26pt), fill: paper)
#set text(font: "Noto Sans CJK " + chart.cjk, size: 17pt, fill: ink, lang: chart.language, cjk-latin-spacing: none)
#set par(leading: 0.5em)
#text(size: 23pt, weight: "bold", chart.title)
#v(-2pt)
#grid(columns: (chart.label * 1pt, 1fr), row-gutter: 7pt, align: horizon,
  ..for row in chart.rows {
    (text(fill: soft, row.label), if row.share == none { text(fill: soft, size: 15pt, row.value) } else {
      stack(dir: ltr, spacing: 7pt,
        box(width: row.share * 1%, height: 17pt, fill: bar, radius: 2pt, baseline: 2pt),
        [#text(weight: "medium", row.value)#h(3pt)#text(size: 11pt, fill: soft, baseline: -4pt, row.mark)])
    })
  })
#v(4pt)
#set text(size: 14.5pt, fill: soft)
#if chart.note != "" [#chart.note #parbreak()]
#if chart.sources.len() > 0 [
  #text(weight: "bold", chart.sources_title)
  #v(-7pt)
  #grid(columns: (18pt, 1fr), row-gutter: 6pt, ..for (at, source) in chart.sources.enumerate(start: 1) {
    ([#at], source) })
  #v(2pt)
  #chart.gathered
]
"""
YEAR, DAY = 50, 95  # points for what stands beside the bars
Bar = dict[str, str | float | None]
LONGEST_BAR = 78  # per cent of the room beside the years; the rest is for the number


def chart(statistic: Statistic, text: StatisticText, words: Words) -> bytes:
    """The figures as a PNG in the words' language, 1,080 pixels wide. A year without a figure is an empty row."""
    language = words.language
    cited = statistic.cited()
    content = {
        "language": language, "cjk": {"zh": "SC"}.get(language, "KR"), "title": text.title,
        "note": from_markdown(text.note).text if text.note else "", "label": YEAR,
        "rows": _rows(statistic, [source.id for source in cited], words),
        "sources_title": words.text("figures.sources"), "sources": [named(source, language) for source in cited],
        "gathered": words.text("figures.gathered", day=date_long(statistic.gathered_on, language)),
    }  # fmt: skip
    return _drawn(json.dumps(content))


def bars(title: str, rows: Sequence[tuple[str, int | None, str]], note: str, language: str) -> bytes:
    """A PNG of bars: label, length (None: no bar) and the words at its end, in this order."""
    most = max([length for _, length, _ in rows if length] or [1])
    content = {
        "language": language, "cjk": {"zh": "SC"}.get(language, "KR"), "title": title, "note": note, "label": DAY,
        "rows": [
            {"label": label, "share": length and length * LONGEST_BAR / most, "value": value, "mark": ""}
            for label, length, value in rows
        ],
        "sources": [],
    }  # fmt: skip
    return _drawn(json.dumps(content))


def named(source: Report, language: str) -> str:
    """Publisher, title where known, and date of a report."""
    return cited(source.publisher, source.title, date_partial(source.date, language), language)


def _rows(statistic: Statistic, order: list[str], words: Words) -> list[Bar]:
    figures = {figure.year: figure for figure in statistic.figures}
    most = max(1, *(figure.value for figure in statistic.figures))
    rows: list[Bar] = []
    for year in range(min(figures), max(figures) + 1):
        figure = figures.get(year)
        row: Bar = {"label": str(year), "share": None, "value": words.text("figures.none"), "mark": ""}
        if figure:
            row["share"] = figure.value * LONGEST_BAR / most
            row |= {"value": number(figure.value, words.language), "mark": str(order.index(figure.source) + 1)}
        rows.append(row)
    return rows


@lru_cache(KEPT)
def _drawn(content: str) -> bytes:
    import typst  # noqa: PLC0415 - 7 MB that a start does without

    compiler = typst.Compiler(PAGE, font_paths=fonts(), sys_inputs={"chart": content})
    made = compiler.compile(format="png", ppi=PIXELS_PER_INCH)
    if not isinstance(made, bytes):
        raise TypeError("typst made no single picture")
    return made
