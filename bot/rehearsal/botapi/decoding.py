"""JSON as strictly as Telegram reads it (TDLib, json_decode): UTF-8, and no deeper than its own
bound.
"""

from __future__ import annotations

import json
from typing import Any

DEEPEST = 100  # TDLib's own bound


def decoded(text: str | bytes) -> Any:
    """The value; ValueError with a reason in Telegram's words."""
    try:
        found = json.loads(text)
        json.dumps(found, ensure_ascii=False).encode()
    except RecursionError as deep:
        raise ValueError("too big object depth") from deep
    except UnicodeEncodeError as half:
        raise ValueError("strings must be encoded in UTF-8") from half
    if _deeper(found, DEEPEST):
        raise ValueError("too big object depth")
    return found


def _deeper(value: Any, left: int) -> bool:
    """Whether it is nested deeper than so many levels."""
    inner = list(value.values()) if isinstance(value, dict) else value
    if not isinstance(inner, list):
        return False
    return bool(inner) and (left == 0 or any(_deeper(one, left - 1) for one in inner))
