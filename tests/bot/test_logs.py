"""A token is taken out of whatever is logged, tracebacks and quoted addresses included; logs end
after 14 days.
"""

import logging
import logging.handlers
import os
import subprocess
import sys
from datetime import timedelta

import pytest

from bot import logs
from bot.clock import SystemClock
from bot.rehearsal.world.world import World

TOKEN = "123456789:" + "AAF" * 12
FORMS = (
    TOKEN,
    f"POST https://api.telegram.org/bot{TOKEN}/sendMessage",
    f"bot{TOKEN.replace(':', '%3A')}/getMe",
)


@pytest.mark.parametrize("form", FORMS)
def test_no_form_of_a_token_is_written(form):
    try:
        raise ValueError(form)
    except ValueError as wrong:
        known = (type(wrong), wrong, wrong.__traceback__)
    for record in (
        logging.LogRecord("x", logging.DEBUG, "x", 1, form, None, None),
        logging.LogRecord("x", logging.DEBUG, "x", 1, "%s", (form,), None),
        logging.LogRecord("x", logging.DEBUG, "x", 1, "failed", None, known),
    ):
        written = logs.Redacted().format(record)
        assert "AAFAAF" not in written
        assert "<token>" in written


@pytest.mark.parametrize("login", ["me:canary@", "canary@", "me:can@ary:canary@", ":canary@"])
def test_no_password_in_an_address_is_written(login):
    record = logging.LogRecord(
        "x", logging.DEBUG, "x", 1, "through %s and", (f"socks5h://{login}here:9050/",), None
    )
    assert logs.Redacted("%(message)s").format(record) == "through socks5h://<user>@here:9050/ and"


def test_the_suites_canary_catches_what_is_not_redacted(no_token_in_any_log):
    no_token_in_any_log.setFormatter(logging.Formatter())
    logging.getLogger("anywhere").debug("to %s", World().token)
    assert len(no_token_in_any_log.caught) == 1
    no_token_in_any_log.caught.clear()


def run_into(folder, journal, code):
    """What a program that logs says on its error output, where that goes to the journal or not."""
    with (folder / "stderr").open("w") as there:
        about = os.fstat(there.fileno())
        named = {"JOURNAL_STREAM": f"{about.st_dev}:{about.st_ino}"} if journal else {}
        subprocess.run(
            [sys.executable, "-c", code, str(folder)],
            stderr=there,
            env=dict(os.environ) | named,
            check=False,
            timeout=60,
        )
    return (folder / "stderr").read_text(), (folder / "appealbot.log").read_text()


@pytest.mark.parametrize("journal", [True, False])
def test_the_journal_gets_one_sentence_and_the_log_what_happened(tmp_path, journal):
    code = f"""
import logging, pathlib, sys
from bot import logs
logs.start(pathlib.Path(sys.argv[1]))
logging.getLogger("x").warning("a line")
raise LookupError("{TOKEN}")
"""
    seen, logged = run_into(tmp_path, journal, code)
    assert ("a line" in seen, "Traceback" in seen) == (not journal, not journal)
    assert ("ended unexpectedly (LookupError)" in seen) == journal
    assert "a line" in logged
    assert "Traceback" in logged
    assert TOKEN not in seen + logged


@pytest.fixture
def root():
    """The root logger, put back as it was."""
    found = logging.getLogger()
    before, level, hook = list(found.handlers), found.level, sys.excepthook
    yield found
    for added in [one for one in found.handlers if one not in before]:
        found.removeHandler(added)
        added.close()
    found.setLevel(level)
    sys.excepthook = hook
    for name in ("httpx", "httpcore", "apscheduler", "alembic", "telegram"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def test_a_log_file_ends_after_14_days(root, tmp_path):
    logs.start(tmp_path)
    (file,) = (
        one for one in root.handlers if isinstance(one, logging.handlers.TimedRotatingFileHandler)
    )
    for day in range(1, 31):
        (tmp_path / f"appealbot.log.2026-10-{day:02}").touch()
    assert len(file.getFilesToDelete()) == 30 - 14


def test_logs_end_also_when_the_bot_says_little_or_was_off(root, tmp_path):
    current, now = tmp_path / "appealbot.log", SystemClock().now()
    current.write_text("said three weeks ago")
    os.utime(current, (now.timestamp() - 21 * 86_400,) * 2)
    days = {back: (now - timedelta(days=back)).date().isoformat() for back in (400, 15, 14, 13, 1)}
    for day in days.values():
        (tmp_path / f"appealbot.log.{day}").touch()
    logs.start(tmp_path)
    logs.end_old(tmp_path, now)
    assert {file.name for file in tmp_path.iterdir()} == {
        f"appealbot.log.{days[back]}" for back in (13, 1)
    }
    root.warning("said today")
    assert "said today" in current.read_text()
