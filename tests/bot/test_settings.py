"""Settings come from the environment, have sensible defaults, and are refused in sentences without
secrets.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import BUNDLED, Settings, SettingsProblem, load

TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz-_01234"


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"APPEALBOT_{name.upper()}", raising=False)


def test_a_token_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPEALBOT_TOKEN", TOKEN)
    settings = load()
    assert settings.database_url == "sqlite:///data/appealbot.db"
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.pack == BUNDLED
    assert settings.key_file.name == "key"
    assert TOKEN not in repr(settings)


def test_the_env_file_is_read_and_the_store_lies_in_the_data_folder() -> None:
    Path(".env").write_text(
        f"APPEALBOT_TOKEN={TOKEN}\nAPPEALBOT_DATA_DIR=/srv/appeal\nOTHER=1\n", encoding="utf-8"
    )
    assert load().database_url == "sqlite:////srv/appeal/appealbot.db"


def test_without_a_token_the_variable_is_named() -> None:
    with pytest.raises(SettingsProblem, match="APPEALBOT_TOKEN: write the token"):
        load()


def test_a_wrong_token_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPEALBOT_TOKEN", "my-secret")
    with pytest.raises(SettingsProblem, match="APPEALBOT_TOKEN") as refused:
        load()
    assert "my-secret" not in str(refused.value)
