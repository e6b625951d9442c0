"""What Telegram takes as a photo: its size in bytes, and its width and height read from the file's
head.
"""

from __future__ import annotations

import struct

from bot.rehearsal.botapi.errors import bad
from bot.rehearsal.botapi.limits import PHOTO

SIDES, RATIO = 10_000, 20
PNG = b"\x89PNG\r\n\x1a\n"
NO_FRAME = {0xC4, 0xC8, 0xCC}


def size(body: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG that Telegram would take; a 400 for anything else."""
    if not body:
        raise bad("file must be non-empty")
    if len(body) > PHOTO:
        raise bad(
            f"file of size {len(body)} bytes is too big for a photo; the maximum size is {PHOTO}"
            " bytes"
        )
    found = _png(body) or _jpeg(body)
    if found is None:
        raise bad("IMAGE_PROCESS_FAILED")
    if sum(found) > SIDES or min(found) * RATIO < max(found):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return found


def _png(body: bytes) -> tuple[int, int] | None:
    if not body.startswith(PNG) or len(body) < 24:
        return None
    width, height = struct.unpack(">II", body[16:24])
    return width, height


def _jpeg(body: bytes) -> tuple[int, int] | None:
    at = 2
    while body.startswith(b"\xff\xd8") and at + 9 < len(body):
        mark, length = body[at + 1], int.from_bytes(body[at + 2 : at + 4], "big")
        if 0xC0 <= mark <= 0xCF and mark not in NO_FRAME:
            height, width = struct.unpack(">HH", body[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
