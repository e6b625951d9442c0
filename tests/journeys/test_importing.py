"""A pack or a language comes back by chat: fetched only when asked for, shown first, drafts or
nothing at all.
"""

import base64
import io
import stat
import zipfile
from datetime import timedelta

import pytest
from sqlmodel import select

from content.pack import po, reader, writer, zip_file
from storage.actions import publishing
from storage.engine.tables import Audit, Revision
from storage.library import editing, revisions
from storage.library import published as contents
from storage.people import members
from tests import desk
from tests.journeys.conftest import PACK
from tests.stores import bundled

LANGUAGES = ("en", "ko", "zh")
TITLE = "Seven people held in Liaoning"
BOMB = b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
    f"{name}: &{name} [{','.join(f'*{before}' for _ in range(9))}]\n".encode()
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


async def member(city, language="en"):
    mina = await city.person("Mina", language)
    await mina.starts()
    await mina.says(f"/claim {city.code}")
    return mina


async def colleague(city, role, languages=()):
    chat = await city.person("Joon", "en")
    await chat.starts()
    now = city.app.clock.now()
    link = await city.store.write(
        lambda session: members.invite(session, role, languages, members.everyone(session)[0], now)
    )
    await chat.starts(f"team_{link}")
    return chat


async def uploads(city, chat, body, name="pack.zip"):
    content = base64.b64encode(body).decode()
    await city.post(
        f"/api/chats/{chat.chat}/document", person=chat.person, name=name, content=content
    )
    return await chat.settled()


def fetched(city):
    return list(city.world.arrivals.after(0, "getFile", "", 1000))


async def exported(city, chat):
    await chat.says("/export")
    await chat.taps("packs.whole")
    return (await chat.file())[1]


async def state(city):
    """Every revision and whether an attempt was audited."""

    def look(session):
        rows = session.exec(
            select(Revision.kind, Revision.slug, Revision.language, Revision.state, Revision.body)
        )
        refused = session.exec(
            select(Audit.detail).where(Audit.action == "import", Audit.allowed.is_(False))
        )
        return list(rows), list(refused)

    return await city.store.read(look)


def changed_pack():
    files = reader.load(PACK)
    old = files["cases/liaoning-seven/en.md"].decode()
    title = next(line for line in old.splitlines() if line.startswith("title:"))
    files["cases/liaoning-seven/en.md"] = old.replace(title, f"title: {TITLE}").encode()
    read, problems = reader.read(files)
    assert problems == []
    return zip_file.pack_up(writer.write(read))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_shown_first_then_drafts_then_published_and_the_same_bytes(city, language):
    mina = await member(city, language)
    body = changed_pack()
    assert mina.t("packs.import_help") in await mina.says("/import")
    shown = await uploads(city, mina, body)
    assert mina.t("packs.apply_title", n=1) in shown
    assert "liaoning-seven" in shown
    assert "title" in shown
    before, _ = await state(city)
    assert not any(row.state == "draft" for row in before)
    assert mina.t("packs.applied", n=1) in await mina.taps("packs.apply")
    after, _ = await state(city)
    (draft,) = [row for row in after if row.state == "draft"]
    assert TITLE in draft.body
    assert await exported(city, mina) != body

    def publish(session):
        owner, work = (
            members.everyone(session)[0],
            revisions.work(session, "case", "liaoning-seven"),
        )
        publishing.publish(
            session, "case", "liaoning-seven", owner, city.app.clock.now(), number=work.number
        )

    await city.store.write(publish)
    assert await exported(city, mina) == body
    await mina.says("/import")
    assert mina.t("packs.no_change") in await uploads(city, mina, body)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_was_not_asked_for_is_never_fetched(city, language):
    mina = await member(city, language)
    stranger = await city.person("X", language)
    await stranger.starts()
    await stranger.says("/import")
    for chat in (mina, stranger):
        await uploads(city, chat, changed_pack())
        assert chat.t("packs.apply") not in await chat.keyboard()
    assert fetched(city) == []
    await mina.says("/import")
    await uploads(city, mina, changed_pack())
    assert len(fetched(city)) == 1


def zipped(files, **how):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = how.get("mode", 0o644) << 16
            archive.writestr(info, body)
    return out.getvalue()


HOSTILE = {
    "bomb": (zipped({"campaign.yaml": b"\0" * 3_000_000}), "packs.too_large", {}),
    "many": (
        zipped({f"{at}.yaml": b"" for at in range(500)}),
        "packs.too_many_files",
        {"limit": zip_file.ZIP_FILES},
    ),
    "out": (zipped({"../../etc/passwd": b"x"}), "packs.leads_out", {}),
    "absolute": (zipped({"/etc/passwd": b"x"}), "packs.leads_out", {}),
    "out of Windows": (zipped({"..\\..\\passwd": b"x"}), "packs.leads_out", {}),
    "a drive": (zipped({"C:\\pack\\campaign.yaml": b"x"}), "packs.leads_out", {}),
    "one name": (zipped({"a\\b.yaml": b"x", "a/b.yaml": b"y"}), "packs.name_twice", {}),
    "link": (
        zipped({"campaign.yaml": b"/etc/passwd"}, mode=stat.S_IFLNK | 0o777),
        "packs.link",
        {},
    ),
    "broken": (b"PK\x03\x04" + b"x" * 100, "packs.no_zip", {}),
    "other": (b"%PDF-1.7", "packs.no_po", {}),
    "empty po": (b'msgid ""\nmsgstr ""\n', "packs.no_language", {}),
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_hostile_files_get_a_sentence_and_a_line_in_the_audit_and_change_nothing(
    city, language
):
    mina = await member(city, language)
    before, _ = await state(city)
    await mina.says("/import")
    for name, (body, key, values) in HOSTILE.items():
        assert mina.t(key, **values) in await uploads(city, mina, body), name
    after, refused = await state(city)
    assert after == before
    assert refused == [key for _, key, _ in HOSTILE.values()]
    # The question stayed open.
    assert mina.t("packs.apply_title", n=1) in await uploads(city, mina, changed_pack())


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_alias_bomb_and_other_faults_are_named_with_file_and_line(city, language):
    mina = await member(city, language)
    before, _ = await state(city)
    await mina.says("/import")
    files = zip_file.unpack(changed_pack())
    files["campaign.yaml"] = BOMB
    shown = await uploads(city, mina, zipped(files))
    assert mina.t("packs.put_right") in shown
    assert "campaign.yaml:1" in shown
    assert "anchor" in shown
    assert (await state(city))[0] == before


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_link_that_telegram_refuses_is_named_in_the_members_language(city, language):
    mina = await member(city, language)
    before, _ = await state(city)
    await mina.says("/import")
    files = zip_file.unpack(changed_pack())
    name = "cases/liaoning-seven/en.md"
    files[name] += b"\n[report](https://www.voanews.com:/a/1.html)\n"
    shown = await uploads(city, mina, zipped(files))
    assert mina.t("link.port", link="https://www.voanews.com:/a/1.html") in shown
    assert f"{name}:{files[name].count(10)}: " in shown
    assert (await state(city))[0] == before


async def test_a_file_that_is_too_large_is_not_even_fetched(city):
    mina = await member(city)
    await mina.says("/import")
    assert "too large" in await uploads(city, mina, b"PK" + b"\0" * 5_000_000)
    assert fetched(city) == []


async def test_words_and_pictures_instead_of_the_file_are_answered_and_lose_nothing(city):
    mina = await member(city)
    await mina.says("/import")
    assert "as a file" in await mina.says("here it comes")
    await mina.sends("photo")
    assert "Change 1 part?" in await uploads(city, mina, changed_pack())


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_answer_ends_after_two_minutes_and_is_checked_at_its_effect(city, language):
    mina = await member(city, language)
    joon = await colleague(city, members.Role.EDITOR)
    await mina.says("/import")
    await uploads(city, mina, changed_pack())
    await city.moves(minutes=3)
    await mina.taps("packs.apply")
    assert (await mina.toasts())[-1] == mina.t("team.expired")
    await joon.says("/import")
    await uploads(city, joon, changed_pack())

    def end(session):
        owner = members.everyone(session)[0]
        members.end(session, owner.alias + 1, owner, city.app.clock.now())

    await city.store.write(end)
    await joon.taps("packs.apply")
    assert (await joon.toasts())[-1] == joon.t("error.not_allowed")
    assert not any(row.state == "draft" for row in (await state(city))[0])
    await mina.taps("packs.apply")
    assert any(row.state == "draft" for row in (await state(city))[0])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_a_colleague_drafted_since_the_question_is_shown_before_it_is_overwritten(
    city, language
):
    mina = await member(city, language)
    owner = city.store.read_now(lambda session: members.everyone(session)[0])
    await mina.says("/import")
    await uploads(city, mina, changed_pack())

    def drafts_a_title(session):
        seen, now = revisions.work(session, "case", "liaoning-seven").number, city.app.clock.now()
        editing.change(
            session, "case", "liaoning-seven", "en", {"title": "Mine"}, seen=seen, by=owner, now=now
        )

    def title():
        work = city.store.read_now(
            lambda session: revisions.work(session, "case", "liaoning-seven")
        )
        return work.body["texts"]["en"]["title"]

    await city.store.write(drafts_a_title)
    shown = await mina.taps("packs.apply")
    assert (title(), mina.t("packs.over_drafts", 1) in shown) == ("Mine", True)
    await mina.taps("packs.apply")
    assert title() == TITLE


async def test_all_or_nothing_when_one_part_is_refused(city):
    mina = await member(city)
    read = bundled()
    case = read.cases[0]
    both = read.model_copy(
        update={
            "cases": (_titled(case, TITLE),),
            "events": tuple(_titled(event, "Kim Secret comes") for event in read.events),
        }
    )
    await mina.says("/import")
    await uploads(city, mina, zip_file.pack_up(writer.write(both)))

    city.withholds("Kim Secret")
    before, _ = await state(city)
    await mina.taps("packs.apply")
    assert mina.t("error.withheld") in (await mina.toasts())[-1] + await mina.settled()
    assert (await state(city))[0] == before


def _titled(part, title):
    texts = {code: words.model_copy(update={"title": title}) for code, words in part.texts.items()}
    return part.model_copy(update={"texts": texts})


async def test_a_translator_brings_their_own_language_and_no_other(city):
    await member(city)
    joon = await colleague(city, members.Role.TRANSLATOR, ("ko",))
    campaign = city.store.read_now(city.app.campaign)
    title = campaign.cases[0].texts["ko"].title
    catalogue = po.to_po(campaign, "en", "ko").replace(f'"{title}"'.encode(), '"새 제목"'.encode())
    await joon.says("/import")
    assert "Change 1 part?" in await uploads(city, joon, catalogue, "ko.po")
    await joon.taps("packs.apply")
    (draft,) = [row for row in (await state(city))[0] if row.state == "draft"]
    assert (draft.kind, draft.language) == ("case", "ko")
    assert "새 제목" in draft.body
    await joon.says("/import")
    refused = await uploads(city, joon, po.to_po(campaign, "en", "zh"), "zh.po")
    assert joon.t("error.not_allowed") in refused
    await joon.says("/import")
    assert joon.t("error.not_allowed") in await uploads(city, joon, changed_pack())


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_a_translator_was_not_sure_of_is_told_and_left_out(city, language):
    mina = await member(city, language)
    campaign = city.store.read_now(city.app.campaign)
    title = campaign.cases[0].texts["ko"].title
    now = po.to_po(campaign, "en", "ko").decode()
    changed = now.replace(f'"{title}"', '"새 제목"').replace("Language: ko", "Language: ko_KR")
    await mina.says("/import")
    fuzzy = changed.replace('msgctxt "campaign', '#, fuzzy\nmsgctxt "campaign')
    shown = await uploads(city, mina, fuzzy.encode(), "ko.po")
    assert mina.t("packs.apply_title", n=1) in shown
    assert mina.t("packs.fuzzy", n=fuzzy.count("#, fuzzy")) in shown
    await mina.taps("packs.leave")
    await mina.says("/import")
    everything = changed.replace("msgctxt", "#, fuzzy\nmsgctxt")
    told = await uploads(city, mina, everything.encode(), "ko.po")
    assert mina.t("packs.only_unsure", count=everything.count("#, fuzzy")) in told


async def test_a_translation_leaves_what_colleagues_write_in_other_languages(city):
    mina = await member(city)
    campaign = city.store.read_now(city.app.campaign)
    owner = city.store.read_now(lambda session: members.everyone(session)[0])

    def begins(session):
        seen = revisions.work(session, "case", "liaoning-seven").number
        editing.change(
            session, "case", "liaoning-seven", "en", {"title": "Under way"}, seen=seen, by=owner,
            now=city.app.clock.now() - timedelta(minutes=1),
        )  # fmt: skip

    await city.store.write(begins)
    title = campaign.cases[0].texts["ko"].title
    catalogue = po.to_po(campaign, "en", "ko").replace(f'"{title}"'.encode(), '"새 제목"'.encode())
    await mina.says("/import")
    await uploads(city, mina, catalogue, "ko.po")
    await mina.taps("packs.apply")
    body = city.store.read_now(
        lambda session: revisions.work(session, "case", "liaoning-seven")
    ).body
    assert (body["texts"]["en"]["title"], body["texts"]["ko"]["title"]) == ("Under way", "새 제목")


async def test_the_order_in_which_things_were_published_changes_no_byte(city):
    mina = await member(city)
    before = await exported(city, mina)

    def twice(session):
        now, known = city.app.clock.now(), contents.snapshot(session)
        parts = [
            ("case", known.cases[0]),
            ("event", known.events[0]),
            ("statistic", known.statistics[0]),
        ]
        for kind, part in parts:
            desk.publishes(
                session, kind, _titled(part, "Otherwise") if kind != "statistic" else part, now
            )
            turned = part.model_copy(update={"texts": dict(reversed(part.texts.items()))})
            desk.publishes(session, kind, turned, now)
        desk.publishes(session, "mission", known.missions[0], now)

    await city.store.write(twice)
    assert await exported(city, mina) == before
