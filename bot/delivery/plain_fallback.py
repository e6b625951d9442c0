"""A screen said to one chat: as it is, and once more in its plainest form where Telegram refuses
it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from telegram.error import BadRequest

from bot.delivery.sender import reason, refused
from bot.telegram.rendering import Params, screen_params
from content.text.messages import Screen
from content.text.plainest import pieces, plain_forms

# Sends one message; its id, None where nobody gets it.
Post = Callable[[Params], Awaitable[int | None]]


@dataclass(frozen=True)
class Said:
    """The ids of the messages, and why they were sent in plain form, if they were."""

    ids: tuple[int, ...]
    plain: str = ""


async def say(post: Post, screen: Screen) -> Said:
    """Says it; BadRequest if Telegram takes no form of it. Whatever else `post` raises comes
    through.
    """
    try:
        return Said(await _all(post, pieces(screen)))
    except BadRequest as failure:
        if not refused(failure):
            raise
        first = failure
    return Said(await plainly(post, screen, first), reason(first))


async def plainly(post: Post, screen: Screen, first: BadRequest) -> tuple[int, ...]:
    """Says it in the plainest form that Telegram takes; `first` if it takes none."""
    for form in plain_forms(screen):
        try:
            return await _all(post, form)
        except BadRequest as failure:
            if not refused(failure):
                raise
    raise first


async def _all(post: Post, screens: Iterable[Screen]) -> tuple[int, ...]:
    ids = [await post(screen_params(screen)) for screen in screens]
    return tuple(number for number in ids if number)
