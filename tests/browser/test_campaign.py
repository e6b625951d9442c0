"""One whole campaign on the rehearsal's page, in a real browser: read, write, follow, publish, a
week, the digest.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
PATIENCE = 15_000  # milliseconds


class Person:
    """Someone at the page."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name = page, name

    def opens(self) -> None:
        self.page.get_by_test_id(re.compile("^person-")).filter(has_text=self.name).click()

    def starts(self) -> None:
        self.opens()
        self.page.get_by_test_id(re.compile("^start-")).first.click()

    def presses(self, label: str) -> None:
        """Presses the newest button with these words."""
        self.page.locator("[data-message]").get_by_role("button", name=label).last.click()

    def says(self, words: str) -> None:
        self.page.get_by_test_id(re.compile("^composer-")).fill(words)
        self.page.get_by_test_id(re.compile("^send-")).click()

    def sees(self, words: str) -> None:
        expect(self.page.locator("[data-message]").filter(has_text=words).last).to_be_visible(
            timeout=PATIENCE
        )


def test_a_campaign_from_the_first_tap_to_the_digest(
    page: Page, rehearsal: tuple[str, str]
) -> None:
    address, code = rehearsal
    page.goto(address)
    emma, mina = Person(page, "Emma"), Person(page, "Mina")
    emma.starts()
    emma.sees("The seven of Liaoning")
    emma.presses("Read the case")
    emma.sees("detained")
    emma.presses("Follow")
    emma.says("/write")
    emma.presses("Write to: the embassy in Seoul")
    emma.presses("English")
    emma.presses("Continue")
    emma.sees("Who are you?")
    emma.says("My grandmother fled too.")
    emma.sees("Why does this case move you?")
    emma.presses("Continue with these words")
    emma.sees("How should the letter be signed?")
    emma.says("Emma")
    emma.sees("Your letter")
    emma.presses("Send the letter")
    emma.sees("chinaemb_kr@mfa.gov.cn")
    emma.presses("I sent it")
    emma.sees("Thank you for writing")
    mina.starts()
    mina.sees("The seven of Liaoning")
    mina.says(f"/claim {code}")
    mina.sees("You are the owner now.")
    mina.presses("Open the team's desk")
    mina.presses("Publish news")
    for words in (
        "A word from Seoul\nDiplomats were asked.",
        "서울에서 온 소식\n전합니다.",
        "首尔消息\n已请求协助。",
    ):
        mina.sees("The first line is the headline")
        mina.says(words)
        page.wait_for_timeout(700)
    mina.presses("Publish and send")
    page.get_by_test_id("clock-hour").click()  # over the ten seconds in which it can be stopped
    mina.sees("Sent <5 of <5")
    emma.opens()
    emma.sees("A word from Seoul")
    emma.says("/updates")
    # Not before: with a time zone come quiet hours, in which the news would wait.
    choose_weekly_digest(emma)
    for _ in range(7):
        page.get_by_test_id("clock-day").click()
        expect(page.get_by_test_id("clock-day")).to_be_enabled(timeout=PATIENCE)
        page.wait_for_timeout(300)
    emma.sees("You get this because you chose a digest.")


def choose_weekly_digest(person: Person) -> None:
    """From the updates screen to a weekly digest in Seoul's time."""
    person.presses("Choose the digest")
    person.presses("Every week")
    person.presses("East Asia")
    person.presses("Seoul")
    person.sees("Digest")
