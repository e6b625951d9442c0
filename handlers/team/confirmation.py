"""Asking again before what cannot be taken back: the answer counts for two minutes and is checked
when it comes.
"""

from __future__ import annotations

from content.errors import Gone
from handlers.context import Context

CONFIRM_SECONDS = 120  # seconds in which a confirmation holds
NOTHING = "-"  # stands in a button for an argument that is left open


def fresh(ctx: Context, asked: str) -> bool:
    """Whether the question was asked less than two minutes ago; Gone for what is no time."""
    if not asked:
        return False
    if not asked.isdecimal() or len(asked) > 11:
        raise Gone
    return 0 <= ctx.now.timestamp() - int(asked) <= CONFIRM_SECONDS


def number(text: str) -> int:
    """A number from a button; Gone for anything else."""
    if not text.isdecimal() or len(text) > 9:
        raise Gone
    return int(text)
