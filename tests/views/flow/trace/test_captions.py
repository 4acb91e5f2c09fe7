"""Every equation that a trace states is true, and the last of them is the gradient."""

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest

from gradviz.engine.convention import CONVENTIONS
from gradviz.engine.graph.paths import Paths, PathStep, trace_back
from gradviz.engine.passes import Passes
from gradviz.engine.trace import pushforward
from gradviz.language.notation import Notation
from gradviz.language.numbers import MINUS, number
from gradviz.refs import CellRef
from gradviz.scene.corner.equations import LONGEST
from gradviz.session.document import example
from gradviz.session.document import passes as passes_of
from gradviz.session.presets.documents import PRESETS
from gradviz.views.flow.trace.captions import trace_lines
from tests.pseudo import PSEUDO, unsaid
from tests.views.texts import cells, network

NUMBER = re.compile(r"\(?(−?[\d.]+(?:e−?\d+)?)\)?")
NAMED = re.compile(r"(?:share of )?(\S+?)(?: from layer (\d+))?")


def traced(passes: Passes) -> list[CellRef]:
    return [ref for ref in cells(passes) if ref.name != "T" and not ref.name.startswith("P")]


def equations(line: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield what each equation of a line begins with, and its sides with their signs."""
    line = re.sub(r", from layers [\d, and]+", "", line)
    for told in re.split(r";  |,   ", line):
        if told == "…":
            continue
        name, _, rest = told.partition(": ") if told.startswith("the strongest") else (told, "", "")
        if not rest:
            name, sign, rest = re.split(r" ([=≈]) ", told, maxsplit=1)
            rest = f"{sign} {rest}"
        else:
            rest = f"= {rest}"
        parts = re.split(r"(?:^| )([=≈]) ", rest)
        yield name, list(zip(parts[1::2], parts[2::2], strict=True))


def bounds(side: str) -> tuple[Fraction, Fraction]:
    """Return between what a side of an equation lies if its numbers are rounded."""
    low = high = Fraction(0)
    for term in side.split(" + "):
        least = most = Fraction(1)
        for factor in term.split("·"):
            found = NUMBER.fullmatch(factor)
            assert found is not None, side
            text = found[1].replace(MINUS, "-")
            mantissa, _, exponent = text.partition("e")
            decimals = len(mantissa.partition(".")[2])
            half = Fraction(10) ** (int(exponent or 0) - decimals) / 2
            half *= bool(decimals or exponent)  # integers are never rounded
            ends = [Fraction(text) - half, Fraction(text) + half]
            products = [a * b for a in (least, most) for b in ends]
            least, most = min(products), max(products)
        low, high = low + least, high + most
    return low, high


def value(side: str) -> Fraction:
    total = Fraction(0)
    for term in side.split(" + "):
        product = Fraction(1)
        for factor in term.split("·"):
            found = NUMBER.fullmatch(factor)
            assert found is not None, side
            product *= Fraction(found[1].replace(MINUS, "-"))
        total += product
    return total


def check_sides(sides: list[tuple[str, str]], line: str) -> None:
    """What stands on both sides of "=" is equal, and about equal beside "≈"."""
    for (_, left), (sign, right) in pairwise(sides):
        if "…" in left or "NaN" in left + right or "∞" in left + right:
            continue
        if sign == "=":
            assert value(left) == value(right), line
        else:
            (low, high), (least, most) = bounds(left), bounds(right)
            assert low <= most, line
            assert least <= high, line


def derivative(passes: Passes, of: CellRef, by: CellRef) -> float:
    """Return ∂of/∂by from the rules that push tangents forward."""
    start = passes.key(by.name)
    tangent = np.zeros_like(passes.primals[start])
    tangent[by.row, by.col] = 1.0
    made = [record.output for record in passes.operations]
    after = made.index(start) + 1 if start in made else 0
    moved = pushforward(passes.operations[after:], passes.primals, {start: tangent})
    return float(moved[passes.key(of.name)][of.row, of.col])


def truth(passes: Passes, name: str, cell_of: dict[str, CellRef]) -> float:
    """Return the number that a name on the left of an equation stands for."""
    if name.startswith("∂"):
        of, by = (cell_of[part.removeprefix("∂")] for part in name.split("/"))
        return derivative(passes, of, by)
    found = NAMED.fullmatch(name)
    assert found is not None, name
    ref = cell_of[found[1]]
    if found[2] is None:
        return float(passes.matrix(ref.name)[ref.row, ref.col])
    layer = passes.layers[int(found[2]) - 1]
    G, X = passes.matrix(layer.Y + "_grad"), passes.matrix(layer.X)
    share = G @ X.T if ref.name.startswith("W") else G.sum(axis=1, keepdims=True)
    return float(share[ref.row, ref.col])


def check_line(paths: Paths, step: PathStep | None, notation: Notation) -> str:
    """Check all equations that are told of a step; return what the last one comes to."""
    passes = paths.passes
    cell_of = {notation.cell(ref): ref for ref in cells(passes)}
    words, line = map(str, trace_lines(paths, step, notation))
    assert words
    assert len(line) <= LONGEST + 10, line
    result = ""
    for name, sides in equations(line):
        check_sides(sides, line)
        if not name.startswith("the strongest"):
            result = sides[-1][1]
            true = truth(passes, name, cell_of)
            low, high = bounds(result) if "NaN" not in result and "∞" not in result else (0, 0)
            slack = Fraction(1, 10**9) * (1 + abs(high))
            if np.isnan(true) and name.startswith("∂"):
                continue  # the rules push 0·NaN forward, a trace only what depends on its cell
            if np.isfinite(true):
                assert low - slack <= Fraction(true) <= high + slack, line
            else:
                assert result == number(true), line
    return result


def check_trace(passes: Passes, ref: CellRef, notation: Notation, limit: int = 240) -> None:
    paths = trace_back(passes, ref, limit)
    gradient = passes.matrix(ref.name.removesuffix("_grad") + "_grad")[ref.row, ref.col]
    shown = number(float(gradient) + 0.0)  # as the panel of explanations shows it
    for step in paths.steps:
        check_line(paths, step, notation)
    last = list(equations(str(trace_lines(paths, paths.steps[-1], notation)[1])))
    whole = list(equations(str(trace_lines(paths, None, notation)[1])))
    check_line(paths, None, notation)
    assert whole[0][1][-1][1] == shown
    if not ref.name.endswith("_grad"):
        assert last[0][1][-1][1] == shown
    words, _ = trace_lines(paths, None, notation)
    cell = notation.cell(ref)
    way = f"from the loss to {cell}" if paths.is_backward else f"from {cell} to the loss"
    assert way in str(words)


@pytest.mark.parametrize("seed", range(36))
def test_every_equation_of_a_random_network_is_true(seed: int) -> None:
    passes = network(seed)
    notation = Notation(seed % 2, CONVENTIONS[seed % 3])
    for ref in traced(passes):
        check_trace(passes, ref, notation)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
def test_every_equation_of_a_preset_is_true(preset: object) -> None:
    passes = passes_of(preset.document())  # type: ignore[attr-defined]  # a Preset
    refs = traced(passes)
    for ref in refs[:: max(1, len(refs) // 20)]:
        check_trace(passes, ref, Notation())


@pytest.mark.parametrize("limit", [1, 3])
def test_what_is_left_out_is_not_added_up(limit: int) -> None:
    passes = network(7)
    for ref in traced(passes):
        check_trace(passes, ref, Notation(), limit)


def test_a_value_is_traced_by_derivatives_and_not_by_values() -> None:
    passes = network(3)
    for ref in traced(passes):
        if ref.name.endswith("_grad"):
            continue
        paths = trace_back(passes, ref)
        for step in paths.steps[:-1]:
            assert str(trace_lines(paths, step, Notation())[1]).startswith("∂")
        last = str(trace_lines(paths, paths.steps[-1], Notation())[1])
        assert last.startswith(Notation().cell(paths.gradient))


@pytest.mark.parametrize("seed", range(12))
def test_no_word_is_in_no_message(seed: int) -> None:
    passes, notation = network(seed), Notation(language=PSEUDO)
    for ref in traced(passes):
        paths = trace_back(passes, ref)
        for step in (*paths.steps, None):
            for line in trace_lines(paths, step, notation):
                assert not unsaid(line.text(PSEUDO)), line


def test_a_line_of_weights_is_a_line_of_the_transpose_as_people_write_it() -> None:
    passes = passes_of(example())
    told = {}
    for convention in CONVENTIONS:
        notation = Notation(convention=convention)
        paths = trace_back(passes, CellRef("X_grad", 1, 0))
        told[convention] = " ".join(
            str(trace_lines(paths, step, notation)[0]) for step in paths.steps
        )
    assert "column 2 of W, a row of its transpose" in told["wx"]
    assert "row 2 of W, a column of its transpose" in told["xw"]
    assert "column 2 of W, a row of its transpose" in told["xwt"]


def test_the_number_that_is_wrong_is_found() -> None:
    """The checks of this file see what used to be said."""
    with pytest.raises(AssertionError):
        check_sides([("=", "2"), ("=", "1")], "l[1,1] = 2 = 1")
    with pytest.raises(AssertionError):
        check_sides([("≈", "0.3333·2"), ("≈", "0.6600")], "")
    check_sides([("≈", "0.3333·2"), ("≈", "0.6667")], "")
