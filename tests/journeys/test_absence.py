"""The bot was away and something is overdue: nothing goes out until the team decides, in one tap or
two.
"""

import pytest

from storage.delivery import downtime
from storage.queue import freeze

LANGUAGES = ("en", "ko", "zh")


async def back_after_an_absence(city, language):
    """A follower with overdue news, a team member who was asked, and the follower's chat."""
    mina = await city.person("Mina", language)
    await mina.says(f"/claim {city.code}")
    emma = await city.person("Emma", language)
    await emma.starts("case_liaoning-seven")
    await emma.taps("case.follow")
    # The bot goes away.
    await city.store.write(lambda session: freeze.hold(session, city.app.clock.now()))
    await city.publishes("Overdue")
    await city.store.write(lambda session: (freeze.release(session), downtime.restored(session)))
    await city.app._wake()
    city.app.engine.wake()
    await mina.sees(mina.t("absence.title"))
    await city.moves(hours=2)
    assert not any("Overdue" in text for text in await emma.said())
    return mina, emma


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_waited_goes_out_when_the_team_says_so(city, language):
    mina, emma = await back_after_an_absence(city, language)
    asked = await mina.taps("absence.look")
    assert mina.t("safety.waiting_few") in asked
    await mina.taps("safety.thaw_yes")
    await emma.sees(f"Overdue {language}")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_out_of_date_is_thrown_away_and_new_news_goes_out(city, language):
    mina, emma = await back_after_an_absence(city, language)
    await mina.taps("absence.look")
    assert mina.t("safety.drop_title") in await mina.taps("safety.drop")
    assert mina.t("safety.dropped_few") in await mina.taps("safety.drop_yes")
    await city.publishes("Fresh")
    await emma.sees(f"Fresh {language}")
    assert not any("Overdue" in text for text in await emma.said())


async def test_throwing_away_asks_again_after_two_minutes(city):
    mina, _ = await back_after_an_absence(city, "en")
    await mina.taps("absence.look")
    await mina.taps("safety.drop")
    await city.moves(minutes=3)
    assert mina.t("safety.drop_title") in await mina.taps("safety.drop_yes")
    assert mina.t("safety.thaw_title") in await mina.taps("button.back")
