"""A fresh rehearsal as its own program, and a browser to look at it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
]
PICTURES = Path("build/pictures")
PATIENCE = 15_000  # milliseconds


@pytest.fixture
def rehearsal(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The page's address and the owner code of a fresh rehearsal."""
    command = [str(Path(sys.executable).parent / "appealbot"), "rehearse", "--no-browser"]
    environment = dict(os.environ, APPEALBOT_DATA_DIR=str(tmp_path))
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    ) as run:
        assert run.stdout is not None
        said = ""
        for line in run.stdout:
            said += line
            if "Ctrl-C" in line:
                break
        address, code = re.search(r"http://\S+/", said), re.search(r"Owner code: (\S+)", said)
        assert address and code, said
        yield address.group(), code.group(1)
        run.send_signal(signal.SIGTERM)


@pytest.fixture
def fonts(tmp_path: Path) -> dict[str, str]:
    """An environment in which the browser finds the bot's own Korean and Chinese fonts, whatever
    the machine has.
    """
    own = Path(str(files("manimgx_fonts_cjk")))
    config = tmp_path / "fonts.conf"
    config.write_text(
        "<fontconfig><include"
        f' ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{own}</dir></fontconfig>',
        "utf-8",
    )
    return dict(os.environ, FONTCONFIG_FILE=str(config))


@pytest.fixture
def page(request: pytest.FixtureRequest, fonts: dict[str, str]) -> Iterator[Page]:
    with sync_playwright() as playwright:
        chosen = os.environ.get("APPEALBOT_CHROMIUM", "/usr/bin/chromium")
        path = None if chosen == "playwright" else chosen
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS, env=fonts)
        opened = browser.new_page(viewport={"width": 1440, "height": 900})
        opened.set_default_timeout(PATIENCE)
        failures = request.session.testsfailed
        yield opened
        if request.session.testsfailed > failures:
            PICTURES.mkdir(parents=True, exist_ok=True)
            opened.screenshot(path=PICTURES / f"{request.node.name}.png")
        browser.close()
