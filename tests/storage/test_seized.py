"""Who takes the store without its key finds no person and none of their words in its bytes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session

from storage.engine.database import Store
from storage.engine.sealing import Sealer
from storage.people import conversation_state, inbox, supporters
from tests import forms

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
CHAT, SENT, WORD = 7_318_264_905, 1_928_374_655, "canary-금사"


def test_the_bytes_on_disk_name_nobody(store: Store, sealer: Sealer, tmp_path: Path) -> None:
    def act(session: Session) -> None:
        person = supporters.meet(session, sealer, CHAT, "ko", NOW)[0].number
        conversation_state.put(session, sealer, person, "letter", {"name": WORD}, NOW)
        inbox.receive(session, sealer, [(1, f"{CHAT} {WORD}".encode())], NOW)
        supporters.sent(session, sealer, [supporters.SentTo(CHAT, [SENT])], NOW)

    store.write_now(act)
    files = sorted(tmp_path.glob("store.db*"))
    assert {file.name for file in files} == {"store.db", "store.db-wal", "store.db-shm"}
    found = b"".join(file.read_bytes() for file in files)
    looked_for = [*forms.of_number(CHAT), *forms.of_number(SENT), *forms.of_word(WORD)]
    assert [form for form in looked_for if form in found] == []
