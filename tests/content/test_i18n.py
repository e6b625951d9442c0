"""The bot's words: languages by tag, plural forms, values filled in, dates and names as each
language writes them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from content.language import i18n
from content.language.i18n import (
    best,
    country,
    date_long,
    days_until,
    duration,
    list_of,
    number,
    when,
    words_for,
)
from content.language.languages import LANGUAGES
from content.text.markup import Rich


@pytest.mark.parametrize(
    ("tag", "language"),
    [("ko", "ko"), ("ko-KR", "ko"), ("zh-hans", "zh"), ("ZH-TW", "zh"), ("en-GB", "en"), ("fr", "en"), (None, "en")],
)  # fmt: skip
def test_the_nearest_language_of_a_tag(tag, language):
    assert best(tag) == language


def test_the_plural_form_follows_the_language():
    assert words_for("en").text("updates.follows", 1) == "You follow 1 case."
    assert words_for("en").text("updates.follows", 2) == "You follow 2 cases."
    assert words_for("ko").text("updates.follows", 1) == "사건 1건의 소식을 받고 있어요."
    assert words_for("zh").text("updates.follows", 1200) == "您已关注1,200个个案。"


@pytest.mark.parametrize(
    ("header", "numbers"),
    [
        ("nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
         {1: 0, 2: 1, 5: 2, 11: 2, 21: 0, 22: 1}),
        ("nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
         {0: 0, 1: 1, 2: 2, 3: 3, 11: 4, 100: 5, 103: 3}),
    ],
    ids=["russian", "arabic"],
)  # fmt: skip
def test_a_number_takes_the_form_that_the_header_of_the_catalogue_says(
    tmp_path, monkeypatch, header, numbers
):
    (tmp_path / "en").mkdir()
    forms = "".join(f'msgstr[{at}] "{{n}} form {at}"\n' for at in range(int(header[9])))
    head = f'msgid ""\nmsgstr "Plural-Forms: {header}\\n"\n\n'
    (tmp_path / "en" / "a.po").write_text(
        f'{head}msgid "days"\nmsgid_plural "days"\n{forms}', "utf-8"
    )
    monkeypatch.setattr(i18n, "LOCALES", tmp_path)
    words = i18n.Words("en")
    assert {n: words.text("days", n) for n in numbers} == {
        n: f"{n} form {form}" for n, form in numbers.items()
    }


def test_files_of_one_language_with_different_plurals_are_refused(tmp_path, monkeypatch):
    (tmp_path / "en").mkdir()
    for name, plurals in (
        ("a.po", "nplurals=1; plural=0;"),
        ("b.po", "nplurals=2; plural=(n != 1);"),
    ):
        head = f'msgid ""\nmsgstr "Plural-Forms: {plurals}\\n"\n\n'
        (tmp_path / "en" / name).write_text(f'{head}msgid "{name}"\nmsgstr "z"\n', "utf-8")
    monkeypatch.setattr(i18n, "LOCALES", tmp_path)
    with pytest.raises(ValueError, match="several Plural-Forms"):
        i18n.read_catalogue("en")


def test_values_are_put_in_as_they_are_and_never_read_as_markup():
    shown = words_for("en")("updates.muted", title="**{n}** <b>")
    assert shown.text == "News of **{n}** <b> is muted."
    assert shown.entities == ()


def test_a_name_of_the_other_direction_is_kept_apart():
    isolated = words_for("en").text("updates.muted", title="حرية (2)")
    assert isolated == "News of \u2068حرية (2)\u2069 is muted."
    assert (
        words_for("en")("updates.muted", title=Rich("حرية")).text
        == "News of \u2068حرية\u2069 is muted."
    )


def test_a_language_that_only_a_campaign_has_speaks_as_the_first_of_its_order_that_the_bot_has():
    words = words_for("ja", ("ja", "ko", "en"))
    assert (words.language, words.reads) == ("ko", "ja")
    assert words.text("updates.follows", 1) == words_for("ko").text("updates.follows", 1)
    assert words_for("ja").language == "en"


def test_an_unknown_key_or_language():
    with pytest.raises(KeyError, match=r"no\.such"):
        words_for("ko").text("no.such")
    assert words_for("xx").language == "en"
    assert not words_for("en").has("no.such")


@pytest.mark.parametrize(
    ("language", "day", "hour"),
    [
        ("en", "3 May 2019", "Fri 3 May 2019, 09:05"),
        ("ko", "2019년 5월 3일", "2019년 5월 3일 (금) 09:05"),
        ("zh", "2019年5月3日", "2019年5月3日（周五）09:05"),
    ],
)
def test_days_and_hours_are_written_in_the_zone(language, day, hour):
    assert date_long(date(2019, 5, 3), language) == day
    assert when(datetime(2019, 5, 3, 0, 5, tzinfo=UTC), "Asia/Seoul", language) == hour


def test_names_numbers_and_lists():
    assert [country("KR", language) for language in LANGUAGES] == ["South Korea", "한국", "韩国"]
    assert country("XX9", "ko") == "XX9"
    assert number(12345, "zh") == "12,345"
    assert list_of(["a", "b", "c"], "zh") == "a、b和c"
    assert list_of([], "en") == ""
    assert days_until(date(2026, 3, 1), date(2026, 2, 28)) == 1
    assert days_until(date(2026, 2, 27), date(2026, 2, 28)) == -1


def test_a_key_in_two_files_is_refused(tmp_path, monkeypatch):
    folder = tmp_path / "en"
    folder.mkdir()
    for name in ("a.po", "b.po"):
        (folder / name).write_text('msgid ""\nmsgstr ""\n\nmsgid "x.y"\nmsgstr "z"\n', "utf-8")
    monkeypatch.setattr(i18n, "LOCALES", tmp_path)
    with pytest.raises(ValueError, match=r"b\.po repeats the key x\.y"):
        i18n.read_catalogue("en")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["30 minutes", "1 hour", "2 hours, 30 minutes"]),
        ("ko", ["30분", "1시간", "2시간 30분"]),
        ("zh", ["30分钟", "1小时", "2小时30分钟"]),
    ],
)
def test_a_length_of_time_in_the_words_of_its_language(language, said):
    assert [duration(minutes, language) for minutes in (30, 60, 150)] == said
