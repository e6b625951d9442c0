"""Nothing stands in the product that only tests use: each public function and class has a reader in
the product.
"""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "handlers", "content", "storage")
# Shipped beside what they stand for.
FAKES = {("bot.clock", "FixedClock"), ("bot.delivery.sender", "MemorySender")}
REGISTERED = "app."  # commands, which the library calls


def named(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {
    named(path): ast.parse(path.read_text("utf-8"))
    for room in ROOMS
    for path in (ROOT / room).rglob("*.py")
    if "versions" not in path.relative_to(ROOT).parts
}


def public(name):
    """Top-level functions and classes of a module that other modules may use."""
    for node in MODULES[name].body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            registered = any(ast.unparse(one).startswith(REGISTERED) for one in node.decorator_list)
            if not registered and not node.name.startswith("_"):
                yield name, node.name


def imports(tree):
    """What each name of a module stands for: a module, or a thing in one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((one.asname or one.name, one.name) for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for one in node.names:
                whole = f"{node.module}.{one.name}"
                yield one.asname or one.name, whole if whole in MODULES else (node.module, one.name)


def dotted(node):
    """`a.b.c` as its names, from the left; nothing for anything else."""
    if isinstance(node, ast.Name):
        return (node.id,)
    before = dotted(node.value) if isinstance(node, ast.Attribute) else ()
    return (*before, node.attr) if before else ()


def reads(name):
    """Which things of which modules a module uses, its own among them."""
    known = dict(imports(MODULES[name]))
    for top in MODULES[name].body:
        for node in ast.walk(top):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                meant = known.get(node.id, (name, node.id))
                if isinstance(meant, tuple) and not (
                    meant[0] == name and getattr(top, "name", None) == node.id
                ):
                    yield meant
            elif isinstance(node, ast.Attribute) and (path := dotted(node)):
                yield ".".join((str(known.get(path[0], path[0])), *path[1:-1])), path[-1]


def test_every_public_function_is_used_by_the_product():
    handed_on = {
        (name, short): meant
        for name, tree in MODULES.items()
        for short, meant in imports(tree)
        if isinstance(meant, tuple)
    }
    used = {one for name in MODULES for one in reads(name)}
    while more := {handed_on[one] for one in used if one in handed_on} - used:
        used |= more
    made = {one for name in MODULES for one in public(name)}
    assert len(made) > 1000
    assert sorted(made - used - FAKES) == []
    assert made >= FAKES
