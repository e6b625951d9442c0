"""Rooms and what is in them: each package says what its modules hold, and imports lead downwards."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = sorted(
    path.parent
    for name in ("bot", "handlers", "storage", "content")
    for path in (ROOT / name).rglob("__init__.py")
    if "migrations/versions" not in str(path)
)
CROWDED = 24  # modules; more of them want a room of their own


def modules(package):
    return {path.name for path in package.glob("*.py")} - {"__init__.py", "__main__.py"}


def called(package):
    """What a package holds, by the names that its docstring uses."""
    return modules(package) | {f"{path.parent.name}/" for path in package.glob("*/__init__.py")}


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_package_names_every_module_it_holds_and_nothing_else(package):
    words = ast.get_docstring(ast.parse((package / "__init__.py").read_text("utf-8"))) or ""
    named = re.findall(r"^([a-z_0-9]+(?:\.py|/)) {2,}\S", words, re.MULTILINE)
    assert sorted(named) == sorted(called(package))


def test_no_room_is_crowded():
    assert [str(package) for package in PACKAGES if len(modules(package)) > CROWDED] == []


def numbers(path):
    """The module's own constants that are numbers or spans of time, by name."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name, value = node.targets[0].id, ast.unparse(node.value)
            if name.isupper() and re.fullmatch(r"[\d_.* +-]+|timedelta\(.*\)", value):
                yield name, value


def test_a_constant_has_one_meaning_wherever_its_name_stands():
    found = {}
    for path in (path for package in PACKAGES for path in package.glob("*.py")):
        for name, value in numbers(path):
            found.setdefault(name, {}).setdefault(value, []).append(str(path.relative_to(ROOT)))
    assert {name: values for name, values in found.items() if len(values) > 1} == {}
