"""Every public function × everything that people hand to it: a result, or one line that helps."""

import io
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import gradviz as gv
from gradviz.session.document import example, passes
from gradviz.session.edits import set_convention
from gradviz.session.source import as_document, as_passes

W, X, T = [[2, -1], [1, 3]], [[1, 0], [3, 1]], [[0, 0], [9, 3]]
TIED = gv.Linear(W, [1, 0])
NET = gv.Network([TIED, gv.Activation("tanh"), TIED])
RAN = NET.backprop(X, loss="mse", target=T)
ONE = gv.backprop(W, X, Y_grad=T)
TORCH = SimpleNamespace(weight=W, bias=[1, 2])


class Frame:
    """As a table of pandas whose column is called "weight"."""

    weight = 1

    def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
        return np.array(W)


GOOD: dict[str, tuple[Any, ...]] = {
    "passes": (ONE,),
    "passes of a network": (RAN,),
    "passes in rows": (ONE.presented("xwt"),),
    "document": (example(),),
    "document in rows": (set_convention(example(), "xw"),),
    "network and X": (NET, X),
    "network in rows and X": (NET.presented("xwt"), X),
    "lists": (W, X),
    "arrays": (np.array(W), np.array(X)),
    "tuples": (((2, -1), (1, 3)), ((1, 0), (3, 1))),
    "frames": (Frame(), Frame()),
}

Call = Callable[..., object]


def _jacobian(source: Any, *rest: Any, **options: Any) -> object:
    return gv.jacobian(source, *rest, **options).dense()


def _export(source: Any, *rest: Any, **options: Any) -> object:
    out = io.BytesIO()
    named = dict(zip(["X"], rest, strict=False))
    gv.export(source, out, **({"format": "npz"} | named | options))
    return out.getvalue()


@pytest.fixture
def calls(tmp_path: Path) -> dict[str, Call]:
    """Return every public function that takes a source, as called with a source and an X."""

    def save(source: Any, *rest: Any, **options: Any) -> object:
        path = tmp_path / "made.gradviz"
        gv.save(source, path, *rest, **options)
        return gv.open(path)

    def show(source: Any, *rest: Any, **options: Any) -> object:
        return as_document("show", source, *rest, **options)  # what `gv.show` opens

    return {
        "gradient_check": gv.gradient_check,
        "jacobian": _jacobian,
        "export": _export,
        "save": save,
        "show": show,
    }


NAMES = ("gradient_check", "jacobian", "export", "save", "show")
every_function = pytest.mark.parametrize("function", NAMES)


@every_function
@pytest.mark.parametrize("given", GOOD.values(), ids=GOOD)
def test_everything_that_can_run_is_taken(
    calls: dict[str, Call], function: str, given: tuple[Any, ...]
) -> None:
    expected = as_passes(function, *given)
    done = calls[function](*given)
    if function == "gradient_check":
        assert isinstance(done, gv.Report)
        assert done.passed
        assert done.convention == expected.convention
    elif function == "jacobian":
        np.testing.assert_array_equal(done, gv.jacobian(expected).dense())
    elif function == "export":
        assert isinstance(done, bytes)
        with np.load(io.BytesIO(done)) as arrays:
            np.testing.assert_array_equal(arrays["X_grad"], expected.X_grad)
    else:
        assert isinstance(done, gv.Document)
        assert done.convention == expected.convention
        again = passes(done).presented(done.convention)
        assert again.names == expected.names
        assert (again.loss_name, again.loss) == (expected.loss_name, expected.loss)
        for name in expected.names:
            np.testing.assert_array_equal(again.matrix(name), expected.matrix(name))


BAD: dict[str, tuple[tuple[Any, ...], str]] = {
    "none": ((None,), "got NoneType$"),
    "nothing at all": ((), "missing 1 required positional argument"),
    "number": ((5,), "got int$"),
    "text": (("W.npz",), "got str 'W.npz': gv.open reads files, gv.matrix written numbers$"),
    "path": ((Path("W.npz"),), "got PosixPath .*gv.open reads files"),
    "path and X": (("W.npz", X), "got str 'W.npz': gv.open reads files"),
    "mapping": (({"W": W},), "got dict$"),
    "generator": (((row for row in W),), "got generator$"),
    "object": ((object(),), "got object$"),
    "layers": (([TIED, gv.Activation("relu")],), "got list of layers: make a Network of it$"),
    "layers and X": (((TIED,), X), "got tuple of layers: make a Network of it$"),
    "layer and X": ((TIED, X), "got Linear: put it into a Network$"),
    "layer of Torch": ((TORCH, X), "take its weight as W, its bias as b, and convention=\"xwt\"$"),
    "network alone": ((NET,), "got Network and no X$"),
    "W alone": ((W,), "got list and no X$"),
    "array alone": ((np.array(W),), "got ndarray and no X$"),
    "class": ((gv.Network,), "got type$"),
    "passes and X": ((RAN, X), "got Passes, which have their own already: leave X out$"),
    "document and X": ((example(), X), "got a Document, which has its own already: leave X out$"),
    "the other way round": ((X, NET), "takes the Network first: swap the two$"),
    "network and None": ((NET, None), "got Network and no X$"),
    "ragged": ((W, [[1], [2, 3]]), "^X needs rows of one length: row 1 has 1, row 2 has 2$"),
    "X that is text": ((W, "1 2"), "^X needs real numbers: it holds <U3; gv.matrix reads"),
    "W that is a mapping": (({"W": W}, X), "^W needs a matrix, rows of numbers: it is a dict$"),
    "W that is a number": ((5, X), r"^W needs two axes, rows and columns: it has shape \(\)$"),
    "X of another size": ((NET, [[1]]), "^W1 @ X needs as many rows in X as W1 has columns"),
}  # fmt: skip


@every_function
@pytest.mark.parametrize(("given", "told"), BAD.values(), ids=BAD)
def test_everything_else_is_told_in_one_line(
    calls: dict[str, Call], function: str, given: tuple[Any, ...], told: str, tmp_path: Path
) -> None:
    if not given:
        with pytest.raises(TypeError, match=told):
            calls[function]()
        return
    with pytest.raises(gv.GradvizError, match=told) as error:
        calls[function](*given)
    assert "\n" not in str(error.value)
    assert isinstance(error.value, ValueError)
    assert list(tmp_path.iterdir()) == []
    if not told.startswith("^"):
        assert str(error.value).startswith(function)


@every_function
@pytest.mark.parametrize("more", ["loss", "target", "b", "Y_grad"])
def test_what_has_run_is_not_run_otherwise(
    calls: dict[str, Call], function: str, more: str
) -> None:
    if function == "jacobian" or (function == "gradient_check" and more == "Y_grad"):
        return  # a Jacobian knows no loss; a check compares Y_grad
    given = {"loss": "sum", "target": T, "b": [1, 2], "Y_grad": T}[more]
    for source in (RAN, example()):
        with pytest.raises(
            gv.InputError, match=f"(has its|have their) own already: leave {more} out"
        ):
            calls[function](source, **{more: given})
    if more == "b":
        with pytest.raises(gv.InputError, match="Linear layers have their b: leave b out"):
            calls[function](NET, X, b=given)


@every_function
@pytest.mark.parametrize("convention", ["wx", "xw", "xwt"])
def test_a_convention_says_how_any_source_is_written(
    calls: dict[str, Call], function: str, convention: Any
) -> None:
    for given in GOOD.values():
        done = calls[function](*given, convention=convention)
        expected = as_passes(function, *given, convention=convention)
        if isinstance(done, bytes):
            with np.load(io.BytesIO(done)) as arrays:
                np.testing.assert_array_equal(arrays["X_grad"], expected.X_grad)
        elif isinstance(done, np.ndarray):
            np.testing.assert_array_equal(done, gv.jacobian(expected).dense())
        else:
            assert done.convention == convention  # type: ignore[attr-defined]  # a report, a document
    with pytest.raises(gv.InputError, match="convention needs one of wx, xw, xwt: got 'wxt'"):
        calls[function](ONE, convention="wxt")


def test_a_session_of_passes_has_tied_layers_tied() -> None:
    document = as_document("save", RAN)
    first, _, last = document.network.layers
    assert first is last
    assert document.loss == "mse"


def test_a_document_is_itself() -> None:
    assert as_document("save", document := example()) is document


# --- what a check brings


def test_a_seed_beside_arrays_is_the_seed_and_else_it_is_compared() -> None:
    assert gv.gradient_check(W, X, Y_grad=T).passed
    seeded = gv.gradient_check(W, X, Y_grad=T, X_grad=ONE.X_grad)
    assert seeded.passed
    assert {e.name for e in seeded.entries if e.against == "brought"} == {"X_grad"}
    right = gv.backprop(W, X, target=T).Y_grad
    for passed, G in ((True, right), (False, right + 1)):
        assert gv.gradient_check(W, X, target=T, Y_grad=G).passed is passed
        assert (
            gv.gradient_check(NET, X, loss="mse", target=T, Y_grad=RAN.Y_grad * passed).passed
            is passed
        )
        assert gv.gradient_check(gv.backprop(W, X, target=T), Y_grad=G).passed is passed


@pytest.mark.parametrize("convention", ["wx", "xw", "xwt"])
def test_what_is_brought_is_laid_out_as_the_rest(convention: Any) -> None:
    random = np.random.default_rng(0)
    M, K, N = 2, 3, 4
    weights = random.normal(size=(K, M) if convention == "xw" else (M, K))
    samples = random.normal(size=(K, N) if convention == "wx" else (N, K))
    p = gv.backprop(weights, samples, convention=convention)
    mine = {"W_grad": p.W_grad, "X_grad": p.X_grad, "Y": p.Y}
    assert gv.gradient_check(weights, samples, convention=convention, **mine).passed
    wrong = p.X_grad
    wrong[1, 2] += 1
    report = gv.gradient_check(p, X_grad=wrong)
    (entry,) = (entry for entry in report.entries if not entry.passed)
    assert "[1,2]" in str(report)
    assert (entry.name, entry.against) == ("X_grad", "brought")
    with pytest.raises(gv.ShapeError):
        gv.gradient_check(p, X_grad=p.X_grad.T)


def test_a_misspelt_word_is_told_with_the_right_one() -> None:
    calls: list[tuple[Callable[[], object], str]] = [
        (lambda: gv.backprop(W, X, loss="squared_eror", target=T), "mean squared_error"),  # type: ignore[arg-type]
        (lambda: gv.backprop(W, X, loss="cross-entropy", target=T), "mean cross_entropy"),  # type: ignore[arg-type]
        (lambda: gv.Activation("sofmax"), "did you mean softmax"),  # type: ignore[arg-type]
        (lambda: gv.Activation("ReLU"), "did you mean relu"),  # type: ignore[arg-type]
        (lambda: gv.gradient_check(ONE, W_gard=W), "did you mean W_grad"),
        (lambda: gv.export(ONE, "a.png", thme="dark"), "no option 'thme'.*did you mean theme"),  # type: ignore[call-arg]
        (lambda: gv.export(ONE, "a.png", "W_gard"), "did you mean W_grad"),
        (lambda: gv.export(ONE, "a.pgn"), "did you mean .png"),
        (lambda: gv.jacobian(ONE, wrt="W_1"), "no value 'W_1' here"),
    ]  # fmt: skip
    for call, told in calls:
        with pytest.raises(gv.GradvizError, match=told):
            call()


def test_a_network_has_a_backprop_of_its_own() -> None:
    for wrong in (NET, TIED):
        with pytest.raises(gv.InputError, match=r"got \w+; a Network has a backprop of its own"):
            gv.backprop(wrong, X)  # type: ignore[arg-type]
