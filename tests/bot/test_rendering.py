"""What the bot sends is what Telegram's own parser accepts."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.rehearsal.entities import checked
from bot.rendering import text_params
from content.i18n import LANGUAGES, words_for
from content.markup import from_markdown, moment, paragraphs, quote


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("ab *_~`[]()<>#-1.!\n😀한文/:h"), max_size=80))
def test_tdlib_accepts_the_entities_of_any_markdown(source: str) -> None:
    made = from_markdown(source)
    assume(made.text.strip())
    params = text_params(quote(paragraphs(made, moment("3 May", 1_556_841_600)), expandable=True))
    assert checked(params["text"], params["entities"])


def test_tdlib_accepts_every_sentence_of_the_catalogues() -> None:
    for language in LANGUAGES:
        words = words_for(language)
        for key in ("privacy.truth", "letter.words_help", "message.idle", "letter.near_ask", "team.claimed"):
            params = text_params(words(key))
            checked(params["text"], params["entities"])
            assert params["text"].strip()
