"""How personal a letter is: told in words, and always with the next thing that would help."""

import pytest

from content.letters.personal import personal

WHO, WHY = "I am a nurse in Busan.", "My own grandmother fled."


@pytest.mark.parametrize(
    ("answers", "name", "told"),
    [
        ({}, "", ("none", "who")),
        ({}, "Anna", ("none", "who")),
        ({"who": "Anna"}, "", ("none", "who")),
        ({"who": WHO}, "", ("begun", "why")),
        ({"why": WHY}, "", ("begun", "who")),
        ({"want": "Please let them live."}, "", ("begun", "who")),
        ({"who": WHO, "why": WHY}, "", ("own", "name")),
        ({"who": WHO, "why": WHY}, "Anna", ("own", None)),
        ({"who": "我在伦敦教孩子们读书。"}, "", ("begun", "why")),
        ({"free": "Short words."}, "Anna", ("begun", "more")),
        ({"free": WHO * 6}, "", ("own", "name")),
        ({"free": WHO * 6, "who": ""}, "Anna", ("own", None)),
    ],
)
def test_how_personal(answers, name, told):
    assert personal(answers, name) == told
