"""Every message of the source is written out whole, with the parts that it is given."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

PACKAGE = Path(__file__).parents[2] / "gradviz"
FILES = sorted(PACKAGE.rglob("*.py"))
TEXTS = {"say": 1, "say_many": 2}
"""How many texts a call begins with."""


def calls(tree: ast.AST) -> Iterator[tuple[ast.Call, int]]:
    """Return the calls that make messages, and how many texts each has."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            count = TEXTS.get(node.func.id, 0)
            yield from [(node, count)] * bool(count)


def keys(node: ast.AST) -> set[str]:
    """Return the names in dicts that are written out within a node, or set in one by name."""
    found: set[str] = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Dict):
            found |= {str(key.value) for key in one.keys if isinstance(key, ast.Constant)}
        elif isinstance(one, ast.DictComp):
            names = ast.walk(one.generators[0].iter)
            found |= {str(name.value) for name in names if isinstance(name, ast.Constant)}
        elif isinstance(one, ast.Subscript) and isinstance(one.ctx, ast.Store):
            found |= {str(one.slice.value)} if isinstance(one.slice, ast.Constant) else set()
        elif isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "dict":
            found |= {keyword.arg for keyword in one.keywords if keyword.arg}
    return found


def shared_parts(tree: ast.AST, call: ast.Call) -> set[str]:
    """Return the names of parts that several messages of a function share, given by `**`."""
    found: set[str] = set()
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for keyword in call.keywords:
        if keyword.arg is None and isinstance(keyword.value, ast.Name):
            name = keyword.value.id
            for function in functions:
                if call in ast.walk(function):
                    for step in ast.walk(function):
                        is_set = isinstance(step, ast.Assign | ast.AugAssign | ast.AnnAssign)
                        if is_set and name in {
                            n.id for n in ast.walk(step) if isinstance(n, ast.Name)
                        }:
                            found |= keys(step)
        elif keyword.arg is None and isinstance(keyword.value, ast.Call):
            made_by = getattr(keyword.value.func, "id", None)
            found |= set().union(*(keys(one) for one in functions if one.name == made_by))
    return found


def faults(source: str) -> list[str]:
    """Return what is wrong with the messages of a source."""
    found, tree = [], ast.parse(source)
    for call, count in calls(tree):
        where = f"line {call.lineno}"
        texts = [arg.value for arg in call.args[:count] if isinstance(arg, ast.Constant)]
        if len(texts) < count:
            found.append(f"{where}: write the message out")
            continue
        given = {keyword.arg for keyword in call.keywords if keyword.arg}
        possible = given | shared_parts(tree, call) | ({"count"} if count == 2 else set())
        wanted: set[str] = set()
        for text in map(str, texts):
            for _, name, spec, conversion in Formatter().parse(text):
                wanted |= {name} if name is not None else set()
                if spec not in (None, "", "capital") or conversion:
                    found.append(f"{where}: {text!r} writes {name} in a way that there is not")
            if text.count("<b>") != text.count("</b>"):
                found.append(f"{where}: {text!r} opens and closes <b> unevenly")
        if odd := sorted((wanted - possible) | (given - wanted)):
            found.append(f"{where}: {odd} are not both in {texts} and given")
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_messages_are_whole_and_have_their_parts(path: Path) -> None:
    assert faults(path.read_text()) == []


@pytest.mark.parametrize(
    "source",
    [
        'say(f"row {n}")',
        "say(text)",
        'say("row " + str(n))',
        'say("row {n}")',
        'say("row", n=1)',
        'say("row {n:.2f}", n=1)',
        'say("row {n!r}", n=1)',
        'say("row {n}", **parts)',
        'def told():\n    parts = {"m": 1}\n    return say("row {n}", **parts)',
        'def told():\n    return say("row {n}", **row())\n\ndef row():\n    return {"m": 1}',
        'say("<b>row")',
        'say_many("{count} row", text, n)',
        'say_many("{count} row of {m}", "{count} rows", n)',
    ],
)
def test_what_cannot_be_translated_is_found(source: str) -> None:
    assert len(faults(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        'say("row {n} of " "{m:capital}", n=1, m="W")',
        'say_many("one row", "{count} rows", n)',
        'def told():\n    parts = {"n": 1}\n    return say("row {n} of {m}", m="W", **parts)',
        'def told():\n    parts = dict(n=1)\n    parts["m"] = 2\n    return say("{n}{m}", **parts)',
        'def told():\n    p = {r: name(r) for r in ("W", "X")}\n    return say("{W}{X}", **p)',
        'def told():\n    return say("row {n}", **row())\n\ndef row():\n    return {"n": 1}',
        'say_many("{count} row of {m}", "{count} rows of {m}", n, m=m)',
    ],
)
def test_what_can_be_translated_passes(source: str) -> None:
    assert faults(source) == []


def test_the_source_is_looked_at() -> None:
    assert sum(1 for path in FILES for _ in calls(ast.parse(path.read_text()))) > 10
