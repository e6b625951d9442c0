"""The pages for those who carry the code on: what they name exists, and what the code names is in
them.
"""

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from bot.commands import cli

ROOT = Path(__file__).parents[2]
PAGES = [
    *sorted((ROOT / "docs").glob("*.md")),
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md")),
]
CODE = [
    path
    for room in ("bot", "handlers", "content", "storage", "tests")
    for path in (ROOT / room).rglob("*.py")
]
PATH = re.compile(r"`((?:bot|handlers|content|storage|tests|docs|deploy)/[\w./-]*)`")
CODE_SPAN = re.compile(r"`([^`\n]+)`")
BLOCK = re.compile(r"^(?: {4}|\| `)([^\n`]+)|^```\n(.*?)^```", re.MULTILINE | re.DOTALL)
SHELL = re.compile(r"^(?:\w+=\S+ )*(?:\.venv/bin/)?(make|appealbot|python -m) (.+)")
LINK = re.compile(r"\]\((?!https?://)([^)#]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_paths_and_links_lead_somewhere(page):
    words = page.read_text("utf-8")
    assert [path for path in PATH.findall(words) if not (ROOT / path).exists()] == []
    assert [link for link in LINK.findall(words) if not (page.parent / link).exists()] == []


def commands(words):
    """What a page says to run, as (program, what follows it): in code spans and indented lines."""
    outside = re.sub(r"^```\w+\n.*?^```", "", words, flags=re.MULTILINE | re.DOTALL)
    blocks = [one or many for one, many in BLOCK.findall(outside)]
    said = [*CODE_SPAN.findall(outside), *(line for block in blocks for line in block.split("\n"))]
    for line in said:
        if found := SHELL.match(line.strip()):
            yield found[1], re.split(r" {2,}", found[2])[0]


def wrong_target(rest):
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    wanted = [word for word in rest.split() if "=" not in word]
    return [word for word in wanted if word not in targets]


def wrong_command(rest):
    """The words that name no command of the program, and options that it does not take."""
    at = get_command(cli.app)
    words = shlex.split(rest)
    while words and hasattr(at, "commands"):
        if words[0] not in at.commands:
            return words[:1]
        at = at.commands[words.pop(0)]
    options = {option for one in at.params for option in (*one.opts, *one.secondary_opts)}
    return [word for word in words if word.startswith("--") and word not in options]


def wrong_module(rest):
    """The module or the paths of tests that a line names and that are not there."""
    module, *words = shlex.split(rest)
    if module == "pytest":
        paths = [word for word in words if word.startswith("tests/")]
        return [path for path in paths if not (ROOT / path.split("::")[0]).exists()]
    return [module] * (not (ROOT / f"{module.replace('.', '/')}.py").exists())


WRONG = {"make": wrong_target, "appealbot": wrong_command, "python -m": wrong_module}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_that_a_page_names_exist(page):
    named = list(commands(page.read_text("utf-8")))
    assert [(program, rest) for program, rest in named if WRONG[program](rest)] == []


def test_a_command_that_is_not_there_is_found():
    page = "    make nothing\n`appealbot run --twice`, `python -m tests.gone`, `make test`"
    found = [(program, bool(WRONG[program](rest))) for program, rest in commands(page)]
    assert found == [("appealbot", True), ("python -m", True), ("make", False), ("make", True)]


def test_parts_of_the_benchmarks_that_a_page_names_exist():
    source = (ROOT / "tests/benchmarks/delivery.py").read_text("utf-8")
    named = [
        rest.split()[1]
        for page in PAGES
        for program, rest in commands(page.read_text("utf-8"))
        if program == "python -m" and rest.startswith("tests.benchmarks.delivery ")
    ]
    assert named
    assert [part for part in named if f'"{part}": ' not in source] == []


TABLE = re.compile(r"tables? `(\w+)`")


def test_tables_that_a_page_names_exist():
    tables = (ROOT / "storage/engine/tables.py").read_text("utf-8")
    named = [name for page in PAGES for name in TABLE.findall(page.read_text("utf-8"))]
    assert named
    assert [name for name in named if f"class {name}(" not in tables] == []


def test_every_rule_of_safety_that_the_code_names_is_in_the_page():
    page = (ROOT / "docs/safety.md").read_text("utf-8")
    rules, threats = (
        re.findall(r"^(\d+)\. \*\*", page, re.MULTILINE),
        re.findall(r"^\| (\d+):", page, re.MULTILINE),
    )
    named = "\n".join(path.read_text("utf-8") for path in CODE)
    rule = {
        number
        for many in re.findall(r"SAFETY rules? (\d+(?: and \d+)*)", named)
        for number in many.split(" and ")
    }
    threat = set(re.findall(r"(?:SAFETY|SAFETY rule \d+), threat (\d+)", named)) | set(
        re.findall(r"SAFETY (15):", named)
    )
    assert len(rule) > 8
    assert rule - set(rules) == set()
    assert threat
    assert threat - set(threats) == set()


def test_the_diagram_shows_the_packages_and_the_way_of_their_imports():
    page = (ROOT / "docs/architecture.md").read_text("utf-8")
    drawn = re.findall(r"^    (\w+) --> (\w+)$", page, re.MULTILINE)
    assert "worker --> content" in page
    order = ("bot", "handlers", "storage", "content")
    downwards = {(one, other) for at, one in enumerate(order) for other in order[at + 1 :]}
    assert {pair for pair in drawn if pair[0] != "worker"} == downwards
    pyproject = (ROOT / "pyproject.toml").read_text("utf-8")
    assert 'layers = ["bot", "handlers", "storage", "content"]' in pyproject
