"""The rehearsal's page by keyboard and on a telephone: everything a person can send, and a bad day
of Telegram's.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser


def opens(page: Page, name: str) -> Locator:
    """The person's column, once it is open and begun."""
    page.get_by_test_id(re.compile("^person-")).filter(has_text=name).focus()
    page.keyboard.press("Enter")
    column = page.get_by_role("region", name=f"Conversation: {name}")
    if column.get_by_role("button", name="START", exact=True).is_visible():
        page.keyboard.press("Enter")  # the payload has the focus
    expect(column.get_by_label("Message", exact=True)).to_be_visible()
    return column


def offers(page: Page, column: Locator, downs: int) -> None:
    """Opens the menu of other things with the keyboard and takes the one so many steps down."""
    column.get_by_role("button", name="Send something else").focus()
    page.keyboard.press("Enter")
    for _ in range(downs):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def test_everything_is_sent_by_keyboard_on_a_telephone(
    page: Page, rehearsal: tuple[str, str]
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme="dark")
    page.goto(rehearsal[0])
    column = opens(page, "Emma")
    expect(column.get_by_text("The seven of Liaoning").first).to_be_visible()
    own = column.locator(".own")
    for downs, words in ((0, "Photo"), (1, "sticker"), (2, "voice"), (3, "file.pdf")):
        offers(page, column, downs)
        expect(own.last).to_contain_text(words)
    column.get_by_label("Message", exact=True).fill("Somebody's words")
    offers(page, column, 5)
    expect(own.last).to_contain_text("Forwarded from Somebody")
    offers(page, column, 6)
    expect(column.get_by_role("button", name="Seoul", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(own.last).to_contain_text("37.5665")
    column.get_by_role("button", name="Send something else").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(column.get_by_label("Message", exact=True)).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_used_code_goes_and_trouble_is_told(page: Page, rehearsal: tuple[str, str]) -> None:
    address, code = rehearsal
    page.goto(address)
    expect(page.get_by_test_id("owner-code")).to_have_text(code)
    column = opens(page, "Mina")
    column.get_by_label("Message", exact=True).fill(f"/claim {code}")
    page.keyboard.press("Enter")
    expect(column.get_by_text("You are the owner now.")).to_be_visible()
    expect(page.get_by_test_id("owner-code")).to_be_hidden()
    page.get_by_test_id("trouble-slow").click()
    expect(page.get_by_text("Telegram's answers come late.")).to_be_visible()
    page.get_by_test_id("trouble-0").click()
    expect(page.get_by_text("Telegram is its usual self.")).to_be_visible()


def test_the_newest_buttons_stay_in_view_when_columns_get_narrower(
    page: Page, rehearsal: tuple[str, str]
) -> None:
    page.set_viewport_size({"width": 1280, "height": 640})
    page.goto(rehearsal[0])
    column = opens(page, "Emma")
    column.get_by_role("button", name="Read the case").last.click()
    last = column.get_by_role("button", name="Home").last
    expect(last).to_be_in_viewport()
    page.get_by_role("listitem").filter(has_text="Mina").locator(".beside").click()
    expect(page.get_by_role("region", name="Conversation: Mina")).to_be_visible()
    expect(last).to_be_in_viewport(ratio=1)
    page.set_viewport_size({"width": 1280, "height": 560})
    expect(last).to_be_in_viewport(ratio=1)
