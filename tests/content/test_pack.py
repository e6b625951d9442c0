"""Packs: read whole, and every fault named with file, line, field and what to write instead."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from content.pack import reader
from content.pack.reader import Problem
from content.text.markup import from_markdown
from tests.stores import bundled

CASE = "cases/example-case/case.yaml"
ENGLISH = "cases/example-case/en.md"
LETTER = "letters/example-case/en.yaml"
EVENT = "events/example-vigil.yaml"
FIGURES = "statistics/example-figures.yaml"
BUNDLED = Path(reader.__file__).parents[1] / "packs" / "liaoning-seven"


def problems(change: dict[str, bytes | str | None]) -> list[Problem]:
    """What is wrong with the starter after these files are put in its place (None: taken out)."""
    files = {**reader.starter(), **change}
    return reader.read({name: _bytes(body) for name, body in files.items() if body is not None})[1]


def _bytes(body: bytes | str) -> bytes:
    return body.encode() if isinstance(body, str) else body


def changed(file: str, old: str, new: str) -> dict[str, bytes | str | None]:
    text = reader.starter()[file].decode()
    assert old in text
    return {file: text.replace(old, new, 1)}


def only(change: dict[str, bytes | str | None]) -> Problem:
    found = problems(change)
    assert len(found) == 1, "\n".join(map(str, found))
    return found[0]


def test_the_starter_is_clean() -> None:
    campaign, found = reader.read(reader.starter())
    assert found == []
    assert campaign is not None
    assert [case.slug for case in campaign.cases] == ["example-case"]
    assert campaign.cases[0].texts["en"].what_happened.startswith("EXAMPLE")
    assert campaign.cases[0].publishable
    assert all(event.example for event in campaign.events)
    assert campaign.missions[0].slug == "example-embassy"
    assert reader.coverage(campaign).complete


@pytest.mark.parametrize(
    "field",
    [
        "status",
        "status_since",
        "last_report",
        "protected",
        "minors",
        "country",
        "consents",
        "sources",
        "timeline",
    ],
)
def test_a_missing_field_of_a_case_is_named_with_file_and_line(field: str) -> None:
    value = yaml.safe_load(reader.starter()[CASE])
    del value[field]
    found = problems({CASE: yaml.safe_dump(value, sort_keys=False, allow_unicode=True)})
    said = [
        str(problem) for problem in found if problem.field == field and "missing" in problem.message
    ]
    assert said == [
        f"{CASE}:1: {field}: is missing in the block that starts here; {said[0].split('; ')[1]}"
    ]
    assert f"add {field}:" in said[0]


@pytest.mark.parametrize(
    "field", ["title", "summary", "asks", "timeline", "what_happened", "background"]
)
def test_a_missing_field_of_a_text_is_named(field: str) -> None:
    text = reader.starter()[ENGLISH].decode()
    text = (
        text.replace(f"# {field}\n", "")
        if f"# {field}\n" in text
        else text.replace(f"\n{field}:", "\nwrong:")
    )
    assert any(
        problem.file == ENGLISH and problem.field == field for problem in problems({ENGLISH: text})
    )


def test_a_missing_field_deep_inside_names_the_line_where_its_block_starts() -> None:
    problem = only(changed(FIGURES, ", source: example-report", ""))
    assert (problem.file, problem.line, problem.field) == (FIGURES, 11, "figures.1.source")


def test_a_wrong_date_reads_as_one_sentence() -> None:
    problem = only(changed(CASE, "last_report: 2026-01-02", 'last_report: "2026-13-02"'))
    assert (
        str(problem) == f'{CASE}:6: last_report: "2026-13-02" is no date; write it like 2019-05-03'
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "field", "says"),
    [
        (CASE, "status: at_risk", "status: detaind", "status", "did you mean detained?"),
        (CASE, "protected:", "protectd:", "protectd", "did you mean protected?"),
        (CASE, "protected: true", "protected: perhaps", "protected", "true or false"),
        (CASE, "country: ZZ", "country: Korea", "country", "like KR"),
        (CASE, "country: ZZ", "country:", "country", "like KR"),
        (CASE, "status_since: 2026-01", "status_since: January", "status_since", "2019-04"),
        (
            CASE,
            "status_since: 2026-01",
            "status_since: 2026-02",
            "status_since",
            "later than last_report",
        ),
        (
            CASE,
            "source: example-source",
            "source: exampel-source",
            "consents.1.source",
            "did you mean example-source?",
        ),
        (CASE, "[example-source]", "[nobody]", "timeline.1.sources.1", "example-source"),
        (
            CASE,
            "happened_on: 2026-01-01",
            "happened_on: 2026-02-01",
            "timeline.1.happened_on",
            "later than last_report",
        ),
        (
            CASE,
            "[example-figures]",
            "[example-figure]",
            "statistics.1",
            "did you mean example-figures?",
        ),
        (CASE, "title: EXAMPLE title of the report", "url: tg://x", "sources.1.url", "https://"),
        (ENGLISH, "# background", "# backgruond", "backgruond", "did you mean background?"),
        (ENGLISH, "  first-report:", "  last-report:", "timeline", "first-report"),
        (ENGLISH, "**Bold**", "[Bold](ftp://example.org/x)", "what_happened", "https://"),
        (
            ENGLISH,
            "**Bold**",
            "[Bold](https://www.voanews.com:/a/1.html)",
            "what_happened",
            "delete the colon",
        ),
        (
            CASE,
            "title: EXAMPLE title of the report",
            "url: https://a.org:0/x",
            "sources.1.url",
            "delete the colon",
        ),
        (ENGLISH, "---\ntitle", "title", "", "no header"),
        (EVENT, "case: example-case", "case: exampl-case", "case", "did you mean example-case?"),
        (
            EVENT,
            "starts: 2026-01-07 18:30",
            "starts: 2026-01-08 18:30",
            "starts",
            "first day that the rule names",
        ),
        (EVENT, "starts: 2026-01-07 18:30", "starts: Wednesday", "starts", "2026-12-02 18:30"),
        (
            EVENT,
            "cancelled: []",
            "cancelled: [2026-01-15 18:30]",
            "cancelled.1",
            "like 2026-01-14 18:30",
        ),
        (EVENT, "zone: Etc/UTC", "zone: Seoul", "zone", "Asia/Seoul"),
        (EVENT, "latitude: 0.0", "latitude: 95", "latitude", "at most 90"),
        (EVENT, "minutes: 60", "minutes: an hour", "minutes", "digits only"),
        (EVENT, "    title:", "    titel:", "texts.en.titel", "did you mean title?"),
        (LETTER, "  embassy:", "  embasy:", "salutations.embasy", "did you mean embassy?"),
        (LETTER, "  embassy:", "  consulate:", "salutations", "has none for embassy"),
        (LETTER, "  {date}\n", "  {day}\n", "sign_off", "{name} and {date}"),
        (
            LETTER,
            "opening:",
            "salutations_by_mission: {exampl-embassy: Dear Sir}\nopening:",
            "salutations_by_mission.exampl-embassy",
            "did you mean example-embassy?",
        ),
        (FIGURES, "valid_until:", "valid_until: 2025-01-01", "valid_until", "later day"),
        (FIGURES, "year: 2025", "year: 2023", "figures.2.year", "in order"),
        ("campaign.yaml", "reviewed: {en: false}", "reviewed: {}", "reviewed", "add en: false"),
        ("campaign.yaml", "slug: example-campaign", "slug: Example Campaign", "slug", "hyphens"),
        ("missions.csv", "2026-01-02", "yesterday", "verified_on", "2019-05-03"),
        ("missions.csv", "verified_on", "verifid_on", "verifid_on", "did you mean verified_on?"),
        ("missions.csv", ",ZZ,", ",,", "country", "ISO 3166"),
        ("missions.csv", "number,,,", "number,1.5,,", "", "both latitude and longitude"),
        ("missions.csv", "EXAMPLE city,", "EXAMPLE, city,", "", "quotes"),
    ],
)
def test_a_fault_is_named_and_the_next_step_told(
    file: str, old: str, new: str, field: str, says: str
) -> None:
    found = [
        problem
        for problem in problems(changed(file, old, new))
        if problem.file == file and problem.field == field
    ]
    assert found
    assert any(says in str(problem) for problem in found), "\n".join(map(str, found))
    text = reader.starter()[file].decode().split("\n")
    assert all(1 <= problem.line <= len(text) for problem in found)


def test_faults_stand_at_their_own_lines() -> None:
    change = changed(CASE, "    given_on: 2026-01-02", "    given_on: soon")
    row = reader.starter()[CASE].decode().split("\n").index("    given_on: 2026-01-02") + 1
    assert only(change).line == row
    words = reader.starter()[ENGLISH].decode().split("\n")
    row = next(number for number, line in enumerate(words, 1) if "https" in line)
    assert only(changed(ENGLISH, "**Bold**", "[Bold](ftp://example.org/x)")).line == row


def test_without_consent_or_with_consent_withdrawn_a_case_is_refused() -> None:
    value = yaml.safe_load(reader.starter()[CASE])
    assert only({CASE: yaml.safe_dump({**value, "consents": []})}).field == "consents"
    value["consents"][0]["withdrawn_on"] = "2026-01-03"
    problem = only({CASE: yaml.safe_dump(value)})
    assert (problem.field, problem.message) == ("consents.1.withdrawn_on", "consent was withdrawn")


def test_minors_are_always_protected() -> None:
    value = yaml.safe_load(reader.starter()[CASE])
    problem = only({CASE: yaml.safe_dump({**value, "minors": True, "protected": False})})
    assert (problem.field, problem.message) == ("protected", "must be true where minors is true")


def test_all_faults_are_told_at_once() -> None:
    change = {
        **changed(CASE, "status: at_risk", "status: lost"),
        **changed(EVENT, "zone: Etc/UTC", "zone: Nowhere"),
        **changed("missions.csv", "embassy,ZZ", "castle,ZZ"),
        **changed(ENGLISH, "title: EXAMPLE case title", "title:"),
        LETTER: "subjects: [",
        FIGURES: b"\xff\xfe",
        "campaign.yaml": "slug: x: y",
    }
    assert {problem.file for problem in problems(change)} == set(change)


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (BOMB, 1, "anchor or alias"),
        ("slug: x\nname: *there\n", 2, "anchor or alias"),
        ("slug: !!python/object/apply:os.system [ls]\n", 1, "tag"),
        ("slug: !!str x\n", 1, "tag"),
        ("slug: x\nlanguages: [en]\nslug: y\n", 3, "stands twice (first in line 1)"),
        ("slug: x\n---\nslug: y\n", 2, "second document"),
        ("slug: " + "[" * 5000, 1, "nested deeper"),
        ("a: b\n\tc: d\n", 2, "cannot be read as YAML"),
        ("- a\n- b\n", 1, "holds no fields"),
        ("", 1, "holds no fields"),
        ("? [a, b]\n: c\n", 1, "list as a name"),
        ("slug: x\nname: a\x07b\n", 2, "cannot be printed"),
    ],
)
def test_dangerous_or_broken_yaml_is_refused_with_its_line(text: str, line: int, says: str) -> None:
    found = problems({"campaign.yaml": text})
    assert any(problem.line == line and says in problem.message for problem in found), "\n".join(
        map(str, found)
    )


def test_a_country_code_that_yaml_takes_for_a_truth_value_stays_text() -> None:
    assert problems(changed(CASE, "country: ZZ", "country: NO")) == []


@pytest.mark.parametrize(
    "path", ["../outside.yaml", "/etc/passwd", "cases\\x\\case.yaml", "cases/../../x.yaml"]
)
def test_paths_that_lead_out_of_the_pack_are_refused(path: str) -> None:
    assert "leads out" in only({path: "x: y"}).message


@pytest.mark.parametrize(
    "path", ["case/x.yaml", "cases/Big/case.yaml", "events/x.yml", "photo.jpg"]
)
def test_files_without_a_place_are_named(path: str) -> None:
    assert only({path: "x"}).message == "is no file of a pack"


def test_limits_on_size_and_number() -> None:
    assert "1 MB" in only({"README.md": b"x" * 1_000_001}).message
    many = {f"events/e{number}.yaml": b"" for number in range(10_001)}
    assert "10,000 files" in only(many).message


def test_a_text_without_its_case_and_a_pack_without_a_campaign_are_named() -> None:
    assert (
        "add cases/other/case.yaml"
        in only({"cases/other/en.md": reader.starter()[ENGLISH]}).instead
    )
    assert only({"campaign.yaml": None}).message == "is missing"


def test_links_in_a_folder_are_refused(tmp_path: Path) -> None:
    for name, body in reader.starter().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(body)
    assert reader.load(tmp_path) == reader.starter()
    (tmp_path / "events" / "secret.yaml").symlink_to("/etc/passwd")
    with pytest.raises(reader.PackError, match="symbolic link"):
        reader.load(tmp_path)
    with pytest.raises(reader.PackError, match="is no folder"):
        reader.load(tmp_path / "nothing")


def test_coverage_says_which_languages_and_fields_are_missing() -> None:
    english = reader.starter()[EVENT].decode()
    korean = "  ko:\n    title: 예\n    place: 예\n    description: 예\n    bring: 예\n"
    campaign_file = reader.starter()["campaign.yaml"].decode()
    campaign_file = campaign_file.replace("[en]", "[en, ko]").replace(
        "{en: false}", "{en: false, ko: false}"
    )
    files = {
        **reader.starter(),
        EVENT: (english + korean).encode(),
        "campaign.yaml": campaign_file.encode(),
    }
    campaign, found = reader.read(files)
    assert found == []
    assert campaign is not None
    rows = {row.kind: row for row in reader.coverage(campaign).rows}
    assert str(rows["event"].cells["en"]) == "ok"
    assert str(rows["event"].cells["ko"]) == "missing: accessibility, directions, safety"
    assert str(rows["case"].cells["ko"]) == "missing"
    assert not reader.coverage(campaign).complete


@settings(max_examples=60)
@given(
    file=st.sampled_from(sorted(reader.starter())),
    place=st.integers(0, 3000),
    cut=st.integers(0, 200),
    put=st.one_of(
        st.text(max_size=12),
        st.sampled_from(["{", "[", "- ", ": ", "\n\t", "&a ", "0001-01-01", "9999-12-31"]),
    ),
)
def test_whatever_is_damaged_reading_answers_with_problems(
    file: str, place: int, cut: int, put: str
) -> None:
    text = reader.starter()[file].decode()
    damaged = text[:place] + put + text[place + cut :]
    campaign, found = reader.read(
        {**reader.starter(), file: damaged.encode("utf-8", "surrogatepass")}
    )
    assert (campaign is None) == bool(found)
    for problem in found:
        assert problem.message
        assert problem.instead
        assert 1 <= problem.line <= damaged.count("\n") + 2 or problem.file != file


def test_far_away_dates_are_told_not_computed() -> None:
    for starts in ("0001-01-01 00:00", "9999-12-31 23:59"):
        found = problems(changed(EVENT, "starts: 2026-01-07 18:30", f"starts: {starts}"))
        assert any(
            problem.field == "starts" and "between 1900 and 2200" in problem.instead
            for problem in found
        )


def test_the_bundled_pack_is_clean_and_complete_in_three_languages() -> None:
    campaign, found = reader.read(reader.load(BUNDLED))
    assert found == [], "\n".join(map(str, found))
    assert campaign is not None
    table = reader.coverage(campaign)
    assert table.languages == ("en", "ko", "zh")
    assert table.complete, [
        (row.slug, {key: str(cell) for key, cell in row.cells.items()}) for row in table.rows
    ]


def _words(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from _words(one)
    elif isinstance(value, str):
        yield value


def test_no_mark_of_formatting_in_the_bundled_pack_is_left_for_a_reader() -> None:
    campaign = bundled()
    assert [
        words for words in _words(campaign.model_dump()) if "**" in from_markdown(words).text
    ] == []


def test_three_broken_languages_do_not_hide_each_other() -> None:
    texts = {f"cases/example-case/{language}.md": "no header" for language in ("en", "ko", "zh")}
    assert {
        problem.file for problem in problems(dict(texts)) if "header" in problem.message
    } == set(texts)
