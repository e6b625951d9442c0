"""`appealbot pack check` and `pack new`, as a person runs them."""

from pathlib import Path

from click.testing import Result
from typer.testing import CliRunner

from bot.commands.packs import app


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_a_new_pack_is_clean_and_its_languages_are_shown(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    assert run("new", str(folder)).exit_code == 0
    checked = run("check", str(folder))
    assert checked.exit_code == 0, checked.output
    assert "example-case" in checked.output
    assert "The pack example-campaign is clean" in checked.output


def test_new_leaves_a_folder_with_something_in_it_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    said = run("new", str(tmp_path))
    assert said.exit_code == 1
    assert "is not an empty folder" in said.output
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_field_taken_out_is_named_with_file_and_line(tmp_path: Path) -> None:
    run("new", str(tmp_path / "mine"))
    file = tmp_path / "mine" / "cases" / "example-case" / "case.yaml"
    file.write_text(file.read_text().replace("last_report: 2026-01-02\n", ""))
    said = run("check", str(tmp_path / "mine"))
    assert said.exit_code == 1
    assert "cases/example-case/case.yaml:3: last_report: is missing" in said.output
    assert "1 problem in" in said.output


def test_a_folder_that_is_not_there_gets_a_sentence(tmp_path: Path) -> None:
    said = run("check", str(tmp_path / "nowhere"))
    assert said.exit_code == 1
    assert "is no folder; name the folder that holds campaign.yaml" in said.output
