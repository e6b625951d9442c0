"""No cell of an exported table is taken for a formula, and none loses its words."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.pack import reader, writer
from content.text.spreadsheet import escaped, escaped_unless_number, restored, to_csv
from tests.faults.hostile import PACK

FORMULAS = [
    *(
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "−1",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        "﹦1",
        "﹢1",
        "﹣1",
        "﹫A1",
    ),
    *(
        "\t=1",
        "\r=1",
        "\n=1",
        " =1",
        "\u3000=1",
        "\u00a0＝1",
        "\u200b=1",
        "\ufeff=1",
        "\u202e=1",
        "\u00ad=1",
    ),
    *(" words", "\twords", "\rwords", "\nwords", "\u0301=1", "\x00=1"),
]


@pytest.mark.parametrize("cell", FORMULAS)
def test_what_could_be_a_formula_is_escaped_in_head_and_rows(cell: str) -> None:
    body = to_csv((cell, "b"), [("a", cell)]).decode("utf-8-sig")
    (head, row) = csv.reader(io.StringIO(body, newline=""))
    assert (head[0], row[1]) == (f"'{cell}", f"'{cell}")


@pytest.mark.parametrize("cell", ["", "words", "1", "<5", "2026-11-30", "가", "a=1", "'tis"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert escaped(cell) == cell


@pytest.mark.parametrize(
    "cell", ["+82-2-738-1038", "-33.8688", "+1 (202) 495 2266", "127.0", "148"]
)
def test_numbers_stay_numbers_in_a_packs_table(cell: str) -> None:
    assert escaped_unless_number(cell) == cell


@given(st.text() | st.sampled_from(FORMULAS).map(lambda formula: f"'{formula}"))
def test_what_was_escaped_is_read_back(cell: str) -> None:
    assert restored(escaped_unless_number(cell)) == cell
    assert escaped(cell).removeprefix("'") == cell.removeprefix("'") or escaped(cell) == f"'{cell}"


@pytest.mark.parametrize("field", ["phone", "address", "source"])
@pytest.mark.parametrize("words", ["=HYPERLINK(1)", "@SUM(A1)", "＝1", "'=1", "+1+cmd|calc"])
def test_a_packs_table_comes_back_equal(field: str, words: str) -> None:
    files = reader.load(PACK)
    campaign, _ = reader.read(files)
    assert campaign
    first, *others = campaign.missions
    changed = campaign.model_copy(
        update={"missions": (first.model_copy(update={field: words}), *others)}
    )
    table = writer.write(changed)["missions.csv"]
    for row in csv.reader(io.StringIO(table.decode())):
        assert not any(cell.startswith(("=", "@", "＝")) for cell in row)
    back, problems = reader.read({**files, "missions.csv": table})
    assert problems == []
    assert back == changed
