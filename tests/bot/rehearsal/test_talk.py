"""People and the bot talk through the rehearsal server as through Telegram."""

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Conflict, Forbidden

from bot.rehearsal.world.model import Person
from bot.rehearsal.world.world import World
from tests.bot.rehearsal.conftest import poll


async def test_bot_knows_itself(world: World, bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.is_bot) == (world.bot_id, True)


async def test_a_message_reaches_the_bot(
    world: World, bot: Bot, people: httpx.AsyncClient, mina: Person
) -> None:
    waiting = await poll(world, bot.get_updates(timeout=10))
    sent = await people.post(
        f"/api/chats/{mina.id}/send", json={"person": mina.id, "text": "/help me"}
    )
    assert sent.status_code == 200
    (update,) = await waiting
    assert update.message is not None and update.message.from_user is not None
    assert (update.message.text, update.message.from_user.language_code) == ("/help me", "ko")
    assert [(entity.type, entity.length) for entity in update.message.entities] == [
        ("bot_command", 5)
    ]
    assert await bot.get_updates(offset=update.update_id + 1) == ()


async def test_the_older_poll_conflicts(world: World, bot: Bot, mina: Person) -> None:
    older = await poll(world, bot.get_updates(timeout=10))
    await bot.get_updates(timeout=0)
    with pytest.raises(Conflict, match="terminated by other getUpdates"):
        await older


async def test_press_edit_and_toast(bot: Bot, people: httpx.AsyncClient, mina: Person) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go")]])
    message = await bot.send_message(mina.id, "Choose", reply_markup=keyboard)
    seq = (await people.get("/api/state")).json()["seq"]
    path = f"/api/chats/{mina.id}/press"
    body = {"person": mina.id, "message": message.message_id, "data": "go"}
    pressed = (await people.post(path, json=body)).json()
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert query is not None and query.id == pressed["callback"] and query.data == "go"
    await bot.answer_callback_query(query.id, "Done", show_alert=True)
    await bot.edit_message_text("Chosen", mina.id, message.message_id)
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(query.id)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("Chosen", mina.id, message.message_id)
    events = (await people.get(f"/api/poll?after={seq}&timeout=0")).json()["events"]
    assert [event["type"] for event in events if event["type"] != "log"] == ["toast", "edit"]
    shown = (await people.get(f"/api/chats/{mina.id}/messages")).json()["messages"][-1]
    assert (shown["text"], shown["edited"], shown["keyboard"]) == ("Chosen", True, None)


async def test_pressing_what_is_not_there(
    bot: Bot, people: httpx.AsyncClient, mina: Person
) -> None:
    message = await bot.send_message(mina.id, "No buttons")
    body = {"person": mina.id, "message": message.message_id, "data": "go"}
    assert (await people.post(f"/api/chats/{mina.id}/press", json=body)).status_code == 400


async def test_whom_the_bot_may_not_write_to(
    world: World, bot: Bot, people: httpx.AsyncClient, mina: Person
) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(5, "hello")
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(world.add_person("Jun", "en").id, "hello")
    await people.post(f"/api/people/{mina.id}/block", json={"blocked": True})
    (update,) = await bot.get_updates()
    assert (
        update.my_chat_member is not None
        and update.my_chat_member.new_chat_member.status == "kicked"
    )
    with pytest.raises(Forbidden, match="blocked by the user"):
        await bot.send_message(mina.id, "hello")
