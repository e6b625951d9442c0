"""News that was corrected: the messages that told it are corrected in place, in each chat's language,
or a correction is sent, or nothing is changed; whatever is taken down or frozen meanwhile.
"""

from __future__ import annotations

import json
from itertools import permutations

import pytest
from sqlmodel import select

from content.cases import UpdateText
from content.text.markup import Rich
from storage.actions import emergency_freeze, publishing
from storage.delivery import corrections
from storage.engine.states import RevisionState
from storage.engine.tables import Message, Outbox, Revision
from storage.people import members, supporters
from storage.queue.freeze import frozen_since
from tests.journeys.test_sending import LANGUAGES, claims, publisher
from tests.journeys.test_taking_back import about, follower

ACTS = ("correct", "take down", "freeze", "thaw")


async def news(city):
    """The slug of the only news that was sent."""
    return await city.store.read(
        lambda session: session.exec(select(Message.news).where(Message.news != None)).one()  # noqa: E711
    )


async def drafts(city, slug, headline="New words", languages=LANGUAGES):
    """A new version of the news as a draft, in these languages."""

    def act(session):
        rows = select(Revision.number).where(Revision.kind == "update", Revision.slug == slug)
        number = max(session.exec(rows)) + 1
        for code in languages:
            text = UpdateText(title=f"{headline} {code}", body=Rich(f"Better body in {code}."))
            session.add(
                Revision(
                    kind="update",
                    slug=slug,
                    language=code,
                    number=number,
                    state=RevisionState.DRAFT,
                    body=json.dumps(text.model_dump(mode="json")),
                    created_at=int(city.app.clock.now().timestamp()),
                )
            )
        return number

    return await city.store.write(act)


async def corrects(city, slug, headline="New words", languages=LANGUAGES):
    """The team publishes corrected news and corrects what was sent."""
    number = await drafts(city, slug, headline, languages)

    def act(session):
        owner = members.everyone(session)[0]
        publishing.publish(session, "update", slug, owner, city.app.clock.now(), number=number)
        known = city.app.campaign(session)
        corrections.correct(session, corrections.changed(session, known, slug))

    await city.store.write(act)


async def beats(city):
    await city.app.jobs.visit()
    await city.settle()


async def asleep(city, language="en"):
    """A follower who has their night now: news waits for them."""
    chat = await follower(city, language)
    hour = city.app.clock.now().hour
    night = {"zone": "UTC", "quiet_from": (hour - 1) % 24, "quiet_to": (hour + 3) % 24}

    def act(session):
        person = supporters.find(session, city.app.sealer, chat.chat)
        supporters.change(session, person.number, **night)

    await city.store.write(act)
    return chat


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_team_corrects_what_was_sent_and_what_waits(city, language):
    mina = await claims(city, language)
    chats = [await follower(city, one) for one in LANGUAGES]
    sleeper = await asleep(city, language)
    await city.publishes("Old words", critical=False)
    slug = await news(city)
    await drafts(city, slug)
    await mina.says(f"/publish update {slug}")
    await mina.taps("edit.publish")
    shown = (await mina.newest())["text"]
    assert mina.t("corrections.title") in shown
    assert mina.t("corrections.sent_few") in shown
    assert mina.t("corrections.waiting_few") in shown
    before = [len(await chat.said()) for chat in chats]
    await mina.taps("corrections.correct")
    await beats(city)
    for chat, code, many in zip(chats, LANGUAGES, before, strict=True):
        assert about(await chat.said(), f"New words {code}")
        assert not about(await chat.said(), "Old words")
        assert len(await chat.said()) == many
    await city.moves(seconds=5)
    counts = {"edited": "<5", "uncorrected": "0", "unedited": "0"}
    assert mina.t("corrections.counts", **counts) in (await mina.newest())["text"]
    await city.moves(hours=4)
    assert len(about(await sleeper.said(), f"New words {language}")) == 1
    assert not about(await sleeper.said(), "Old words")


async def test_a_translation_alone_corrects_its_own_messages_only(city):
    await claims(city)
    english, korean = await follower(city, "en"), await follower(city, "ko")
    await city.publishes("Old words", critical=False)
    await corrects(city, await news(city), languages=("ko",))
    await beats(city)
    assert about(await english.said(), "Old words en")
    assert about(await korean.said(), "New words ko")


async def test_nothing_that_was_sent_changes_unless_the_team_says_so(city):
    mina, reader = await claims(city), await follower(city, "en")
    await city.publishes("Old words", critical=False)
    slug = await news(city)
    await drafts(city, slug)
    await mina.says(f"/publish update {slug}")
    await mina.taps("edit.publish")
    await mina.taps("corrections.nothing")
    await beats(city)
    assert about(await reader.said(), "Old words en")
    await mina.forges(f"nk:u:{slug}")
    await mina.taps("corrections.correct")
    await beats(city)
    assert about(await reader.said(), "New words en")
    await mina.forges(f"nk:u:{slug}")
    assert mina.t("corrections.none") in await mina.toasts()


async def test_a_correction_goes_to_who_got_the_news_and_to_nobody_else(city):
    mina, reader = await claims(city), await follower(city, "en")
    await city.publishes("Old words", critical=False)
    late = await follower(city, "en")
    slug = await news(city)
    await drafts(city, slug)
    await mina.says(f"/publish update {slug}")
    await mina.taps("edit.publish")
    await mina.taps("corrections.send")
    for _ in LANGUAGES:
        await mina.says("A correction\nThe date was wrong.")
    await mina.forges((await mina.newest())["keyboard"][0][0]["callback_data"])
    await city.moves(minutes=1)
    assert len(about(await reader.said(), "The date was wrong.")) == 1
    assert reader.t("corrections.why") in about(await reader.said(), "The date was wrong.")[0]
    assert not about(await late.said(), "The date was wrong.")

    def taken_down(session):
        owner = members.everyone(session)[0]
        publishing.unpublish(session, "update", slug, owner, city.app.clock.now())

    await city.store.write(taken_down)
    await beats(city)
    assert not about(await reader.said(), "The date was wrong.")


@pytest.mark.parametrize("order", list(permutations(ACTS)), ids=" > ".join)
async def test_whatever_the_order_nothing_withdrawn_stands(city, order):
    await claims(city)
    reader, sleeper = await follower(city, "en"), await asleep(city)
    await city.publishes("Old words", critical=False)
    slug = await news(city)
    for act in order:
        await acts(city, act, slug)
        await beats(city)
    await acts(city, "thaw", slug)
    await city.moves(hours=4)
    for chat in (reader, sleeper):
        assert not about(await chat.said(), "Old words")
        assert not about(await chat.said(), "New words")


@pytest.mark.parametrize(
    "order", list(permutations(("correct", "correct again", "freeze", "thaw"))), ids=" > ".join
)
async def test_whatever_the_order_the_newest_words_stand_once(city, order):
    await claims(city)
    reader, sleeper = await follower(city, "en"), await asleep(city)
    await city.publishes("Old words", critical=False)
    slug = await news(city)
    for number, act in enumerate(order):
        await acts(city, act, slug, f"Words {number}")
        await beats(city)
    newest = max(order.index("correct"), order.index("correct again"))
    await acts(city, "thaw", slug)
    await city.moves(hours=4)
    for chat in (reader, sleeper):
        assert len(about(await chat.said(), f"Words {newest} en")) == 1
        assert not about(await chat.said(), "Old words")


async def acts(city, act, slug, headline="New words"):
    now = city.app.clock.now()

    def one(session):
        owner = members.everyone(session)[0]
        match act:
            case "take down":
                publishing.unpublish(session, "update", slug, owner, now)
            case "freeze":
                emergency_freeze.freeze(session, owner.number, now)
            case "thaw" if frozen_since(session) is not None:
                emergency_freeze.thaw(session, owner.number, now)

    public = await city.store.read(
        lambda session: any(one.slug == slug for one in city.app.campaign(session).updates)
    )
    if act.startswith("correct"):
        if public:
            await corrects(city, slug, headline)
        return
    await city.store.write(one)


async def test_nothing_is_edited_while_frozen_or_for_who_left(city):
    await claims(city)
    reader, gone, left = [await follower(city, "en") for _ in range(3)]
    await city.publishes("Old words", critical=False)
    slug = await news(city)
    await acts(city, "freeze", slug)
    await corrects(city, slug)
    await beats(city)
    assert about(await reader.said(), "Old words")
    await gone.blocks()
    number = await city.store.read(
        lambda session: supporters.find(session, city.app.sealer, left.chat).number
    )
    await city.store.write(lambda session: supporters.erase(session, number))
    await acts(city, "thaw", slug)
    await beats(city)
    assert about(await reader.said(), "New words")
    assert about(await gone.said(), "Old words")
    assert about(await left.said(), "Old words")
    assert await city.rows("message WHERE edited = 1 AND unedited = 0") == 1


async def test_what_telegram_refuses_is_told_and_a_failing_network_waits(city):
    mina, reader = await claims(city), await follower(city, "en")
    await city.publishes("Old words", critical=False)
    slug = await news(city)
    await city.post("/api/trouble", answer=500, seconds=60, methods=["editMessageText"])
    await corrects(city, slug)
    await beats(city)
    assert about(await reader.said(), "Old words")
    await city.post("/api/trouble", answer=0, seconds=0)
    await city.app.jobs.visit()
    assert about(await reader.said(), "New words")
    await city.moves(hours=49)
    await corrects(city, slug, "Too late")
    await beats(city)
    assert about(await reader.said(), "New words")
    assert await city.store.read(lambda session: session.exec(select(Outbox.state)).all()) == [
        "sent"
    ]
    await mina.forges(f"nk:u:{slug}")
    assert mina.t("corrections.none") in await mina.toasts()


async def test_a_second_person_is_asked_where_a_send_would_need_one(city):
    mina = await claims(city)
    sora = await publisher(city)
    reader = await follower(city, "en")
    await city.publishes("Old words", critical=False)
    slug = await news(city)
    await city.store.write(
        lambda session: members.set_approval_over(
            session, 0, members.everyone(session)[0], city.app.clock.now()
        )
    )
    await drafts(city, slug)
    await mina.says(f"/publish update {slug}")
    await mina.taps("edit.publish")
    await mina.taps("corrections.correct")
    await beats(city)
    assert about(await reader.said(), "Old words")
    await sora.forges(f"nk:u:{slug}")
    await sora.taps("corrections.correct")
    await beats(city)
    assert about(await reader.said(), "New words")
