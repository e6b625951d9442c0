"""Figures as a picture: every one in it with its source, none for a year that has none."""

import json
import struct
from datetime import date

import pytest

from content.documents.chart import LONGEST_BAR, chart, named
from content.language.i18n import words_for
from content.statistics import Figure, Report, Statistic, StatisticText

TEXT = StatisticText(title="Arrivals", note="A **note**.")


def statistic(**values: int) -> Statistic:
    figures = [
        Figure(year=int(year[1:]), value=value, source="ab"[at % 2])
        for at, (year, value) in enumerate(values.items())
    ]
    reports = (
        Report(id="a", publisher="Herald", date="2019-04"),
        Report(id="b", publisher="Times", date="2020"),
    )
    return Statistic(
        slug="arrivals",
        gathered_on=date(2026, 11, 23),
        sources=reports,
        figures=tuple(figures),
        texts={"en": TEXT},
    )


@pytest.mark.parametrize("language", ["en", "ko", "zh"])
def test_it_is_a_picture_as_wide_as_a_phone(language):
    picture = chart(statistic(y2018=1137, y2019=1047), TEXT, words_for(language)).read().content
    width, height = struct.unpack(">II", picture[16:24])
    assert picture.startswith(b"\x89PNG")
    assert (width, 500 < height < 1600) == (1080, True)


def test_each_figure_has_its_number_and_the_mark_of_its_source():
    content = json.loads(
        chart(statistic(y2009=2914, y2010=2402, y2012=0), TEXT, words_for("en")).data
    )
    told = [
        (row["label"], row["value"], row["mark"], row["share"] is not None)
        for row in content["rows"]
    ]
    assert told == [
        ("2009", "2,914", "1", True), ("2010", "2,402", "2", True),
        ("2011", words_for("en").text("figures.none"), "", False), ("2012", "0", "1", True),
    ]  # fmt: skip
    assert content["sources"] == ["Herald, April 2019", "Times, 2020"]
    assert content["rows"][0]["share"] == LONGEST_BAR
    assert content["note"] == "A note."


@pytest.mark.parametrize(
    ("day", "language", "shown"),
    [
        ("2017", "ko", "2017년"),
        ("2019-04", "zh", "2019年4月"),
        ("2019-04-30", "en", "30 April 2019"),
    ],
)
def test_a_source_is_dated_as_exactly_as_it_is_known(day, language, shown):
    report = Report(id="x", publisher="Daily", date=day, title="Figures")
    comma = "，" if language == "zh" else ", "
    assert named(report, language) == comma.join(["Daily", "“Figures”", shown])
