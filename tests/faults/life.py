"""A town that lives for months: people of several zones and habits, who press what people press,
and a team.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from bot.rehearsal.world.arrivals import Arrivals
from content.language.languages import LANGUAGES
from handlers.updates.alerts import QUIET
from handlers.updates.digest import HOURS
from storage.people import supporters
from tests.faults.record import Arrival, Dweller, Record
from tests.journeys.conftest import CASE, Chat, City
from tests.journeys.test_contact import group_of

ZONES = (  # that the bot offers, of both hemispheres, with clock changes and without
    "Asia/Seoul",
    "Europe/London",
    "America/New_York",
    "Australia/Sydney",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "America/Los_Angeles",
    "Europe/Berlin",
)
EVENTS = ("Europe/London", "America/New_York", "Australia/Sydney")  # zones with a weekly event
SUNDAY = 6  # clocks are changed in its first hours
HABITS = ("alerts", "daily", "weekly", "silent")
SELDOM = (  # are done every twelve hours, not at each stop of the clock
    "retention",
    "copies",
    "logs",
    "memory",
    "awake",
    "checkpoint",
    "feeds",
    "contact",
    "taking back",
    "progress",
    "clock",
)
SWEPT = 12
KEPT = 40  # messages that each chat keeps: what came before was judged when it arrived


class Noted(Arrivals):
    """The server's record of calls, which tells of every message that it accepted for a chat."""

    def __init__(self, tell: Callable[[int, str], None]) -> None:
        super().__init__()
        self._tell = tell

    def add(
        self, at: str, method: str, args: dict[str, Any], code: int, way: int | str, result: Any
    ) -> None:
        if method.lower() == "sendmessage" and code == 200:
            self._tell(int(args["chat_id"]), str(args["text"]))
        super().add(at, method, args, code, way, result)


class Town:
    """The city with its people, and the record of what reached them."""

    def __init__(self, city: City, seed: int) -> None:
        self.city, self.chance, self.record = city, random.Random(seed), Record()
        self._chats: dict[int, Chat] = {}
        self._writing = 0  # the chat in which somebody is writing to the bot
        table = city.app.jobs.table
        self._seldom = [work for name, _, work in table if name in SELDOM]
        city.app.jobs.table = tuple(job for job in table if job[0] not in SELDOM)
        city.world.arrivals = Noted(self._arrives)

    def _arrives(self, chat: int, text: str) -> None:
        self.record.arrived[chat].append(Arrival(self.now, text, reply=chat == self._writing))

    @property
    def now(self) -> datetime:
        """The bot's moment."""
        return self.city.app.clock.now()

    async def settle_in(self, count: int) -> None:
        """People come, follow the case, and choose what they get."""
        self.owner = await self.city.owner()
        await group_of(self.city, self.owner)
        for number in range(count):
            one = await self._newcomer(number)
            self.record.people.append(one)
            await self._does(self._joins, one)
            assert await self._known(one), one

    async def _newcomer(self, number: int) -> Dweller:
        """Every fifth comes to the weekly event of a zone that has one."""
        habit, fifth = HABITS[number % len(HABITS)], number % 5 == 0
        zone = EVENTS[number // 5 % len(EVENTS)] if fifth else self.chance.choice(ZONES)
        chat = await self.city.person(f"P{number}", [*LANGUAGES][number % len(LANGUAGES)])
        self._chats[chat.chat] = chat
        begins, ends = self.chance.choice(QUIET)
        night, hour = (int(begins), int(ends)), self.chance.choice(HOURS)
        goes = fifth and habit != "silent"
        return Dweller(chat.chat, chat.language, zone, habit, night, hour, self.now, goes)

    async def _known(self, one: Dweller) -> bool:
        """Whether the bot keeps what this person chose."""
        find = partial(supporters.find, sealer=self.city.app.sealer, chat_id=one.chat)
        kept = await self.city.store.read(find)
        if kept is None or one.habit == "silent":
            return kept is not None
        chosen = (one.zone, one.hour, one.night, "off" if one.habit == "alerts" else one.habit)
        return chosen == (
            kept.zone,
            kept.digest_hour,
            (kept.quiet_from, kept.quiet_to),
            kept.digest,
        )

    async def _joins(self, chat: Chat, one: Dweller) -> None:
        await chat.starts(f"case_{CASE}")
        if one.habit == "silent":
            return
        await chat.taps("case.follow")
        await chat.forges(
            f"setzone:{one.zone}:{one.habit if one.habit in ('daily', 'weekly') else 'daily'}"
        )
        await chat.forges(f"hour:{one.hour}")
        await chat.forges("quiet:{}:{}".format(*one.night))
        if one.habit == "alerts":
            await chat.forges("digest:off")

    async def acts(self) -> None:
        """Somebody who is awake does something, and those who go to a weekly event say so."""
        awake = [
            one for one in self.record.people if one.habit != "silent" and not one.asleep(self.now)
        ]
        if awake:
            one = self.chance.choice(awake)
            acts = (
                self._reads,
                self._begins,
                self._asks,
                self._reads if one.goes else self._pauses,
            )
            await self._does(self.chance.choice(acts), one)
        for one in self.record.people:
            if one.goes and self._next(one) not in one.comes:
                await self._does(self._comes, one)

    async def _does(self, act: Callable[[Chat, Dweller], Awaitable[None]], one: Dweller) -> None:
        self._writing = one.chat
        try:
            await act(self._chats[one.chat], one)
        finally:
            self._writing = 0

    async def _reads(self, chat: Chat, _one: Dweller) -> None:
        await chat.says("/cases")

    async def _begins(self, chat: Chat, _one: Dweller) -> None:
        """A letter that is left lying."""
        await chat.starts(f"write_{CASE}")
        await chat.says("Seoul")

    async def _asks(self, chat: Chat, _one: Dweller) -> None:
        """The team, once; nobody answers."""
        await chat.says("/contact")
        await chat.says("Where do people meet?")

    async def _pauses(self, chat: Chat, one: Dweller) -> None:
        if not one.away(self.now - timedelta(days=1), self.now):
            await chat.says("/pause")
            await chat.taps("updates.pause_day")
            one.pauses.append(self.now)

    def _next(self, one: Dweller) -> datetime:
        """When the next weekly event of their zone begins whose day is not this one: on Sunday at
        half past six in the evening, so that it is the first after clocks were changed, and its day
        before the last before that.
        """
        local = one.local(self.now)
        day = local.date() + timedelta(days=(SUNDAY - local.weekday()) % 7 or 7)
        return datetime(day.year, day.month, day.day, 18, 30, tzinfo=ZoneInfo(one.zone))

    async def _comes(self, chat: Chat, one: Dweller) -> None:
        """To the next event, as long as both reminders are still ahead."""
        start, today = self._next(one), one.local(self.now).weekday() == SUNDAY
        if today or start - self.now < timedelta(days=1, hours=2):
            return
        await chat.starts(f"event_vigil-{EVENTS.index(one.zone)}")
        assert chat.t("event.go") in await chat.keyboard(), start
        await chat.taps("event.go")
        one.comes.append(start)

    async def publishes(self, title: str) -> None:
        """News as the team's desk publishes them, in every language."""
        await self.owner.forges(f"tn:{CASE}")
        for code in LANGUAGES:
            await self.owner.says(f"{title}\nWords of {title} in {code}.")
        await self.owner.forges((await self.owner.newest())["keyboard"][0][0]["callback_data"])
        self.record.news[title] = self.now

    async def lives(self, hours: int, *, busy: bool) -> None:
        """So many hours pass; then, in a busy town, somebody does something."""
        for begun in range(0, hours, SWEPT):
            await self.city.app.move(self.now + timedelta(hours=min(SWEPT, hours - begun)))
            for work in self._seldom:
                await work()
        await self.city.settle()
        if busy:
            await self.acts()
        for chat in self.city.world.chats.values():
            del chat.messages[:-KEPT]
