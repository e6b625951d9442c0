"""What the bot sends is what Telegram's own parser accepts."""

from __future__ import annotations

from datetime import date
from html import escape

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.rehearsal.botapi.entities import checked, parsed
from bot.telegram.rendering import text_params
from content.language.i18n import words_for
from content.language.languages import LANGUAGES
from content.letters import composer
from content.letters.bilingual_view import view
from content.text.markup import (
    TEXT_LIMIT,
    Rich,
    from_markdown,
    moment,
    paragraphs,
    quote,
    rich,
    split,
)
from tests.stores import bundled


@settings(max_examples=150)
@given(st.text(st.sampled_from("ab *_~`[]()<>#-1.!\n😀한文/:h"), max_size=80))
def test_tdlib_accepts_the_entities_of_any_markdown(source: str) -> None:
    made = from_markdown(source)
    assume(made.text.strip())
    params = text_params(quote(paragraphs(made, moment("3 May", 1_556_841_600)), expandable=True))
    assert checked(params["text"], params["entities"])


def test_tdlib_accepts_every_sentence_of_the_catalogues() -> None:
    for language in LANGUAGES:
        words = words_for(language)
        for key in (
            "privacy.truth",
            "letter.words_care",
            "message.idle",
            "letter.near_ask",
            "team.claimed",
        ):
            params = text_params(words(key))
            checked(params["text"], params["entities"])
            assert params["text"].strip()


CAMPAIGN = bundled()
LETTERS = CAMPAIGN.letters[0]
POINTS = [point.id for point in LETTERS.points]
TAGS = {"bold": "b", "italic": "i", "expandable_blockquote": "blockquote expandable"}
typed = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf")), min_size=1, max_size=400
)


@settings(max_examples=60)
@given(
    st.sets(st.sampled_from(POINTS)), st.lists(typed.map(str.strip).filter(bool), max_size=3),
    st.integers(0, 2**48), st.sampled_from([("en", None), ("ko", "zh"), ("zh", "en"), ("zh", None)]),
    st.sampled_from(CAMPAIGN.missions), st.booleans(),
)  # fmt: skip
def test_tdlib_reads_every_letter_as_it_was_written(
    points, own, seed, languages, office, again
) -> None:
    choices = composer.Choices(tuple(points), tuple(own), "Zed <b>Q.</b> & Canary", seed, again)
    first, other = [
        composer.compose(LETTERS, (code,), office, choices, date(2026, 11, 24)) if code else None
        for code in languages
    ]
    assert first is not None
    for shown in (rich(first.body), quote(view(first, other), expandable=True)):
        for piece in split(shown):
            assert len(piece) <= TEXT_LIMIT
            assert (
                checked(piece.text, text_params(piece)["entities"])
                == text_params(piece)["entities"]
            )
            text, entities = parsed(as_html(piece), "html")
            assert text == piece.text
            told = {
                (one["type"], one["offset"], one["length"])
                for one in entities
                if one["type"] in TAGS
            }
            assert told == {(one.type, one.offset, one.length) for one in piece.entities}


def as_html(piece: Rich) -> str:
    """The piece in Telegram's HTML, tags around each stretch."""
    units = piece.text.encode("utf-16-le")
    marks = sorted(
        {
            0,
            len(units) // 2,
            *(at for one in piece.entities for at in (one.offset, one.offset + one.length)),
        }
    )
    out = ""
    for start, end in zip(marks, [*marks[1:], marks[-1]], strict=True):
        out += "".join(
            f"</{TAGS[one.type].split()[0]}>"
            for one in reversed(piece.entities)
            if ends(one) == start
        )
        out += "".join(f"<{TAGS[one.type]}>" for one in piece.entities if one.offset == start)
        out += escape(units[start * 2 : end * 2].decode("utf-16-le"), quote=False)
    return out


def ends(entity) -> int:
    return int(entity.offset + entity.length)
