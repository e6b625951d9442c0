"""What Telegram refuses for an entity, a button, its length or an edit arrives all the same, in its
plainest form.
"""

import pytest

from bot.telegram.replies import Address
from content.text.markup import Entity, Rich, bold, rich
from content.text.messages import AskLocation, Button, File, Keep, Photo, Pin, Screen, Show
from tests import desk
from tests.journeys.conftest import CASE

BACK = Button("Back", data="home")
LINK = "https://www.voanews.com:/a/1.html"
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")


def refused_link(words="report"):
    return Rich(words, (Entity("text_link", 0, 6, LINK),))


REFUSED = {
    "wrong port": (refused_link(), (), f"report ({LINK})", "format"),
    "unknown entity": (Rich("report", (Entity("nonsense", 0, 6),)), (), "report", "format"),
    "button's link": (rich("report"), (Button("Page", url=LINK),), f"Page: {LINK}", "button"),
    "button's data": (rich("report"), (Button("X", data="x" * 65),), "report", "button"),
    "button's label": (rich("report"), (Button("", data="x"),), "report", "button"),
    "button's copy": (rich("report"), (Button("C", copy="y" * 300),), "y" * 300, "button"),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_a_refused_answer_arrives_plainly_and_the_team_is_told_once(city, name):
    said, row, words, why = REFUSED[name]
    screen = Screen(said, (row, (BACK,)))
    mina, hana = await city.owner(), await city.person("Hana", "ko")
    await hana.starts()
    for _ in range(2):
        assert (
            await city.app.updates._replies.send(Address(hana.chat, route="case"), (Keep(screen),))
        ).ids
        await city.settle()
        assert words in (await hana.newest())["text"]
        assert await hana.keyboard() == ["Back"]
    told = [text for text in await mina.said() if mina.t("plain.title") in text]
    assert len(told) == 1
    assert mina.t(f"plain.{why}", about="/case") in told[0]


async def test_a_keyboard_that_is_too_large_keeps_its_beginning_and_the_way_back(city):
    hana = await city.person("Hana", "en")
    await hana.starts()
    rows = tuple((Button(f"Case {number}", data=f"case:{number}"),) for number in range(150))
    await city.app.updates._replies.send(
        Address(hana.chat), (Keep(Screen(rich("Cases"), (*rows, (BACK,)))),)
    )
    shown = await hana.keyboard()
    assert (shown[0], shown[-1]) == ("Case 0", "Back")


@pytest.mark.parametrize(
    "said", ["MESSAGE_ID_INVALID", "message can't be edited", "there is no text in the message to edit",
    "message to edit not found", "BUTTON_DATA_INVALID", "ENTITY_BOUNDS_INVALID", "something new"]
)  # fmt: skip
async def test_a_tap_whose_edit_is_refused_shows_its_screen_as_a_new_message(city, said):
    hana = await city.person("Hana", "en")
    await hana.starts()
    before = len(await hana.messages())
    await city.post(
        "/api/trouble", answer=400, description=said, seconds=60, methods=["editMessageText"]
    )
    await hana.presses("")
    assert len(await hana.messages()) == before + 1


async def test_a_tap_on_a_message_without_text_shows_the_screen_as_a_new_message(city):
    hana = await city.person("Hana", "en")
    await hana.starts()
    reply = (File("a.txt", "text/plain", b"x", rich("c"), ((BACK,),)),)
    sent = (await city.app.updates._replies.send(Address(hana.chat), reply)).ids
    await hana.presses_in(sent[0], "home")
    newest = await hana.newest()
    assert newest["id"] > sent[0]
    assert newest["keyboard"]


async def test_the_same_screen_again_is_no_new_message(city):
    hana = await city.person("Hana", "en")
    await hana.starts()
    replies, screen = city.app.updates._replies, Screen(rich("same"))
    sent = (await replies.send(Address(hana.chat), (Keep(screen),))).ids
    city.world.queries["1"] = hana.person
    assert (await replies.send(Address(hana.chat, sent[0], "1"), (Show(screen),))).ids == []


async def test_refused_captions_pins_and_questions_arrive_in_words(city):
    hana = await city.person("Hana", "en")
    await hana.starts()
    rows = ((Button("Page", url=LINK),), (BACK,))
    for op, words in (
        (File("a.txt", "text/plain", b"x", refused_link(), rows), f"report ({LINK})"),
        (Photo("a.png", PNG, refused_link("report " + "x" * 1500), rows), "x" * 1500),
        (Photo("a.png", b"no picture", rich("chart"), ((BACK,),)), "chart"),
        (Pin(37.5, 127.0, "Vigil", ""), "Vigil\n\n37.5, 127.0"),
        (AskLocation(refused_link(), "Share", "Back"), f"report ({LINK})"),
    ):
        before = len(await hana.messages())
        ids = (await city.app.updates._replies.send(Address(hana.chat), (op,))).ids
        assert len(await hana.messages()) - before == len(ids)
        assert words in (await hana.newest())["text"]
    assert len([one for one in await hana.messages() if one["document"] or one["photo"]]) == 3


async def test_a_text_that_is_too_long_arrives_whole(city):
    hana = await city.person("Hana", "en")
    await hana.starts()
    reply = (Show(Screen(bold("word " * 2000), ((BACK,),))),)
    assert len((await city.app.updates._replies.send(Address(hana.chat), reply)).ids) == 3
    assert await hana.keyboard() == ["Back"]


async def test_what_goes_to_many_arrives_plainly_and_the_team_is_told_once(city):
    mina = await city.owner()
    readers = [await city.person(f"P{number}", "en") for number in range(4)]
    for reader in readers:
        await reader.starts(f"case_{CASE}")
        await reader.presses("Follow")

    def queue(session):
        said = Screen(refused_link(), ((Button("Page", url=LINK),), (BACK,)))
        desk.alerts(session, CASE, "News of today", {"en": said}, city.app.clock.now())

    await city.store.write(queue)
    await city.moves(seconds=10)
    await city.settle()
    for reader in readers:
        assert [text for text in await reader.said() if f"report ({LINK})" in text] == [
            f"report ({LINK})\n\nPage: {LINK}"
        ]
        assert await reader.keyboard() == ["Back"]
    told = [text for text in await mina.said() if mina.t("plain.title") in text]
    assert len(told) == 1
    assert "News of today" in told[0]
    refusals = [
        one for one in city.world.arrivals.after(0, "sendMessage", "", 1000) if one["code"] == 400
    ]
    assert len(refusals) < 4
    assert await city.rows("outbox WHERE state = 'sent'") >= 4
