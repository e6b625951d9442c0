"""Files, places, commands, groups and the queue over python-telegram-bot."""

from collections.abc import Callable
from pathlib import Path

import httpx
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)

from bot.rehearsal.world.model import Person
from bot.rehearsal.world.world import World


async def chat_of(people: httpx.AsyncClient, chat_id: int) -> dict[str, object]:
    state = (await people.get("/api/state")).json()
    return next(chat for chat in state["chats"] if chat["id"] == chat_id)


async def test_a_document_arrives_byte_for_byte(
    bot: Bot, people: httpx.AsyncClient, mina: Person
) -> None:
    content = bytes(range(256)) + b"\r\n--\r\n"
    sent = await bot.send_document(
        mina.id, content, filename="편지.pdf", caption="<b>Yours</b>", parse_mode="HTML"
    )
    assert sent.document is not None and sent.document.file_name == "편지.pdf"
    fetched = await bot.get_file(sent.document.file_id)
    assert bytes(await fetched.download_as_bytearray()) == content
    shown = (await people.get(f"/api/chats/{mina.id}/messages")).json()["messages"][-1]
    assert (shown["text"], shown["document"]["size"]) == ("Yours", len(content))
    assert (await people.get(shown["document"]["url"])).content == content


async def test_places_and_pictures(
    bot: Bot, people: httpx.AsyncClient, mina: Person, picture: Callable[[int, int], bytes]
) -> None:
    await bot.send_venue(mina.id, 37.5, 127.0, "Embassy", "Some street")
    await bot.send_location(mina.id, 37.5, 127.0)
    await bot.send_photo(mina.id, picture(30, 20), filename="x.png")
    venue, location, photo = (await people.get(f"/api/chats/{mina.id}/messages")).json()[
        "messages"
    ][-3:]
    assert (venue["venue"]["title"], venue["location"]) == ("Embassy", None)
    assert location["location"]["latitude"] == 37.5
    assert (photo["photo"]["width"], photo["photo"]["height"]) == (30, 20)
    assert (await people.get(photo["photo"]["url"])).content == picture(30, 20)


async def test_commands_follow_scope_and_language(
    bot: Bot, people: httpx.AsyncClient, mina: Person
) -> None:
    scope = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([BotCommand("help", "Help")])
    await bot.set_my_commands([BotCommand("help", "도움말")], scope=scope, language_code="ko")
    assert (await chat_of(people, mina.id))["commands"] == [
        {"command": "help", "description": "도움말"}
    ]
    await bot.delete_my_commands(scope=scope, language_code="ko")
    assert (await bot.get_my_commands())[0].description == "Help"
    assert (await chat_of(people, mina.id))["commands"] == [
        {"command": "help", "description": "Help"}
    ]


async def test_reply_keyboard_comes_and_goes(
    bot: Bot, people: httpx.AsyncClient, mina: Person
) -> None:
    await bot.send_message(mina.id, "x", reply_markup=ReplyKeyboardMarkup([["Share"]]))
    assert (await chat_of(people, mina.id))["keyboard"]
    await bot.send_message(mina.id, "y", reply_markup=ReplyKeyboardRemove())
    assert (await chat_of(people, mina.id))["keyboard"] is None


async def test_a_group_tells_the_bot_only_what_is_meant_for_it(
    world: World, bot: Bot, people: httpx.AsyncClient, mina: Person
) -> None:
    group = (
        await people.post("/api/groups", json={"title": "Friends", "members": [mina.id]})
    ).json()
    for text in ("hello all", "/help", "/help@other_bot", f"@{world.profile.username} hi"):
        await people.post(f"/api/chats/{group['id']}/send", json={"person": mina.id, "text": text})
    updates = await bot.get_updates()
    assert updates[0].my_chat_member is not None
    told = [update.message.text for update in updates[2:] if update.message]
    assert told == ["/help", f"@{world.profile.username} hi"]
    await bot.leave_chat(group["id"])
    assert (await bot.get_me()).id == world.bot_id


async def test_edits_media_and_deleted_messages(
    bot: Bot, people: httpx.AsyncClient, mina: Person
) -> None:
    path, me = f"/api/chats/{mina.id}", {"person": mina.id}
    sent = (await people.post(f"{path}/send", json=me | {"text": "one"})).json()
    await people.post(f"{path}/edit", json=me | {"message": sent["id"], "text": "two"})
    for kind in ("sticker", "voice", "photo", "document"):
        assert (await people.post(f"{path}/media", json=me | {"kind": kind})).status_code == 200
    await people.post(f"{path}/forward", json=me | {"text": "theirs"})
    await people.post(f"{path}/location", json=me | {"latitude": 1, "longitude": 2})
    updates = await bot.get_updates()
    assert updates[1].edited_message is not None and updates[1].edited_message.text == "two"
    assert [bool(update.message) for update in updates] == [
        True,
        False,
        True,
        True,
        True,
        True,
        True,
        True,
    ]
    mine = await bot.send_message(mina.id, "mine")
    assert await bot.delete_messages(mina.id, [mine.message_id, 999])


def test_a_world_lives_on_in_its_file(tmp_path: Path) -> None:
    before = World(tmp_path / "deep" / "world.json")
    person = before.add_person("Mina", "ko")
    before.post(before.chats[person.id], person.user(), text="hi")
    before.keep("a", "text/plain", b"\x00")
    before.save()
    after = World(before.path)
    assert (after.token, after.people, after.chats) == (before.token, before.people, before.chats)
    assert after.files == before.files


async def test_the_list_of_chats_stays_right_after_edits_and_deletions(
    bot: Bot, people: httpx.AsyncClient, mina: Person
) -> None:
    await people.get(f"/api/chats/{mina.id}/messages?person={mina.id}")
    first = await bot.send_message(mina.id, "first")
    second = await bot.send_message(mina.id, "second")
    await bot.edit_message_text("changed", mina.id, second.message_id)
    seen = await chat_of(people, mina.id)
    assert (seen["last"], seen["unread"]) == ("changed", 2)
    await bot.delete_message(mina.id, second.message_id)
    seen = await chat_of(people, mina.id)
    assert (seen["last"], seen["unread"]) == ("first", 1)
    await people.get(f"/api/chats/{mina.id}/messages?person={mina.id}")
    await bot.delete_message(mina.id, first.message_id)
    assert (await chat_of(people, mina.id))["unread"] == 0
    await bot.send_document(mina.id, b"x", filename="letter.eml")
    assert (await chat_of(people, mina.id))["last"] == "letter.eml"
