"""Offices are found by country, city and name in three languages, also when the words are a little
wrong.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.language.i18n import country, words_for
from content.language.languages import LANGUAGES
from content.missions.names import city, mission_name
from content.missions.search import FOUND_LIMIT, search
from tests.stores import bundled

MISSIONS = bundled().missions
OFFICES = [mission for mission in MISSIONS if mission.kind.is_mission]


def first(query):
    found = search(MISSIONS, query)
    return f"{found[0].kind.value} {found[0].country} {found[0].city}" if found else None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Seoul", "embassy KR Seoul"), ("서울", "embassy KR Seoul"), ("首尔", "embassy KR Seoul"),
        ("런던", "embassy GB London"), ("伦敦", "embassy GB London"), ("london", "embassy GB London"),
        ("UK", "embassy GB London"), ("USA", "embassy US Washington, D.C."), ("Korea", "embassy KR Seoul"),
        ("한국", "embassy KR Seoul"), ("주한 중국대사관", "embassy KR Seoul"),
        ("주영 중국 대사관", "embassy GB London"),
        ("中国驻英国大使馆", "embassy GB London"), ("驻美使馆", "embassy US Washington, D.C."),
        ("the Chinese embassy in Ottawa", "embassy CA Ottawa"), ("Chinese Embassy, London", "embassy GB London"),
        ("Viena", "embassy AT Vienna"), ("Germny", "embassy DE Berlin"), ("kr", "embassy KR Seoul"),
    ],
)  # fmt: skip
def test_found_by_what_people_type(query, found):
    assert first(query) == found


def test_consulates_come_first_when_they_are_asked_for():
    assert first("Korea").startswith("embassy")
    assert first("consulate Korea").startswith("consulate")
    assert first("한국 총영사관").startswith("consulate")
    assert first("韩国总领事馆").startswith("consulate")


@pytest.mark.parametrize("office", OFFICES, ids=lambda office: office.slug)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_office_is_found_by_its_own_names(office, language):
    assert office in search(MISSIONS, mission_name(words_for(language), office))
    assert office in search(MISSIONS, city(office, language))
    if office.country:
        assert office in search(MISSIONS, country(office.country, language))


@given(st.text(max_size=60))
def test_any_words_give_few_offices_and_no_ministry(query):
    found = search(MISSIONS, query)
    assert len(found) <= FOUND_LIMIT
    assert len({office.slug for office in found}) == len(found)
    assert all(office.kind.is_mission for office in found)


@pytest.mark.parametrize("query", ["", "  ", "China", "embassy", "대사관", "xyzzy", "%_", "中国"])
def test_words_that_name_no_place_find_nothing(query):
    assert search(MISSIONS, query) == []
