"""What a supporter is promised: erasure is complete, a seized store names nobody, groups stay
quiet.
"""

from datetime import timedelta

import pytest

from content.language.i18n import words_for
from storage.people import inbox
from tests import forms

LANGUAGES = ("en", "ko", "zh")
CANARY = "Zyxwvutsrq my grandmother"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_screen_of_a_supporter_opens_and_leads_back(city, language):
    chat = await city.person("A", language)
    assert await chat.starts()
    words = words_for(language)
    for command in (
        "/cases",
        "/events",
        "/updates",
        "/language",
        "/privacy",
        "/help",
        "/write",
        "/mydata",
    ):
        await chat.says(command)
    texts = [message["text"] for message in await chat.messages() if message["from"]["bot"]]
    assert not any(words.text("error.unexpected") in text for text in texts)
    assert len(texts) >= 8


@pytest.mark.parametrize("language", LANGUAGES)
async def test_coming_to_an_event_brings_a_reminder(city, language):
    words = words_for(language)
    chat = await city.person("A", language)
    await chat.starts("event_weekly-vigil")
    await chat.presses(words.text("event.go"))
    for _ in range(8):
        await city.app.move(city.app.clock.now() + timedelta(days=1))
    await chat.sees(words.text("message.why_going"))


@pytest.mark.parametrize(
    "odd", ["<b>&nbsp;", "\u202eمرحبا بالعالم", "👩‍👩‍👧‍👦" * 20, "/nonsense", "x" * 4000]
)
async def test_words_that_fit_nothing_get_help(city, odd):
    chat = await city.person("A", "en")
    await chat.starts()
    before = len(await chat.messages())
    assert await chat.says(odd)
    assert len(await chat.messages()) >= before + 2


async def test_forgetme_deletes_everything_at_once(city):
    chat = await city.person("A", "en")
    await chat.starts("case_liaoning-seven")
    await chat.presses("Follow")
    await chat.says("/forgetme")
    await chat.presses(words_for("en").text("privacy.forget_yes"))
    with city.store.engine.connect() as connection:
        for table in ("supporter", "follow", "sentmessage", "draft"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() == 0, table
    assert (city.folder / "erasures.log").read_text().count("\n") == 1


async def test_what_was_handled_leaves_nothing_sealed_behind(city):
    chat = await city.person("A", "en")
    await chat.starts("write_liaoning-seven")
    assert await city.store.read(lambda session: inbox.waiting(session, city.app.sealer)) == []
    with city.store.engine.connect() as connection:
        assert (
            connection.exec_driver_sql(
                "SELECT count(*) FROM inbox WHERE sealed IS NOT NULL"
            ).scalar()
            == 0
        )


async def test_a_seized_store_names_nobody(city):
    """Ten people in three languages write, follow, come, ask and search; nothing of theirs lies in
    any file.
    """
    people = [await city.person(f"Name{at}금", LANGUAGES[at % 3]) for at in range(10)]
    typed = [f"{CANARY} {at} 할머니 奶奶" for at in range(10)]
    for chat, words in zip(people, typed, strict=True):
        await chat.starts("case_liaoning-seven")
        await chat.taps("case.follow")
        await chat.starts("event_weekly-vigil")
        await chat.taps("event.go")
        await chat.starts("write_liaoning-seven")
        await chat.presses((await chat.keyboard())[0])  # the embassy in Seoul
        await chat.presses("English")
        await chat.taps("letter.points_done")
        await chat.says(words)
    assert await city.rows("draft") == 10
    names = (
        "appealbot.db",
        "appealbot.db-wal",
        "appealbot.db-shm",
        "appealbot.lock",
        "erasures.log",
    )
    assert {path.name for path in city.folder.iterdir()} <= {*names, "key"}
    seized = b"".join(path.read_bytes() for path in city.folder.iterdir() if path.name != "key")
    looked_for = [form for chat in people for form in forms.of_number(chat.person)]
    for words in (*typed, CANARY, "할머니", "奶奶", *(f"Name{at}금" for at in range(10))):
        looked_for += [form for form in forms.of_word(words) if len(form) > 3]
    assert [form for form in looked_for if form in seized] == []


async def test_a_group_is_quiet_unless_spoken_to(city):
    one = await city.person("A", "en")
    group = await city.post("/api/groups", title="G", members=[one.person])
    await city.post(f"/api/chats/{group['id']}/send", person=one.person, text="hello all")
    await city.settle()
    answer = await city.client.get(
        f"/api/chats/{group['id']}/messages", params={"person": one.person}
    )
    assert [m for m in answer.json()["messages"] if m["from"]["bot"] and "hello" in m["text"]] == []
    await city.post(f"/api/chats/{group['id']}/send", person=one.person, text="/mydata")
    await city.settle()
    answer = await city.client.get(
        f"/api/chats/{group['id']}/messages", params={"person": one.person}
    )
    said = [m["text"] for m in answer.json()["messages"] if m["from"]["bot"]]
    assert any("private" in text for text in said)
    assert not any(m["document"] for m in answer.json()["messages"])


async def test_an_hour_that_nobody_recorded_is_not_shown(city):
    chat = await city.person("A", "en")
    shown = await chat.starts("event_seoul-embassy-protest")
    assert "30 April 2019" in shown
    assert "00:00" not in shown


async def test_the_audit_names_no_supporter(city):
    stranger = await city.person("X", "en")
    await stranger.starts()
    await stranger.says("/team")
    await stranger.says("/claim AAAA-BBBB")
    with city.store.engine.connect() as connection:
        assert (
            connection.exec_driver_sql("SELECT count(member) FROM audit WHERE NOT allowed").scalar()
            == 0
        )
