"""The architecture itself: one clock, no parse_mode, every route decided, locks without
addresses.
"""

import ast
import re
from pathlib import Path

import pytest

from bot.commands import cli
from bot.settings import Settings
from content.text.route_codes import GIVEN
from handlers import routes

ROOT = Path(__file__).parents[2]
TABLES = (routes.ROUTES, routes.ANSWERS, routes.EDITS, routes.GROUP)
OLD_CODES = dict(
    row.split() for row in Path(__file__).with_name("old_route_codes.txt").read_text().splitlines()
)
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
    """Names and commands stand once in the source, and no two routes share a code."""
    source = (ROOT / "handlers/routes.py").read_text("utf-8")
    names = re.findall(r'Route\(\s*"([\w.]+)"', source)
    commands = re.findall(r'command="(\w+)"', source)
    assert len(names) == len(set(names)) > 150
    assert len(commands) == len(set(commands))
    assert len({route.code for route in routes.ROUTES.values()}) == len(routes.ROUTES)


def test_routes_speak():
    """A name is a room and what is done there, and buttons name routes that lead somewhere."""
    assert all(re.fullmatch(r"[a-z_]+\.[a-z_]+", name) for name in routes.ROUTES)
    known = {route.name for table in TABLES for route in table.values()}
    for path in [*ROOT.glob("handlers/**/*.py"), *ROOT.glob("bot/**/*.py")]:
        for named in re.findall(r'\bdata\(\s*"([a-z_.]+)"', path.read_text("utf-8")):
            assert named in known, (path.name, named)


def test_buttons_in_old_chats_live_on():
    """Every code that a release ever wrote into a button leads to what it led to."""
    assert {code: name for name, code in GIVEN.items()}.items() >= OLD_CODES.items()
    assert set(OLD_CODES) <= {*routes.BUTTONS, *routes.GROUP}


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
