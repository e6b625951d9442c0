"""Pages are set in a process of their own: while it is slow nobody waits, and where it fails no
letter is lost.
"""

from __future__ import annotations

import asyncio
import threading
from email import message_from_bytes, policy

import pytest

from bot.foreign.worker import Ended, Worker
from tests.journeys.test_handing_over import office, to_preview

MAIL = office(email=True)


@pytest.mark.parametrize("language", ["en", "ko", "zh"])
@pytest.mark.parametrize("over", [True, False])
async def test_pages_that_cannot_be_set_are_told_and_the_letter_is_kept(
    city, monkeypatch, language, over
):
    def gone(*_question, **_limits):
        raise Ended(over=over)

    chat = await city.person("A", language)
    await to_preview(chat, MAIL, "My own words.")
    with monkeypatch.context() as broken:
        broken.setattr(Worker, "ask", gone)
        assert MAIL.email in await chat.taps("letter.hand_over")  # unmeasured, and yet on its way
        await chat.taps("letter.pdf")
        assert (await chat.toasts())[-1] == chat.t("letter.not_printed")
    await chat.taps("letter.pdf")
    assert (await chat.file())[1].startswith(b"%PDF")


async def test_a_worker_that_dies_is_replaced_and_nobody_notices(city, monkeypatch):
    chat = await city.person("A", "en")
    await to_preview(chat, MAIL)
    struck, ask = [True], Worker.ask

    def dying(worker, *question, **limits):
        if struck:
            struck.pop()
            worker.kill()
        return ask(worker, *question, **limits)

    monkeypatch.setattr(Worker, "ask", dying)
    assert MAIL.email in await chat.taps("letter.hand_over")
    struck.append(True)
    await chat.taps("letter.pdf")
    assert not struck
    assert (await chat.file())[1].startswith(b"%PDF")


async def test_while_pages_are_set_everybody_else_is_answered(city, monkeypatch):
    chat, other = await city.person("A", "en"), await city.person("B", "en")
    await other.starts()
    await to_preview(chat, MAIL)
    begun, gate, ask = threading.Event(), threading.Event(), Worker.ask

    def slow(worker, *question, **limits):
        begun.set()
        gate.wait(30)
        return ask(worker, *question, **limits)

    monkeypatch.setattr(Worker, "ask", slow)
    tapped = asyncio.create_task(chat.taps("letter.hand_over"))
    while not begun.is_set():
        await asyncio.sleep(0.01)
    await other._post("send", text="/privacy")
    await other.sees(other.t("privacy.title"))
    assert not tapped.done()
    gate.set()
    assert MAIL.email in await tapped


@pytest.mark.parametrize("language", ["en", "ko", "zh"])
async def test_words_that_no_font_has_are_named_before_printing_and_go_by_mail(city, language):
    chat = await city.person("A", language)
    await to_preview(chat, MAIL, "ฉันเป็นครูอยู่ที่กรุงเทพฯ 🙏🏽")
    await chat.taps("letter.hand_over")
    await chat.taps("letter.pdf")
    told = (await chat.toasts())[-1]
    assert told.startswith(chat.t("letter.unprintable", signs="ฉ น เ ป").split("ฉ")[0] + "ฉ น เ ป")
    assert len(told) <= 200
    await chat.taps("letter.mail_draft")
    name, body = await chat.file()
    assert name == "letter.eml"
    assert "ฉันเป็นครู" in message_from_bytes(body, policy=policy.default).get_content()


@pytest.mark.parametrize("language", ["en", "ko", "zh"])
async def test_emoji_are_left_out_on_paper_and_the_writer_is_told(city, language):
    chat = await city.person("A", language)
    await to_preview(chat, MAIL, "They deserve safety ✊🏽")
    await chat.taps("letter.hand_over")
    await chat.taps("letter.pdf")
    assert (await chat.file())[1].startswith(b"%PDF")
    told = [
        message.get("caption") or message["text"]
        for message in await chat.messages()
        if message["document"]
    ]
    assert chat.t("letter.left_out", signs="✊") in told[-1]
