"""The open database of embassies: read by column name, compared by QID, and doubted where it should
be.
"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.missions.database_diff import SLUG_LIMIT, compare
from content.missions.mission import Mission, MissionKind
from content.missions.open_database import (
    NotADatabase,
    columns,
    country_codes,
    misplaced,
    operator,
    rows,
)

WIKI = "http://www.wikidata.org/entity/"
HEADER = (
    "operator;operatorQID;country;countryQID;city;address;latitude;longitude;phone;email;type;QID;"
)
DAY = date(2030, 1, 2)


def line(
    qid, country="South Korea", country_qid="Q884", city="Seoul", place=("37.56", "126.98"), **more
):
    given = {"operator": "Q148", "address": "", "phone": "", "email": "", "type": "embassy"} | more
    return ";".join(
        [
            "China",
            WIKI + given["operator"],
            country,
            WIKI + country_qid,
            city,
            given["address"],
            *place,
            given["phone"],
            given["email"],
            given["type"],
            WIKI + qid,
        ]
    )


def crowd(country, country_qid, city, latitude, longitude, start, many=6):
    """Missions of other states in one capital."""
    return [
        line(
            f"Q{start + at}",
            country,
            country_qid,
            city,
            (str(latitude + at / 1000), str(longitude)),
            operator="Q30",
        )
        for at in range(many)
    ]


SEOUL = crowd("South Korea", "Q884", "Seoul", 37.56, 126.98, 1000)
REYKJAVIK = crowd("Iceland", "Q189", "Reykjavík", 64.14, -21.91, 2000)
PACK = Mission(
    slug="embassy-kr-seoul",
    kind=MissionKind.EMBASSY,
    country="KR",
    city="Seoul",
    latitude=37.5602,
    longitude=126.98,
    email="old@mfa.example",
    qid="Q1",
    verified_on=date(2029, 1, 1),
    source="a test",
)


def read(*lines):
    return list(rows([HEADER, *lines]))


def diff(*lines, pack=(PACK,), day=DAY, without=()):
    return compare(read(*lines, *SEOUL, *REYKJAVIK), "Q148", pack, day, without)


def test_columns_go_by_name_in_any_order_with_or_without_the_trailing_separator():
    assert read(line("Q1")) == read(line("Q1") + ";")
    shuffled = "QID;type;city;countryQID;country;operatorQID"
    assert columns([shuffled]) == ["address", "latitude", "longitude", "phone", "email"]
    (row,) = rows([shuffled, f"{WIKI}Q7;embassy;Bern;{WIKI}Q39;Switzerland;{WIKI}Q148"])
    assert (row.qid, row.city, row.country_qid, row.operator, row.place) == (
        "Q7",
        "Bern",
        "Q39",
        "Q148",
        None,
    )


@pytest.mark.parametrize("header", ["", "name,city", "operator;country", "QID;city"])
def test_another_file_is_refused(header):
    with pytest.raises(NotADatabase, match="column"):
        columns([header])


def test_the_state_is_the_one_the_pack_holds():
    assert operator(read(line("Q1"), *SEOUL), [PACK]) == "Q148"
    assert operator(read(*SEOUL), [PACK]) is None


def test_country_codes_come_from_the_pack_and_from_cldr():
    found = read(
        line("Q1", "Corea", "Q884"),
        line("Q2", "Bosnia and Herzegovina", "Q225"),
        line("Q3", "Atlantis", "Q9"),
    )
    assert country_codes(found, [PACK]) == {"Q884": "KR", "Q225": "BA"}


def test_new_ones_are_added_and_the_rest_stays():
    found = diff(
        line("Q1", email="mailto:old@mfa.example"),
        line("Q2", city="Busan", type="consulate general"),
    )
    assert [one.slug for one in found.new] == ["consulate-kr-busan"]
    assert found.missions[0] == PACK
    assert found.missions[1].source == "https://www.wikidata.org/entity/Q2"
    assert found.missions[1].verified_on == DAY


def test_a_changed_address_is_told_and_taken_only_from_a_later_version():
    changed = line("Q1", email="mailto:new@mfa.example", phone="+82 1")
    later = diff(changed)
    assert {(one.field, one.before, one.after) for one in later.changes} == {
        ("email", "old@mfa.example", "new@mfa.example"), ("phone", "", "+82 1"),
    }  # fmt: skip
    assert any("e-mail changes" in warning for warning in later.warnings)
    assert (later.missions[0].email, later.missions[0].verified_on) == ("new@mfa.example", DAY)
    earlier = diff(changed, day=date(2020, 1, 1))
    assert earlier.empty
    assert len(earlier.kept) == 2
    assert earlier.missions == [PACK]


def test_blanks_take_nothing_away_and_a_lost_e_mail_is_told():
    found = diff(line("Q1", place=("", "")))
    assert found.empty
    assert found.missions == [PACK]
    assert any("no e-mail any more" in warning for warning in found.warnings)


def test_vanished_ones_are_kept_and_told_with_their_country():
    found = diff(line("Q2", "Iceland", "Q189", "Reykjavík", ("64.14", "-21.91")))
    assert found.vanished == [PACK]
    assert PACK in found.missions
    assert any(warning.startswith("KR: every office") for warning in found.warnings)


def test_coordinates_in_another_country_are_told_and_not_taken():
    found = diff(line("Q1"), line("Q2", "Kiribati", "Q710", "South Tarawa", ("64.14", "-21.91")))
    assert any("Kiribati" in warning and "lie in Iceland" in warning for warning in found.warnings)
    assert (found.new[0].latitude, found.new[0].country) == (None, "KI")


def test_a_lonely_consulate_is_not_doubted():
    (far,) = read(line("Q5", "United States of America", "Q30", "Tamuning", ("13.48", "144.78")))
    assert misplaced(far, [far, *read(*SEOUL, *REYKJAVIK)]) is None


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (line("Q2", city=""), "no city"),
        (line("Q2", type="de facto embassy"), "de facto embassy"),
        (line("Q2", "Atlantis", "Q9"), "ISO 3166"),
        (line("Q2", "North Korea", "Q423", "Chongjin"), "no office in North Korea"),
    ],
)
def test_what_is_left_out_has_a_reason(row, reason):
    found = diff(line("Q1"), row, without=("KP",))
    assert not found.new
    assert reason in found.left_out[0][1]


@pytest.mark.parametrize("email", ["someone@gmail.com", "no address", "a@b"])
def test_doubtful_e_mails_are_told_and_not_taken(email):
    found = diff(line("Q1"), line("Q2", city="Busan", email=email))
    assert found.new[0].email is None
    assert any(email in warning for warning in found.warnings)


def test_a_row_that_stands_twice_counts_once():
    found = diff(line("Q2", city="Busan"), line("Q2", city="Daegu"))
    assert [one.city for one in found.new] == ["Busan"]
    assert any("twice" in warning for warning in found.warnings)


def test_an_office_that_fits_no_field_is_left_out_and_told():
    found = diff(line("Q2", city="x" * 201), line("Q3", city="Busan"))
    assert [one.city for one in found.new] == ["Busan"]
    assert [why for _, why in found.left_out] == [
        "its city does not fit: String should have at most 200 characters"
    ]


@given(
    st.lists(
        st.text(st.characters(exclude_characters=";\r\n", exclude_categories=("Cs", "Cc"))),
        max_size=12,
    )
)
def test_any_city_gives_slugs_that_are_valid_and_different(cities):
    found = compare(
        read(*(line(f"Q{at}", city=city.strip()) for at, city in enumerate(cities))),
        "Q148",
        [],
        DAY,
    )
    slugs = [mission.slug for mission in found.new]
    assert len(set(slugs)) == len(slugs)
    assert all(len(slug) <= SLUG_LIMIT for slug in slugs)
