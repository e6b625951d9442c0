"""Edits messages whose news was corrected since, through the lanes, after everything else."""

from __future__ import annotations

import logging
from functools import partial

from telegram.error import RetryAfter, TelegramError

from bot.clock import Clock
from bot.delivery.lanes import Lanes, Priority
from bot.delivery.sender import outcome, settled
from bot.telegram.rendering import screen_params
from bot.telegram.transport import Telegram
from storage.delivery import corrections
from storage.delivery.corrections import Outdated
from storage.engine.database import Store
from storage.engine.sealing import Sealer
from storage.engine.states import Ending

log = logging.getLogger(__name__)
TRIED_AGAIN = (Ending.RETRY, Ending.UNKNOWN)


class Corrections:
    """The tick that edits. What meets a failing network is tried at the next one; editing twice
    does no harm.
    """

    def __init__(
        self, store: Store, sealer: Sealer, clock: Clock, bot: Telegram, lanes: Lanes
    ) -> None:
        self._store, self._sealer, self._clock = store, sealer, clock
        self._bot, self._lanes = bot, lanes

    async def visit(self) -> None:
        """Edits until nothing is left to edit, or until the first failure of the network."""
        while found := await self._store.read(
            partial(corrections.due, sealer=self._sealer, now=self._clock.now())
        ):
            for one in found:
                edited = await self._edit(one)
                if edited is None:
                    return
                await self._store.write(partial(corrections.done, one=one, edited=edited))

    async def _edit(self, one: Outdated) -> bool | None:
        """Whether the message shows the new words now; None if nobody can say yet."""
        if not one.alone:
            return False  # it took several messages, and the new words may take fewer
        while (wait := self._lanes.take(self._clock.monotonic(), Priority.DIGEST, one.chat_id)) > 0:
            await self._clock.sleep(wait)
        params = {"chat_id": one.chat_id, "message_id": one.message_id} | screen_params(one.screen)
        try:
            await self._bot.call("editMessageText", params)
        except TelegramError as failure:
            return self._failed(failure, one.chat_id)
        return True

    def _failed(self, failure: TelegramError, chat_id: int) -> bool | None:
        if settled(failure) and "not modified" in failure.message.lower():
            return True
        became = outcome(failure)
        if isinstance(failure, RetryAfter):
            self._lanes.pause(self._clock.monotonic(), became.after, chat_id)
        log.info("a message could not be corrected: %s", type(failure).__name__)
        return None if became.state in TRIED_AGAIN else False
