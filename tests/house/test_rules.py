"""The architecture itself: one clock, no parse_mode, every route decided, locks without
addresses.
"""

import ast
import re
from pathlib import Path

import pytest

from bot.commands import cli
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "handlers", "storage", "content")
SOURCES = [path for name in PACKAGES for path in (ROOT / name).rglob("*.py")]
REHEARSAL = ROOT / "bot/rehearsal"
CLOCKS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.monotonic",
    "asyncio.sleep",
}


def calls(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            yield f"{node.func.value.id}.{node.func.attr}"


def test_only_the_clock_reads_the_time_or_waits():
    others = [
        path for path in SOURCES if path != ROOT / "bot/clock.py" and REHEARSAL not in path.parents
    ]
    assert [(path.name, call) for path in others for call in calls(path) if call in CLOCKS] == []


def test_no_words_of_a_person_reach_a_parse_mode():
    others = [path for path in SOURCES if REHEARSAL not in path.parents]
    assert [
        path.name for path in others if re.search(r"parse_mode\s*[=:\"']", path.read_text("utf-8"))
    ] == []


def test_no_route_hides_another():
    tree = ast.parse((ROOT / "handlers/routes.py").read_text("utf-8"))
    tables = [node.value for node in tree.body if isinstance(node, ast.AnnAssign)]
    named = [
        [
            call.args[0].value
            for call in ast.walk(table)
            if isinstance(call, ast.Call) and call.func.id == "Route"
        ]
        for table in tables
        if table
    ]
    assert len(named) == 5
    assert [name for names in named for name in names if names.count(name) > 1] == []


def test_every_setting_is_in_the_readme_and_nothing_else():
    named = re.findall(
        r"^\| `APPEALBOT_(\w+)`", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE
    )
    assert sorted(named) == sorted(name.upper() for name in Settings.model_fields)


def test_every_command_of_the_program_is_in_the_readme():
    readme = (ROOT / "README.md").read_text("utf-8")
    commands = [
        command.name or command.callback.__name__ for command in cli.app.registered_commands
    ]
    groups = [
        f"{group.name} {one.name or one.callback.__name__}"
        for group in cli.app.registered_groups
        for one in group.typer_instance.registered_commands
    ]
    assert len(commands) + len(groups) > 10
    assert [
        name
        for name in (*commands, *groups)
        if f"appealbot {name}" not in readme and f"make {name}" not in readme
    ] == []


def test_every_part_of_make_that_the_words_name_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for file in ("README.md", "CONTRIBUTING.md"):
        named = set(
            re.findall(r"(?:^ {4}|`)make ([a-z-]+)", (ROOT / file).read_text("utf-8"), re.MULTILINE)
        )
        assert named, file
        assert named <= targets, file


def test_the_pictures_of_the_readme_are_there_and_light():
    named = re.findall(r'src="([^"]+)"', (ROOT / "README.md").read_text("utf-8"))
    assert named
    assert all((ROOT / name).stat().st_size < 200_000 for name in named)


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_locks_have_hashes_and_no_addresses(lock):
    text = (ROOT / lock).read_text("utf-8")
    assert "://" not in text
    assert text.count("==") <= text.count("--hash=sha256:")
