"""The pages for those who carry the code on: what they name exists, and what the code names is in
them.
"""

import re
from pathlib import Path

import pytest

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
LINK = re.compile(r"\]\((?!https?://)([^)#]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_paths_and_links_lead_somewhere(page):
    words = page.read_text("utf-8")
    assert [path for path in PATH.findall(words) if not (ROOT / path).exists()] == []
    assert [link for link in LINK.findall(words) if not (page.parent / link).exists()] == []


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
