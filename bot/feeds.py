"""Reads the team's feeds when they are due and tells the team what was found."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

from sqlmodel import Session

from bot.clock import Clock
from bot.fetching import Fetcher, Refused
from content import feeds as reading
from content.campaign import Campaign
from content.errors import UserError
from content.permissions import Permission
from storage import audit, feeds, notices
from storage.db import Store

log = logging.getLogger(__name__)
Pairs = list[tuple[str, reading.Item]]


class Feeds:
    """The tick that reads feeds; `fetcher` is replaced in tests."""

    def __init__(
        self, store: Store, clock: Clock, campaign: Callable[[Session], Campaign], fetcher: Fetcher | None = None
    ) -> None:
        self._store, self._clock, self._campaign = store, clock, campaign
        self._fetcher = fetcher or Fetcher()

    async def visit(self) -> None:
        """Reads the feeds that are due, at the same time."""
        now = self._clock.now()
        due = await self._store.read(partial(feeds.due, now=now))
        await asyncio.gather(*(self._one(feed) for feed in due))

    async def _one(self, feed: feeds.Due) -> None:
        try:
            page = await self._fetcher.fetch(feed.url, feed.etag, feed.modified)
            items = await asyncio.to_thread(reading.read, page.body) if page else ()
        except (Refused, UserError) as failure:
            log.info("feed %s could not be read: %s", feed.id, failure)
            await self._store.write(partial(self._failed, feed=feed, why=getattr(failure, "why", "")))
            return
        etag, modified = (page.etag, page.modified) if page else (feed.etag, feed.modified)
        await self._store.write(partial(self._read, feed=feed, items=items, etag=etag, modified=modified))

    def _failed(self, session: Session, feed: feeds.Due, why: str) -> None:
        now = self._clock.now()
        if feeds.failed(session, feed.id, now):
            host = urlsplit(feed.url).hostname or feed.url
            if why == "private":
                audit.note(session, None, "feed-read", host, now, allowed=False)
            compose = partial(reading.compose_broken, host=host, why=why)
            notices.to_team(session, "feed", Permission.WRITE, compose, now)

    def _read(
        self,
        session: Session,
        feed: feeds.Due,
        items: tuple[reading.Item, ...],
        etag: str | None,
        modified: str | None,
    ) -> None:
        now = self._clock.now()
        found: Pairs = [
            (case.slug, item)
            for case in self._campaign(session).cases
            for item in items
            if reading.matches(item, case.keywords)
        ]
        fresh = feeds.was_read(session, feed.id, found, now, etag=etag, modified=modified)
        if fresh:
            notices.to_team(session, "feed", Permission.WRITE, partial(reading.compose_found, count=fresh), now)
