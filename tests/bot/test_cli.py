"""Bad input at the command line gets a sentence with the next step, and no traceback."""

import os

import pytest

from tests.bot import preloaded

TOKEN = "123456789:" + "A" * 35


def call(folder, *words, **environment):
    known = {name: value for name, value in os.environ.items() if not name.startswith("APPEALBOT_")}
    known |= {
        "APPEALBOT_DATA_DIR": str(folder / "data"),
        "APPEALBOT_KEY_FILE": str(folder / "key"),
    } | environment
    return preloaded.run(words, folder, known)


@pytest.mark.parametrize("token", ["", "abc"])
def test_a_missing_or_misshapen_token_says_what_to_do(tmp_path, token):
    done = call(tmp_path, "run", APPEALBOT_TOKEN=token)
    assert done.returncode == 1
    assert "appealbot init" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unreachable_telegram_says_what_to_do_and_logs_no_token(tmp_path):
    done = call(
        tmp_path, "run", APPEALBOT_TOKEN=TOKEN, APPEALBOT_TELEGRAM_API_URL="http://127.0.0.1:9"
    )
    assert done.returncode == 1
    assert "Owner code: " in done.stdout
    assert "cannot be reached" in done.stderr
    logs = "".join(path.read_text() for path in (tmp_path / "data/logs").glob("*"))
    assert TOKEN not in done.stdout + done.stderr + logs


def test_the_key_is_readable_by_its_owner_only(tmp_path):
    call(tmp_path, "run", APPEALBOT_TOKEN=TOKEN, APPEALBOT_TELEGRAM_API_URL="http://127.0.0.1:9")
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_no_owner_code_goes_to_the_journal(tmp_path):
    with (tmp_path / "journal").open("w") as journal:
        about = os.fstat(journal.fileno())
        known = os.environ | {
            "APPEALBOT_DATA_DIR": str(tmp_path / "data"),
            "APPEALBOT_KEY_FILE": str(tmp_path / "key"),
            "APPEALBOT_TOKEN": TOKEN,
            "APPEALBOT_TELEGRAM_API_URL": "http://127.0.0.1:9",
            "JOURNAL_STREAM": f"{about.st_dev}:{about.st_ino}",
        }
        files = [os.open(os.devnull, os.O_RDONLY), journal.fileno(), journal.fileno()]
        preloaded.begin(["run"], tmp_path, known, files).ends()
        os.close(files[0])
    said = (tmp_path / "journal").read_text()
    assert "The bot has no owner yet. For a code, run: appealbot owner-code" in said
    assert "Owner code" not in said
    assert "cannot be reached" in said
    assert "WARNING" not in said
