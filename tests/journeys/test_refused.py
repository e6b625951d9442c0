"""Attempts that must not succeed: a clear sentence, a line in the audit, nothing changed."""

import pytest
from sqlmodel import select

from bot.feed_fetch import Fetcher
from content.language.i18n import words_for
from storage.engine.tables import Audit
from storage.library import news_feeds
from storage.people import members, team_inbox

LANGUAGES = ("en", "ko", "zh")
ANONYMOUS = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}


async def owner(city, language):
    mina = await city.person("Mina", language)
    await mina.starts()
    await mina.says(f"/claim {city.code}")
    return mina


async def audited(city):
    return await city.store.read(
        lambda session: [
            (row.action, row.detail, row.allowed) for row in session.exec(select(Audit)).all()
        ]
    )


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_anonymous_group_admin_has_no_right_and_is_told_why(city, language):
    mina = await owner(city, language)
    made = await city.post("/api/groups", title="G", members=[mina.person])
    await city.settle()
    await city.post(f"/api/chats/{made['id']}/send", person=mina.person, text="/teamgroup")
    await city.settle()
    room = {"id": made["id"], "type": "group", "title": "G"}
    for text in ("/teamgroup", "/freeze", "/send"):
        marks = [{"type": "bot_command", "offset": 0, "length": len(text)}]
        head = {
            "message_id": 901,
            "date": 1_700_000_000,
            "from": ANONYMOUS,
            "sender_chat": room,
            "chat": room,
        }
        city.world.updates.add("message", head | {"text": text, "entities": marks})
        await city.settle()
    answer = await city.client.get(
        f"/api/chats/{made['id']}/messages", params={"person": mina.person}
    )
    said = [message["text"] for message in answer.json()["messages"] if message["from"]["bot"]]
    assert said.count(words_for(language).text("group.anonymous")) == 3
    assert [one for one in await audited(city) if one[1] == "anonymous"] == [
        ("teamgroup", "anonymous", False),
        ("freeze", "anonymous", False),
        ("send", "anonymous", False),
    ]
    assert await city.rows("meta WHERE name = 'frozen_since'") == 0
    assert await city.rows("supporter") == 1


async def test_what_an_anonymous_admin_says_to_others_is_nobodys_business(city):
    room = {"id": -5, "type": "group", "title": "G"}
    head = {
        "message_id": 901,
        "date": 1_700_000_000,
        "from": ANONYMOUS,
        "sender_chat": room,
        "chat": room,
    }
    city.world.updates.add("message", head | {"text": "hello all"})
    await city.settle()
    assert not [
        one for one in city.world.arrivals.after(0, "sendMessage", "", 100) if one["chat"] == -5
    ]


@pytest.mark.parametrize("text", ["/freeze", "/send", "/teamgroup"])
async def test_a_channel_post_is_never_a_command(city, text):
    before = await audited(city)
    channel = {"id": -1001234567890, "type": "channel", "title": "C"}
    marks = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    post = {
        "message_id": 5,
        "date": 1_700_000_000,
        "chat": channel,
        "sender_chat": channel,
        "text": text,
    }
    city.world.updates.add("channel_post", post | {"entities": marks})
    await city.settle()
    assert await audited(city) == before
    assert await city.rows("supporter") == await city.rows("inbox") == 0
    assert not city.world.arrivals.after(0, "sendMessage", "", 100)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_old_button_of_somebody_who_left_is_refused_and_noted(city, language):
    mina = await owner(city, "en")
    joon = await city.person("Joon", language)
    await joon.starts()
    now = city.app.clock.now()
    link = await city.store.write(
        lambda session: members.invite(
            session, members.Role.PUBLISHER, (), members.everyone(session)[0], now
        )
    )
    await joon.starts(f"team_{link}")
    await joon.says("/freeze")
    old = await joon.newest()
    data = next(
        b["callback_data"]
        for row in old["keyboard"]
        for b in row
        if b["callback_data"].startswith("thaw")
    )

    def end(session):
        first = members.everyone(session)[0]
        members.end(session, first.alias + 1, first, city.app.clock.now())

    await city.store.write(end)
    await joon.presses_in(old["id"], data)
    assert (await joon.toasts())[-1] == joon.t("error.not_allowed")
    assert ("thaw", "", False) in await audited(city)
    assert mina.t("safety.frozen_title") in await mina.says("/team")
    commands = city.world.profile.commands
    assert not any(
        "send" in [c["command"] for c in menu]
        for key, menu in commands.items()
        if str(joon.chat) in key
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/feed",
        "https://[::1]/feed",
        "http://10.0.0.7/rss",
        "http://169.254.169.254/latest/meta-data",
        "https://localhost/feed",
        "http://printer.local/feed",
    ],
)
async def test_a_feed_at_a_private_address_is_refused_and_noted(city, language, address):
    mina = await owner(city, language)
    await mina.says("/feeds")
    await mina.taps("feeds.add")
    assert mina.t("feeds.private") in await mina.says(address)
    assert await city.rows("feed") == 0
    assert [one[2] for one in await audited(city) if one[0] == "feed-add"] == [False]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_name_that_stands_for_a_private_address_is_told_once_and_connects_to_nothing(
    city, language
):
    mina = await owner(city, language)
    asked = []

    async def inside(host, port):
        asked.append(host)
        return ["10.0.0.7"]

    city.app.feeds._fetcher = Fetcher(resolve=inside)
    await city.store.write(
        lambda session: news_feeds.add(
            session, "https://news.example.org/feed", city.app.clock.now()
        )
    )
    for _ in range(3):
        await city.moves(hours=2)
    assert asked
    told = [text for text in await mina.said() if mina.t("feeds.why_private") in text]
    assert len(told) == 1
    assert [one for one in await audited(city) if one[0] == "feed-read"] == [
        ("feed-read", "news.example.org", False)
    ]


async def test_a_group_that_is_not_the_teams_hears_nothing(city):
    await owner(city, "en")
    assert await city.store.read(lambda session: team_inbox.group(session, city.app.sealer)) is None


@pytest.mark.parametrize("language", LANGUAGES)
async def test_news_without_a_text_is_asked_for_it_again_and_not_published(city, language):
    mina = await owner(city, language)
    before = await city.rows("message")
    await mina.forges("tn:liaoning-seven")
    await mina.forges("tp:0:0")
    assert (await mina.toasts())[-1] == mina.t("team.no_text")
    assert await city.rows("message") == before


@pytest.mark.parametrize(
    "more", [{"sender_business_bot": {"id": 9, "is_bot": True, "first_name": "B"}}, {"business_connection_id": "b"},
    {"via_bot": {"id": 9, "is_bot": True, "first_name": "B"}}, {"forward_origin": {"type": "hidden_user"}},
    {"forward_date": 1}, {"is_from_offline": True}, {"guest_query_id": "g"}, {"ephemeral_message_id": 3},
    {"sender_chat": {"id": -100, "type": "channel"}}, {"from": {"id": 136817688, "is_bot": True, "first_name": "C"}},
    {"from": {"id": 777000, "is_bot": False, "first_name": "T"}}, {"from": ANONYMOUS}], ids=str,
)  # fmt: skip
async def test_what_the_owner_did_not_type_here_is_never_their_command(city, more):
    mina = await owner(city, "en")
    marks = [{"type": "bot_command", "offset": 0, "length": 7}]
    who = {"id": mina.person, "is_bot": False, "first_name": "Mina"}
    head = {
        "message_id": 900,
        "date": 1_700_000_000,
        "from": who,
        "chat": {"id": mina.chat, "type": "private"},
    }
    for kind in ("message", "edited_message", "business_message", "guest_message", "channel_post"):
        city.world.updates.add(kind, head | {"text": "/freeze", "entities": marks} | more)
    city.world.updates.add("edited_message", head | {"text": "/freeze", "entities": marks})
    await city.settle()
    assert await city.rows("meta WHERE name = 'frozen_since'") == 0
    assert await city.rows("inbox WHERE state != 'done'") == 0
