"""How fast the whole bulk path is: claim, send, record."""

from __future__ import annotations

from time import perf_counter, process_time

from bot.delivery.sender import TelegramSender
from bot.telegram.transport import PoolRequest, Telegram
from storage.queue import outbox
from tests.benchmarks.crowd import Crowd

TOKEN = "4242424242:AAbench-bench-bench-bench-bench-benc"


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
