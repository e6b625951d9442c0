"""What Telegram refuses, cuts and keeps, seen through python-telegram-bot."""

from datetime import UTC, datetime

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity
from telegram.error import BadRequest, EndPointNotFound, NetworkError, RetryAfter

from bot.rehearsal.botapi.errors import ApiError
from bot.rehearsal.botapi.limits import Flood
from bot.rehearsal.server import build
from bot.rehearsal.world.model import Person
from bot.rehearsal.world.world import World


def markup(**button: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("x", **button)]])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "mode", "words"),
    [
        (" \n", None, "Message text is empty"),
        ("x" * 4097, None, "Message is too long"),
        (
            "<b>x",
            "HTML",
            "Can't parse entities: can't find end tag corresponding to start tag \"b\"",
        ),
        ("a<br>b", "HTML", 'unsupported start tag "br"'),
        ("a.", "MarkdownV2", "Can't parse entities"),
        ("a", "Latin", "Unsupported parse_mode"),
    ],
)
async def test_texts_that_telegram_refuses(
    bot: Bot, mina: Person, text: str, mode: str | None, words: str
) -> None:
    with pytest.raises(BadRequest, match=f"(?i){words}"):
        await bot.send_message(mina.id, text, parse_mode=mode)


async def test_the_longest_text_is_counted_in_code_points(bot: Bot, mina: Person) -> None:
    assert (await bot.send_message(mina.id, "😀" * 4096)).text == "😀" * 4096


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"callback_data": "x" * 65}, "BUTTON_DATA_INVALID"),
        ({"callback_data": "글" * 22}, "BUTTON_DATA_INVALID"),
        ({"url": "tel:1"}, "URL 'tel:1' is invalid: Wrong HTTP URL"),
        ({"url": "ftp://a.org"}, "is invalid: Unsupported URL protocol"),
        ({"url": "https://localhost/"}, "is invalid: Wrong HTTP URL"),
    ],
)
async def test_buttons_that_telegram_refuses(
    bot: Bot, mina: Person, button: dict[str, str], words: str
) -> None:
    with pytest.raises(BadRequest, match=f"(?i){words}"):
        await bot.send_message(mina.id, "x", reply_markup=markup(**button))


async def test_a_mail_button_is_mangled_as_telegram_does(bot: Bot, mina: Person) -> None:
    message = await bot.send_message(mina.id, "x", reply_markup=markup(url="mailto:a@b.org"))
    assert message.reply_markup is not None
    assert message.reply_markup.inline_keyboard[0][0].url == "http://mailto:a@b.org/"


async def test_a_moment_and_utf16_offsets_survive(bot: Bot, mina: Person) -> None:
    moment = MessageEntity(
        "date_time", 3, 4, unix_time=datetime.fromtimestamp(1700000000, UTC), date_time_format="wDt"
    )
    message = await bot.send_message(mina.id, "😀 soon a@b.org", entities=[moment])
    assert [(entity.type, entity.offset, entity.length) for entity in message.entities] == [
        ("date_time", 3, 4),
        ("email", 8, 7),
    ]
    html = await bot.send_message(
        mina.id, '😀 <tg-time unix="1700000000" format="wDt">soon</tg-time>', "HTML"
    )
    assert html.entities[0].to_dict() == message.entities[0].to_dict()


async def test_an_entity_that_telegram_refuses(bot: Bot, mina: Person) -> None:
    with pytest.raises(BadRequest, match=r"(?i)entity URL 'tel:1' is invalid"):
        await bot.send_message(
            mina.id, "call", entities=[MessageEntity("text_link", 0, 4, url="tel:1")]
        )


async def test_text_is_trimmed_with_its_entities(bot: Bot, mina: Person) -> None:
    message = await bot.send_message(mina.id, "  now  ", entities=[MessageEntity("bold", 0, 7)])
    assert (message.text, message.entities[0].offset, message.entities[0].length) == ("now", 0, 3)


async def test_what_it_lacks_is_not_found(bot: Bot, people: httpx.AsyncClient) -> None:
    with pytest.raises(EndPointNotFound):
        await bot.do_api_request("sendRichMessage", api_kwargs={})
    events = (await people.get("/api/poll?after=0&timeout=0")).json()["events"]
    assert events[-1]["text"] == "Not Found: method not found"


@pytest.mark.parametrize("token", ["54321:no", "54321:" + "A" * 35])
async def test_other_tokens_are_refused(world: World, token: str) -> None:
    app = build(world)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://127.0.0.1"
    ) as client:
        answer = await client.post(f"/bot{token}/getMe")
    assert (answer.status_code, answer.json()["description"].split(":")[0]) == (401, "Unauthorized")


async def test_trouble(
    bot: Bot, people: httpx.AsyncClient, mina: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    await people.post("/api/trouble", json={"answer": 429, "seconds": 60, "retry_after": 7})
    with pytest.raises(RetryAfter, match="7"):
        await bot.send_message(mina.id, "x")
    await people.post("/api/trouble", json={"answer": 500, "seconds": 60})
    with pytest.raises(NetworkError):
        await bot.send_message(mina.id, "x")
    await people.post("/api/trouble", json={"answer": 0})
    assert (await bot.send_message(mina.id, "x")).text == "x"


def test_a_chat_takes_a_burst_then_one_a_second() -> None:
    now = [0.0]
    flood = Flood(lambda: now[0])
    for _ in range(20):
        flood.take(7)
    with pytest.raises(ApiError, match="retry after 1") as refusal:
        flood.take(7)
    assert refusal.value.body()["parameters"] == {"retry_after": 1}
    now[0] = 1.0
    flood.take(7)


def test_all_chats_together_take_thirty_a_second() -> None:
    flood = Flood(lambda: 0.0)
    for chat in range(30):
        flood.take(chat)
    with pytest.raises(ApiError, match="Too Many Requests: retry after 1"):
        flood.take(99)


def test_a_group_waits_longer() -> None:
    flood = Flood(lambda: 0.0)
    for _ in range(20):
        flood.take(-7)
    with pytest.raises(ApiError, match="retry after 3"):
        flood.take(-7)
