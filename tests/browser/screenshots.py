"""The README's pictures (make screenshots), and more of them in build/pictures to look at: dark,
narrow, wide.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser
KEPT, SEEN = Path("deploy/screenshots"), Path("build/pictures")
PHONE, NARROW, WIDE = (
    {"width": 390, "height": 884},
    {"width": 360, "height": 740},
    {"width": 1280, "height": 800},
)
PLAIN = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    texts.currentNode.data = texts.currentNode.data.replace(/\\p{Extended_Pictographic}\\uFE0F?\\s*/gu, "");
  }
}"""  # not every machine has a font for emoji
LIMIT = 200_000  # bytes


def keep(page: Page, name: str) -> None:
    """Takes one of the README's pictures."""
    KEPT.mkdir(parents=True, exist_ok=True)
    expect(page.locator(".toast")).to_have_count(0)
    page.evaluate(PLAIN)
    page.screenshot(path=KEPT / name)
    assert (KEPT / name).stat().st_size < LIMIT


def look(page: Page, name: str) -> None:
    """Takes pictures that are only looked at, light and dark."""
    SEEN.mkdir(parents=True, exist_ok=True)
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(100)
        page.screenshot(path=SEEN / f"{name}-{scheme}.png")


def opened(page: Page, name: str, *, beside: bool = False) -> Locator:
    """The person's column, begun."""
    row = page.locator("#people li").filter(has_text=name)
    row.locator(".beside" if beside else ".who").click()
    column = page.get_by_role("region", name=f"Conversation: {name}")
    if column.get_by_role("button", name="START", exact=True).is_visible():
        column.get_by_role("button", name="START", exact=True).click()
    expect(column.locator(".message:not(.own)").first).to_be_visible()
    return column


def says(column: Locator, words: str) -> None:
    column.get_by_label("Message", exact=True).fill(words)
    column.get_by_label("Message", exact=True).press("Enter")


def presses(column: Locator, label: str) -> None:
    column.get_by_role("button", name=label).last.click()


def test_pictures(page: Page, rehearsal: tuple[str, str]) -> None:
    address, code = rehearsal
    page.set_viewport_size(PHONE)
    page.goto(address)
    look(page, "people-phone")
    emma = opened(page, "Emma")
    expect(emma.get_by_role("button", name="Read the case").last).to_be_visible()
    page.wait_for_timeout(300)
    keep(page, "home.png")
    presses(emma, "Read the case")
    expect(emma.get_by_role("button", name="Follow").last).to_be_visible()
    page.wait_for_timeout(300)
    keep(page, "briefing.png")
    page.set_viewport_size(NARROW)
    look(page, "briefing-narrow")
    page.locator("#toggle-control").click()
    look(page, "controls-narrow")
    page.locator("#toggle-control").click()
    emma.get_by_role("button", name="Send something else").click()
    look(page, "attach-narrow")
    page.keyboard.press("Escape")
    presses(emma, "Follow")
    emma.get_by_role("button", name="Back to people").click()
    page.set_viewport_size(WIDE)
    opened(page, "Emma")
    mina = opened(page, "Mina", beside=True)
    says(mina, f"/claim {code}")
    expect(mina.get_by_text("You are the owner now.")).to_be_visible()
    presses(mina, "Open the team's desk")
    expect(mina.get_by_role("button", name=re.compile("Publish")).last).to_be_visible()
    page.wait_for_timeout(300)
    look(page, "beside")
    keep(page, "beside.png")
