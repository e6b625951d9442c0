"""`appealbot missions import`: it shows, asks, and writes a pack that is clean."""

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.commands.cli import app
from content.pack import reader
from tests.stores import bundled

BUNDLED = Path(__file__).parents[2] / "content/packs/liaoning-seven"
HEADER = "operator;operatorQID;country;countryQID;city;address;latitude;longitude;phone;email;type;QID;\n"
SEOUL = "China;w/Q148;Korea;w/Q884;Jung-gu;;37.5622;126.9828;;mailto:new@mfa.example;embassy;w/Q17007157\n"
BUSAN = "China;w/Q148;South Korea;w/Q884;Ulsan;;35.5;129.3;;;consulate general;w/Q999999999\n"


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(BUNDLED, tmp_path / "mine"))


def run(folder, file, answer="y\n", *more):
    return CliRunner().invoke(
        app, ["missions", "import", str(file), "--pack", str(folder), *more], input=answer
    )


def database(tmp_path, body, name="database_2030-01-02.csv"):
    file = tmp_path / name
    file.write_text(body, "utf-8")
    return file


def test_it_shows_asks_and_writes_a_clean_pack(tmp_path, folder):
    result = run(folder, database(tmp_path, HEADER + SEOUL + BUSAN))
    assert result.exit_code == 0, result.output
    assert "consulate-kr-ulsan" in result.output
    assert "e-mail changes from chinaemb_kr@mfa.gov.cn to new@mfa.example" in result.output
    assert "Gone from the file" in result.output
    read, problems = reader.read(reader.load(folder))
    assert problems == []
    assert read.mission("embassy-kr-seoul").email == "new@mfa.example"
    assert read.mission("embassy-kr-seoul").city == "Seoul"
    assert read.mission("consulate-kr-ulsan").country == "KR"
    assert len(read.missions) == 1 + len(bundled().missions)


def test_no_writes_nothing(tmp_path, folder):
    before = (folder / "missions.csv").read_bytes()
    result = run(folder, database(tmp_path, HEADER + SEOUL), "n\n")
    assert "Nothing was written" in result.output
    assert (folder / "missions.csv").read_bytes() == before


def test_an_older_version_changes_nothing_and_does_not_ask(tmp_path, folder):
    result = run(folder, database(tmp_path, HEADER + SEOUL, "database_2020-01-02.csv"), "")
    assert result.exit_code == 0
    assert "The pack stays as it is" in result.output


def test_missing_columns_are_told(tmp_path, folder):
    body = (
        "operatorQID;country;countryQID;city;type;QID;\nw/Q148;South"
        " Korea;w/Q884;Seoul;embassy;w/Q17007157;\n"
    )
    result = run(folder, database(tmp_path, body), "")
    assert "no column email" in result.output


@pytest.mark.parametrize(
    ("body", "name", "told"),
    [
        ("a,b,c\n", "database_2030-01-02.csv", "is not the database of embassies"),
        (HEADER, "database.csv", "--day 2022-11-16"),
        (HEADER, "database_2030-01-02.csv", "--operator Q148"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence(tmp_path, folder, body, name, told):
    result = run(folder, database(tmp_path, body, name), "")
    assert result.exit_code == 1
    assert told in result.output
    assert "Traceback" not in result.output
