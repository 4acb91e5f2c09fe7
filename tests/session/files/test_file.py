import copy
import json
import math
from collections.abc import Callable, Hashable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from gradviz.arrays import as_matrix
from gradviz.engine.convention import CONVENTIONS
from gradviz.engine.layers import Activation, Layer, Linear
from gradviz.engine.network import Network
from gradviz.errors import InputError
from gradviz.session.document import (
    LOSS_CHOICES,
    Document,
    example,
    network_document,
    new_document,
)
from gradviz.session.edits import set_convention, set_view
from gradviz.session.files.file import from_json, to_json
from gradviz.session.layers import set_layer_bias
from gradviz.session.looks.flow import FlowLook
from gradviz.session.presets.documents import PRESETS

Bits = Callable[[Document], Hashable]
Refusal = Callable[..., str | None]
FLOATS = st.floats(allow_nan=False) | st.just(math.nan)

VERSION_1 = """{
  "format": "gradviz",
  "version": 1,
  "network": [
    {
      "kind": "linear",
      "W": [
        [2.0, -1.0, 0.5],
        [1.0, 3.0, -2.0]
      ],
      "b": [0.0, 0.0]
    }
  ],
  "X": [
    [1.0, 0.0, 2.0, -1.0],
    [3.0, 1.0, 0.0, 2.0],
    [-2.0, 1.0, 1.0, 0.0]
  ],
  "loss": "squared_error",
  "target": [
    [-3.0, 0.0, 4.0, -4.0],
    [13.0, 2.0, 0.0, 4.0]
  ],
  "seed": [
    [1.0, 1.0, 1.0, 1.0],
    [1.0, 1.0, 1.0, 1.0]
  ],
  "view": {
    "arrangement": "focus",
    "scale": "shared",
    "limit": 1.0,
    "curve": "linear"
  }
}
"""
"""As gradviz wrote it before there were networks."""


def content() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(to_json(set_layer_bias(example(), 0, True)))
    return loaded


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.id)
def test_presets_come_back_bit_for_bit(preset: Any, bits: Bits) -> None:
    document = preset.document()
    assert bits(from_json(to_json(document))) == bits(document)


@given(st.data())
def test_every_document_comes_back_bit_for_bit(bits: Bits, data: st.DataObject) -> None:
    M, K, N = (data.draw(st.integers(1, 4)) for _ in "MKN")

    def matrix(rows: int, cols: int) -> Any:
        return as_matrix(data.draw(hnp.arrays(np.float64, (rows, cols), elements=FLOATS)), "A")

    document = new_document(
        matrix(M, K),
        matrix(K, N),
        b=data.draw(st.sampled_from([None, matrix(M, 1)])),
        loss=data.draw(st.sampled_from(["seed", "sum", "squared_error", "mse"])),
        target=matrix(M, N),
        seed=matrix(M, N),
    )
    limit = data.draw(st.floats(min_value=1e-300, allow_infinity=False))
    document = set_view(document, limit=limit, curve="symlog")
    assert bits(from_json(to_json(document))) == bits(document)


def test_a_file_of_version_1_opens_as_it_was(bits: Bits) -> None:
    document = from_json(VERSION_1, "old.gradviz")
    assert bits(document) == bits(set_view(set_layer_bias(example(), 0, True), scale="shared"))
    assert document.convention == "wx"
    assert (document.view.flow.sweep, document.view.flow.slots) == ("cells", "both")


KINDS = ("linear", "relu", "softmax", "tie")


@given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=6), st.data())
def test_every_network_comes_back_bit_for_bit(
    bits: Bits, kinds: list[str], data: st.DataObject
) -> None:
    layers: list[Layer] = []
    for kind in kinds:
        linear = [layer for layer in layers if isinstance(layer, Linear)]
        if kind == "tie" and linear:
            layers.append(data.draw(st.sampled_from(linear)))
        elif kind in ("linear", "tie"):
            W = data.draw(hnp.arrays(np.float64, (2, 2), elements=FLOATS))
            layers.append(Linear(W, b=data.draw(st.sampled_from([None, [math.nan, -0.0]]))))
        else:
            layers.append(Activation(kind))
    document = network_document(Network(layers), as_matrix([[1.0, -0.0], [2.0, math.inf]], "X"))
    document = set_convention(document, data.draw(st.sampled_from(CONVENTIONS)))
    document = set_view(document, flow=FlowLook("column", "outer", "gradients"))
    again = from_json(to_json(document))
    assert bits(again) == bits(document)
    assert _ties(again) == _ties(document)


def _ties(document: Document) -> list[int]:
    layers = document.network.layers
    return [layers.index(layer) for layer in layers if isinstance(layer, Linear)]


def test_a_network_is_written_layer_by_layer() -> None:
    shared = Linear([[1.0]], b=[2.0])
    network = Network([shared, Activation("relu"), shared])
    written = json.loads(to_json(network_document(network, as_matrix([[1.0]], "X"))))["network"]
    assert written == [
        {"kind": "linear", "W": [[1.0]], "b": [2.0]},
        {"kind": "relu"},
        {"kind": "linear", "tied_to": 0},
    ]


def test_a_row_is_a_line_and_it_is_plain_json() -> None:
    text = to_json(example())
    assert "        [2.0, -1.0, 0.5],\n        [1.0, 3.0, -2.0]\n" in text
    assert text.endswith("}\n")
    assert set(json.loads(text)) == {
        "format", "version", "network", "X", "loss", "target", "seed", "convention", "view",
        "tangents",
    }  # fmt: skip


def test_what_can_be_left_out() -> None:
    text = """{"format": "gradviz", "version": 1, "loss": "sum", "X": [[1], [2]],
               "network": [{"kind": "linear", "W": [[3, 4], [5, 6], [7, "NaN"]]}]}"""
    document = from_json("\ufeff" + text)
    assert document.b is None
    assert document.target.tolist() == [[0], [0], [0]]
    assert document.seed.tolist() == [[1], [1], [1]]
    assert math.isnan(document.W[2, 1])


def test_of_a_key_given_twice_the_last_counts() -> None:
    text = to_json(example()).replace('"loss"', '"loss": "sum", "loss"')
    assert from_json(text).loss == "squared_error"


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (["network", 0, "W", 1, 2], "abc", "network[0].W[1][2]: 'abc' is not a number"),
        (["network", 0, "W", 1, 2], None, "network[0].W[1][2]: null is not a number"),
        (["network", 0, "W", 1, 2], True, "network[0].W[1][2]: true is not a number"),
        (["network", 0, "W", 1, 2], [1], "network[0].W[1][2]: a list is not a number"),
        (["network", 0, "b", 0], {}, "network[0].b[0]: an object is not a number"),
        (["X", 0, 0], 10**400, 'X[0][0]: beyond 1.8e308; write "Infinity"'),
        (["X", 0, 0], math.inf, 'X[0][0]: beyond 1.8e308; an infinity is written "Infinity"'),
        (["X", 1], [1], "X[1]: rows need one length: this one has 1 number, X[0] has 4"),
        (["X"], [], "X: a matrix needs at least one row"),
        (["X"], [[]], "X: a matrix needs at least one row"),
        (["X"], 3, "X: needs a list: got 3"),
        (
            ["X"],
            [[1, 2]],
            "network[0].W needs as many columns as X has rows: X is 1×2, network[0].W is 2×3; "
            "2×1 would fit",
        ),
        (["target"], [[1]], "T needs the size of Y = W X, 2×4: it is 1×1"),
        (["network", 0, "b"], [1], "so b is 2×1; it is 1×1"),
        (["network", 0, "b"], [], "network[0].b: a matrix needs"),
        (
            ["network", 0, "kind"],
            "conv",
            "network[0].kind: 'conv' is no layer gradviz knows; there are linear, identity, relu, "
            "leaky_relu, sigmoid, tanh, softplus, gelu, silu, elu, hardtanh, softmax",
        ),
        (["network", 0, "kind"], 3, "network[0].kind: 3 is no layer gradviz knows"),
        (["network", 0, "kind"], "relu", "network[0].W: relu has none; leave it out"),
        (["network", 0, "W"], None, "network[0].W is missing"),
        (["network", 0, "tied_to"], "x", "network[0].tied_to: needs a whole number: got 'x'"),
        (["network", 0, "tied_to"], 0, "network[0]: has tied_to and W or b; a layer has its own"),
        (["network", 0], 3, "network[0]: needs an object with names in it: got 3"),
        (["network"], [], "network: a network has 1 to 12 layers: this one has 0"),
        (["network"], [{}] * 13, "network: a network has 1 to 12 layers: this one has 13"),
        (["network"], [{}], "network[0].kind is missing"),
        (
            ["network"],
            [{"kind": "relu"}, {"kind": "linear", "tied_to": 0}],
            "network[1].tied_to: needs an earlier linear layer: got 0; there are none",
        ),
        (
            ["network"],
            [
                {"kind": "linear", "W": [[1, 2, 3], [4, 5, 6]]},
                {"kind": "relu"},
                {"kind": "linear", "W": [[1, 2, 3]]},
            ],
            "network[2].W needs as many columns as network[0].W has rows: network[0].W is 2×3, "
            "network[2].W is 1×3; 1×2 would fit",
        ),
        (["convention"], "wtx", "convention: needs 'wx', 'xw' or 'xwt': got 'wtx'"),
        (["view", "sweep"], "dots", "view.sweep: needs 'cells', 'columns', 'rows' or 'outer': got"),
        (["network"], "x", "network: needs a list: got 'x'"),
        (
            ["loss"],
            "hinge",
            f"loss: needs {', '.join(map(repr, LOSS_CHOICES[:-1]))} or {LOSS_CHOICES[-1]!r}: got",
        ),
        (["loss"], "cross_entropy", "cross_entropy needs probabilities"),
        (["view", "scale"], "x" * 99, "view.scale: needs 'matrix', 'shared' or 'fixed': got 'xxx"),
        (["view", "limit"], -1, "limit needs a finite number above 0: it is -1.0"),
        (["view", "zoom"], 1, "view.zoom is not known to this version of gradviz"),
        (["version"], 4, "version 4 is newer than this gradviz (3); update gradviz"),
        (["version"], "1", "version: needs 1, 2 or 3: got '1'"),
        (["format"], "other", "no gradviz session"),
        (["view", "view"], "cat", "view.view: needs 'flow'"),
        (["view", "jacobian", "order"], "K", "view.jacobian.order: needs 'F' or 'C': got 'K'"),
        (["view", "jacobian", "sample"], 1.5, "view.jacobian.sample: needs"),
        (["tangents", "dX"], [[1, 2]], "tangents.dX needs to be 3×4: it is 1×2"),
        (["tangents", "dZ"], [[1]], "tangents.dZ: there is no matrix 'Z' that moves"),
        (["tangents", "X"], [[1]], "tangents.X: there is no matrix 'X' that moves"),
    ],
)
def test_an_error_names_its_place(path: list[Any], value: object, message: str) -> None:
    changed = copy.deepcopy(content())
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    with pytest.raises(InputError) as caught:
        from_json(json.dumps(changed), "s.gradviz")
    assert str(caught.value).startswith("s.gradviz: ")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("key", ["version", "network", "X", "loss"])
def test_says_what_is_missing(key: str) -> None:
    changed = content()
    del changed[key]
    with pytest.raises(InputError, match=f"^session: {key} is missing$"):
        from_json(json.dumps(changed))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b"\x89PNG\r\n\0", "this is no text"),
        ("{}".encode("utf-16"), "this is no text"),
        (b"\xff\xfe", "this is no JSON"),
        (b"1, 2", "this is no JSON"),
        (b'{"format": "gradviz"', "this is no JSON: EOF while parsing an object at line 1"),
        (b"[" * 1_000_000, "this is no JSON: recursion limit"),
        (b'{"a":' * 1_000_000, "this is no session: it has more than 1000 names"),
        (b"9" * 1_000_000, "this is no JSON"),
        (b'"\\ud800"', "this is no JSON"),
        ("\ud800", "this is no JSON"),
        (b"null", "this is JSON, but no gradviz session"),
        (b"[1, 2]", "this is JSON, but no gradviz session"),
        (b"{}", "this is JSON, but no gradviz session"),
    ],
)
def test_refuses_other_files(data: bytes | str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        from_json(data, "s.gradviz")
    assert f"s.gradviz: {message}" in str(caught.value)


def test_refuses_matrices_larger_than_memory() -> None:
    changed = content() | {"X": [[0.0] * 90_000], "target": None, "seed": None}
    changed["network"][0] |= {"W": [[0.0]] * 90_000, "b": None}
    with pytest.raises(InputError, match="Y = W X would be 90000×90000"):
        from_json(json.dumps(changed))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(st.sampled_from([*content(), "more"]), JSON)
def test_any_json_is_a_document_or_a_message(refusal: Refusal, key: str, value: object) -> None:
    message = refusal(from_json, json.dumps(content() | {key: value}), "s.gradviz")
    if message is not None:
        assert message.startswith("s.gradviz: ")
        assert "\n" not in message


@given(st.data())
def test_any_damage_is_a_document_or_a_message(refusal: Refusal, data: st.DataObject) -> None:
    text = bytearray(to_json(example()).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(1, len(text)))
    message = refusal(from_json, bytes(text[:end]), "s.gradviz")
    if message is not None:
        assert message.startswith("s.gradviz: ")
        assert "\n" not in message
