"""How personal a letter is so far, and what would make it more so: in words, never as a score."""

from __future__ import annotations

from collections.abc import Mapping

from content.composer import FREE, QUESTIONS

FEW = 12  # letters and signs: less is a word, not a reason
LONG = 120


def personal(answers: Mapping[str, str], name: str) -> tuple[str, str | None]:
    """How personal it is (none, begun, own) and the next thing that would help (who, why, more, name), or None."""
    free = len(answers.get(FREE, "").strip())
    told = {question for question in QUESTIONS if len(answers.get(question, "").strip()) >= FEW}
    if free >= LONG or (not free and {"who", "why"} <= told):
        return "own", None if name else "name"
    if free:
        return "begun", "more"
    return "begun" if told else "none", "why" if "who" in told else "who"
