"""Emphasis beside Chinese, Japanese and Korean letters, which stand without spaces.

CommonMark reads `**句。**下` as plain asterisks: after punctuation it wants a space. Here its own
punctuation does not count as such, and a letter of these scripts ends a word (as in the "CommonMark
CJK-friendly" amendment).
"""

from __future__ import annotations

from unicodedata import category, east_asian_width

from markdown_it.rules_inline.state_inline import Delimiter, StateInline


def tokenize(state: StateInline, silent: bool) -> bool:
    """markdown-it's rule for `*` and `_`; only whether a row of `*` may open or close is decided
    anew.
    """
    marker = state.src[state.pos]
    if silent or marker not in "*_":
        return False
    scanned = state.scanDelims(state.pos, marker == "*")
    opens, closes = scanned.can_open, scanned.can_close
    if marker == "*":
        opens, closes = _flanks(state, state.pos, state.pos + scanned.length)
    for _ in range(scanned.length):
        state.push("text", "", 0).content = marker
        state.delimiters.append(
            Delimiter(
                ord(marker), scanned.length, len(state.tokens) - 1, end=-1, open=opens, close=closes
            )
        )
    state.pos += scanned.length
    return True


def _flanks(state: StateInline, start: int, end: int) -> tuple[bool, bool]:
    """Whether what stands between these places may open and may close emphasis."""
    before = state.src[start - 1] if start else " "
    after = state.src[end] if end < state.posMax else " "
    if before.isdecimal() and after.isdecimal():
        return False, False  # 5*3: they are multiplied
    return _leans(after, before), _leans(before, after)


def _leans(inner: str, outer: str) -> bool:
    """Whether the marker belongs to the character on its inner side."""
    return not inner.isspace() and (
        not _punctuation(inner) or outer.isspace() or _punctuation(outer) or _wide(outer)
    )


def _punctuation(character: str) -> bool:
    return category(character)[0] in "PS" and not _wide(character)


def _wide(character: str) -> bool:
    return east_asian_width(character) in "WF" and category(character) != "So"
