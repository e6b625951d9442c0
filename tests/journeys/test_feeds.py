"""The team names feeds; what matches a case comes as a suggestion, and nothing is published by
itself.
"""

from datetime import timedelta

import pytest

from bot.feed_fetch import Page, Refused
from content.language.i18n import words_for

LANGUAGES = ("en", "ko", "zh")
BODY = b"""<rss version="2.0"><channel><title>t</title>
<item><title>New word from Liaoning</title><link>https://example.org/1</link><guid>1</guid></item>
<item><title>Weather</title><link>https://example.org/2</link><guid>2</guid></item></channel></rss>"""


class Shelf:
    """A fetcher that answers from memory."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    async def fetch(self, url, etag=None, modified=None):
        self.asked.append((url, etag, modified))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def answering(city, *answers):
    shelf = Shelf(*answers)
    city.app.feeds._fetcher = shelf
    return shelf


async def team(city, language):
    mina = await city.person("Mina", language)
    await mina.starts()
    await mina.says(f"/claim {city.code}")
    return mina


async def later(city, minutes=31):
    await city.app.move(city.app.clock.now() + timedelta(minutes=minutes))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_feed_suggests_and_the_team_decides(city, language):
    t = words_for(language).text
    mina = await team(city, language)
    shelf = answering(city, Page(BODY, '"v1"', None), None)
    assert t("feeds.none") in await mina.says("/feeds")
    await mina.presses(t("feeds.add"))
    assert "example.org" in await mina.says("https://news.example.org/feed.xml")
    await later(city)
    await mina.sees(t("feeds.found", n=1))
    assert "New word from Liaoning" in await mina.presses(t("feeds.look"))
    assert t("feeds.no_suggestions") in await mina.presses(t("feeds.not"))
    await later(city)
    assert shelf.asked[1] == ("https://news.example.org/feed.xml", '"v1"', None)
    found = [m for m in await mina.messages() if t("feeds.found", n=1) in m["text"]]
    assert len(found) == 1


async def test_a_suggestion_begins_news_and_publishes_nothing(city):
    mina = await team(city, "en")
    answering(city, Page(BODY, None, None))
    await mina.says("/feeds")
    await mina.presses("Add a feed")
    await mina.says("https://news.example.org/feed.xml")
    await later(city, 2)
    await mina.sees("may concern a case")
    await mina.presses("See the suggestions")
    assert "News in English" in await mina.presses("Write news about it")
    with city.store.engine.connect() as connection:
        assert (
            connection.exec_driver_sql(
                "SELECT count(*) FROM revision WHERE kind = 'update'"
            ).scalar()
            == 0
        )


async def test_a_broken_feed_is_told_once_and_tried_less_often(city):
    mina = await team(city, "en")
    shelf = answering(city, *[Refused("status 500")] * 50)
    await mina.says("/feeds")
    await mina.presses("Add a feed")
    await mina.says("https://news.example.org/feed.xml")
    await later(city, 2)
    for _ in range(24):
        await later(city, 60)
    told = [m for m in await mina.messages() if "cannot be read" in m["text"]]
    assert len(told) == 1
    assert len(shelf.asked) < 8


@pytest.mark.parametrize(
    "failure",
    [
        UnicodeError("Invalid label"),
        RuntimeError("x"),
        RecursionError(),
        KeyError(1),
        Page(b"\x00", None, None),
    ],
)
async def test_whatever_a_visit_ends_with_there_is_a_next_time_and_the_team_is_told(city, failure):
    mina = await team(city, "en")
    shelf = answering(city, *[failure] * 50)
    await mina.says("/feeds")
    await mina.presses("Add a feed")
    await mina.says("https://news.example.org/feed.xml")
    for _ in range(10):
        await later(city, 1)
    assert len(shelf.asked) == 1
    await mina.sees("cannot be read")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("body", "why"),
    [(b"<!DOCTYPE rss>" + BODY, "declares"), (b"hello", "none"), (b"<a>" * 600_000, "slow")],
)
async def test_the_team_is_told_why_a_feed_is_not_read(city, language, body, why):
    t = words_for(language).text
    mina = await team(city, language)
    answering(city, Page(body, None, None))
    await mina.says("/feeds")
    await mina.presses(t("feeds.add"))
    await mina.says("https://news.example.org/feed.xml")
    await later(city, 2)
    await mina.sees(t(f"feeds.why_{why}"))


@pytest.mark.parametrize(
    "wrong",
    [
        "http://xn--a.example/feed",
        "https://[::1/feed",
        "https://a.example:99999/x",
        "hello",
        "ftp://example.org",
        "https://",
        "https://a:b@example.org/feed",
        "x" * 600,
    ],
)
async def test_what_is_no_address_is_asked_for_again(city, wrong):
    mina = await team(city, "en")
    await mina.says("/feeds")
    await mina.presses("Add a feed")
    assert "no web address" in await mina.says(wrong)
    assert "example.org" in await mina.says("https://example.org/feed")


async def test_a_removed_feed_comes_back_by_its_address(city):
    mina = await team(city, "en")
    answering(city)
    await mina.says("/feeds")
    await mina.presses("Add a feed")
    await mina.says("https://example.org/feed")
    assert "https://example.org/feed" in await mina.presses("Remove example.org")
    assert "Is read within a minute" in await mina.says("https://example.org/feed")


async def test_a_stranger_reads_no_feeds(city):
    stranger = await city.person("X", "en")
    assert "News feeds" not in await stranger.says("/feeds")
