"""A store begins with the pack that the settings name, or empty, for a team that builds its campaign in the chat."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import checkup, startup
from bot.app import App
from bot.clock import MovedClock
from bot.settings import BUNDLED, Settings
from content.campaign import EMPTY
from content.permissions import Role
from storage import campaign, drafting
from storage.team import Colleague

TOKEN = SecretStr("123456789:AAabcdefghijklmnopqrstuvwxyz-_01234")
CLOCK = MovedClock()


def _settings(folder: Path, pack: object) -> Settings:
    return Settings(token=TOKEN, data_dir=folder, key_file=folder / "key", pack=pack, _env_file=None)


def _opened(folder: Path, pack: object) -> tuple[App, str | None]:
    return startup.open_bot(_settings(folder, pack), clock=CLOCK, examples=False)


def _closed(app: App) -> None:
    app.store.close()
    if app.lock:
        app.lock.release()


@pytest.mark.parametrize("none", ["none", "None ", "NONE"])
def test_a_bot_without_a_pack_starts_and_offers_the_owner_code(tmp_path: Path, none: str) -> None:
    app, code = _opened(tmp_path, none)
    assert code
    assert app.store.read_now(app.campaign) == EMPTY
    _closed(app)
    app, _ = _opened(tmp_path, BUNDLED)
    assert app.store.read_now(app.campaign).slug == "liaoning-seven"
    _closed(app)


def test_a_campaign_that_the_team_began_is_not_mixed_with_a_pack(tmp_path: Path) -> None:
    app, _ = _opened(tmp_path, "none")
    owner = Colleague(1, 0, Role.OWNER, (), 0)
    body = {"slug": "ours", "languages": ["en"], "reviewed": {"en": True}, "texts": {}}
    app.store.write_now(lambda session: drafting.begin(session, "campaign", "ours", body, owner, CLOCK.now()))
    _closed(app)
    app, _ = _opened(tmp_path, BUNDLED)
    assert app.store.read_now(campaign.snapshot) is None
    assert app.store.read_now(app.campaign) == EMPTY
    _closed(app)


async def test_the_doctor_says_that_there_is_no_pack(tmp_path: Path) -> None:
    found = {check.name: check for check in await checkup.all_checks(_settings(tmp_path, "none"))}
    assert found["pack"].ok
    assert "in the chat" in found["pack"].words
