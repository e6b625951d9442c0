"""Whatever the team does to its content, the writer is held for a moment: the bundled campaign, 200
names kept back.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from functools import partial
from statistics import median
from time import thread_time
from typing import Any, TypeVar

import pytest
from sqlmodel import Session

from content.campaign import Campaign
from content.notices.publishing import KINDS
from content.pack import writer, zip_file
from storage.actions import publishing
from storage.engine.database import Store
from storage.library import import_drafts
from tests.faults.rig import CASE
from tests.faults.sizes import FULL, told
from tests.journeys.conftest import Chat, City
from tests.journeys.test_editing import opens
from tests.journeys.test_importing import uploads
from tests.stores import bundled

T = TypeVar("T")
LONGEST = 0.05  # seconds of the writer's own time
NAMES = [f"Zyxwv{at}utsrq Canary" if at % 2 else f"나다라{at}마바" for at in range(200)]
WORDS = "Words that name nobody."


class Timed(Store):
    """A store that notes how long each answer held the writer, and what was asked for."""

    held: list[tuple[float, str]]
    sums: list[float]  # what the same sum took after each

    async def write(self, action: Callable[[Session], T]) -> T:
        asked = action.keywords.get("heard") if isinstance(action, partial) else None

        def timed(session: Session) -> T:
            began = thread_time()
            try:
                return action(session)
            finally:
                took = thread_time() - began
                if hasattr(asked, "data"):
                    typed = asked.text.text.partition("\n")[0]
                    self.held.append((took, asked.data or typed or "a file"))
                    self.sums.append(_summed())

        return await super().write(timed)


def _summed() -> float:
    """Processor seconds that a sum takes, always the same: more where other programs share the
    processor's insides.
    """
    began = thread_time()
    sum(number * number for number in range(20_000))
    return thread_time() - began


def changed_everywhere(campaign: Campaign, words: str) -> bytes:
    """The campaign as a zip in which every part differs."""
    whole = campaign.model_dump(mode="json", by_alias=True)
    for kind in ("cases", "events", "letters", "statistics"):
        for part in whole[kind]:
            for texts in part["texts"].values():
                name = next(name for name in ("summary", "title", "sign_off") if name in texts)
                texts[name] += words
    for office in whole["missions"]:
        office["city"] += words
    return zip_file.pack_up(writer.write(Campaign.model_validate(whole)))


@pytest.fixture
def examined_in(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the threads in which parts were examined and imports worked out."""
    threads: list[str] = []

    def noted(slow: Callable[..., Any]) -> Callable[..., Any]:
        def run(what: object, *given: Any, **more: Any) -> Any:
            if what != "update":  # news is short, and begins in the transaction that publishes it
                threads.append(threading.current_thread().name)
            return slow(what, *given, **more)

        return run

    monkeypatch.setattr(publishing, "examine", noted(publishing.examine))
    monkeypatch.setattr(import_drafts, "new_version", noted(import_drafts.new_version))
    return threads


async def looks(city: City, mina: Chat, campaign: Campaign) -> None:
    """Every screen of a part of each kind."""
    slugs = {
        "case": CASE,
        "event": campaign.events[0].slug,
        "letter": CASE,
        "mission": campaign.missions[0].slug,
        "statistic": campaign.statistics[0].slug,
        "campaign": campaign.slug,
    }
    for kind, slug in slugs.items():
        at = f"{KINDS[kind]}:{slug}"
        for route in ("eo", "ew", "ev", "eh", "et"):
            await mina.forges(f"{route}:{at}")
        for language in campaign.languages:
            await mina.forges(f"es:{at}:{language}")
            await mina.forges(f"ei:{at}:{language}")


async def edits(mina: Chat) -> None:
    """A title of the case is changed, looked at, published, and taken back; once more for later."""
    for ending in ("edit.publish", "edit.later"):
        await opens(mina, "English", "title")
        await mina.says(f"A title {ending}")
        await mina.taps("edit.keep")
        await mina.taps("edit.look")
        await mina.taps(
            "edit.publish_careful"
            if mina.t("edit.publish_careful") in await mina.keyboard()
            else ending
        )
    await mina.says("/undo")
    await mina.says("/plans")


async def imports(city: City, mina: Chat, campaign: Campaign) -> None:
    """A pack in which everything differs, twice: the second one takes the place of drafts."""
    for words in (" again", " and again"):
        await mina.says("/import")
        await uploads(city, mina, changed_everywhere(campaign, words))
        assert mina.t("packs.applied_help") in await mina.taps("packs.apply")
    await mina.says("/export")
    await mina.taps("packs.whole")
    await mina.forges("exportpo:ko")


async def keeps_back(mina: Chat, many: int) -> None:
    """So many names, typed at once into an empty list."""
    await mina.says(f"/withhold {CASE}")
    await mina.taps("withheld.clear")
    await mina.taps("withheld.clear_sure")
    await mina.forges(f"wa:{CASE}")
    names = "\n".join(f"Zyxw{at} Canary" for at in range(many))
    assert mina.t("withheld.added", n=many) in await mina.says(names)


async def tells(mina: Chat) -> None:
    """News about the case goes out."""
    await mina.forges(f"tn:{CASE}")
    for _ in range(3):
        await mina.says(f"A headline\n{WORDS}")
    await mina.taps("team.publish")


async def publishes(mina: Chat) -> None:
    """Every kind of part becomes public and is taken back; letters stop; the case is withdrawn."""
    for at in ("e:weekly-vigil", f"l:{CASE}", f"c:{CASE}"):
        await mina.forges(f"ew:{at}")
        await mina.taps(
            "edit.publish"
            if mina.t("edit.publish") in await mina.keyboard()
            else "edit.publish_careful"
        )
    await tells(mina)
    await mina.says(f"/standdown {CASE}\nen: {WORDS}\nko: {WORDS}\nzh: {WORDS}")
    await mina.taps("stand.yes")
    for at in ("e:weekly-vigil", f"c:{CASE}"):
        await mina.forges(f"eu:{at}")
        await mina.taps("edit.unpublish_sure")


async def test_nothing_that_the_team_does_holds_the_writer_for_long(
    city: City, examined_in: list[str]
) -> None:
    campaign = bundled()
    mina = await city.owner()
    city.withholds(*NAMES)
    await keeps_back(mina, 200)
    await tells(mina)  # a first time, which prepares statements that stay
    city.store.__class__, Timed.held, Timed.sums = Timed, [], []
    # As the program does at its start: what is there already is nobody's to look through.
    gc.freeze()
    await looks(city, mina, campaign)
    await edits(mina)
    await imports(city, mina, campaign)
    await keeps_back(mina, 200)
    await publishes(mina)
    gc.unfreeze()
    longest = sorted(Timed.held, reverse=True)[:8]
    figures = ", ".join(f"{held * 1000:.0f} ms {what}" for held, what in longest)
    slow = median(Timed.sums) / min(Timed.sums)
    told(
        f"the writer, held by {len(Timed.held)} answers",
        f"{figures}; {slow:.1f} times slower than it can be",
    )
    assert {name.rpartition("_")[0] for name in examined_in} == {"store-reader"}
    assert not FULL or longest[0][0] <= LONGEST * slow
