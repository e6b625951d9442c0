"""Letters and charts in the worker: whole, flat in memory, apart from what others wrote, and nobody
waits for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot.foreign import worker
from bot.foreign.elsewhere import Elsewhere
from content.documents import chart, pdf
from content.letters.composer import Letter, Paragraph
from tests.bot.foreign.readers import Echo


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    made = Elsewhere(most=1)
    yield made
    made.close()


def letter(number: int) -> Letter:
    """One of many letters, of one to three hundred words."""
    own = "".join(
        f"제 이름은 {number}입니다. I write for the {number}th time. "
        for _ in range(1 + number % 20)
    )
    return Letter(
        "ko", f"편지 {number}", (Paragraph("opening", own), Paragraph("signature", "드림\nA"))
    )


def resident(pid: int) -> float:
    """What a process holds, MB."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def test_a_letter_is_measured_and_set(elsewhere: Elsewhere, tmp_path: Path) -> None:
    assert elsewhere.read_now(pdf.fits(letter(3), pdf.Outside({})))
    page = tmp_path / "letter.pdf"
    page.write_bytes(
        elsewhere.read_now(pdf.letter(letter(3), pdf.Outside({}, "A", "us-letter"))).content
    )
    with page.open("rb") as body:
        assert "제 이름은 3입니다" in PdfReader(body).pages[0].extract_text()
    picture = chart.bars("Weeks", [("1 May", 7, "7"), ("8 May", None, "<5")], "Few.", "en")
    assert elsewhere.read_now(picture).content.startswith(b"\x89PNG")


def test_its_process_reads_nothing_that_others_wrote(elsewhere: Elsewhere) -> None:
    elsewhere.read_now(Echo(b"foreign"))
    (reads,) = elsewhere.pids
    elsewhere.read_now(pdf.fits(letter(1), pdf.Outside({})))
    assert elsewhere.read_now(Echo(b"foreign")) == "foreign"
    assert len(elsewhere.pids) == 2
    assert reads in elsewhere.pids


def test_the_process_is_replaced_after_many_and_none_grows(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "MOST_ASKED", 60)
    held: dict[int, list[float]] = {}
    for number in range(150):
        assert elsewhere.read_now(pdf.fits(letter(number), pdf.Outside({})))
        for pid in elsewhere.pids:
            held.setdefault(pid, []).append(resident(pid))
    assert len(held) == 3
    warm = max(next(iter(held.values()))[:20])
    assert max(max(one) for one in held.values()) < warm + 20
