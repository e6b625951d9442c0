"""What `make quick` runs is there: a test that was renamed is renamed in tests/quick.txt too."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINES = (ROOT / "tests/quick.txt").read_text("utf-8").splitlines()
NAMED = [line.removeprefix("--deselect=") for line in LINES]


@pytest.mark.parametrize("named", NAMED)
def test_every_line_leads_to_a_test(named):
    path, _, name = named.partition("::")
    assert (ROOT / path).exists()
    wanted = re.escape(re.sub(r"\[.*", "", name))
    made = rf"(?m)^(?:(?:async )?def|class) {wanted}\(|^{wanted} = "
    assert not name or re.search(made, (ROOT / path).read_text("utf-8"))


def test_it_runs_content_storage_and_twenty_journeys():
    assert {"tests/content", "tests/storage"} <= set(LINES)
    assert len([line for line in LINES if line.startswith("tests/journeys/")]) == 20
