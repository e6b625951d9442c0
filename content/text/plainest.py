"""A screen in its plainest form, for a message that Telegram refused: the same words, and nothing
lost.
"""

from __future__ import annotations

import json
from dataclasses import asdict

from content.text.markup import TEXT_LIMIT, Entity, Rich, split
from content.text.messages import CALLBACK_LIMIT, Button, Screen

MOST_BUTTONS = 90  # Telegram takes 100
MOST_BYTES = 8_000  # of a keyboard; Telegram takes about 10,000
_UTF16 = "utf-16-le"


def pieces(screen: Screen) -> tuple[Screen, ...]:
    """The screen as messages that are short enough; the buttons stand under the last one."""
    *before, last = split(screen.text, TEXT_LIMIT)
    return (*map(Screen, before), Screen(last, screen.rows))


def plain_forms(screen: Screen) -> tuple[tuple[Screen, ...], ...]:
    """What to send instead, plainer from form to form: without formatting and without buttons that
    lead out, whose addresses are written out; then without any button. What was hidden behind a
    spoiler stays so.
    """
    hidden = any(entity.type == "spoiler" for entity in screen.text.entities)
    words = Rich("\n\n".join(filter(str.strip, (_written_out(screen.text), _leading_out(screen)))))
    parts = [
        piece.within("spoiler") if hidden else piece for piece in split(words) if piece.text.strip()
    ]
    if not parts:
        return ()
    *before, last = parts
    with_buttons = (*map(Screen, before), Screen(last, _sound(screen.rows)))
    return (with_buttons, tuple(map(Screen, parts)))


def _written_out(text: Rich) -> str:
    """The words, each link's address after its own; halves of signs, which Telegram refuses, are
    replaced.
    """
    raw = text.text.encode(_UTF16, "surrogatepass")
    for entity in sorted(text.entities, key=_end, reverse=True):
        if entity.url:
            at = 2 * _end(entity)
            address = f" ({entity.url})".encode(_UTF16, "surrogatepass")
            raw = raw[:at] + address + raw[at:]
    return raw.decode(_UTF16, "replace")


def _end(entity: Entity) -> int:
    return entity.offset + entity.length


def _leading_out(screen: Screen) -> str:
    """Where buttons lead that are no longer there, and what they copied."""
    said = [(button.label, button.url or button.copy) for row in screen.rows for button in row]
    return "\n".join(f"{label}: {to}" for label, to in said if to)


def _sound(rows: tuple[tuple[Button, ...], ...]) -> tuple[tuple[Button, ...], ...]:
    """The buttons of the bot itself; where they are too many, the first ones and the last row,
    which leads back.
    """
    kept = [found for row in rows if (found := tuple(filter(_is_sound, row)))]
    while len(kept) > 1 and not _fits(kept):
        del kept[-2]
    return tuple(kept) if _fits(kept) else ()


def _is_sound(button: Button) -> bool:
    if button.url or button.copy or not button.label.strip():
        return False
    return 1 <= len((button.data or "").encode("utf-8", "replace")) <= CALLBACK_LIMIT


def _fits(rows: list[tuple[Button, ...]]) -> bool:
    buttons = [asdict(button) for row in rows for button in row]
    return len(buttons) <= MOST_BUTTONS and len(json.dumps(buttons)) <= MOST_BYTES
