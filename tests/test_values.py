"""What a user holds can be copied, pickled and sent to another process, and works there as here."""

import copy
import multiprocessing
import pickle
import struct
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import FrozenInstanceError, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import gradviz as gv
from gradviz.api import Picture
from gradviz.arrays import Matrix, freeze
from gradviz.engine.byname import ByName
from gradviz.refs import CellRef
from gradviz.session.document import Document, example, network_document, passes
from gradviz.session.edits import set_cell, set_view
from gradviz.session.looks.adjoint import AdjointLook
from gradviz.values import Matrices, Value

PROTOCOLS = range(2, pickle.HIGHEST_PROTOCOL + 1)
SAMPLES = np.random.default_rng(0).normal(size=(20, 30))
ODD = np.array([[np.nan, -0.0, 5e-324], [np.inf, -np.inf, 1 / 3]])
"""Numbers that a careless copy would change."""


def network() -> gv.Network:
    """Return a network whose first and third layer are one matrix, large enough for 8 kB."""
    random = np.random.default_rng(1)
    tied = gv.Linear(random.normal(size=(20, 20)) / 5, random.normal(size=20))
    layers = [tied, gv.Activation("tanh"), tied, gv.Activation("softmax")]
    return gv.Network([*layers, gv.Linear(random.normal(size=(3, 20)))])


def document() -> Document:
    """Return a document that has everything: tied layers, a tangent, options."""
    made = network_document(network(), SAMPLES, loss="mse", target=np.ones((3, 30)))
    made = set_cell(made, CellRef("dX", 1, 2), 0.1)
    options = AdjointLook("inverse", 0.25, 2)
    return set_view(made, view="adjoint", adjoint=options)


DEEP = passes(document())
ONE = gv.backprop(
    [[2, 1], [1, 3]], [[0.1], [-0.0]], b=[1, 2], loss="squared_error", target=ODD[:, :1]
)
VALUES: dict[str, Any] = {
    "passes": ONE,
    "passes of a seed": gv.backprop(ODD, np.ones((3, 2)), Y_grad=np.eye(2)),
    "passes of a network": DEEP,
    "passes of one of its layers": DEEP.local(2),
    "primals": DEEP.primals,
    "grads": DEEP.grads,
    "document": document(),
    "document of the example": example(),
    "network": network(),
    "linear": gv.Linear(ODD),
    "linear with a bias": gv.Linear(ODD, [1, np.nan]),
    "activation": gv.Activation("gelu"),
    "jacobian by X": gv.jacobian(ODD, np.ones((3, 4))),
    "jacobian by W": gv.jacobian(ODD, np.ones((3, 4)), wrt="W", order="C"),
    "jacobian of a network": gv.jacobian(DEEP, wrt="W1", of="Y3"),
    "report": gv.gradient_check(ONE),
    "report that fails": gv.gradient_check(gv.backprop(ODD, np.ones((3, 2)))),
    "entry of a report": gv.gradient_check(ONE).entries[0],
    "picture": Picture(size=(640, 400)),
}
WAYS: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "deepcopy in a list": lambda value: copy.deepcopy([{"it": value}])[0]["it"],
    **{
        f"pickle {protocol}": lambda value, protocol=protocol: pickle.loads(  # noqa: S301 - our own
            pickle.dumps(value, protocol)
        )
        for protocol in PROTOCOLS
    },
}

ways = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
values = pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)


def parts(value: object, place: str = "it") -> Iterator[tuple[str, object]]:
    """Yield everything a value consists of, with its place; numbers as their bits."""
    if isinstance(value, np.ndarray):
        told = value.dtype.str, value.shape, value.flags.writeable, value.flags.c_contiguous
        yield place, (*told, value.tobytes())
    elif isinstance(value, Mapping):
        yield place, (type(value), *value)
        for key, entry in value.items():
            yield from parts(entry, f"{place}[{key!r}]")
    elif is_dataclass(value):
        yield place, type(value)
        for field in fields(value):
            yield from parts(getattr(value, field.name), f"{place}.{field.name}")
    elif isinstance(value, tuple):
        yield place, len(value)
        for n, entry in enumerate(value):
            yield from parts(entry, f"{place}[{n}]")
    else:
        assert value is None or isinstance(value, str | int | float | bool), place
        yield place, (struct.pack("<d", value) if isinstance(value, float) else value)


def arrays(value: object) -> Iterator[Matrix]:
    """Yield every array that a value keeps, as often as it is kept."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, Mapping):
        for name in value:
            yield from arrays(value[name])
    elif is_dataclass(value):
        for field in fields(value):
            yield from arrays(getattr(value, field.name))
    elif isinstance(value, tuple):
        for entry in value:
            yield from arrays(entry)


# --- the same again


@values
@ways
def test_a_copy_is_equal_bit_for_bit_and_as_read_only(value: Any, way: Callable[..., Any]) -> None:
    again = way(value)
    assert dict(parts(again)) == dict(parts(value))


@ways
def test_a_copy_holds_nothing_that_can_be_changed(way: Callable[..., Any]) -> None:
    """Also whatever is added to a value later: what holds an array is a Value."""
    for value in VALUES.values():
        again = way(value)
        if isinstance(again, ByName):
            again = (again.layers, again.kept, again.target)
        for kept in arrays(again):
            with pytest.raises(ValueError, match="read-only"):
                kept[0, 0] = 1
    with pytest.raises(TypeError):
        way(DEEP).primals["X"] = SAMPLES
    with pytest.raises(AttributeError):
        way(ONE).loss = 1.0


@ways
def test_what_is_shared_is_shared_again(way: Callable[..., Any]) -> None:
    one, two = document(), DEEP
    layer = one.network.layers[0]
    shown, made, seen, alone = way((one, passes(one), passes(one), layer))
    first, _, third, *_ = shown.network.layers
    assert first is third
    assert first is alone
    assert first.W is made.matrix("W1") is seen.matrix("W1")
    assert shown.X is made.matrix("X")
    assert shown.target is made.target
    assert len({id(kept) for kept in arrays(way(two))}) == len({id(kept) for kept in arrays(two)})


@ways
def test_a_copy_goes_on_as_the_original(way: Callable[..., Any], tmp_path: Path) -> None:
    again: Document = way(document())
    assert dict(parts(passes(again))) == dict(parts(DEEP))
    assert dict(parts(gv.gradient_check(way(DEEP)))) == dict(parts(gv.gradient_check(DEEP)))
    for suffix in ("npz", "tex", "csv"):
        for name, source in (("one", ONE), ("other", way(ONE))):
            gv.export(source, tmp_path / f"{name}.{suffix}", "W_grad")
        one, other = (tmp_path / f"{name}.{suffix}" for name in ("one", "other"))
        assert one.read_bytes() == other.read_bytes()
    for name, one_of_them in (("one", document()), ("other", again)):
        gv.save(one_of_them, tmp_path / f"{name}.gradviz")
    one, other = (tmp_path / f"{name}.gradviz" for name in ("one", "other"))
    assert one.read_bytes() == other.read_bytes()


@ways
def test_a_jacobian_goes_on_as_the_original(way: Callable[..., Any]) -> None:
    ends = {"X": ((3, 4), (2, 4)), "W": ((2, 3), (2, 4)), "of a network": ((20, 20), (20, 30))}
    for name, (at, out) in ends.items():
        J = VALUES[f"jacobian {name}" if "of" in name else f"jacobian by {name}"]
        again = way(J)
        assert (again.shape, again.nbytes, again.pattern) == (J.shape, J.nbytes, J.pattern)
        for told in (
            lambda J, at=at: J.jvp(np.ones(at)),
            lambda J, out=out: J.vjp(np.ones(out)),
            lambda J: J.window(slice(0, 5), range(3)),
            lambda J: J.dense(),
        ):
            assert dict(parts(told(again))) == dict(parts(told(J)))


@ways
def test_what_is_kept_is_told_by_identity_after_an_edit_too(way: Callable[..., Any]) -> None:
    """A picture is made anew where an array is another one: one edit must not renew them all."""
    again: Document = way(document())
    after = replace(again, loss="sum")
    assert after.X is again.X
    assert after.target is again.target
    assert after.tangents is again.tangents
    assert passes(after).matrix("X") is again.X
    assert gv.Linear(again.network.layers[0].W).W is again.network.layers[0].W


def test_a_copy_of_what_never_changes_is_itself() -> None:
    """By identity the window tells what an edit has changed: a copy must not look like an edit."""
    kinds = (gv.Passes, gv.Document, gv.Network, gv.Linear, gv.Jacobian, gv.ChainJacobian)
    assert {type(value) for value in VALUES.values() if isinstance(value, kinds)} == set(kinds)
    for value in VALUES.values():
        if isinstance(value, (*kinds, Value)):
            assert copy.copy(value) is value
            assert copy.deepcopy(value) is value


@pytest.mark.parametrize("protocol", [4, 5])
def test_a_pickle_holds_every_array_once(protocol: int) -> None:
    given = (document(), DEEP, VALUES["jacobian of a network"])
    distinct = {id(kept): kept.nbytes for kept in arrays(given)}
    assert len(distinct) < len(list(arrays(given)))
    size = len(pickle.dumps(given, protocol))
    assert size < sum(distinct.values()) + 100 * len(distinct) + 6000


def test_buffers_of_others_are_read_only_too_and_not_trusted() -> None:
    """With protocol 5 the memory may be somebody's, who can write to it whatever we say."""
    buffers: list[pickle.PickleBuffer] = []
    told = pickle.dumps(example(), 5, buffer_callback=buffers.append)
    mine = [bytearray(buffer.raw()) for buffer in buffers]
    again = pickle.loads(told, buffers=mine)  # noqa: S301 - our own
    assert dict(parts(again)) == dict(parts(example()))
    kept = replace(again, loss="sum")
    for buffer in mine:
        buffer[:] = bytes(len(buffer))
    assert not again.X.any()
    assert (kept.X == example().X).all()


def test_fields_are_replaced_as_in_any_dataclass() -> None:
    assert replace(ONE, loss=1.0).primals is ONE.primals
    made = network()
    assert dict(parts(replace(made))) == dict(parts(made))
    shorter = replace(made, layers=made.layers[:2])
    assert [record.output for record in shorter.records] == ["P1", "Y1", "Y2"]
    layer = gv.Linear(ODD, [1, 2])
    assert replace(layer, b=None).W is layer.W
    assert replace(layer, b=None).b is None


def test_tangents_are_kept_as_they_were_given() -> None:
    mine = {"dX": np.ones((3, 4))}
    kept = replace(example(), tangents=mine)
    mine["dX"][:] = 5
    mine["dW"] = np.ones((2, 3))
    assert list(kept.tangents) == ["dX"]
    assert (kept.matrix("dX") == 1).all()


# --- errors


@pytest.mark.parametrize("message", ["X is 3×2: it needs 2 rows", "a\x1b[31m\nb\\n", "é" * 5000])
@pytest.mark.parametrize("kind", [gv.GradvizError, gv.InputError, gv.ShapeError])
@ways
def test_an_error_stays_what_it_is(
    kind: type[Exception], message: str, way: Callable[..., Any]
) -> None:
    error = kind(message)
    error.add_note("in the second file")
    again = way(error)
    assert type(again) is kind
    assert again.args == error.args
    assert again.__notes__ == error.__notes__


# --- another process


def test_values_and_errors_travel_to_another_process_and_back() -> None:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        sent, checked = pool.submit(passes, document()), pool.submit(gv.gradient_check, DEEP)
        refused = pool.submit(gv.backprop, [[1]], [[1], [2]])
        assert dict(parts(sent.result(60))) == dict(parts(DEEP))
        assert dict(parts(checked.result(60))) == dict(parts(gv.gradient_check(DEEP)))
        with pytest.raises(gv.ShapeError, match="W @ X needs as many rows"):
            refused.result(60)


# --- mappings


def test_matrices_are_a_mapping_that_cannot_be_changed() -> None:
    kept = Matrices({"X": freeze(np.ones((1, 2))), "W": freeze(np.zeros((2, 1)))})
    assert (list(kept), len(kept), "X" in kept, "Y" in kept) == (["X", "W"], 2, True, False)
    assert kept["X"] is kept["X"] is kept.get("X")
    assert kept.get("Y") is None
    with pytest.raises(KeyError, match="Y"):
        kept["Y"]
    assert repr(kept).startswith("Matrices({'X': array([[1., 1.]])")


def test_by_name_is_the_same_mapping_with_arrays_of_your_own() -> None:
    mine = gv.backprop([[1, 2]], [[1], [1]]).values
    for own in (mine["X"], mine.get("X"), *mine.values(), dict(mine)["X"]):
        assert own is not None
        own[:] = 7
    assert (mine["X"] == 1).all()
    assert list(mine) == ["X", "W1", "Y1"]
    assert repr(mine).startswith("ByName({'X': array([[1.],")
    assert (mine.get("Z"), mine.get("Z", 5)) == (None, 5)
    with pytest.raises(KeyError, match="no value 'Z' here: there are X, W1, Y1"):
        mine["Z"]


@pytest.mark.parametrize("name", ["W", "foo", "loss", "kind", "layers"])
@pytest.mark.parametrize(
    "value",
    [
        *VALUES.values(),
        gv.Activation("relu"),
        gv.gradient_check(ONE),
        gv.gradient_check(ONE).entries[0],
        gv.jacobian(DEEP),
        ONE.layers[0],
        ONE.records[0],
        Picture(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_nothing_can_be_set_or_deleted_whether_it_is_a_field_or_not(value: Any, name: str) -> None:
    if not is_dataclass(value):
        return
    with pytest.raises(FrozenInstanceError, match=f"cannot assign to field {name!r}"):
        setattr(value, name, 1)
    with pytest.raises(FrozenInstanceError, match=f"cannot delete field {name!r}"):
        delattr(value, name)
