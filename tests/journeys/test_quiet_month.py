"""After a quiet month, in which what was sent and logged is forgotten, all get what is meant for
them, nothing old.
"""

from __future__ import annotations

from functools import partial

from bot import logs
from content.language.i18n import words_for
from content.notices.digests import compose_idle_warning
from storage.delivery import incidents

from .conftest import CASE, Chat, City


async def _follower(city: City) -> Chat:
    lena = await city.person("Lena", "en")
    await lena.starts(f"case_{CASE}")
    await lena.taps("case.follow")
    return lena


async def test_news_after_a_quiet_month_comes_with_its_own_words(city: City) -> None:
    lena = await _follower(city)
    await city.publishes("First")
    assert "First en" in await lena.settled()
    await city.moves(days=32)
    assert await city.rows("body") == 0
    before = len(await lena.said())
    await city.publishes("Second")
    (news,) = (await lena.said())[before:]
    assert "Second en" in news
    assert "First" not in news


async def test_logs_end_while_nothing_is_said(city: City) -> None:
    kept = city.folder / logs.FOLDER / f"appealbot.log.{city.app.clock.now():%Y-%m-%d}"
    kept.parent.mkdir()
    kept.touch()
    await city.moves(days=12, hours=23)
    assert kept.exists()
    await city.moves(hours=25)
    assert not kept.exists()


async def test_who_was_silent_for_long_is_warned_in_the_words_of_the_warning(city: City) -> None:
    lena = await _follower(city)
    await city.publishes("First")
    before = len(await lena.said())
    await city.moves(days=107)
    assert (await lena.said())[before:] == [compose_idle_warning(words_for("en")).text.text]


async def test_what_the_team_was_told_a_month_ago_does_not_reach_a_supporter(city: City) -> None:
    mina = await city.owner()
    lena = await _follower(city)
    waited = partial(incidents.waited, seconds=61, full=True, now=city.app.clock.now())
    await city.store.write(waited)
    assert "61" in await mina.settled()
    await city.moves(days=32)
    before = len(await lena.said())
    await city.publishes("Second")
    (news,) = (await lena.said())[before:]
    assert "Second en" in news
