"""A campaign of any size, all of it fictional: what a bot must be at home with when content grows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from content.campaign import Campaign, CampaignText
from content.cases import Case, CaseText, Consent, Moment, Status, Update, UpdateText
from content.events.event import Event, EventKind, EventText
from content.letters.sentences import Letters, LetterText, Point, PointText
from content.missions.mission import Mission, MissionKind
from content.model import Source
from content.statistics import Figure, Report, Statistic, StatisticText
from content.text.markup import Rich

DAY = date(2026, 11, 20)
LANGUAGES = ("en", "ko", "zh", "ja", "fr")
# Long names, as campaigns give them; every one says that it is fictional.
CASE_NAMES: Mapping[str, str] = {
    "en": "Fictional case {n}: the family held at the border post of the upper valley",
    "ko": "가상 사건 {n}: 윗골짜기 국경 초소에 붙잡힌 가족",
    "zh": "虚构案件第{n}号：上游河谷边境哨所被拘押的一家人",
}
EVENT_NAMES: Mapping[str, str] = {
    "en": "Fictional vigil {n} with candles, songs and a walk along the old harbour wall",
    "ko": "가상 촛불 모임 {n}: 옛 부두 성벽을 따라 걷기",
    "zh": "虚构烛光守夜第{n}场：沿旧港城墙步行",
}
NEWS_NAMES: Mapping[str, str] = {
    "en": "Fictional news {n}: what the ministry said about the people in the upper valley",
    "ko": "가상 소식 {n}: 윗골짜기 사람들에 대한 부처의 답변",
    "zh": "虚构消息第{n}条：有关部门就上游河谷居民的答复",
}
FIGURE_NAMES: Mapping[str, str] = {
    "en": "Fictional returns {n}",
    "ko": "가상 송환 {n}",
    "zh": "虚构遣返 {n}",
}
TOWNS = ("Upper Valley Port", "Saint Fiction by the Sea", "Lower Harbour")
COUNTRIES = ("KR", "US", "DE", "GB", "FR", "JP", "NL", "CH")
REPORT = Source(
    id="report", publisher="The Fictional Gazette", title="A fictional report", date=DAY
)


@dataclass(frozen=True)
class Sizes:
    """How many there are of what; every case has a letter and a statistic of its own."""

    cases: int = 500
    events: int = 500
    offices: int = 500
    updates: int = 500


def named(names: Mapping[str, str], language: str, n: int) -> str:
    """The n-th name of its kind in a language; a language without names of its own marks English
    ones.
    """
    if language in names:
        return names[language].format(n=n)
    return f"[{language}] {names['en'].format(n=n)}"


def large_campaign(
    sizes: Sizes = Sizes(),
    languages: Sequence[str] = LANGUAGES,
) -> Campaign:
    """A fictional campaign of these sizes, valid as a pack's would be."""
    cases = tuple(_case(n, languages) for n in range(1, sizes.cases + 1))
    letter = _letter(languages)
    return Campaign(
        slug="fictional-valley",
        languages=tuple(languages),
        reviewed=dict.fromkeys(languages, False),
        contact="fictional@example.org",
        texts={
            code: CampaignText(
                name=f"[{code}] The fictional valley",
                one_sentence="A fictional campaign for people who do not exist.",
                what_you_can_do="You can write, come, and read.",
            )
            for code in languages
        },
        cases=cases,
        events=tuple(
            _event(n, cases[n % len(cases)].slug, languages) for n in range(1, sizes.events + 1)
        ),
        letters=tuple(letter.model_copy(update={"case": case.slug}) for case in cases),
        missions=tuple(_office(n) for n in range(1, sizes.offices + 1)),
        statistics=tuple(_statistic(n, languages) for n in range(1, sizes.cases + 1)),
        updates=tuple(
            _update(n, cases[n % len(cases)].slug, languages) for n in range(1, sizes.updates + 1)
        ),
    )


def _long(stem: str, n: int) -> str:
    """A slug of 32 characters, the longest that there may be."""
    return f"{stem}-{n}".ljust(32, "x")


def _case(n: int, languages: Sequence[str]) -> Case:
    return Case(
        slug=_long("fictional-case", n),
        status=Status.DETAINED,
        status_since="2026-10",
        last_report=DAY,
        protected=True,
        minors=False,
        country="CN",
        consents=(
            Consent(given_by="fictional kin", given_on=DAY, scope="all of it", source="report"),
        ),
        sources=(REPORT,),
        timeline=(Moment(id="held", happened_on=DAY, sources=("report",)),),
        statistics=(f"fictional-returns-{n}",),
        texts={code: _case_text(code, n) for code in languages},
    )


def _case_text(code: str, n: int) -> CaseText:
    return CaseText(
        title=named(CASE_NAMES, code, n),
        summary="A fictional family is held and may be returned.",
        what_happened="They were stopped on a road that does not exist.",
        who_is_at_risk="People whom nobody will ever meet.",
        asks=("Do not return them.", "Let their kin see them."),
        background="The valley is not on any map.",
        talking_points=("They are people.",),
        timeline={"held": "They were held."},
    )


def _event(n: int, case: str, languages: Sequence[str]) -> Event:
    starts = datetime.combine(DAY + timedelta(days=n % 300), time(18))
    return Event(
        slug=_long("fictional-vigil", n),
        case=case,
        kind=EventKind.VIGIL,
        starts=starts,
        zone="Asia/Seoul",
        city=dict.fromkeys(languages, "Seoul"),
        address="1 Fictional Road",
        latitude=37.5,
        longitude=127.0,
        texts={
            code: EventText(
                title=named(EVENT_NAMES, code, n),
                place="The gate of the old harbour",
                description="We stand together for an hour.",
            )
            for code in languages
        },
    )


def _office(n: int) -> Mission:
    return Mission(
        slug=_long("fictional-office", n),
        kind=MissionKind.CONSULATE,
        country=COUNTRIES[n % len(COUNTRIES)],
        city=f"{TOWNS[n % len(TOWNS)]} {n}",
        city_names={"ko": f"가상시 {n}", "zh": f"虚构市{n}"},
        address=f"{n} Fictional Road, Upper Valley",
        latitude=(n % 120) - 60,
        longitude=(n % 300) - 150,
        email=f"office{n}@example.org",
        verified_on=DAY,
        source="The Fictional Gazette",
    )


def _statistic(n: int, languages: Sequence[str]) -> Statistic:
    return Statistic(
        slug=f"fictional-returns-{n}",
        gathered_on=DAY,
        sources=(Report(id="report", publisher="The Fictional Gazette", date="2026"),),
        figures=(Figure(year=2024, value=n, source="report"),),
        texts={code: StatisticText(title=named(FIGURE_NAMES, code, n)) for code in languages},
    )


def _update(n: int, case: str, languages: Sequence[str]) -> Update:
    return Update(
        slug=f"20261120-{n}",
        case=case,
        published_on=DAY,
        texts={
            code: UpdateText(title=named(NEWS_NAMES, code, n), body=Rich("A fictional reply."))
            for code in languages
        },
    )


def _letter(languages: Sequence[str]) -> Letters:
    text = LetterText(
        subjects=("A fictional appeal",),
        salutations=dict.fromkeys(MissionKind, "Your Excellency,"),
        opening={"begin": ("I write about people who do not exist.",)},
        points={"danger": PointText(label="The danger", text={"say": ("They are in danger.",)})},
        request={"ask": ("Please do not return them.",)},
        closing={"end": ("Thank you for reading this.",)},
        sign_off="Respectfully,\n{name}\n{date}",
    )
    return Letters(
        case="fictional",
        language="en",
        points=(Point(id="danger"),),
        texts=dict.fromkeys(languages, text),
    )
