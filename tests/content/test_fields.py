"""Every field of every kind can be shown, sent again and read back; what is none is refused with a
sentence.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.fields import (
    Form,
    Said,
    Surroundings,
    Unfit,
    fields,
    label,
    moments,
    read,
    show,
    typed,
)
from content.fields.form import Field
from content.language.i18n import words_for
from content.language.languages import LANGUAGES
from content.parts import PLACES, plain, slug_of
from content.text.markdown import to_markdown
from content.text.markup import (
    Entity,
    Rich,
    bold,
    from_markdown,
    italic,
    link,
    paragraphs,
    quote,
)
from tests.stores import bundled

NOW = datetime(2026, 11, 25, 1, 0, tzinfo=UTC)  # a Wednesday, 10:00 in Seoul
WALL = datetime.fromisoformat("2026-11-25T10:00")
CAMPAIGN = bundled()
PARTS = [("campaign", CAMPAIGN)] + [
    (kind, part) for kind, place in PLACES.items() for part in getattr(CAMPAIGN, place)
]
PARTS = PARTS[:4] + PARTS[-4:] + [pair for pair in PARTS if pair[0] == "letter"]
LISTS = (Form.LINES, Form.ROWS, Form.ENTRIES, Form.PASSAGE)


def _all():
    for kind, part in PARTS:
        body = plain(kind, part)
        around = Surroundings(CAMPAIGN, body)
        for language in ("", *body.get("texts", {})):
            for one in fields(kind, language, around):
                value = body.get("texts", {}).get(language) if language else body
                for name in one.name.split("."):
                    value = (value or {}).get(name)
                yield kind, slug_of(part), language, one, value


def _linked(address: str) -> Rich:
    return Rich("report", (Entity("text_link", 0, 6, address),))


def said(text: str | Rich, **more) -> Said:
    return Said(text if isinstance(text, Rich) else Rich(text), NOW, "Asia/Seoul", **more)


def test_the_fields_cover_the_models() -> None:
    found = {(kind, one.name) for kind, _, _, one, _ in _all()}
    assert {
        ("case", "consents"),
        ("case", "withheld"),
        ("case", "timeline"),
        ("letter", "orders"),
    } <= found
    assert {("letter", "sign_off"), ("campaign", "languages"), ("statistic", "figures")} <= found
    assert not {
        name for kind, name in found if name in ("slug", "texts", "latitude", "cases", "stood_down")
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_has_a_name_and_is_shown(language) -> None:
    words = words_for(language)
    for kind, slug, code, one, value in _all():
        assert words.has(f"field.{kind}.{one.last}") or words.has(f"field.{one.last}"), (
            kind,
            one.name,
        )
        assert words.has(f"form.{one.form.value}"), one.form
        assert label(words, kind, one.name)
        shown = show(words, one, value, "Asia/Seoul")
        assert bool(shown) == (value not in (None, "", [], {})), (kind, slug, code, one.name)
        for column in one.inner:
            assert one.form is not Form.ROWS or words.has(f"field.{column.name}"), column.name


def test_lists_can_be_copied_and_sent_again() -> None:
    tried = 0
    for kind, slug, language, one, value in _all():
        if one.form in LISTS and value:
            tried += 1
            names = tuple(value) if one.form is Form.PASSAGE else ()
            assert read(one, said(typed(one, value), names=names)) == value, (
                kind,
                slug,
                language,
                one.name,
            )
    assert tried > 40


def test_single_values_can_be_sent_as_they_are_kept() -> None:
    for *_, one, value in _all():
        if value and one.form in (
            Form.LINE,
            Form.PROSE,
            Form.CHOICE,
            Form.DAY,
            Form.PARTIAL,
            Form.COUNTRY,
            Form.ZONE,
        ):
            assert read(one, said(str(value))) == value, one.name


def _field(form: Form, **more) -> Field:
    return Field("x", form, **more)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tomorrow 09:00", "2026-11-26T09:00:00"),
        ("내일 오전 9시", "2026-11-26T09:00:00"),
        ("明天下午3点半", "2026-11-26T15:30:00"),
        ("2 December 2026 at 18:30", "2026-12-02T18:30:00"),
        ("2026년 12월 2일 오후 6시 30분", "2026-12-02T18:30:00"),
        ("12月2日 18:30", "2026-12-02T18:30:00"),
        ("friday 6 pm", "2026-11-27T18:00:00"),
        ("금요일 18:30", "2026-11-27T18:30:00"),
        ("周五 18:30", "2026-11-27T18:30:00"),
        ("2026-12-02T18:30", "2026-12-02T18:30:00"),
        ("in 2 hours", "2026-11-25T12:00:00"),
        ("2시간 후", "2026-11-25T12:00:00"),
        ("18:30", "2026-11-25T18:30:00"),
        ("09:00", "2026-11-26T09:00:00"),
    ],
)
def test_moments_in_words(text, expected) -> None:
    found = moments.moment(text, WALL)
    assert found is not None
    assert found.isoformat() == expected


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "2026-12-02",
        "03/05 18:00",
        "25:00",
        "12",
        "18:30 19:30",
        "",
        "내일",
        "31 June 09:00",
    ],
)
def test_what_is_no_moment_is_not_guessed(text) -> None:
    assert moments.moment(text, WALL) is None


@pytest.mark.parametrize(
    ("text", "zone", "rest"),
    [
        ("tomorrow 09:00 Seoul", "Asia/Seoul", "tomorrow 09:00"),
        ("내일 09:00 서울", "Asia/Seoul", "내일 09:00"),
        ("明天09:00首尔", "Asia/Seoul", "明天09:00"),
        ("2 Dec 18:30 New York", "America/New_York", "2 Dec 18:30"),
        ("2026-12-02 18:30 Europe/London", "Europe/London", "2026-12-02 18:30"),
        ("tomorrow 09:00", None, "tomorrow 09:00"),
    ],
)
def test_a_zone_is_named_by_its_city(text, zone, rest) -> None:
    assert moments.zone_in(text) == (zone, rest)


def test_a_time_with_another_zone_is_counted_over() -> None:
    assert read(_starts(), said("2026-12-02 09:30 London")) == "2026-12-02T18:30:00"


def _starts() -> Field:
    body = {"texts": {}}
    return next(
        one for one in fields("event", "", Surroundings(CAMPAIGN, body)) if one.name == "starts"
    )


def _named(kind: str, language: str, name: str, body: dict | None = None) -> Field:
    return next(
        one
        for one in fields(kind, language, Surroundings(CAMPAIGN, body or {}))
        if one.name == name
    )


@pytest.mark.parametrize(
    ("kind", "language", "name", "text", "key"),
    [
        ("case", "en", "title", "", "unfit.nothing"),
        ("case", "en", "title", "x" * 201, "unfit.too_long"),
        ("case", "en", "title", "two\nlines", "unfit.one_line"),
        ("case", "en", "asks", "\n".join("abcdef"), "unfit.too_many"),
        ("case", "", "status", "gone", "unfit.choice"),
        ("case", "", "protected", "perhaps", "unfit.yes_no"),
        ("case", "", "last_report", "someday", "unfit.day"),
        ("case", "", "country", "Atlantis", "unfit.country"),
        ("case", "", "sources", "voa | Voice of America", "unfit.row"),
        ("case", "", "sources", "voa | Voice of America | | 3 May 2019 | ftp://x", "link.start"),
        ("case", "", "withheld", "x", "unfit.withheld"),
        ("case", "en", "timeline", "who: knows\nnobody: else", "unfit.entry"),
        ("event", "", "minutes", "long", "unfit.number"),
        ("event", "", "minutes", "0", "unfit.range"),
        ("event", "", "zone", "Nowhere", "unfit.zone"),
        ("event", "", "rule", "now and then", "unfit.rule"),
        ("event", "", "position", "north", "unfit.position"),
        ("event", "", "position", "95, 10", "unfit.position"),
        ("event", "", "starts", "2026-12-02", "unfit.moment"),
        ("mission", "", "email", "nobody", "unfit.shape"),
        ("mission", "", "form", "http://localhost", "link.host"),
        ("mission", "", "form", "https://www.voanews.com:/a/1.html", "link.port"),
        ("case", "en", "background", "[report](http://a@b@c.d)", "link.user"),
        ("case", "en", "background", _linked("https://a.org:0"), "link.port"),
        ("event", "en", "description", "<https://example.org:80abc>", "link.port"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_a_sentence(kind, language, name, text, key) -> None:
    with pytest.raises(Unfit) as refused:
        read(_named(kind, language, name, {"timeline": [{"id": "arrest"}]}), said(text))
    assert refused.value.key == key
    for code in LANGUAGES:
        assert words_for(code)(refused.value.key, None, **refused.value.values)


@pytest.mark.parametrize(
    ("kind", "language", "name", "text", "value"),
    [
        ("case", "", "status", "구금됨", "detained"),
        ("case", "", "protected", "네", True),
        ("case", "", "country", "중국", "CN"),
        ("case", "", "last_report", "2019年5月3日", "2019-05-03"),
        ("case", "", "status_since", "April 2019", "2019-04"),
        ("case", "en", "asks", "- Let them go\n2. Let us see them", ["Let them go", "Let us see them"]),
        ("case", "en", "timeline", "They were arrested.", {"arrest": "They were arrested."}),
        ("event", "", "city", "en: Seoul\n한국어: 서울", {"en": "Seoul", "ko": "서울"}),
        ("event", "", "rule", "매주", "FREQ=WEEKLY"),
        ("event", "", "position", "37.56, 126.98", [37.56, 126.98]),
        ("event", "", "zone", "首尔", "Asia/Seoul"),
        ("event", "", "roles", "steward", ["steward"]),
        ("campaign", "", "languages", "English, 한국어", ["en", "ko"]),
        (
            "case", "", "sources", "VOA 1 | Voice of America | | 30 April 2019",
            [{"id": "voa-1", "publisher": "Voice of America", "title": None, "published_on": "2019-04-30",
              "url": None}],
        ),
    ],
)  # fmt: skip
def test_words_become_values(kind, language, name, text, value) -> None:
    assert read(_named(kind, language, name, {"timeline": [{"id": "arrest"}]}), said(text)) == value


def test_a_place_is_taken_from_a_location() -> None:
    assert read(_named("event", "", "position"), said("", place=(37.5, 127.0))) == [37.5, 127.0]


def test_formatting_becomes_markdown_that_reads_back() -> None:
    written = paragraphs(
        bold("Release") + " is " + italic("possible"),
        quote("They said so"),
        link("here", "https://a.org/x_y(z)"),
    )
    assert from_markdown(to_markdown(written)) == written


SIGNS = st.text(st.sampled_from("ab *_`~[]()<>#-+1.!\\&>|{}'\"한字😀"), max_size=20)


@given(SIGNS.filter(str.strip), SIGNS, st.sampled_from(["bold", "italic", "strikethrough"]))
def test_whatever_is_typed_is_what_is_shown(first, second, kind) -> None:
    text = " ".join(f"{first} {second}".split())
    assert from_markdown(to_markdown(Rich(text))).text == text
    head = text.split(" ", maxsplit=1)[0]
    marked = Rich(text, (Entity(kind, 0, len(head.encode("utf-16-le")) // 2),))
    assert from_markdown(to_markdown(marked)).text == text


@given(
    st.lists(
        st.sampled_from(
            ["one", "- two", "3. three", "# four", "", "> five", "    six", "---", "```"]
        ),
        max_size=8,
    )
)
def test_lines_stay_lines(rows) -> None:
    text = "\n".join(rows)
    kept = "\n\n".join(
        "\n".join(line.strip() for line in block.split("\n"))
        for block in "\n".join(rows).split("\n\n")
        if block.strip()
    ).strip()
    shown = from_markdown(to_markdown(Rich(text))).text
    assert [line for line in shown.split("\n") if line] == [
        line.strip() for line in kept.split("\n") if line.strip()
    ]
