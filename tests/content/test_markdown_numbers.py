"""Dates and numbers at the start of a paragraph stay as they were written, whatever Markdown makes
of them.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.pack import reader
from content.text.markup import changed_numbers, from_markdown

WORDS = "cases/example-case/en.md"


@pytest.mark.parametrize(
    "written",
    [
        "30. April 2019: vigil\n\n3. Mai 2019: march",
        "2019. 4. 30. 중국 당국이 확인했습니다.\n\n2019. 5. 3. 외교부가 입장을 밝혔습니다.",
        "1986. He left.",
        "1. 5. 2019 byli zadrženi.",
        "2019. gada 30. aprīlī",
        "12) twelve people",
        "0. hour",
        "2019.",
        "4. 30.\n\n5. 3.",
        "(4. 30.)",
        "7 people\n\n9 people",
        "+ 5 degrees",
        "- 5 degrees at night",
        "* 7 were taken",
        "5*3*2 rows",
        "1_000_000",
        "２０１９. 4. 30. 중국",
        "30.04.2019 – 03.05.2019",
        "3.5. Termin",
        "1\u00ba de mayo",
        "2019年4月30日",
        "1 . one",
        "10000000000. a long number",
        "4/30 – 5/3",
        "-5 °C",
        "#7 of 9",
        "№ 5",
        "~5 people",
        "5+3",
        "24) and 25)",
    ],
)
def test_it_stays_as_it_was_written(written: str) -> None:
    assert from_markdown(written).text == written


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("1. write\n2. call\n3. come", "1. write\n2. call\n3. come"),
        ("1) write\n2) call", "1) write\n2) call"),
        ("3. third\n4. fourth", "3. third\n4. fourth"),
        ("1. Mai 2019\n1. Juni 2019", "1. Mai 2019\n1. Juni 2019"),  # never counted anew
        ("1. a\n   - b\n   - c\n2. d", "1. a\n  • b\n  • c\n2. d"),
        ("- 2019. 4. 30. 중국", "• 2019. 4. 30. 중국"),
        ("- 5 men\n- 2 women", "• 5 men\n• 2 women"),
        ("> 2019. 4. 30. 중국\n> 확인", "2019. 4. 30. 중국 확인"),
        ("- one\n- two", "• one\n• two"),
    ],
)
def test_lists_are_lists(written: str, shown: str) -> None:
    assert from_markdown(written).text == shown


NUMBERS = st.from_regex(r"\d{1,4}[.)] (?:\d{1,2}[.)] ){0,2}", fullmatch=True)


@given(
    st.lists(st.tuples(NUMBERS, st.sampled_from(["vigil", "촛불", "集会"])), min_size=2, max_size=4)
)
def test_no_start_of_a_paragraph_loses_or_changes_a_number(starts: list[tuple[str, str]]) -> None:
    written = "\n\n".join(f"{start}{word}" for start, word in starts)
    assert from_markdown(written).text == written
    assert changed_numbers(written) == []


@pytest.mark.parametrize(
    ("written", "changed"),
    [
        ("**7** people and [9](https://example.org/2019)", []),
        ("> 5 people", ["> 5"]),
        ("2019. 4. 30. 중국", []),
        ("no number", []),
        ("costs \\5 now", []),
        ("&#55; people", ["55"]),
    ],
)
def test_what_is_shown_otherwise_is_told(written: str, changed: list[str]) -> None:
    assert changed_numbers(written) == changed


def test_a_check_of_a_pack_points_at_it() -> None:
    files = dict(reader.starter())
    files[WORDS] += b"\n[5]: https://example.org\n"
    told = [str(one) for one in reader.Pack(files).remarks()]
    assert any(f"{WORDS}:" in one and "5 is not shown as it is written" in one for one in told)
