"""Every limit and refusal of Telegram's that the bot could run into, with Telegram's own words."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from telegram import Bot, BotCommand, InputMediaPhoto
from telegram.error import BadRequest, Conflict

from bot.rehearsal.botapi.errors import ApiError
from bot.rehearsal.botapi.limits import Flood
from bot.rehearsal.world.model import Person
from bot.rehearsal.world.world import World
from tests.bot.rehearsal.conftest import poll

Picture = Callable[[int, int], bytes]
MB = 1024 * 1024


async def refusal(
    people: httpx.AsyncClient, world: World, method: str, **args: object
) -> tuple[int, str]:
    """Code and words with which the Bot API refuses the call."""
    answer = await people.post(f"/bot{world.token}/{method}", json=args)
    return answer.status_code, answer.json()["description"]


def keys(count: int, per_row: int = 5, text: str = "x") -> dict[str, object]:
    buttons = [{"text": text, "callback_data": str(number)} for number in range(count)]
    return {"inline_keyboard": [buttons[at : at + per_row] for at in range(0, count, per_row)]}


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (keys(100), None),
        (keys(101), "reply markup is too long"),
        (keys(60, text="x" * 200), "reply markup is too long"),
        ({"inline_keyboard": [[{"text": "x", "callback_data": "a" * 64}]]}, None),
        ({"inline_keyboard": [[{"text": "x", "callback_data": "a" * 65}]]}, "BUTTON_DATA_INVALID"),
        ({"inline_keyboard": [[{"text": "x", "callback_data": ""}]]}, "BUTTON_DATA_INVALID"),
        ({"inline_keyboard": [[{"text": "x", "copy_text": {"text": "a" * 256}}]]}, None),
        (
            {"inline_keyboard": [[{"text": "x", "copy_text": {"text": "a" * 257}}]]},
            "BUTTON_COPY_TEXT_INVALID",
        ),
    ],
)
async def test_keyboards(
    people: httpx.AsyncClient,
    world: World,
    mina: Person,
    markup: dict[str, object],
    words: str | None,
) -> None:
    answer = await people.post(
        f"/bot{world.token}/sendMessage",
        json={"chat_id": mina.id, "text": "x", "reply_markup": markup},
    )
    assert answer.json().get("description") == (words and f"Bad Request: {words}")


async def test_a_row_is_cut_at_twelve_without_an_error(
    people: httpx.AsyncClient, world: World, mina: Person
) -> None:
    body = {"chat_id": mina.id, "text": "x", "reply_markup": keys(13, per_row=13)}
    answer = await people.post(f"/bot{world.token}/sendMessage", json=body)
    assert len(answer.json()["result"]["reply_markup"]["inline_keyboard"][0]) == 12


async def test_texts_and_captions_count_after_parsing(
    bot: Bot, mina: Person, picture: Picture
) -> None:
    await bot.send_message(mina.id, f"<b>{'x' * 4096}</b>", parse_mode="HTML")
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(mina.id, f"<b>{'x' * 4097}</b>", parse_mode="HTML")
    sent = await bot.send_photo(
        mina.id, picture(4, 4), caption=f"<i>{'y' * 1024}</i>", parse_mode="HTML"
    )
    assert [(entity.type, entity.length) for entity in sent.caption_entities] == [("italic", 1024)]
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(mina.id, picture(4, 4), caption="y" * 1025)
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_document(mina.id, b"x", caption="y" * 1025)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "file must be non-empty"),
        (b"no picture", "IMAGE_PROCESS_FAILED"),
        (b"\x89PNG" + bytes(10 * MB), f"file of size {10 * MB + 4} bytes is too big for a photo"),
    ],
)
async def test_what_is_no_photo(
    people: httpx.AsyncClient, world: World, mina: Person, body: bytes, words: str
) -> None:
    answer = await people.post(
        f"/bot{world.token}/sendPhoto",
        data={"chat_id": mina.id},
        files={"photo": ("x.png", body, "image/png")},
    )
    assert (answer.status_code, words in answer.json()["description"]) == (400, True)


async def test_photos_have_sides_that_telegram_takes(
    bot: Bot, mina: Person, picture: Picture
) -> None:
    assert (await bot.send_photo(mina.id, picture(200, 10))).photo[0].width == 200
    for width, height in ((9999, 600), (210, 10)):
        with pytest.raises(BadRequest, match=r"(?i)photo_invalid_dimensions"):
            await bot.send_photo(mina.id, picture(width, height))


async def test_a_photo_changes_its_caption_its_buttons_and_itself(
    bot: Bot, people: httpx.AsyncClient, world: World, mina: Person, picture: Picture
) -> None:
    sent = await bot.send_photo(mina.id, picture(8, 8), caption="one")
    about = {"chat_id": mina.id, "message_id": sent.message_id}
    await bot.edit_message_caption(**about, caption="two")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_caption(**about, caption="two")
    await bot.edit_message_media(
        InputMediaPhoto(picture(16, 9), caption="<b>three</b>", parse_mode="HTML"), **about
    )
    shown = (await people.get(f"/api/chats/{mina.id}/messages")).json()["messages"][-1]
    assert (shown["text"], shown["photo"]["width"], shown["edited"]) == ("three", 16, True)
    assert shown["entities"] == [{"offset": 0, "length": 5, "type": "bold"}]
    again = InputMediaPhoto(
        world.chats[mina.id].messages[-1]["photo"][0]["file_id"],
        caption="<b>three</b>",
        parse_mode="HTML",
    )
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_media(again, **about)
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("four", **about)


async def test_words_have_no_caption_but_may_become_a_photo(
    bot: Bot, mina: Person, picture: Picture
) -> None:
    sent = await bot.send_message(mina.id, "one")
    about = {"chat_id": mina.id, "message_id": sent.message_id}
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await bot.edit_message_caption(**about, caption="two")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(**about)
    changed = await bot.edit_message_media(InputMediaPhoto(picture(4, 4)), **about)
    assert (changed.text, len(changed.photo)) == (None, 1)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", mina.id, 999)


@pytest.mark.parametrize(
    ("ids", "words"),
    [
        (None, "message identifiers are not specified"),
        (list(range(1, 102)), "too many message identifiers specified"),
        ([0], "invalid message identifier specified"),
    ],
)
async def test_ids_to_delete(
    people: httpx.AsyncClient, world: World, mina: Person, ids: list[int] | None, words: str
) -> None:
    given = {} if ids is None else {"message_ids": json.dumps(ids)}
    assert await refusal(people, world, "deleteMessages", chat_id=mina.id, **given) == (
        400,
        f"Bad Request: {words}",
    )


async def test_after_48_hours_nothing_is_deleted(bot: Bot, world: World, mina: Person) -> None:
    old = await bot.send_message(mina.id, "old")
    world.offset += timedelta(hours=48)
    new = await bot.send_message(mina.id, "new")
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(mina.id, old.message_id)
    assert await bot.delete_messages(mina.id, [old.message_id, new.message_id, 999])
    assert [message["text"] for message in world.chats[mina.id].messages if "text" in message][
        -1
    ] == "old"
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(mina.id, new.message_id)


async def test_in_a_group_only_ones_own_is_deleted(bot: Bot, world: World, mina: Person) -> None:
    group = world.add_group("Friends", [mina.id])
    theirs = world.post(group, mina.user(), text="hi")
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(group.id, theirs["message_id"])


async def test_a_toast_has_200_characters(
    people: httpx.AsyncClient, world: World, mina: Person
) -> None:
    world.queries["7"] = mina.id
    said = await refusal(
        people, world, "answerCallbackQuery", callback_query_id="7", text="x" * 201
    )
    assert said == (400, "Bad Request: MESSAGE_TOO_LONG")
    done = await people.post(
        f"/bot{world.token}/answerCallbackQuery", json={"callback_query_id": "7", "text": "x" * 200}
    )
    assert done.json()["result"] is True


@pytest.mark.parametrize(
    ("commands", "words"),
    [
        ([BotCommand(f"c{number}", "x") for number in range(101)], "BOT_COMMANDS_TOO_MUCH"),
        ([BotCommand("a" * 33, "x")], "BOT_COMMAND_INVALID"),
        ([BotCommand("Help", "x")], "BOT_COMMAND_INVALID"),
        ([BotCommand("help", "x" * 257)], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([BotCommand("help", "")], "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
async def test_commands(bot: Bot, commands: list[BotCommand], words: str) -> None:
    with pytest.raises(BadRequest, match=f"(?i){words}"):
        await bot.set_my_commands(commands)
    assert await bot.set_my_commands([BotCommand("a" * 32, "x" * 256)])


async def test_an_action_that_does_not_exist(bot: Bot, mina: Person) -> None:
    with pytest.raises(BadRequest, match="Wrong parameter action in request"):
        await bot.send_chat_action(mina.id, "dancing")


async def test_a_second_poller_gets_the_words_of_telegram(
    people: httpx.AsyncClient, world: World
) -> None:
    older = await poll(world, people.post(f"/bot{world.token}/getUpdates", json={"timeout": 10}))
    await people.post(f"/bot{world.token}/getUpdates", json={"timeout": 0})
    told = (await older).json()
    assert told["error_code"] == 409
    assert told["description"].startswith("Conflict: terminated by other getUpdates request")


async def test_a_webhook_takes_the_updates_until_it_is_removed(
    world: World, bot: Bot, people: httpx.AsyncClient
) -> None:
    older = await poll(world, people.post(f"/bot{world.token}/getUpdates", json={"timeout": 10}))
    assert await bot.set_webhook("https://hook.example:8443/secret", secret_token="canary")
    assert (await older).json()["description"] == "Conflict: terminated by setWebhook request"
    with pytest.raises(
        Conflict, match="can't use getUpdates method while webhook is active; use deleteWebhook"
    ):
        await bot.get_updates()
    told = await bot.get_webhook_info()
    assert told.url == "https://hook.example:8443/secret"
    assert "canary" not in str(told)
    assert await bot.delete_webhook()
    assert await bot.get_updates() == ()
    assert (await bot.get_webhook_info()).url == ""


async def test_an_empty_address_removes_a_webhook_and_a_restart_keeps_it(
    bot: Bot, tmp_path: Path
) -> None:
    world = World(tmp_path / "world.json")
    world.updates.hook("https://hook.example")
    world.save()
    assert World(tmp_path / "world.json").updates.webhook == "https://hook.example"
    await bot.set_webhook("https://hook.example")
    await bot.set_webhook("")
    assert (await bot.get_webhook_info()).url == ""


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://hook.example", "webhook: an https url must be provided for webhook"),
        (
            "https://hook.example:8081",
            "webhook: webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        ("https://[::1", "webhook: invalid webhook url specified"),
    ],
)
async def test_a_webhook_where_telegram_sends_nothing_is_refused(
    bot: Bot, url: str, words: str
) -> None:
    with pytest.raises(BadRequest, match=words):
        await bot.set_webhook(url)


async def test_a_flood_to_a_chat_over_http(
    world: World, people: httpx.AsyncClient, mina: Person
) -> None:
    now = [0.0]
    world.flood = Flood(lambda: now[0])
    body = {"chat_id": mina.id, "text": "x"}
    answers = [await people.post(f"/bot{world.token}/sendMessage", json=body) for _ in range(21)]
    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert answers[-1].json() == {
        "ok": False, "error_code": 429, "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }  # fmt: skip
    now[0] = 1.0
    assert (await people.post(f"/bot{world.token}/sendMessage", json=body)).status_code == 200


def test_a_group_takes_twenty_a_minute() -> None:
    now = [0.0]
    flood = Flood(lambda: now[0])
    for _ in range(20):
        flood.take(-7)
    for moment in (0.0, 2.9):
        now[0] = moment
        with pytest.raises(ApiError, match="Too Many Requests"):
            flood.take(-7)
    now[0] = 3.1
    flood.take(-7)
