"""How personal a letter is so far, and what would make it more so: in words, never as a score."""

from __future__ import annotations

from collections.abc import Mapping

from content.letters.composer import FREE, QUESTIONS

FEW_SIGNS = 12  # letters and signs, a Korean or Chinese one for two: less is a word, not a reason
LONG_SIGNS = 120


def personal(answers: Mapping[str, str], name: str) -> tuple[str, str | None]:
    """How personal it is (none, begun, own) and the next thing that would help (who, why, more,
    name), or None.
    """
    free = _weight(answers.get(FREE, ""))
    told = {question for question in QUESTIONS if _weight(answers.get(question, "")) >= FEW_SIGNS}
    if free >= LONG_SIGNS or (not free and {"who", "why"} <= told):
        return "own", None if name else "name"
    if free:
        return "begun", "more"
    return "begun" if told else "none", "why" if "who" in told else "who"


def _weight(text: str) -> int:
    return len(text.strip()) + sum(character > "\u2fff" for character in text)
