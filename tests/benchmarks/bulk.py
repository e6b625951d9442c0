"""How fast the whole bulk path is: claim, send, record."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from sqlalchemy import insert
from sqlmodel import Session

from bot.clock import SystemClock
from bot.delivery.engine import Engine
from bot.delivery.lanes import Lanes
from bot.delivery.sender import Sender, TelegramSender
from bot.transport import PoolRequest, Telegram
from content.markup import rich
from content.messages import Screen
from storage import outbox
from storage.db import Store, connect
from storage.schema import migrate
from storage.sealing import new_key, read_key
from storage.supporters import PLACE
from storage.tables import Follow, Supporter, random_number

TOKEN = "4242424242:AAbench-bench-bench-bench-bench-benc"
TEXT = "The news that everybody gets. " * 8
CASE = "case"


class Crowd:
    """A store in a folder with so many followers of a case."""

    def __init__(self, people: int) -> None:
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "store.db"
        engine = connect(f"sqlite:///{self.path}")
        migrate(engine)
        self.store, self.sealer, self.people = Store(engine), read_key(new_key()), people
        self.store.write_now(self._fill)

    def _fill(self, session: Session) -> None:
        numbers = sorted(random_number() for _ in range(self.people))
        rows = (
            {
                "number": number, "seal": self.sealer.id(PLACE, 5_000_000_000 + at), "language": "en", "alerts": True,
                "digest": "off", "digest_hour": 9, "digest_weekday": 0, "digest_seen": 0, "quiet_from": 22,
                "quiet_to": 7, "created_at": 1, "active_at": 1,
            }
            for at, number in enumerate(numbers)
        )  # fmt: skip
        while some := list(islice(rows, 10_000)):
            session.connection().execute(insert(Supporter), some)
        follows = ({"supporter": number, "case_slug": CASE, "muted": False, "since": 1} for number in numbers)
        while more := list(islice(follows, 10_000)):
            session.connection().execute(insert(Follow), more)

    def alert(self) -> int:
        """Queues one alert to all; its number."""

        def act(session: Session) -> int:
            now = SystemClock().now()
            message = outbox.open_message(session, "alert", 1, CASE, "news", now)
            outbox.add_body(session, message, "en", "", Screen(rich(TEXT)))
            outbox.enqueue_followers(session, message, CASE, now, critical=True)
            return message

        return self.store.write_now(act)

    def engine(self, sender: Sender, per_second: int) -> Engine:
        """The delivery engine over this store."""
        return Engine(self.store, self.sealer, sender, Lanes(per_second), SystemClock())

    def close(self) -> None:
        """Deletes everything."""
        self.store.close()
        self.folder.cleanup()


def telegram(url: str, connections: int = 64) -> Telegram:
    """The bot's own transport."""
    return Telegram(
        TOKEN, base_url=f"{url}/bot", request=PoolRequest(url, connections),
        get_updates_request=PoolRequest(url, 1),
    )  # fmt: skip


async def ours(url: str, people: int) -> dict[str, float]:
    """Messages a second over the whole path, without a limit."""
    crowd, bot = Crowd(people), telegram(url)
    await bot.initialize()
    message = crowd.alert()
    engine = crowd.engine(TelegramSender(bot), 1_000_000)
    began, worked = perf_counter(), process_time()
    tried = await engine.drain()
    took, work = perf_counter() - began, process_time() - worked
    counts = crowd.store.read_now(lambda session: outbox.counts(session, message))
    if (tried, counts.sent) != (people, people):
        raise RuntimeError(f"not everything was sent: {counts}")
    await bot.shutdown()
    crowd.close()
    return {"per_second": people / took, "per_cpu_second": people / work}
