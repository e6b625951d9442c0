"""In groups the bot is quiet unless spoken to, and tells nobody anything about anybody."""

from dataclasses import dataclass
from typing import Any

import pytest

LANGUAGES = ("en", "ko", "zh")


@dataclass
class Group:
    city: Any
    chat: Any
    id: int

    async def said(self):
        answer = await self.city.client.get(
            f"/api/chats/{self.id}/messages", params={"person": self.chat.person}
        )
        return [message for message in answer.json()["messages"] if message["from"]["bot"]]

    async def hears(self, text):
        """What the bot answers to a text, as it is written in a group that hides nothing
        from it.
        """
        before = len(await self.said())
        await self.tells({"text": text})
        return (await self.said())[before:]

    async def tells(self, body, kind="message"):
        """An update as Telegram sends it to a bot that may read everything."""
        sender = {
            "id": self.chat.person,
            "is_bot": False,
            "first_name": "A",
            "language_code": self.chat.language,
        }
        chat = {"id": self.id, "type": "group", "title": "G"}
        text = body.get("text", "")
        marks = (
            [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
            if text.startswith("/")
            else []
        )
        head = {
            "message_id": 900,
            "date": 1_700_000_000,
            "from": sender,
            "chat": chat,
            "entities": marks,
        }
        self.city.world.updates.add(kind, head | body)
        await self.city.settle()


async def group(city, language):
    chat = await city.person("A", language)
    made = await city.post("/api/groups", title="G", members=[chat.person])
    await city.settle()
    return Group(city, chat, made["id"])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_says_once_when_added_where_to_talk(city, language):
    room = await group(city, language)
    told = {
        "en": "I talk in private only",
        "ko": "개인 대화에서만 이야기해요",
        "zh": "我只在私聊中对话",
    }[language]
    assert [told in message["text"] for message in await room.said()] == [True]
    assert "?start=group" in (await room.said())[0]["keyboard"][0][0]["url"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_is_quiet_unless_spoken_to(city, language):
    room = await group(city, language)
    name = city.world.profile.username
    for unspoken in (
        "hello all",
        "letter",
        "편지",
        "写信",
        "/help@another_bot",
        f"@{name}_fans hello",
        "a" * 4000,
    ):
        assert await room.hears(unspoken) == [], unspoken
    for spoken in ("/start", f"/help@{name}", f"/HELP@{name.upper()}", f"@{name} what now"):
        answered = await room.hears(spoken)
        assert [room.chat.t("group.only_private") in one["text"] for one in answered] == [True], (
            spoken
        )


@pytest.mark.parametrize("language", LANGUAGES)
async def test_personal_answers_are_refused(city, language):
    room = await group(city, language)
    await room.chat.starts("case_liaoning-seven")
    await room.chat.taps("case.follow")
    for command in (
        "/mydata",
        "/updates",
        "/forgetme",
        "/write",
        "/privacy",
        "/cases",
        "/stop",
        "/team",
    ):
        (answer,) = await room.hears(command)
        assert answer["text"] == room.chat.t("group.only_private")
        assert answer["document"] is None
    assert await city.rows("follow") == 1


async def test_nobody_in_a_group_is_met_or_stored(city):
    room = await group(city, "en")
    await room.hears("/start")
    await room.hears("/mydata")
    assert await city.rows("supporter") == 0
    assert await city.rows("sentmessage") == 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_tap_in_a_group_is_sent_to_a_private_chat(city, language):
    room = await group(city, language)
    sender = {"id": room.chat.person, "is_bot": False, "first_name": "A", "language_code": language}
    shown = {
        "message_id": 1,
        "date": 1,
        "chat": {"id": room.id, "type": "group", "title": "G"},
        "text": "x",
    }
    city.world.queries["9"] = room.chat.person
    body = {
        "id": "9",
        "from": sender,
        "message": shown,
        "chat_instance": "1",
        "data": "follow:liaoning-seven",
    }
    city.world.updates.add("callback_query", body)
    await city.settle()
    assert {"en": "private chat", "ko": "개인 대화", "zh": "私聊"}[language] in (
        await room.chat.toasts()
    )[-1]
    assert await city.rows("follow") == 0


async def test_edits_forwards_stickers_and_other_accounts_get_nothing(city):
    room = await group(city, "en")
    name = city.world.profile.username
    before = len(await room.said())
    origin = {"type": "hidden_user", "sender_user_name": "S", "date": 1}
    await room.tells({"text": f"@{name} hi", "edit_date": 5}, "edited_message")
    await room.tells({"text": f"@{name} hi", "forward_origin": origin})
    await room.tells({"text": "/start", "forward_origin": origin})
    sizes = {
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
        "type": "regular",
    }
    await room.tells({"sticker": {"file_id": "x", "file_unique_id": "x"} | sizes})
    for account in (777000, 1087968824, 136817688):
        await room.tells(
            {
                "text": "/team",
                "from": {"id": account, "is_bot": account != 777000, "first_name": "G"},
            }
        )
    assert len(await room.said()) == before
