"""Reads the team's feeds when they are due and tells the team what was found."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from urllib.parse import urlsplit

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot.clock import Clock
from bot.feed_fetch import Fetcher, Page, Refused
from bot.foreign.elsewhere import Elsewhere
from content.campaign import Campaign
from content.errors import UserError
from content.feed_reading import FeedBody, Item
from content.foreign import TooMuch
from content.notices import feeds as notes
from content.permissions import Permission
from storage.delivery import team_notices
from storage.engine.database import Store
from storage.library import news_feeds
from storage.people import audit

log = logging.getLogger(__name__)
Pairs = list[tuple[str, Item]]
VISIT_SECONDS, LEAST_SECONDS = 10.0, 3.0  # for a visit in all; for reading at least
# What the team is told of it.
WHY = {"feeds.declares": "declares", "feeds.no_feed": "none", TooMuch.key: "slow"}


class Feeds:
    """The tick that reads feeds; `fetcher` is replaced in tests."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        campaign: Callable[[Session], Campaign],
        elsewhere: Elsewhere,
        fetcher: Fetcher | None = None,
    ) -> None:
        self._store, self._clock, self._campaign, self._elsewhere = (
            store,
            clock,
            campaign,
            elsewhere,
        )
        self._fetcher = fetcher or Fetcher()
        # One at a time: who types a date meanwhile does not wait behind all of them.
        self._reading = asyncio.Lock()

    async def visit(self) -> None:
        """Reads the feeds that are due; fetched at the same time, read one after another."""
        now = self._clock.now()
        due, keywords = await self._store.read(partial(self._due, now=now))
        await asyncio.gather(*(self._one(feed, keywords) for feed in due))

    def _due(
        self, session: Session, now: datetime
    ) -> tuple[list[news_feeds.Due], dict[str, tuple[str, ...]]]:
        cases = self._campaign(session).cases
        return news_feeds.due(session, now), {
            case.slug: case.keywords for case in cases if case.keywords
        }

    async def _one(self, feed: news_feeds.Due, keywords: dict[str, tuple[str, ...]]) -> None:
        """One visit; whatever it ends with, the feed has a next time."""
        try:
            await self._visited(feed, keywords)
            return
        except Refused as failure:
            why, told = failure.why, str(failure)
        except UserError as failure:
            why, told = WHY.get(failure.key, ""), failure.key
        except OperationalError:
            raise  # the store does not take anything now: the next tick tries again
        # Nothing that somebody else publishes may keep a feed due.
        except Exception as failure:  # noqa: BLE001
            why, told = "", type(failure).__name__
        log.info("feed %s could not be read: %s", feed.id, told)
        await self._store.write(partial(self._failed, feed=feed, why=why))

    async def _visited(self, feed: news_feeds.Due, keywords: dict[str, tuple[str, ...]]) -> None:
        began = self._clock.monotonic()
        page = await self._fetcher.fetch(feed.url, feed.etag, feed.modified)
        left = max(VISIT_SECONDS - (self._clock.monotonic() - began), LEAST_SECONDS)
        found = await self._found(page, keywords, left) if page else []
        etag, modified = (page.etag, page.modified) if page else (feed.etag, feed.modified)
        await self._store.write(
            partial(self._read, feed=feed, found=found, etag=etag, modified=modified)
        )

    async def _found(
        self, page: Page, keywords: dict[str, tuple[str, ...]], seconds: float
    ) -> Pairs:
        async with self._reading:
            matches = await self._elsewhere.read(FeedBody(page.body, keywords), seconds)
        return [(match.case, match.item) for match in matches]

    def _failed(self, session: Session, feed: news_feeds.Due, why: str) -> None:
        now = self._clock.now()
        if news_feeds.failed(session, feed.id, now):
            host = urlsplit(feed.url).hostname or feed.url
            if why == "private":
                audit.note(session, None, "feed-read", host, now, allowed=False)
            compose = partial(notes.compose_broken, host=host, why=why)
            team_notices.to_team(session, "feed", Permission.WRITE, compose, now)

    def _read(
        self,
        session: Session,
        feed: news_feeds.Due,
        found: Pairs,
        etag: str | None,
        modified: str | None,
    ) -> None:
        now = self._clock.now()
        fresh = news_feeds.was_read(session, feed.id, found, now, etag=etag, modified=modified)
        if fresh:
            team_notices.to_team(
                session, "feed", Permission.WRITE, partial(notes.compose_found, count=fresh), now
            )
