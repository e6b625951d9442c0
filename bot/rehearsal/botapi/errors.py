"""The answers that say no, in Telegram's words."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """A method's refusal, as the Bot API answers it."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters

    def body(self) -> dict[str, Any]:
        """The JSON that Telegram would send."""
        told: dict[str, Any] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        return told | ({"parameters": self.parameters} if self.parameters else {})


class Refused(Exception):
    """A person's request that cannot be done; the words go to the page."""


def bad(reason: str) -> ApiError:
    """A 400, its reason's first letter small as Telegram writes it."""
    small = reason[:1].lower() + reason[1:] if reason[1:2].islower() else reason
    return ApiError(400, f"Bad Request: {small}")


def too_many(seconds: int) -> ApiError:
    """A 429 that names the seconds to wait."""
    return ApiError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
