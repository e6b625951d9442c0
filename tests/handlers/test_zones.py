"""The short list of zones: every city is found by its name in each language, and by its
own place.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from content.language.languages import LANGUAGES
from handlers import zones


@pytest.mark.parametrize("zone", zones.ZONES)
def test_a_zone_is_found_by_its_citys_name_and_place(zone):
    assert ZoneInfo(zone)
    for language in LANGUAGES:
        name = zones.city(zone, language)
        assert zones.named(name) == zone
        assert zones.named(f" {name.upper()} ") == zone
    assert zones.nearest(zones.ZONES[zone]) == zone


def test_no_other_word_is_a_city():
    for word in ("", " ", "🙂", "Xyzzy", "letter", "Seo"):
        assert zones.named(word) is None


@pytest.mark.parametrize(
    ("place", "zone"),
    [
        ((35.18, 129.08), "Asia/Seoul"),
        ((52.37, 4.9), "Europe/London"),
        ((40.0, -75.2), "America/New_York"),
    ],
)
def test_elsewhere_the_nearest_city_counts(place, zone):
    assert zones.nearest(place) == zone
