"""Chance that can be repeated: the same seed gives the same luck."""

from __future__ import annotations

import secrets
from hashlib import sha256


class Chance:
    """Numbers that look like luck."""

    def __init__(self, seed: object = None) -> None:
        self._seed, self._drawn = secrets.token_hex() if seed is None else str(seed), 0

    def draw(self) -> float:
        """A number from 0 to 1, never 1 itself."""
        self._drawn += 1
        return (
            int.from_bytes(sha256(f"{self._seed}/{self._drawn}".encode()).digest()[:6], "big")
            / 2**48
        )
