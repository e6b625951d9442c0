"""From an update to its reply: permission before arguments, forged data without effect, commands
read exactly.
"""

from __future__ import annotations

import logging
from dataclasses import fields
from itertools import chain

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from content.errors import UserError
from content.language.i18n import read_catalogue, words_for
from content.language.languages import LANGUAGES
from content.text.messages import Toast
from handlers.incoming import Incoming, dump, load
from handlers.letters.draft import Writing
from handlers.routes import BUTTONS
from storage.people import conversation_state

TOAST_LIMIT = 200  # characters (Bot API, answerCallbackQuery)
OTHER = 8_123_456_789
GUARDED = sorted(name for name, route in BUTTONS.items() if route.needs)
# What belongs to the person themself: their own row, what they follow, their drafts.
OWN = {
    "supporter",
    "follow",
    "rsvp",
    "draft",
    "lettersent",
    "contact",
    "contactwords",
    "sqlite_sequence",
}
WORDS = st.sampled_from(
    [
        *BUTTONS,
        "new",
        "",
        "liaoning-seven",
        "weekly-vigil",
        "seoul-embassy-protest",
        "en",
        "ko",
        "zh",
        "on",
        "off",
        "daily",
        "weekly",
        "Asia/Seoul",
        "east_asia",
        "happened",
        "timeline",
        "0",
        "1",
        "2",
        "-1",
        "99999999999",
        "²",
        "٣",
    ]
)
FORGED = st.lists(WORDS | st.text(max_size=12), min_size=1, max_size=5).map(":".join)


def text_of(reply):
    return " ".join(
        op.text if isinstance(op, Toast) else getattr(op, "screen", op).text.text for op in reply
    )


def test_permission_comes_before_arguments(office):
    for name in GUARDED:
        for arguments in ("", ":1", ":a:b:c:d:e:f:g:h", ":liaoning-seven"):
            refused = office.taps(name + arguments)
            assert refused[0] == Toast(words_for("en").text("error.not_allowed"), alert=True), (
                name + arguments
            )


def test_ten_thousand_forged_taps_of_a_stranger_change_nothing_of_anyone_else(office, caplog):
    office.says("/start", chat=OTHER)
    office.taps("follow:liaoning-seven", chat=OTHER)
    before = office.tables(*OWN, "audit")
    mine = [row for row in office.tables()["follow"] if row]

    @settings(max_examples=200, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(st.lists(FORGED, min_size=50, max_size=50))
    def forge(payloads):
        office.taps_all(payloads)

    with caplog.at_level(logging.ERROR):
        forge()
    assert caplog.records == []
    assert office.tables(*OWN, "audit") == before
    assert [row for row in office.tables()["follow"] if row in mine] == mine
    assert office.tables()["member"] == []


def test_a_failing_handler_leaves_no_effect_and_a_sentence(office, monkeypatch, caplog):
    def broken(ctx, slug):
        conversation_state.put(
            ctx.session, ctx.sealer, ctx.me.number, "letter", {"words": "canary"}, ctx.now
        )
        raise ZeroDivisionError("canary")

    monkeypatch.setitem(BUTTONS, "follow", type(BUTTONS["follow"])("follow", broken))
    assert office.taps("follow:x") == (Toast(words_for("en").text("error.unexpected"), alert=True),)
    assert office.tables()["draft"] == []
    assert "ZeroDivisionError" in caplog.text
    assert "canary" not in caplog.text


def test_who_forgets_themself_is_written_into_the_ledger_and_met_anew(office):
    office.says("/start")
    office.taps(f"forget:{int(office.now.timestamp())}")
    assert office.erased == [7_318_264_905]
    assert office.tables()["supporter"] == []
    assert office.hands("unblocked") == ()
    assert office.hands("blocked") == ()
    assert office.tables()["supporter"] == []
    office.says("/start")
    assert len(office.tables()["supporter"]) == 1


def test_the_second_presser_in_a_group_changes_nothing(office):
    office.says("/start")
    before = office.tables()
    told = office.taps("follow:liaoning-seven", chat=-100_200, private=False, user=OTHER)
    assert told == (Toast(words_for("en").text("toast.not_yours"), alert=True),)
    assert office.tables() == before


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("/start case_x", ("start", "case_x")),
        ("/START@A_Bot  x y ", ("start", "x y")),
        ("/claim\nAB CD", ("claim", "AB CD")),
        ("/help", ("help", "")),
        ("help", None),
    ],
)
def test_a_command_is_its_name_and_the_rest(words, command):
    from content.text.markup import Entity, Rich

    marks = (Entity("bot_command", 0, len(words.split()[0])),) if words.startswith("/") else ()
    heard = Incoming(1, "text", 1, True, 1, text=Rich(words, marks))
    assert heard.command == command
    for changed in (
        heard.__class__(**{**vars(heard), "plain": False}),
        heard.__class__(**{**vars(heard), "kind": "edited"}),
    ):
        assert changed.command is None


def test_a_place_is_not_kept_with_its_update():
    heard = Incoming(1, "location", 1, True, 1, place=(37.5, 127.0))
    assert b"37.5" not in dump(heard)
    assert load(dump(heard)).place is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_that_flash_up_fit_a_toast(language):
    for key, forms in read_catalogue(language).entries.items():
        if key.startswith(("error.", "toast.")):
            assert all(len(form) <= TOAST_LIMIT for form in forms), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_of_an_open_letter_has_a_name_in_ones_own_data(language):
    named = chain((field.name for field in fields(Writing)), ("draft", "then", "texts"))
    assert [name for name in named if not words_for(language).has(f"mydata.drafts.{name}")] == []


def test_errors_name_a_sentence():
    known = read_catalogue("en").entries
    kinds = [UserError, *UserError.__subclasses__()]
    assert [kind.key for kind in kinds if kind.key not in known] == []
