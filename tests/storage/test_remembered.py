"""Content that was read is read again only after a change; what a transaction gave up is believed
by nobody.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from content.cases import UpdateText
from content.pack import reader
from content.text.markup import Rich
from storage.library import published, withheld
from storage.queue.kept_back import kept_back
from tests.stores import bundled

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
PACK = Path(reader.__file__).parents[1] / "packs/liaoning-seven"
CASE = "liaoning-seven"


@pytest.fixture
def filled(store, sealer):
    read = bundled()
    store.unlock(sealer)
    store.write_now(lambda session: published.seed(session, read, NOW, with_examples=True))
    return store


def news(session: Session) -> None:
    published.publish_update(
        session, CASE, {"en": UpdateText(title="News", body=Rich("Words."))}, None, NOW
    )


def test_sessions_share_what_was_read_until_something_is_published(filled):
    first = filled.read_now(published.snapshot)
    assert filled.read_now(published.snapshot) is first
    filled.write_now(news)
    assert [one.texts["en"].title for one in filled.read_now(published.snapshot).updates] == [
        "News"
    ]


def test_what_a_transaction_gave_up_is_not_remembered(filled):
    def gives_up(session: Session) -> None:
        news(session)
        assert published.snapshot(session).updates
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        filled.write_now(gives_up)
    assert filled.read_now(published.snapshot).updates == ()


def test_names_count_from_the_moment_they_are_kept_back_until_the_list_is_cleared(filled, sealer):
    assert not filled.read_now(kept_back).names("Park Mina")
    filled.write_now(lambda session: withheld.add(session, sealer, CASE, ["Park Mina"], None, NOW))
    assert filled.read_now(kept_back).names({"a": ["of Park", "Park Mina"]})
    filled.write_now(lambda session: withheld.clear(session, CASE, None, NOW))
    assert not filled.read_now(kept_back).names("Park Mina")
