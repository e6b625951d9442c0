"""Prints how different the letters of many writers are: `make bench-letters`."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from statistics import median, quantiles

from content.language.languages import own_name
from content.letters import composer
from content.pack import reader
from tests.benchmarks import similarity

PACK = Path(reader.__file__).parents[1] / "packs/liaoning-seven"
LETTERS = 1000
ALLOWED = 0.35


def bodies(count: int, language: str) -> list[str]:
    """Letters without any own words to the same office in one language, one for each of `count`
    seeds.
    """
    campaign, problems = reader.read(reader.load(PACK))
    assert campaign, problems
    letters, office = campaign.letters[0], campaign.missions[0]
    every = tuple(point.id for point in letters.points)
    choices = [composer.Choices(every, (), "", seed) for seed in range(count)]
    return [
        composer.compose(letters, (language,), office, one, date(2026, 11, 24)).body
        for one in choices
    ]


def main() -> int:
    """Prints a row for each language; 1 if letters are too much alike."""
    bad = 0
    rows = [
        f"{LETTERS:,} letters without own words, same office and day; all pairs compared by"
        " stretches of 5 units"
    ]
    for language, unit in similarity.UNITS.items():
        texts = bodies(LETTERS, language)
        found = similarity.likeness(texts, language)
        same, half, high = LETTERS - len(set(texts)), median(found), quantiles(found, n=100)[98]
        rows.append(
            f"{own_name(language)}: unit {unit}, median likeness {half:.3f} (at most {ALLOWED}), 99"
            f" % of pairs below {high:.3f}, most alike {max(found):.3f}, identical {same}"
        )
        bad += same > 0 or half > ALLOWED
    sys.stdout.write("\n".join(rows) + "\n")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
