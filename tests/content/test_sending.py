"""What the team sees of a sending, in three languages: counts, what can be done, what
became of it.
"""

from dataclasses import replace

import pytest

from content.language.i18n import number, words_for
from content.language.languages import LANGUAGES
from content.language.numbers import Headcount, counted, told
from content.notices.broadcasts import Progress, compose_progress


def progress(state, critical, *counts, rate=None):
    return Progress(7, "News", state, critical, *map(Headcount, counts), rate=rate)


UNDER_WAY = progress("sending", False, 3000, 1800, 1190, 6, 0, 4, rate=told(30))


def labels(screen):
    return [button.label for row in screen.rows for button in row]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sending_shows_sent_left_failed_unknown_and_rate(language):
    words = words_for(language)
    screen = compose_progress(words, UNDER_WAY)
    counts = words.text(
        "sending.counts",
        sent=number(1190, language),
        total=number(3000, language),
        left=number(1800, language),
        failed=6,
        unknown=4,
    )
    for part in (counts, words.text("sending.rate", rate=30), words.text("sending.quiet")):
        assert part in screen.text.text
    assert labels(screen) == [words.text(f"sending.{key}") for key in ("pause", "cancel", "all")]
    assert screen.rows[0][0].data == "sp:7"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("state", "title", "first"),
    [
        ("paused", "paused_title", "resume"),
        ("done", "done_title", "all"),
        ("cancelled", "cancelled_title", "all"),
    ],
)
def test_what_it_is_and_what_can_be_done_follow_its_state(language, state, title, first):
    words = words_for(language)
    now = progress(state, True, 10, 0, 6, 1, 2, 1)
    screen = compose_progress(words, now)
    assert screen.text.text.startswith(words.text(f"sending.{title}", title="News"))
    assert words.text("sending.withdrawn", count=2) in screen.text.text
    assert words.text("sending.quiet") not in screen.text.text
    assert labels(screen)[0] == words.text(f"sending.{first}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_end_explains_what_nobody_knows(language):
    words = words_for(language)
    unknown = compose_progress(words, progress("done", True, 10, 0, 9, 0, 0, 1))
    known = compose_progress(words, progress("done", True, 10, 0, 10, 0, 0, 0))
    assert words.text("sending.unknown_help") in unknown.text.text
    assert words.text("sending.unsent_none") in unknown.text.text
    assert words.text("sending.unknown_help") not in known.text.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("few", [False, True])
def test_the_end_says_how_many_probably_did_not_get_it_and_offers_to_send_it_to_them_again(
    language, few
):
    words, some = (
        words_for(language),
        [told(3)] * 3 if few else [Headcount(3), Headcount(2), Headcount(1)],
    )
    now = replace(
        progress("done", True, 10, 0, 4, 0, 0, 3), unknown=some[0], unsent=some[1], again=some[2]
    )
    screen = compose_progress(words, replace(now, repeatable=True))
    for key, many in (("sending.unsent", some[1]), ("sending.again_itself", some[2])):
        assert counted(words, key, many).text in screen.text.text
    assert words.text("sending.unsent_none") not in screen.text.text
    assert labels(screen) == [
        counted(words, "sending.again", some[0]).text,
        words.text("sending.all"),
    ]
    assert screen.rows[0][0].data == "sz:7"


@pytest.mark.parametrize(
    ("state", "unknown", "repeatable"),
    [("done", 0, True), ("done", 1, False), ("cancelled", 1, True), ("sending", 1, True)],
)
def test_nothing_else_is_offered_to_be_sent_again(state, unknown, repeatable):
    words = words_for("en")
    now = replace(progress(state, True, 3, 0, 2, 0, 0, unknown), repeatable=repeatable)
    assert words.text("sending.again", n=1) not in labels(compose_progress(words, now))
