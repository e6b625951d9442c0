"""For translators: one language out and back in, what is missing first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from content.errors import UserError
from content.pack import po
from content.pack.diff import Change, diff
from tests.content.test_pack_write import LIAONING


def without(language):
    case = LIAONING.cases[0]
    texts = {code: text for code, text in case.texts.items() if code != language}
    return LIAONING.model_copy(update={"cases": (case.model_copy(update={"texts": texts}),)})


@pytest.mark.parametrize("language", ["ko", "zh"])
def test_out_and_in_changes_nothing(language):
    catalogue = po.to_po(LIAONING, "en", language)
    assert po.from_po(catalogue, LIAONING)[1] == LIAONING
    assert catalogue == po.to_po(LIAONING, "en", language)


def test_a_catalogue_cannot_fill_the_memory_with_plurals():
    head = 'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=999999999; plural=0;\\n"\n'
    head += '"Content-Type: text/plain; charset=%s\\n"\n\n'
    for charset, word in (
        ("utf-8", "msgid_plural"),
        ("utf-8", "  #~ msgid_plural"),
        ("utf-7", "msgid+AF8-plural"),
    ):
        text = (
            head % charset
            + f'msgctxt "campaign/liaoning-seven/name"\nmsgid "a"\n{word} "b"\nmsgstr[0] "X"\n'
        )
        with pytest.raises(UserError, match=r"packs\.no_po"):
            po.from_po(text.encode(), LIAONING)[1]


def test_what_is_missing_comes_first():
    texts = po.to_po(without("ko"), "en", "ko").decode().split("\n\n")[1:]
    empty = [text.rstrip().endswith('msgstr ""') for text in texts]
    assert 'msgctxt "case/liaoning-seven/title"' in texts[0]
    assert empty == sorted(empty, reverse=True)


def test_a_translation_comes_back_into_its_place():
    catalogue = po.to_po(LIAONING, "en", "ko").decode()
    changed = catalogue.replace("랴오닝의 일곱 사람", "랴오닝 일곱 사람")
    after = po.from_po(changed.encode(), LIAONING)[1]
    assert diff(LIAONING, after) == [
        Change("changed", "campaign", "liaoning-seven", "ko", ("name",))
    ]


def test_a_half_translated_case_waits_until_it_is_whole():
    lacking = without("ko")
    whole = po.to_po(LIAONING, "en", "ko").decode()
    title = LIAONING.cases[0].texts["ko"].title
    half = whole.replace(f'msgstr "{title}"', 'msgstr ""')
    assert po.from_po(half.encode(), lacking)[1] == lacking
    assert po.from_po(whole.encode(), lacking)[1] == LIAONING


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda text: "this is no catalogue", "packs.no_po"),
        (
            lambda text: text.replace("case/liaoning-seven/title", "case/elsewhere/title"),
            "packs.unknown_text",
        ),
        (lambda text: text.replace("랴오닝의 일곱 사람", "x" * 5000), "packs.does_not_fit"),
        (lambda text: text + "x" * po.CATALOGUE_BYTES, "packs.too_large"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(change, key):
    catalogue = change(po.to_po(LIAONING, "en", "ko").decode())
    with pytest.raises(UserError) as refused:
        po.from_po(catalogue.encode(), LIAONING)[1]
    assert refused.value.key == key


NAME = "랴오닝의 일곱 사람"


def test_what_its_translator_is_not_sure_of_is_left_out_and_counted():
    catalogue = po.to_po(LIAONING, "en", "ko").decode().replace(NAME, "랴오닝 일곱 사람")
    fuzzy = catalogue.replace("msgctxt", "#, fuzzy\nmsgctxt", 3)
    assert fuzzy.count("#, fuzzy") == 3
    brought = po.from_po(fuzzy.encode(), LIAONING)
    assert brought.fuzzy == 3
    everything = catalogue.replace("msgctxt", "#, fuzzy, python-format\nmsgctxt")
    assert po.from_po(everything.encode(), LIAONING).campaign == LIAONING


@pytest.mark.parametrize("marks", ["#, fuzzy\n", '#| msgid "before"\n#, fuzzy\n'])
def test_marks_of_other_tools_are_understood(marks):
    place = 'msgctxt "campaign/liaoning-seven/name"'
    catalogue = po.to_po(LIAONING, "en", "ko").decode().replace(NAME, "랴오닝 일곱 사람")
    brought = po.from_po(catalogue.replace(place, marks + place).encode(), LIAONING)
    assert (brought.campaign, brought.fuzzy, brought.older) == (LIAONING, 1, 0)


def test_what_translates_an_older_text_is_left_out_and_counted():
    catalogue = po.to_po(LIAONING, "en", "ko").decode().replace(NAME, "랴오닝 일곱 사람")
    now = LIAONING.texts["en"].name
    older = catalogue.replace(f'msgid "{now}"', 'msgid "What it was called before"')
    assert older != catalogue
    brought = po.from_po(older.encode(), LIAONING)
    assert (brought.campaign, brought.fuzzy, brought.older) == (LIAONING, 0, 1)
    assert po.from_po(older.replace("\n", "\r\n").encode("utf-8-sig"), LIAONING).older == 1


@pytest.mark.parametrize(
    ("target", "named"),
    [
        ("zh", ("zh_Hans", "zh_CN", "zh-Hans", "zh_SG", "ZH", "zh_Hans_CN", "zh")),
        ("ko", ("ko_KR", "ko-KR", "KO", "ko_Kore_KR", "ko")),
    ],
)
def test_a_language_is_known_by_whatever_a_tool_calls_it(target, named):
    catalogue = po.to_po(LIAONING, "en", target).decode()
    assert f"Language: {target}\\n" in catalogue
    for name in named:
        given = catalogue.replace(f"Language: {target}\\n", f"Language: {name}\\n")
        assert po.from_po(given.encode(), LIAONING).language == target, name


@pytest.mark.parametrize("name", ["zh_Hant", "zh_TW", "zh_HK", "ja", "en", "xx", "", "K", "한국어"])
def test_another_language_is_none_of_the_campaigns(name):
    catalogue = po.to_po(LIAONING, "en", "zh").decode()
    given = catalogue.replace("Language: zh\\n", f"Language: {name}\\n")
    with pytest.raises(UserError, match=r"packs\.no_language"):
        po.from_po(given.encode(), LIAONING)


def test_new_and_gone_pieces_are_told():
    lacking = without("ko")
    gone = Change("gone", "case", "liaoning-seven", "ko")
    assert diff(LIAONING, lacking) == [gone]
    assert diff(lacking, LIAONING) == [replace(gone, how="new")]
