"""SAFETY.md's threats that show best in a running bot; the number of each stands in its test's
name.
"""

import random
import string

import pytest

from bot.telegram.polling import WANTED
from handlers.routes import BUTTONS, COMMANDS
from storage.engine.sealed_columns import SUPPORTER_SEAL

LANGUAGES = ("en", "ko", "zh")
SAFE = string.ascii_letters + string.digits + "_-"
DESTROYS = {"burn", "forgetme", "forget", "leave", "lang", "stop", "pause", "freeze"}


def message(chat, text, **more):
    """A text as Telegram delivers it, commands marked."""
    sender = {"id": chat.person, "is_bot": False, "first_name": "A", "language_code": chat.language}
    marks = (
        [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        if text.startswith("/")
        else []
    )
    head = {
        "message_id": 901,
        "date": 1_700_000_000,
        "from": sender,
        "chat": {"id": chat.chat, "type": "private"},
    }
    return head | {"text": text, "entities": marks} | more


async def everything_said(chat):
    """Texts, labels, button data, toasts and files of a chat."""
    found = [*await chat.toasts()]
    for one in await chat.messages():
        found += [one["text"], str(one["keyboard"])]
        if one["document"]:
            found.append((await chat.city.client.get(one["document"]["url"])).text)
    return "\n".join(found)


async def test_2_no_command_and_no_button_of_the_team_names_a_supporter(city):
    followers = [await city.person(f"Name{at}", LANGUAGES[at % 3]) for at in range(6)]
    for chat in followers:
        await chat.starts("case_liaoning-seven")
        await chat.taps("case.follow")
    with city.store.engine.connect() as connection:
        numbers = [
            str(row[0]) for row in connection.exec_driver_sql("SELECT number FROM supporter")
        ]
    mina = await city.owner()
    for name, route in COMMANDS.items():
        if route.needs is not None and name not in DESTROYS:
            await mina.says(f"/{name}")
    for name, route in BUTTONS.items():
        if route.needs is not None and name not in DESTROYS:
            for arguments in ("", ":liaoning-seven", ":1", ":1:1"):
                await mina.forges(name + arguments)
    told = await everything_said(mina)
    for hidden in (
        *numbers,
        *(str(chat.person) for chat in followers),
        *(f"Name{at}" for at in range(6)),
    ):
        assert hidden not in told, hidden


async def test_6_an_update_that_comes_three_times_acts_once(city):
    chat = await city.person("A", "en")
    await chat.starts("case_liaoning-seven")
    before = len(await chat.said())
    number = city.world.updates.next
    for _ in range(3):
        # As if Telegram had not heard that it arrived.
        city.world.updates.next = city.app.updates._offset = number
        city.world.updates.add("message", message(chat, "/help"))
        await city.settle()
    assert len(await chat.said()) == before + 1


async def test_10_the_owners_name_opens_nothing(city):
    await city.owner()
    other = await city.person("Mina", "en")
    await other.starts()
    told = {
        "id": other.person,
        "is_bot": False,
        "first_name": "Mina",
        "username": "mina",
        "language_code": "en",
    }
    for command in ("/team", "/freeze", "/stats", "/audit"):
        city.world.updates.add("message", message(other, command) | {"from": told})
        assert other.t("error.not_allowed") in await other.settled(), command
    assert await city.rows("member") == 1


@pytest.mark.parametrize("how", ["forward_origin", "via_bot"])
async def test_12_what_was_passed_on_is_no_command(city, how):
    mina = await city.owner()
    origin = {"type": "hidden_user", "sender_user_name": "S", "date": 1}
    via = {"id": 5, "is_bot": True, "first_name": "B", "username": "another_bot"}
    for command in ("/freeze", "/forgetme", "/stop", "/claim x"):
        city.world.updates.add(
            "message", message(mina, command, **{how: origin if how == "forward_origin" else via})
        )
        await city.settle()
    assert await city.rows("meta WHERE name = 'frozen_since'") == 0
    assert await city.rows("member") == 1


async def test_13_a_channel_commands_nothing(city):
    mina = await city.owner()
    before = await mina.said()
    post = message(mina, "/freeze") | {"chat": {"id": -100_777, "type": "channel", "title": "C"}}
    post.pop("from")
    city.world.updates.add("channel_post", post)
    city.world.updates.add("message", post | {"sender_chat": post["chat"]})
    await city.settle()
    assert await mina.said() == before
    assert await city.rows("meta WHERE name = 'frozen_since'") == 0


async def test_17_links_that_were_tampered_with_change_nothing(city):
    chat = await city.person("A", "en")
    await chat.starts()
    dice = random.Random(5)
    kinds = ("case_", "event_", "write_", "join_", "team_", "")
    payloads = [
        dice.choice(kinds) + "".join(dice.choices(SAFE, k=dice.randrange(58))) for _ in range(40)
    ]
    for payload in (
        *payloads,
        "case_../../x",
        "event_weekly-vigil_1_2",
        "join_" + "A" * 300,
        "case_liaoning-seven%00",
    ):
        city.world.updates.add("message", message(chat, f"/start {payload}"))
        shown = await chat.settled()
        assert shown, payload
        assert chat.t("error.unexpected") not in shown, payload
        assert payload not in shown or len(payload) < 8
    for table in ("member", "follow", "rsvp", "draft"):
        assert await city.rows(table) == 0, table


def test_27_the_bot_gives_no_inline_results_that_could_be_cached():
    assert set(WANTED) == {"message", "edited_message", "callback_query", "my_chat_member"}


async def test_30_nothing_of_an_erased_person_is_left_on_disk(city):
    chat = await city.person("A", "en")
    await chat.starts("case_liaoning-seven")
    await chat.taps("case.follow")
    await chat.starts("write_liaoning-seven")
    with city.store.engine.connect() as connection:
        (number,) = connection.exec_driver_sql("SELECT number FROM supporter").one()
    await chat.says("/forgetme")
    await chat.taps("privacy.forget_yes")
    await city.app.jobs.retention()
    left = b"".join(path.read_bytes() for path in city.folder.glob("appealbot.db*"))
    assert city.app.sealer.id(SUPPORTER_SEAL, chat.person) not in left
    assert number.to_bytes(8, "big") not in left
