"""No letter ends nowhere: each kind of office has a way first, few buttons, and words that a touch
copies.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from content.language.i18n import words_for
from content.language.languages import own_name
from content.missions.names import short_name
from content.notices.followups import instead
from tests.stores import bundled

LANGUAGES = ("en", "ko", "zh")
CAMPAIGN = bundled()


async def to_preview(chat, office, *words, points=4):
    """A letter to this office as it is shown before it goes out."""
    await chat.starts("write_liaoning-seven")
    await chat.says(office.city)
    await chat.taps("letter.write_to", mission=short_name(words_for(chat.language), office))
    await chat.presses(own_name(chat.language))
    labels = [label for label in await chat.keyboard() if label.startswith("✓")]
    for label in labels[points:]:
        await chat.presses(label)
    await chat.taps("letter.points_done")
    for text in words:
        await chat.says(text)
    await chat.taps("letter.words_done" if words else "letter.skip_words")
    return await chat.taps("letter.skip_name")


async def few(chat):
    """The rows of the newest message: at most six buttons, two in a row."""
    rows = (await chat.newest())["keyboard"]
    assert sum(map(len, rows)) <= 6, [[button["text"] for button in row] for row in rows]
    assert max(map(len, rows)) <= 2
    return rows


def office(**wanted):
    return next(
        one
        for one in CAMPAIGN.missions
        if one.kind.is_mission
        and all(bool(getattr(one, name)) == known for name, known in wanted.items())
    )


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_letter_to_an_office_without_an_address_goes_to_another_with_one_tap(
    city, language
):
    chat = await city.person("A", language)
    lost = next(one for one in CAMPAIGN.missions if one.slug == "embassy-at-vienna")
    other = instead(CAMPAIGN, lost, 1)[0]
    assert other.reachable
    await to_preview(chat, lost, "My own words.")
    assert chat.t("letter.ways.none") in await chat.taps("letter.hand_over")
    rows = await few(chat)
    move = chat.t("letter.write_to", mission=short_name(words_for(language), other))
    assert (rows[0][0]["text"], rows[0][0]["style"]) == (move, "primary")
    preview = await chat.presses(move)
    assert "My own words." in preview
    shown = await chat.taps("letter.hand_over")
    assert chat.t("letter.ways.none") not in shown
    assert (other.email or other.address) in shown
    await chat.taps("letter.sent")
    assert chat.t("letter.thanks_title") in (await chat.newest())["text"]


def test_every_office_is_reachable_or_has_one_that_is() -> None:
    for one in CAMPAIGN.missions:
        found = instead(CAMPAIGN, one)
        assert len(found) == 2
        assert one not in found
        assert all(other.reachable and other.kind.is_mission for other in found)
    seoul, tokyo = (CAMPAIGN.mission(slug) for slug in ("embassy-kr-seoul", "embassy-jp-minato-ku"))
    osaka = next(one for one in CAMPAIGN.missions if one.city == "Osaka")
    assert instead(CAMPAIGN, osaka, 1) == [tokyo]  # the same country before a nearer one
    assert instead(CAMPAIGN, tokyo, 1) == [seoul]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("first", "wanted"),
    [
        ("letter.by_mail", {"email": True}), ("letter.pdf", {"email": False, "address": True}),
        ("letter.call", {"email": False, "address": False, "phone": True}),
    ],
)  # fmt: skip
async def test_the_best_way_comes_first_and_alone(city, language, first, wanted):
    chat = await city.person("A", language)
    await to_preview(chat, office(**wanted))
    await few(chat)
    await chat.taps("letter.hand_over")
    rows = await few(chat)
    assert [(button["text"], button.get("style")) for button in rows[0]] == [
        (chat.t(first), "primary")
    ]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_touch_copies_address_subject_and_letter(city, language):
    chat = await city.person("A", language)
    await to_preview(chat, office(email=True))
    await chat.taps("letter.hand_over")
    await chat.taps("letter.by_mail")
    head, letter = (await chat.messages())[-2:]
    touched = [
        head["text"][one["offset"] : one["offset"] + one["length"]]
        for one in head["entities"]
        if one["type"] == "code"
    ]
    assert touched[0] == office(email=True).email
    assert [(one["type"], one["length"]) for one in letter["entities"]] == [
        ("pre", len(letter["text"]))
    ]
    links = [button["url"] for row in head["keyboard"] for button in row]
    assert len(links) == 3
    for link in links:
        asked = parse_qs(urlsplit(link).query)
        assert asked["to"] == [touched[0]]
        assert (asked.get("su") or asked["subject"]) == [touched[1]]
    before = len(await chat.said())
    thanks = await chat.taps("letter.sent")  # the button below the letter itself
    assert chat.t("letter.thanks_title") in thanks
    assert len(await chat.said()) == before + 1
    assert letter["text"] in await chat.said()  # what was kept is never edited away


async def test_a_short_letter_opens_whole_in_the_mail_sites(city):
    chat = await city.person("A", "en")
    await to_preview(chat, office(email=True), points=1)
    await chat.taps("letter.hand_over")
    await chat.taps("letter.by_mail")
    head, letter = (await chat.messages())[-2:]
    assert chat.t("letter.copy_whole") in head["text"]
    bodies = [
        parse_qs(urlsplit(button["url"]).query)["body"]
        for row in head["keyboard"]
        for button in row
    ]
    assert bodies == [[letter["text"]]] * 3


@pytest.mark.parametrize("language", LANGUAGES)
async def test_everything_else_can_be_changed_and_leads_back_to_the_letter(city, language):
    chat = await city.person("A", language)
    await to_preview(chat, office(email=True))
    for part, step in (("name", "skip_name"), ("points", "points_done")):
        assert chat.t("letter.change_title") in await chat.taps("letter.change")
        await few(chat)
        await chat.taps(f"letter.change_{part}")
        assert chat.t("letter.preview_title") in await chat.taps(f"letter.{step}")
    await chat.taps("letter.change")
    await chat.taps("letter.change_language")
    assert "Your Excellency," in await chat.presses(own_name("en"))
    await chat.taps("letter.change")
    await chat.taps("letter.change_mission")
    await chat.says("Ottawa")
    ottawa = short_name(words_for(language), CAMPAIGN.mission("embassy-ca-ottawa"))
    moved = await chat.taps("letter.write_to", mission=ottawa)
    assert chat.t("letter.preview_title") in moved
    await chat.taps("letter.change")
    assert chat.t("letter.preview_title") in await chat.taps("button.back")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_throwing_a_letter_away_asks_first_where_words_would_be_lost(city, language):
    chat = await city.person("A", language)
    await to_preview(chat, office(email=True), "My own words.")
    asked = await chat.taps("letter.throw_away")
    assert asked == words_for(language)("letter.cancel_sure").text
    assert "My own words." in await chat.taps("letter.keep_writing")
    await chat.taps("letter.throw_away")
    assert await chat.taps("letter.throw_away") == words_for(language)("letter.cancelled").text
    assert await city.rows("draft") == 0


async def test_a_kept_button_of_an_earlier_letter_never_sends_a_later_one(city):
    chat = await city.person("A", "en")
    await to_preview(chat, office(email=True))
    await chat.taps("letter.hand_over")
    await chat.taps("letter.by_mail")
    kept = await chat.newest()
    await chat.taps("letter.sent")
    steps = (
        ("letter.write_to", "the embassy in London"),
        (None, own_name("en")),
        ("letter.points_done", None),
        ("letter.skip_words", None),
        ("letter.skip_name", None),
        ("letter.change", None),
        ("letter.change_name", None),
        ("letter.skip_name", None),
        ("letter.hand_over", None),
    )
    await chat.starts("write_liaoning-seven")
    for key, words in steps:
        label = words if key is None else chat.t(key, mission=words) if words else chat.t(key)
        await chat.presses(label)
        await chat.presses_in(kept["id"], kept["keyboard"][0][0]["callback_data"])
    assert await city.rows("lettersent") == 1
    assert await city.rows("draft") == 1
