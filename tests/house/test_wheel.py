"""What leaves by the wheel: no list of names that a case keeps back, keyed or not."""

import re
import zipfile
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]


def test_the_wheel_holds_no_list_of_names(tmp_path):
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(wheel) as packed:
        held = {name: packed.read(name) for name in packed.namelist() if "/packs/" in name}
    assert len(held) > 10
    listed = re.compile(rb"^\s*withheld\s*:|sha256:(whole|any):|\b[0-9a-f]{64}\b", re.MULTILINE)
    assert [name for name, body in held.items() if listed.search(body)] == []
