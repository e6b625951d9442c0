"""What no text about protected people may hold is found in every width and script; dates and counts
are none of it.
"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.pack import reader
from content.protection import careful, private_details
from content.protection.kept_back import texts
from tests.stores import bundled

CASE = "cases/example-case/case.yaml"
WORDS = "cases/example-case/en.md"

HELD = {
    "phone": [
        "+82 2 738 1038",
        "02-738-1038",
        "０１０－１２３４－５６７８",
        "010.1234.5678",
        "(202) 495-2266",
        "call 4952266",
        "전화: 738-1038",
        "电话：2385 3388",
        "13812345678",
        "138 1234 5678",
        "024-2385-3388",
        "+86 (24) 2385-3388",
        "00 82 2 738 1038",
        "٠١٠ ١٢٣٤ ٥٦٧٨",
        "400-810-8888",
        "1588-1234",
        "tel:+8227381038",
        "wa.me/8227381038",
    ],
    "email": [
        "a@b.org",
        "b(at)b.org",
        "a [at] b [dot] org",
        "mina at example dot org",
        "a＠b．org",
        "a골뱅이naver.com",
        "mailto:a@b.org",
        "mina.park+x@mail.example.co.kr",
    ],
    "position": [
        "41.8057, 123.4315",
        "41.8057N 123.4315E",
        "41°48′20″N",
        "geo:41.8,123.4",
        "북위 41.8도",
        "北纬41.8",
        "N 41.80 E 123.43",
        "///filled.count.soap",
        "８Q6Q+XX near",
        "lat: 41.8",
        "41.80571 123.43151",
    ],
    "map": [
        "https://maps.app.goo.gl/abc",
        "https://www.google.com/maps/@41.8,123.4,15z",
        "https://goo.gl/maps/x",
        "map.naver.com/p/1",
        "https://kko.to/x",
        "https://surl.amap.com/x",
        "https://www.openstreetmap.org/#map=1",
    ],
    "picture": [
        "![her](https://a.org/x)",
        "https://a.org/p.JPG?x=1",
        "https://imgur.com/abc",
        "see www.a.org/girl.png.",
        '<img src="x">',
        "https://photos.app.goo.gl/abc",
        "data:image/png;base64,xx",
    ],
}
NONE = [
    "2019-04-30",
    "2019. 4. 30.",
    "30/04/2019",
    "2018-2019",
    "1950–1953",
    "2,914 people",
    "1 200 000 people",
    "1.200.000",
    "Article 33(1) of 1951",
    "from 18.30-20.00",
    "18:30–20:00",
    "20190430",
    "A/HRC/25/63",
    "2019-04-30 to 2019-05-03",
    "1,047명 (2019)",
    "제33조 제1항",
    "1000000 people",
    "between 1200-1500 people",
    "2019年4月30日",
    "No. 2019-123",
    "resolution 217 A (III) of 10 December 1948",
    "In 2018, 30 people; in 2019, 7.",
    "https://www.voanews.com/a/4897123456.html",
    "30 April 2019 12 30",
    "https://a.org/2019/04/30/1234567890",
    "2001 1142 1285 1738 2018",
    "98.6 percent",
    "ratio 3.1415 2.7182",
    "We meet at noon.",
    "the map of the region",
]


@pytest.mark.parametrize(
    ("kind", "words"), [(kind, words) for kind, known in HELD.items() for words in known]
)
def test_it_is_found(kind, words):
    for text in (words, f"Please note {words} for them.", f"자세한 것은 {words} 입니다."):
        assert kind in {one.kind for one in private_details.find(text)}, text


@pytest.mark.parametrize("words", NONE)
def test_dates_counts_times_and_articles_are_none(words):
    assert private_details.find(words) == []
    assert private_details.find(f"It was {words} then.") == []


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from("-./ "), st.booleans())
def test_no_date_is_a_telephone_number(day, between, backwards):
    parts = [f"{day.year}", f"{day.month:02}", f"{day.day:02}"]
    assert private_details.find(between.join(reversed(parts) if backwards else parts)) == []


@given(
    st.integers(0, 999),
    st.integers(0, 9999),
    st.integers(0, 9999),
    st.sampled_from(["-", " ", ".", "–", ") "]),
)
def test_every_international_number_is(country, one, two, between):
    assert private_details.find(f"+{country}{between}{one:04}{between}{two:04}")


CAREFUL = {
    "health": [
        "She is HIV positive.",
        "She is pregnant",
        "그는 결핵을 앓고 있습니다",
        "她已怀孕",
        "ＨＩＶ",
    ],
    "school": [
        "She is in the third grade of a primary school",
        "초등학교 3학년입니다",
        "她上小学三年级",
    ],
    "charges": [
        "He is accused of smuggling",
        "간첩 혐의로 기소되었습니다",
        "他被指控走私",
        "불법 입국 혐의",
        "因非法入境被拘留",
    ],
    "relatives": [
        "Her mother lives in Seoul",
        "contact the family",
        "어머니의 연락처",
        "她母亲的电话",
    ],
    "source": ["a source inside said", "소식통에 따르면", "据知情人透露", "a guard told us"],
    "face": ["a photograph of her", "아이의 얼굴", "女孩的照片"],
    "name": ["The girl is named Mina.", "아이의 이름은 민아입니다.", "女孩名叫小雨。"],
    "place": ["They are in Dandong", "단둥에 있습니다", "关在沈阳", "in DAN-DONG"],
}


@pytest.mark.parametrize(
    ("kind", "words"), [(kind, words) for kind, known in CAREFUL.items() for words in known]
)
def test_words_to_be_careful_with_are_found(kind, words):
    assert kind in {one.kind for one in careful.find(words, minors=True)}
    adults = {one.kind for one in careful.find(words, minors=False)}
    assert (kind in adults) == (kind not in ("face", "name", "place"))


@pytest.mark.parametrize(
    "words",
    [
        "Seven North Koreans were detained in Liaoning in April 2019.", "A girl of nine is among them.",
        "The mother appealed in public at the embassy.", "China acceded to the Refugee Convention.",
        "랴오닝성에서 7명이 구금되었습니다.", "아홉 살 아이가 있습니다.", "어머니가 대사관 앞에서 호소했습니다.",
        "七人在辽宁省被拘留。", "其中有一名九岁女孩。", "母亲在大使馆前呼吁。",
    ],
)  # fmt: skip
def test_plain_facts_pass(words):
    assert careful.find(words, minors=True) == []


MORE = {
    "health": [
        "He is disabled",
        "Her aunt uses a wheelchair",
        "She was sold to a farmer",
        "forced into marriage",
        "a brothel",
        "그는 암에 걸렸습니다",
        "암을 앓던 분입니다",
        "간암 말기입니다",
        "장애가 있는 아이입니다",
        "치매를 앓습니다",
        "장애를 가진 분입니다",
        "성매매를 강요받았습니다",
        "그녀는 팔려 갔습니다",
        "她患有癌症",
        "他有智力障碍",
        "她被拐卖到农村",
        "她被卖给农民",
        "他坐轮椅",
    ],
    "relatives": [
        "Her relatives wait",
        "His parents are old",
        "Her grandmother is ill",
        "Her cousin lives abroad",
        "그의 누나가 서울에 산다",
        "남동생이 부산에 정착했습니다",
        "부모가 기다립니다",
        "할머니는 함께 사시던 분입니다",
        "她的父母在等她",
        "他的姐姐在首尔生活",
        "她的亲戚很担心",
        "她的舅舅住在延边",
    ],
    "source": [
        "a secret agent told it",
        "a whistleblower",
        "our contact inside",
        "밀정이 알렸습니다",
        "현지 연락책의 말입니다",
        "스파이로 몰렸습니다",
        "密探说过",
        "据卧底说",
        "一名特务",
    ],
}


@pytest.mark.parametrize(
    ("kind", "words"), [(kind, words) for kind, known in MORE.items() for words in known]
)
def test_their_kin_are_found_too(kind, words):
    assert kind in {one.kind for one in careful.find(words, minors=False)}


@pytest.mark.parametrize(
    "words",
    [
        "그의 말은 희망을 암시합니다.", "암호를 바꾸었습니다.", "암담한 상황입니다.", "바위와 암석이 많습니다.",
        "장애물이 많습니다.", "누나라는 말을 배웠습니다.", "어머니가 호소했습니다.", "성명을 발표했습니다.",
        "누구도 돌아가지 않았습니다.", "그들은 살아 있습니다.", "밀접한 관계입니다.",
        "Seven people were able to leave.", "The mother spoke.", "They enabled the appeal.", "The old wall stands.",
        "Her daughter is nine.", "Contact with the embassy was polite.",
        "这没有障碍。", "母亲在大使馆前呼吁。", "他们在一起。", "秘密没有公开。", "她九岁。", "请给他们买卖自由。",
    ],
)  # fmt: skip
def test_words_that_only_look_like_them_pass(words):
    assert careful.find(words, minors=False) == []


def test_every_language_has_every_list():
    assert set(careful._patterns()) == set(careful.IN_WORDS)


def test_the_bundled_campaign_is_clean_and_warned_of_nothing(campaign):
    said = [
        text
        for part in (*campaign.cases, *campaign.events, *campaign.letters)
        for text in _said(part)
    ]
    assert [found for text in said for found in private_details.find(text)] == []
    assert {one.kind for text in said for one in careful.find(text, minors=True)} == set()


def _said(part):
    return texts(part.model_dump(mode="json")["texts"])


@pytest.fixture
def campaign():
    return bundled()


@pytest.mark.parametrize("words", [known[0] for known in HELD.values()])
@pytest.mark.parametrize(
    "file", [WORDS, "events/example-vigil.yaml", "letters/example-case/en.yaml", CASE]
)
def test_the_pack_check_refuses_it_with_its_line(file, words):
    files = dict(reader.starter())
    assert reader.read(files)[1] == []
    before = files[file]
    start = b"description: EXAMPLE" if file.startswith("events") else b"EXAMPLE"
    files[file] = before.replace(start, start + f" {words} so".encode(), 1)
    if file == CASE:
        files[file] = before.replace(b"scope: EXAMPLE", f"scope: EXAMPLE {words}".encode(), 1)
    assert files[file] != before
    found = [one for one in reader.read(files)[1] if one.file == file]
    assert found, reader.read(files)[1]
    assert (
        files[file].decode().split("\n")[found[0].line - 1].count(words[:5]) or found[0].line == 1
    )
    assert (
        reader.read({**files, CASE: files[CASE].replace(b"protected: true", b"protected: false")})[
            1
        ]
        == []
    )


def test_contacts_of_offices_are_what_they_are():
    files = dict(reader.starter())
    rows = files["missions.csv"].decode().splitlines()
    assert reader.read(files)[1] == [], rows


def test_consent_with_a_day_to_come_is_refused():
    files = dict(reader.starter())
    files[CASE] = files[CASE].replace(b"given_on: 2026-01-02", b"given_on: 2030-01-02")
    assert reader.read(files)[1] == []  # without a clock nobody knows
    (problem,) = reader.read(files, date(2026, 11, 30))[1]
    assert (problem.file, problem.field, problem.message) == (
        CASE,
        "consents.1.given_on",
        "lies in the future",
    )
    files[CASE] = files[CASE].replace(b"2030-01-02", b"2026-12-01")  # it has begun in Kiribati
    assert reader.read(files, date(2026, 11, 30))[1] == []


def test_what_to_look_at_is_told_with_its_reason_and_is_no_problem():
    files = dict(reader.starter())
    files[WORDS] = files[WORDS].replace(b"EXAMPLE", b"She is pregnant. EXAMPLE", 1)
    assert reader.read(files)[1] == []
    (remark,) = [one for one in reader.Pack(files).remarks() if "pregnant" in str(one)]
    assert remark.file == WORDS
    assert "health" in remark.message
