"""The plainest form of a screen loses no word and no address, and is what Telegram's own parser
takes.
"""

from hypothesis import given
from hypothesis import strategies as st

from bot.rehearsal.botapi import keyboards
from bot.rehearsal.botapi.entities import checked
from bot.telegram.rendering import keyboard_params, text_params
from content.text.markup import TEXT_LIMIT, Entity, Rich, bold, rich
from content.text.messages import Button, Screen
from content.text.plainest import pieces, plain_forms

BACK = Button("Back", data="home")
SIGNS = st.text(
    st.characters(codec=None, exclude_categories=()) | st.sampled_from("😀 \n한"), max_size=30
)
ENTITIES = st.builds(
    Entity,
    st.sampled_from(("bold", "text_link", "spoiler", "blockquote", "nonsense")),
    st.integers(-3, 40),
    st.integers(-3, 40),
    st.none() | st.sampled_from(("https://a.org:0", "tg://x", "https://b.org/x")),
)
LABELS, ADDRESSES = (
    st.sampled_from(("", " ", "Read", "한국")),
    st.none() | st.just("https://a.org:0"),
)
BUTTONS = st.builds(Button, LABELS, st.none() | SIGNS, ADDRESSES, st.none() | SIGNS)
SCREENS = st.builds(
    Screen, st.builds(Rich, SIGNS, st.lists(ENTITIES, max_size=4).map(tuple)),
    st.lists(st.lists(BUTTONS, max_size=4).map(tuple), max_size=30).map(tuple),
)  # fmt: skip


@given(SCREENS)
def test_whatever_a_screen_holds_telegram_takes_its_plain_forms(screen: Screen) -> None:
    forms = plain_forms(screen)
    assert len(forms) in (0, 2)
    for one in (one for form in forms for one in form):
        params = text_params(one.text)
        checked(params["text"], params["entities"])
        assert 1 <= len(one.text) <= TEXT_LIMIT
        keyboards.inline(keyboard_params(one.rows).get("reply_markup", {}))


def test_addresses_are_written_out_after_their_words_and_buttons_of_the_bot_stay() -> None:
    said = (
        rich("😀 See the ")
        + rich("report").within("text_link", url="https://a.org:0")
        + bold(" now")
    )
    rows = ((Button("Page", url="https://b.org"), Button("Mail", copy="x@b.org")), (BACK,))
    first, last = plain_forms(Screen(said, rows))
    words = "😀 See the report (https://a.org:0) now\n\nPage: https://b.org\nMail: x@b.org"
    assert first == (Screen(Rich(words), ((BACK,),)),)
    assert last == (Screen(Rich(words)),)


def test_a_keyboard_that_is_too_large_keeps_its_beginning_and_the_way_back() -> None:
    rows = tuple((Button(f"Case {number}", data=f"case:{number}"),) for number in range(200))
    kept = plain_forms(Screen(rich("Cases"), (*rows, (BACK,))))[0][0].rows
    assert kept[0] == rows[0]
    assert kept[-1] == (BACK,)
    assert len(kept) <= 90


def test_what_was_hidden_stays_hidden() -> None:
    hidden = rich("A name").within("spoiler") + rich(" and more").within("text_link", url="x")
    (shown,) = plain_forms(Screen(hidden))[1]
    assert shown.text.entities == (Entity("spoiler", 0, len(shown.text.text)),)


def test_a_long_screen_becomes_several_messages_with_the_buttons_under_the_last() -> None:
    said = bold("word " * 2000)
    parts = pieces(Screen(said, ((BACK,),)))
    assert [bool(one.rows) for one in parts] == [False, False, True]
    assert " ".join(one.text.text for one in parts).split() == said.text.split()
    assert all(one.text.entities for one in parts)
