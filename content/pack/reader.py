"""Campaign packs: folders of files become one checked campaign. Every file is read even when others
are broken.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import chain
from pathlib import Path

from content.campaign import Campaign
from content.pack.checks import check
from content.pack.coverage import Cell, Coverage, Row, coverage
from content.pack.links import look_at_numbers
from content.pack.part_files import Each, Parts, clean, quietly, read_parts
from content.pack.problems import PackError, Problem
from content.pack.protection import look_at
from content.pack.withheld import left_out

__all__ = [
    "Cell",
    "Coverage",
    "Pack",
    "PackError",
    "Problem",
    "Row",
    "coverage",
    "load",
    "read",
    "starter",
]

FILE_LIMIT = 1_000_000  # bytes
FILES_LIMIT = 10_000  # 500 cases with their letters in 5 languages and 2,000 events are 8,000
PACK_LIMIT = 50_000_000  # bytes, all files together


class Pack:
    """The files of a pack, read once: `campaign` or None, and in `problems` everything that is
    wrong, in order of file and line.

    With `today` (UTC), days that have not come are looked at too. Not `guarded`: without what no
    text about protected people may hold, for words in which that was looked for already. `each`
    goes through what takes long, of which it is told the name.
    """

    def __init__(
        self,
        files: Mapping[str, bytes],
        today: date | None = None,
        *,
        guarded: bool = True,
        each: Each = quietly,
    ) -> None:
        self._files, self._each = files, each
        self._parts = Parts()
        self.problems = _limits(files)
        self._refused = bool(self.problems)
        if not self._refused:
            texts, found = clean(files)
            self._parts = read_parts(texts, each)
            found += self._parts.problems + check(self._parts, today, guarded=guarded, each=each)
            self.problems = sorted(set(found))
        self.campaign = None if self.problems else self.readable()

    def readable(self) -> Campaign | None:
        """As much of the campaign as could be read, whatever is wrong with the rest; None without
        its campaign file.
        """
        return _whole(self._parts)

    def remarks(self) -> list[Problem]:
        """What is no fault and should be looked at before anybody reads it: names left out, words
        to be careful with.
        """
        if self._refused:
            return []
        found = (look_at_numbers(self._parts), look_at(self._parts, self._each))
        return sorted({*left_out(self._files), *chain(*found)})


def read(
    files: Mapping[str, bytes], today: date | None = None, *, guarded: bool = True
) -> tuple[Campaign | None, list[Problem]]:
    """The campaign and the problems of a Pack."""
    pack = Pack(files, today, guarded=guarded)
    return pack.campaign, pack.problems


def load(folder: Path) -> dict[str, bytes]:
    """The folder's files by path, for `read`; PackError when it cannot be read or holds links."""
    if not folder.is_dir():
        raise PackError(
            [
                Problem(
                    str(folder), 1, "", "is no folder", "name the folder that holds campaign.yaml"
                )
            ]
        )
    files: dict[str, bytes] = {}
    waiting = [folder]
    while waiting:
        for path in sorted(waiting.pop().iterdir()):
            name = path.relative_to(folder).as_posix()
            if path.is_symlink():
                raise PackError(
                    [Problem(name, 1, "", "is a symbolic link", "put the file itself there")]
                )
            if path.name.startswith((".", "~")):
                continue
            if path.is_dir():
                waiting.append(path)
            elif path.is_file() and len(files) <= FILES_LIMIT:
                files[name] = _start(path)
    return files


def starter() -> dict[str, bytes]:
    """A commented starter pack, ready to be written into an empty folder."""
    return load(Path(__file__).parents[1] / "packs" / "_starter")


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(FILE_LIMIT + 1)
    except OSError as reason:
        instead = "make the file readable for you"
        raise PackError([Problem(path.name, 1, "", "cannot be opened", instead)]) from reason


def _limits(files: Mapping[str, bytes]) -> list[Problem]:
    if len(files) > FILES_LIMIT:
        return [
            Problem(
                "campaign.yaml",
                1,
                "",
                f"the pack has more than {FILES_LIMIT:,} files",
                "split the campaign",
            )
        ]
    if sum(map(len, files.values())) > PACK_LIMIT:
        return [Problem("campaign.yaml", 1, "", "the pack is over 50 MB", "keep texts only in it")]
    return [
        Problem(path, 1, "", "is over 1 MB", "shorten it or split it")
        for path in files
        if len(files[path]) > FILE_LIMIT
    ]


def _whole(parts: Parts) -> Campaign | None:
    if parts.campaign is None:
        return None
    return parts.campaign.model_copy(
        update={
            "cases": tuple(parts.cases.values()),
            "events": tuple(parts.events.values()),
            "letters": tuple(parts.letters.values()),
            "missions": tuple(parts.missions),
            "statistics": tuple(parts.statistics.values()),
        }
    )
