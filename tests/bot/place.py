"""A team's folder, where the real program is run as they run it."""

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from storage.engine.sealing import load_key
from storage.people import supporters
from tests.bot import preloaded
from tests.stores import new_store

STRANGER = "123456789:" + "A" * 35
NOWHERE = "http://127.0.0.1:9"


class Place:
    """A team's folder, where the program is run as they run it."""

    def __init__(self, folder: Path, url: str = NOWHERE, token: str = STRANGER) -> None:
        self.folder, self.data, self.key, self.token = (
            folder,
            folder / "data",
            folder / "key",
            token,
        )
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("APPEALBOT_")
        } | {
            "APPEALBOT_DATA_DIR": str(self.data),
            "APPEALBOT_KEY_FILE": str(self.key),
            "APPEALBOT_TOKEN": token,
            "APPEALBOT_TELEGRAM_API_URL": url,
            "COLUMNS": "300",
        }

    def call(self, *words: str, limit: int | None = None, **more: str) -> str:
        """What the command says when it fails, which it does in a proper way."""
        done = self.run(*words, limit=limit, **more)
        said = done.stdout + done.stderr
        assert done.returncode not in (0, None), said
        assert "Traceback" not in said
        assert "Exception ignored" not in said
        assert self.token not in said + self.logged()
        return said

    def run(
        self,
        *words: str,
        typed: str = "",
        umask: int = -1,
        limit: int | None = None,
        **more: str,
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command; `typed` comes through a pipe; `limit`: no file can become larger than so
        many bytes, as on a full disk.
        """
        return preloaded.run(
            words, self.folder, self.environment | more, typed=typed, umask=umask, limit=limit
        )

    def logged(self) -> str:
        return "".join(path.read_text("utf-8") for path in (self.data / "logs").glob("*"))

    def store(self) -> Path:
        """A store with somebody in it, as a first start and a first supporter leave it."""
        before = os.umask(0o077)  # as the program does
        try:
            return self._made()
        finally:
            os.umask(before)

    def _made(self) -> Path:
        self.data.mkdir()
        path = self.data / "appealbot.db"
        store = new_store(path)
        sealer = load_key(self.key, create=True)
        store.write_now(
            lambda session: supporters.meet(session, sealer, 2**40, "en", datetime.now(UTC))
        )
        store.close()
        return path
