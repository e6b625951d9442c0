"""What arrived at the rehearsal's Telegram, call by call, for whoever judges a delivery."""

from __future__ import annotations

from collections import Counter, deque
from typing import Any

from bot.rehearsal.world.model import Json

KEPT_ARRIVALS = 200_000
QUIET = {"getupdates", "getme"}


class Arrivals:
    """The newest calls, numbered. One that was carried out knows how many like it came before."""

    def __init__(self) -> None:
        self.number = 0
        self._kept: deque[Json] = deque(maxlen=KEPT_ARRIVALS)
        self._times: Counter[tuple[str, str, str]] = Counter()

    def add(self, at: str, method: str, args: Json, code: int, way: int | str, result: Any) -> None:
        """Notes one call: when, which, whose, with which words, and what became of it."""
        if method.lower() in QUIET:
            return
        self.number += 1
        chat, text = str(args.get("chat_id", "")), str(args.get("text", args.get("caption", "")))
        key = (method.lower(), chat, text)
        if code == 200:
            self._times[key] += 1
        number = int(chat) if chat.lstrip("-").isdigit() else None
        made = result.get("message_id") if isinstance(result, dict) else None
        times = self._times[key] if code == 200 else 0
        noted = {"number": self.number, "at": at, "method": method, "chat": number, "text": text}
        self._kept.append(noted | {"code": code, "trouble": way, "message": made, "times": times})

    def after(self, number: int, method: str, chat: str, limit: int) -> list[Json]:
        """The calls after that number, oldest first; of one method or chat when it is given."""
        found = []
        for one in self._kept:
            if one["number"] <= number or (method and one["method"].lower() != method.lower()):
                continue
            if chat and str(one["chat"]) != chat:
                continue
            found.append(one)
            if len(found) >= limit:
                break
        return found
