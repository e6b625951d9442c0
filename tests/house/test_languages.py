"""A language is its entry, its catalogues and its words: each is complete, and nothing else names
languages.
"""

import ast
import re
from dataclasses import MISSING, fields
from datetime import date
from pathlib import Path

import pytest
import yaml
from babel import Locale
from babel.dates import format_date

from content.language import typed
from content.language.languages import LANGUAGES, Language, cldr, language_of, own_name
from content.letters import checks
from content.protection import careful, name_lists
from tests import pseudo

ROOT = Path(__file__).parents[2]
# What a language may say without words of its own.
OPTIONAL = {"beside_hour", "before_city", "hours", "hour_after", "minutes", "past", "to"}
FOLDERS = (careful.WORDS, checks.WORDS, name_lists.WORDS, typed.WORDS)
ALLOWED = {
    "route_codes.py",  # a route's code may look like a language's
    "languages.py",
    # The rules of a script, with its own lists.
    *("names_latin.py", "names_korean.py", "names_chinese.py"),
    "running.py",  # the people of the rehearsal speak some languages
}
every_language = pytest.mark.parametrize("code", LANGUAGES)


def lists(value):
    """The lists and patterns of a file, however deep, each as a list."""
    if isinstance(value, dict):
        return [one for inner in value.values() for one in lists(inner)]
    if isinstance(value, list) and any(isinstance(one, list | dict) for one in value):
        return [one for inner in value for one in lists(inner)]
    return [value if isinstance(value, list) else [value]]


@every_language
def test_every_field_without_a_default_is_filled(code):
    one = LANGUAGES[code]
    needed = [
        field.name
        for field in fields(Language)
        if field.default is MISSING and field.default_factory is MISSING
    ]
    empty = [name for name in needed if getattr(one, name) in ("", (), None)]
    assert set(empty) <= {"unit_space", "sentence_space"}  # Chinese writes no spaces
    assert one.code == code
    assert str(Locale.parse(one.locale)) == str(cldr(code)) == one.locale
    assert one.direction == cldr(code).text_direction
    assert "{}" in one.brackets
    assert "2019" in format_date(date(2019, 5, 3), one.day, locale=cldr(code))


@every_language
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_list_of_words_is_there_and_holds_words(code, folder):
    found, english = (
        yaml.safe_load((folder / f"{one}.yaml").read_text("utf-8")) for one in (code, "en")
    )
    assert all(
        words and all(isinstance(word, int) or (isinstance(word, str) and word) for word in words)
        for words in lists(found)
    )
    if folder != name_lists.WORDS:  # names are known by other words in each script
        assert set(english) <= set(found) | OPTIONAL


@every_language
def test_every_folder_of_words_has_the_same_shape_of_screens_and_rules(code):
    own, english = typed.typed(code), typed.typed("en")
    assert own.screens.keys() == english.screens.keys()
    assert own.rules.keys() == english.rules.keys()
    assert len(own.days) == 3
    hours = {hour for part in own.parts_of_day for hour in range(*part["hours"])}
    assert set(range(24)) <= hours  # every hour has a word
    assert own.noon
    assert own.midnight


def test_no_other_module_names_a_language():
    """A literal code of a language is a place that a new language would have to find."""
    codes = set(LANGUAGES) | {one.locale for one in LANGUAGES.values()}
    paths = [
        path
        for package in ("bot", "handlers", "storage", "content")
        for path in (ROOT / package).rglob("*.py")
    ]
    assert len(paths) > 200
    for path in paths:
        if path.name in ALLOWED or "versions" in path.parts:
            continue
        tree = ast.parse(path.read_text("utf-8"))
        texts = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and node.value in codes
        ]
        assert [f"{path.name}:{node.lineno}" for node in texts] == []


def test_languages_for_tests_are_offered_to_nobody():
    assert LANGUAGES.keys().isdisjoint(pseudo.PLURALS)
    assert not any("pseudo" in path.name for path in (ROOT / "content").rglob("*"))


def test_a_language_that_the_bot_does_not_speak_is_written_as_cldr_says():
    japanese, arabic = language_of("ja"), language_of("ar")
    assert (japanese.name, japanese.sentence_space, japanese.fonts[0]) == (
        "日本語",
        "",
        "Noto Sans CJK JP",
    )
    assert (arabic.name, arabic.direction.value, arabic.sentence_space) == ("العربية", "rtl", " ")
    assert own_name("qqx") == "qqx"
    assert re.fullmatch(r"中文 \(.*\)", own_name("zh-Hant"))
