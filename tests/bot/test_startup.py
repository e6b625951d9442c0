"""A store begins with the pack that the settings name, or empty, for a team that builds its
campaign in the chat.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import startup
from bot.app import App
from bot.clock import MovedClock
from bot.commands import checkup, cli
from bot.settings import BUNDLED, Settings
from content.campaign import EMPTY
from content.permissions import Role
from storage.library import editing, published
from storage.people.members import Colleague

TOKEN = SecretStr("123456789:AAabcdefghijklmnopqrstuvwxyz-_01234")
CLOCK = MovedClock()


def _settings(folder: Path, pack: object) -> Settings:
    return Settings(
        token=TOKEN, data_dir=folder, key_file=folder / "key", pack=pack, _env_file=None
    )


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
    app.store.write_now(
        lambda session: editing.begin(session, "campaign", "ours", body, owner, CLOCK.now())
    )
    _closed(app)
    app, _ = _opened(tmp_path, BUNDLED)
    assert app.store.read_now(published.snapshot) is None
    assert app.store.read_now(app.campaign) == EMPTY
    _closed(app)


async def test_the_doctor_says_that_there_is_no_pack(tmp_path: Path) -> None:
    found = {check.name: check for check in await checkup.all_checks(_settings(tmp_path, "none"))}
    assert found["pack"].ok
    assert "in the chat" in found["pack"].words


async def test_a_bot_that_has_grown_too_large_ends_to_be_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = _settings(tmp_path, "none").model_copy(update={"memory_limit_mb": 500})
    app, _ = startup.open_bot(known, clock=CLOCK, examples=False)
    ended: list[bool] = []
    monkeypatch.setattr(app, "stop", lambda: ended.append(True))
    monkeypatch.setattr("bot.foreign.limits.resident", lambda: 499 * 2**20)
    await app.watch_memory()
    assert (app.outgrown, ended) == (False, [])
    monkeypatch.setattr("bot.foreign.limits.resident", lambda: 501 * 2**20)
    await app.watch_memory()
    assert (app.outgrown, ended) == (True, [True])
    assert ("memory", app.watch_memory) in [(name, work) for name, _, work in app.jobs.table]
    _closed(app)


async def test_what_wants_to_be_started_again_says_so_by_its_code() -> None:
    class Grown:
        outgrown = True

        async def webhook(self) -> None:
            return

        async def run(self) -> None:
            return

    with pytest.raises(SystemExit) as ended:
        await cli._run(Grown(), take_over=False)  # type: ignore[arg-type]
    assert ended.value.code == 75
