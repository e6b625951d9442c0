"""Lists of what a case keeps back that stand in a pack: they are left out, and a sentence says so
(SAFETY rule 11).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from content.pack.problems import Problem
from content.pack.yaml_lines import read_yaml

_CASE = re.compile(r"cases/[^/]+/case\.yaml")
INSTEAD = (
    "take the list out of the pack and give the names with: appealbot withhold, or in the team's"
    " chat"
)


def left_out(files: Mapping[str, bytes]) -> list[Problem]:
    """One remark for each case that lists names: they do not come along, and a pack is no place for
    them.
    """
    found = []
    for path, body in sorted(files.items()):
        if not _CASE.fullmatch(path) or b"withheld" not in body:
            continue
        document, _ = read_yaml(path, body.decode("utf-8-sig", "replace"))
        listed = document.value.get("withheld") if document else None
        if document and listed:
            many = len(listed) if isinstance(listed, list) else 1
            noun = "entry is" if many == 1 else "entries are"
            found.append(document.problem(("withheld",), f"{many} {noun} left out", INSTEAD))
    return found
