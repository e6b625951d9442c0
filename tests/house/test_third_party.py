"""Every package that the bot is run with stands in THIRD_PARTY.md, with the licence that it names
itself.
"""

import pytest

from tests.house.third_party import HEAD, NOTICE, licence, locked, told


def test_every_locked_package_is_named_with_a_licence_and_nothing_else():
    assert NOTICE.read_text("utf-8").startswith(HEAD)
    assert list(told()) == locked()
    assert [name for name, words in told().items() if not words.strip()] == []


@pytest.mark.parametrize("name", locked())
def test_the_licence_is_the_one_that_the_package_names(name):
    assert told()[name] == (licence(name) or told()[name])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("python-telegram-bot", "LGPL-3.0-only"),
        ("certifi", "MPL-2.0"),
        ("manimgx-fonts-cjk", "OFL-1.1"),
    ],
)
def test_the_licences_that_ask_something_are_told(name, words):
    assert told()[name] == words
