"""Names of cities and offices in three languages: as the pack has them, else as CLDR does, else in
Latin letters.
"""

from datetime import date

import pytest

from content.language.cities import city_name, city_names
from content.language.i18n import words_for
from content.language.languages import LANGUAGES
from content.missions.mission import Mission, MissionKind
from content.missions.names import city, mission_name, short_name


def office(kind=MissionKind.EMBASSY, country="GB", name="London", **more):
    given = {"slug": "one", "verified_on": date(2026, 1, 1), "source": "a test"}
    return Mission(kind=kind, country=country, city=name, **given, **more)


@pytest.mark.parametrize(
    ("name", "country", "language", "known"),
    [
        ("London", "GB", "ko", "런던"), ("london", "GB", "zh", "伦敦"), ("Tokyo", "JP", "ko", "도쿄"),
        ("London", "CA", "ko", None), ("London", "GB", "en", None), ("Busan", "KR", "ko", None),
    ],
)  # fmt: skip
def test_a_city_is_named_as_cldr_names_it_in_its_own_country_only(name, country, language, known):
    assert city_name(name, country, language) == known


def test_all_names_of_a_city():
    assert city_names("Seoul", "KR") == ["서울", "首尔"]
    assert city_names("Nowhere", None) == []


def test_the_packs_own_name_goes_first_and_latin_letters_last():
    assert city(office(city_names={"ko": "론돈"}), "ko") == "론돈"
    assert city(office(), "ko") == "런던"
    assert city(office(country="KR", name="Busan"), "ko") == "Busan"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", MissionKind)
def test_every_kind_has_a_name_and_a_short_one(language, kind):
    words = words_for(language)
    assert mission_name(words, office(kind))
    assert short_name(words, office(kind))
    assert "{" not in mission_name(words, office(kind)) + short_name(words, office(kind))


def test_the_embassy_in_seoul_is_called_what_the_glossary_calls_it():
    seoul = office(country="KR", name="Seoul")
    assert (
        short_name(words_for("ko"), seoul)
        == mission_name(words_for("ko"), seoul)
        == "주한 중국대사관"
    )
    assert (
        short_name(words_for("zh"), seoul)
        == mission_name(words_for("zh"), seoul)
        == "中国驻韩国大使馆"
    )


@pytest.mark.parametrize(
    ("country", "name"),
    [
        ("GB", "in the United Kingdom (London)"),
        ("FR", "in France (London)"),
        ("PH", "in the Philippines (London)"),
    ],
)
def test_english_says_the_where_english_does(country, name):
    assert mission_name(words_for("en"), office(country=country)).endswith(name)
