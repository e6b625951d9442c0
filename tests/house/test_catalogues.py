"""Every sentence exists in every language, with the same values in it, and every key that the code
names exists.
"""

import ast
import re
from pathlib import Path

import pytest

from bot.rehearsal.botapi.entities import found
from content.language.i18n import read_catalogue
from content.language.languages import LANGUAGES
from content.text.markup import from_markdown

ROOT = Path(__file__).parents[2]
SOURCES = [
    path
    for name in ("bot", "handlers", "storage", "content")
    for path in (ROOT / name).rglob("*.py")
]
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
CALL = re.compile(
    r'(?:words(?:_for\(\w+\))?|\.words)(?:\.text)?\(\s*"([a-z_.]+)"|\.button\(\s*"([a-z_.]+)"'
)


@pytest.mark.parametrize("language", [*LANGUAGES][1:])
def test_the_same_keys_and_values_in_every_language(language):
    english, other = read_catalogue("en").entries, read_catalogue(language).entries
    assert english.keys() == other.keys()
    for key, forms in english.items():
        expected = {name for form in forms for name in PLACEHOLDER.findall(form)}
        assert {name for form in other[key] for name in PLACEHOLDER.findall(form)} == expected, key


def test_every_key_in_the_code_exists():
    known = read_catalogue("en").entries
    named = {one or two for path in SOURCES for one, two in CALL.findall(path.read_text("utf-8"))}
    assert len(named) > 100
    assert sorted(named - known.keys()) == []


def test_everything_that_the_audit_notes_has_words():
    calls = [
        node
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "note"
    ]
    noted = {
        one.args[2].value
        for one in calls
        if len(one.args) > 2 and isinstance(one.args[2], ast.Constant)
    }
    assert len(noted) > 30
    known = read_catalogue("en").entries
    assert sorted(one for one in noted if f"audit.did.{one}" not in known) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_empty_and_no_sentence_shouts(language):
    for key, forms in read_catalogue(language).entries.items():
        assert all(forms), key
        assert not any("!" in form or "！" in form for form in forms), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_mark_of_formatting_is_left_for_the_reader(language):
    for key, forms in read_catalogue(language).entries.items():
        assert not any(re.search(r"\*\*|~~|`|\]\(", from_markdown(form).text) for form in forms), (
            key
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_command_can_be_tapped(language):
    """Telegram sees a command only where no letter touches it: `发送/team查看` and `/team에서` are plain
    words.
    """
    for key, forms in read_catalogue(language).entries.items():
        for form in forms:
            text = from_markdown(form).text
            written = re.findall(r"(?<![/:.a-z])/[a-z_]{3,}", text)
            spans = [
                (one["offset"], one["length"])
                for one in found(text)
                if one["type"] == "bot_command"
            ]
            utf16 = text.encode("utf-16-le")
            assert [
                utf16[2 * at : 2 * (at + size)].decode("utf-16-le") for at, size in spans
            ] == written, key
