"""Deletes what was sent about a case that was withdrawn since, through the lanes."""

from __future__ import annotations

import logging
from functools import partial

from telegram.error import BadRequest, Forbidden, TelegramError

from bot.clock import Clock
from bot.delivery.lanes import Lanes, Priority
from bot.telegram.transport import Telegram
from storage.delivery import sent_messages
from storage.delivery.sent_messages import Unsaid
from storage.engine.database import Store
from storage.engine.sealing import Sealer

log = logging.getLogger(__name__)


class TakingBack:
    """The tick that deletes. What meets a failing network is tried at the next one; deleting twice
    does no harm.
    """

    def __init__(
        self, store: Store, sealer: Sealer, clock: Clock, bot: Telegram, lanes: Lanes
    ) -> None:
        self._store, self._sealer, self._clock, self._bot, self._lanes = (
            store,
            sealer,
            clock,
            bot,
            lanes,
        )

    async def visit(self) -> None:
        """Deletes until nothing is left to delete, or until the first failure of the network."""
        while found := await self._store.read(
            partial(sent_messages.due, sealer=self._sealer, now=self._clock.now())
        ):
            for unsaid in found:
                if not await self._delete(unsaid):
                    return
                await self._store.write(partial(sent_messages.done, rows=unsaid.rows))

    async def _delete(self, unsaid: Unsaid) -> bool:
        """Whether Telegram answered: that they are gone, or that it will not delete them."""
        while (
            wait := self._lanes.take(self._clock.monotonic(), Priority.ALERT, unsaid.chat_id)
        ) > 0:
            await self._clock.sleep(wait)
        params = {"chat_id": unsaid.chat_id, "message_ids": list(unsaid.message_ids)}
        try:
            await self._bot.call("deleteMessages", params)
        except (BadRequest, Forbidden) as refused:
            log.info("messages about a withdrawn case stay: %s", type(refused).__name__)
        except TelegramError as trouble:
            log.info("messages about a withdrawn case wait: %s", type(trouble).__name__)
            return False
        return True
