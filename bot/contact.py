"""Passes words on between supporters and the team's group, through the lanes, in order."""

from __future__ import annotations

import asyncio
import logging
from functools import partial

from sqlmodel import Session
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.clock import Clock
from bot.delivery.lanes import Lanes, Priority
from bot.delivery.saying import say
from bot.delivery.sender import outcome
from bot.rendering import Params
from bot.transport import Telegram, message_id
from content import contact as screens
from content.i18n import words_for
from content.permissions import Permission
from storage import contact, notices
from storage.contact import Group, Waiting
from storage.db import Store
from storage.sealing import Sealer

log = logging.getLogger(__name__)
BATCH = 20


class Relay:
    """The tick that passes words on. What surely did not leave waits; of what may have arrived its reader is told."""

    def __init__(self, store: Store, sealer: Sealer, clock: Clock, bot: Telegram, lanes: Lanes) -> None:
        self._store, self._sealer, self._clock, self._bot, self._lanes = store, sealer, clock, bot, lanes
        self._one_at_a_time = asyncio.Lock()

    async def visit(self) -> None:
        """Passes on what waits; stops at the first failure of the network, so that order holds."""
        async with self._one_at_a_time:  # two at a time would pass the same words on twice
            await self._visit()

    async def _visit(self) -> None:
        for words in await self._store.read(partial(contact.waiting, sealer=self._sealer, limit=BATCH)):
            group = await self._store.read(partial(contact.group, sealer=self._sealer))
            if words.to_team and group is None:
                continue
            if words.under_way:
                await self._store.write(partial(self._unknown, words=words, group=group))
                continue
            try:
                await self._pass_on(words, group)
            except (Forbidden, BadRequest) as refused:
                log.warning("words of a conversation could not be passed on: %s", type(refused).__name__)
                await self._store.write(partial(self._refused, words=words))
            except TelegramError as trouble:
                log.info("a conversation waits: %s", type(trouble).__name__)
                if outcome(trouble).state != "unknown":
                    await self._store.write(partial(contact.leave, id=words.id, under_way=False))
                return

    async def _pass_on(self, words: Waiting, group: Group | None) -> None:
        to = group.chat_id if words.to_team and group else words.chat_id
        await self._store.write(partial(contact.leave, id=words.id))
        try:
            sent = await self._send(to, words)
        except ChatMigrated as moved:  # the group became a supergroup
            language = group.language if group else "en"
            found = Group(moved.new_chat_id, language)
            await self._store.write(
                lambda session: contact.set_group(session, self._sealer, found, None, self._clock.now())
            )
            sent = await self._send(moved.new_chat_id, words)
        kept = sent if words.to_team else None
        await self._store.write(partial(contact.passed_on, id=words.id, message_id=kept))

    async def _send(self, chat_id: int, words: Waiting) -> int | None:
        said = await say(partial(self._post, chat_id), words.screen)
        return said.ids[0] if said.ids else None

    async def _post(self, chat_id: int, params: Params) -> int | None:
        while (wait := self._lanes.take(self._clock.monotonic(), Priority.REPLY, chat_id)) > 0:
            await self._clock.sleep(wait)
        return message_id(await self._bot.call("sendMessage", {"chat_id": chat_id} | params))

    def _unknown(self, session: Session, words: Waiting, group: Group | None) -> None:
        """Whoever should have got the words is told, and asks for them if they are not there."""
        if words.to_team and group:
            screen = screens.maybe_for_team(words_for(group.language), words.number, words.id)
        else:
            screen = screens.maybe_for_person(words_for(words.language), words.id)
        contact.unknown(session, self._sealer, words, screen, self._clock.now())

    def _refused(self, session: Session, words: Waiting) -> None:
        """A group that is gone is told to the owners and its questions wait; a supporter who is gone ends the talk."""
        now = self._clock.now()
        if words.to_team:
            contact.leave(session, words.id, under_way=False)
            contact.drop_group(session)
            notices.to_team(session, "team-group", Permission.PEOPLE, screens.lost_group, now)
            return
        contact.passed_on(session, words.id, None)
        row = contact.thread(session, words.thread)
        if row:
            contact.end(session, row)
