"""Passes words on between supporters and the team's group, through the lanes, in order."""

from __future__ import annotations

import asyncio
import logging
from functools import partial

from sqlmodel import Session
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.clock import Clock
from bot.delivery.lanes import Lanes, Priority
from bot.delivery.plain_fallback import say
from bot.delivery.sender import outcome
from bot.telegram.rendering import Params
from bot.telegram.transport import Telegram, message_id
from content.language.i18n import words_for
from content.language.languages import DEFAULT
from content.notices import contact as screens
from content.permissions import Permission
from content.text.messages import Screen
from storage.delivery import team_notices
from storage.engine.database import Store
from storage.engine.sealing import Sealer
from storage.engine.states import Ending
from storage.library.published import words_of
from storage.people import team_inbox
from storage.people.team_inbox import Group, Waiting

log = logging.getLogger(__name__)
CONTACT_BATCH = 20
LONGEST_PAUSE_SECONDS = 60.0  # seconds between visits, while the network or Telegram fails


class Relay:
    """The tick that passes words on. What surely did not leave waits; of what may have arrived its
    reader is told.
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
        self._one_at_a_time = asyncio.Lock()
        self._failed, self._rests_until = 0, 0.0

    async def visit(self) -> None:
        """Passes on what waits; stops at the first failure of the network, so that order holds, and
        rests.
        """
        async with self._one_at_a_time:  # two at a time would pass the same words on twice
            if self._clock.monotonic() < self._rests_until:
                return
            try:
                await self._visit()
            except TelegramError as trouble:
                self._rest(trouble)
            else:
                self._failed = 0

    def _rest(self, trouble: TelegramError) -> None:
        """Longer after each failure in a row, and as long as Telegram asks for."""
        log.info("a conversation waits: %s", type(trouble).__name__)
        wait = max(outcome(trouble).after, min(2.0 ** min(self._failed, 10), LONGEST_PAUSE_SECONDS))
        self._failed += 1
        self._rests_until = self._clock.monotonic() + wait

    async def _visit(self) -> None:
        """Raises for the first failure of the network."""
        for words in await self._store.read(
            partial(team_inbox.waiting, sealer=self._sealer, limit=CONTACT_BATCH)
        ):
            group = await self._store.read(partial(team_inbox.group, sealer=self._sealer))
            if words.to_team and group is None:
                continue
            try:
                await (self._tell(words, group) if words.under_way else self._pass_on(words, group))
            except (Forbidden, BadRequest) as refused:
                log.warning(
                    "words of a conversation could not be passed on: %s", type(refused).__name__
                )
                await self._store.write(partial(self._refused, words=words))

    async def _tell(self, words: Waiting, group: Group | None) -> None:
        """Whoever should have got the words is told of them, and asks for them if they are not
        there.

        That does no harm twice: until it surely arrived, the next visit does it again.
        """
        if words.to_team and group:
            screen = screens.maybe_for_team(words_for(group.language), words.number, words.id)
        else:
            theirs = await self._store.read(partial(words_of, language=words.language))
            screen = screens.maybe_for_person(theirs, words.id)
        await self._send(words, group, screen)
        await self._store.write(partial(team_inbox.unknown, id=words.id))

    async def _pass_on(self, words: Waiting, group: Group | None) -> None:
        await self._store.write(partial(team_inbox.leave, id=words.id))
        try:
            sent = await self._send(words, group, words.screen)
        except TelegramError as trouble:
            if outcome(trouble).state != Ending.UNKNOWN:
                await self._store.write(partial(team_inbox.leave, id=words.id, under_way=False))
            raise
        kept = sent if words.to_team else None
        await self._store.write(partial(team_inbox.passed_on, id=words.id, message_id=kept))

    async def _send(self, words: Waiting, group: Group | None, screen: Screen) -> int | None:
        """To the other side, following the group to the supergroup that it became; the message's
        id.
        """
        to = group.chat_id if words.to_team and group else words.chat_id
        try:
            return await self._say(to, screen)
        except ChatMigrated as moved:
            found = Group(moved.new_chat_id, group.language if group else DEFAULT)
            await self._store.write(
                lambda session: team_inbox.set_group(
                    session, self._sealer, found, None, self._clock.now()
                )
            )
            return await self._say(moved.new_chat_id, screen)

    async def _say(self, chat_id: int, screen: Screen) -> int | None:
        said = await say(partial(self._post, chat_id), screen)
        return said.ids[0] if said.ids else None

    async def _post(self, chat_id: int, params: Params) -> int | None:
        while (wait := self._lanes.take(self._clock.monotonic(), Priority.REPLY, chat_id)) > 0:
            await self._clock.sleep(wait)
        return message_id(await self._bot.call("sendMessage", {"chat_id": chat_id} | params))

    def _refused(self, session: Session, words: Waiting) -> None:
        """A group that is gone is told to the owners and its questions wait; a supporter who is
        gone ends the talk.
        """
        now = self._clock.now()
        if words.to_team:
            team_inbox.drop_group(session)
            team_notices.to_team(session, "team-group", Permission.PEOPLE, screens.lost_group, now)
            return
        team_inbox.passed_on(session, words.id, None)
        row = team_inbox.thread(session, words.thread)
        if row:
            team_inbox.end(session, row)
