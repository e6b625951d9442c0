"""THIRD_PARTY.md from the lock and what the installed packages say of themselves: python -m
tests.house.third_party
"""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOTICE = ROOT / "THIRD_PARTY.md"
ROW = re.compile(r"^\| ([A-Za-z0-9._-]+) \| (.+) \|$", re.MULTILINE)
HEAD = """# Third-party licences

AppealBot itself is under the MIT licence. It uses the packages below, unchanged, as `requirements.txt` locks them;
pip fetches each with its own licence text. Whoever passes them on, in an image for example, passes these texts on too.

- python-telegram-bot is under the LGPL 3.0: it must stay possible to put another version of it in its place. So it is
  in an ordinary environment, where pip can replace it.
- certifi and pathspec are under the MPL 2.0: changes to their files must be published. Nobody has changed them here.
- manimgx-fonts-cjk and fontpkg-noto-serif hold Noto fonts under the OFL 1.1: they may be embedded in letters and passed
  on, but not sold alone.
- tdjson carries TDLib, which is under the Boost Software License 1.0.

`python -m tests.house.third_party` writes the table anew after `make lock`; a test compares them.

| package | licence |
|---|---|
"""


def locked() -> list[str]:
    """The names of the distributions that `requirements.txt` locks."""
    return re.findall(
        r"^([A-Za-z0-9._-]+)==", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE
    )


def told() -> dict[str, str]:
    """The licence of every package that the notice names."""
    return dict(ROW.findall(NOTICE.read_text("utf-8").partition(HEAD)[2]))


def licence(name: str) -> str | None:
    """What an installed package says of its licence (PEP 639, else the older fields); None if it is
    not installed.
    """
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    classified = [
        line.rpartition(" :: ")[2] for line in about.get_all("Classifier", []) if "License" in line
    ]
    said = about.get("License-Expression") or about.get("License") or ", ".join(classified)
    return said.strip().partition("\n")[0]


if __name__ == "__main__":
    before = told() if NOTICE.exists() else {}
    # Some are for another system.
    rows = {name: licence(name) or before.get(name, "") for name in locked()}
    NOTICE.write_text(
        HEAD + "".join(f"| {name} | {words} |\n" for name, words in rows.items()), "utf-8"
    )
