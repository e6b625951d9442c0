"""How large a pack may be: each limit is told with file, line, field and what to do, and none takes
long to find.
"""

from __future__ import annotations

import pytest

from content.pack import reader
from content.pack.problems import nearest
from content.pack.yaml_lines import PIECES
from tests.faults.hostile import CASE, PACK, TEXT

FILES = reader.load(PACK)
LETTER = "letters/liaoning-seven/en.yaml"
EVENT = "events/weekly-vigil.yaml"


def faults(path: str, body: str | bytes) -> list[str]:
    """What is said of the bundled pack with this file in it."""
    encoded = body if isinstance(body, bytes) else body.encode()
    _, problems = reader.read({**FILES, path: encoded})
    assert all(problem.instead for problem in problems)
    return [str(problem) for problem in problems if problem.file == path]


def added(path: str, more: str) -> str:
    return FILES[path].decode() + more


def entries(count: int) -> str:
    return "".join(f"- w{number}\n" for number in range(count))


@pytest.mark.parametrize(
    ("path", "field", "more", "limit"),
    [
        (EVENT, "exceptions", "exceptions:\n" + "- 2030-01-02 12:00\n" * 401, 400),
        (EVENT, "changes", "changes:\n" + "- at: 2030-01-02 12:00\n" * 401, 400),
        (EVENT, "languages", "languages:\n" + "- en\n" * 31, 30),
        (EVENT, "sources", f"sources:\n{entries(201)}", 200),
        (LETTER, "again", "again:\n" + "".join(f"  s{n}:\n  - a\n" for n in range(61)), 60),
        ("campaign.yaml", "no_letters_in", "no_letters_in:\n" + "- CN\n" * 301, 300),
    ],
)
def test_a_list_or_block_that_is_too_long(path: str, field: str, more: str, limit: int) -> None:
    text = FILES[path].decode()
    kept = (
        [block for block in text.split("\n") if not block.startswith(f"{field}:")]
        if field != "again"
        else None
    )
    whole = "\n".join(kept) if kept else text.partition("again:")[0]
    said = faults(path, whole.rstrip() + "\n" + more)
    assert [
        one for one in said if f": {field}: has too many entries; keep at most {limit}" in one
    ], said


def test_a_text_of_nothing_but_brackets() -> None:
    head, _, _ = FILES[TEXT].decode().partition("# background\n")
    (said,) = faults(TEXT, f"{head}# background\n{'[' * 400}\n")
    assert "background: " in said
    assert "write at most 200 opening brackets" in said


def test_a_file_of_too_many_pieces_is_not_built() -> None:
    (said,) = faults(CASE, "[" + "a," * 400_000 + "a]")
    assert said.startswith(f"{CASE}:1: holds more than {PIECES:,} names and values; ")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"slug,kind\n" + b"a,b\n" * 40_000, "missions.csv:2: "),
        (b"slug,kind\n" + b",\n" * 2000, "missions.csv:1002: has more than 1000 rows; "),
        (b"a," * 45_000, "missions.csv:1: has more than 60 columns; "),
        (
            b'slug,kind\na,"' + b"x" * 100_000 + b'"\n',
            "missions.csv:2: kind: is over 2000 characters long; shorten it",
        ),
        (b'slug,kind\na,"' + b"x" * 200_000 + b'"\n', "missions.csv:2: cannot be read as CSV"),
    ],
)
def test_a_table_that_is_too_large(body: bytes, said: str) -> None:
    told = faults("missions.csv", body)
    assert len(told) < 500
    assert any(one.startswith(said) for one in told), told[:3]


@pytest.mark.parametrize("row", ["# " + " " * 300_000 + "x", "> " * 200_000, "](" * 200_000])
def test_a_line_without_end_takes_no_time(row: str) -> None:
    head, _, _ = FILES[TEXT].decode().partition("# background\n")
    assert faults(TEXT, f"{head}# background\n{row}\n")


def test_a_name_without_end_is_told_in_short() -> None:
    (said, *_) = faults(CASE, added(CASE, "a" * 500_000 + ": 1\n"))
    assert len(said) < 2000


def test_a_suggestion_is_not_looked_for_among_thousands() -> None:
    said = nearest("x" * 150, [f"name-{number}" for number in range(5000)])
    assert len(said) < 1000


def test_what_is_honestly_large_is_read() -> None:
    """Four cases in three languages."""
    files = {path: body for path, body in FILES.items() if "/" not in path}
    for path, body in FILES.items():
        for number in range(4 if "/" in path else 0):
            new = path.replace("liaoning-seven", f"case-{number}").replace("weekly", f"w{number}")
            new = new.replace("seoul", f"s{number}").replace("arrivals", f"a{number}")
            words = body.replace(b"case: liaoning-seven", b"case: case-%d" % number)
            files[new] = words.replace(b"arrivals", b"a%d" % number)
    campaign, problems = reader.read(files)
    assert problems == []
    assert campaign
    assert len(campaign.cases) == 4
