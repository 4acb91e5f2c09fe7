"""Sessions with long lists: measured and rehearsed, then read; messages are as for short ones."""

import json
from typing import Any

import numpy as np
import pytest

from gradviz.errors import InputError
from gradviz.session.files import loader
from gradviz.session.files.file import from_json

SIDE = 120  # each matrix takes more than 32 KB


def content() -> dict[str, Any]:
    rng = np.random.Generator(np.random.PCG64(2))
    W = rng.standard_normal((SIDE, SIDE)).tolist()
    layer = {"kind": "linear", "W": W, "b": rng.standard_normal(SIDE).tolist()}
    X = rng.standard_normal((SIDE, SIDE)).tolist()
    return {"format": "gradviz", "version": 3, "network": [layer], "X": X, "loss": "sum"}


def told(**changed: Any) -> str:
    with pytest.raises(InputError) as caught:
        from_json(json.dumps(content() | changed), "s.gradviz")
    return str(caught.value).removeprefix("s.gradviz: ")


def layer(**changed: Any) -> list[dict[str, Any]]:
    return [content()["network"][0] | changed]


def spoiled(row: int, col: int, value: object) -> list[list[Any]]:
    X: list[list[Any]] = content()["X"]
    X[row][col] = value
    return X


def test_what_is_long_comes_back_bit_for_bit() -> None:
    given = content()
    document = from_json(json.dumps(given, indent=8))
    assert document.X.tolist() == given["X"]
    assert document.W.tolist() == given["network"][0]["W"]
    assert document.matrix("b").ravel().tolist() == given["network"][0]["b"]
    assert document.X.flags.owndata


def test_long_columns_are_read() -> None:
    b = np.arange(9000.0)
    network = [{"kind": "linear", "W": [[1.5]] * 9000, "b": b.tolist()}]
    document = from_json(json.dumps(content() | {"network": network, "X": [[2.0]]}))
    assert document.matrix("b").ravel().tolist() == b.tolist()
    assert document.W.shape == (9000, 1)


def test_an_error_names_its_place() -> None:
    assert told(X=spoiled(77, 5, "abc")) == "X[77][5]: 'abc' is not a number"
    assert told(X=spoiled(77, 5, True)) == "X[77][5]: true is not a number"
    assert told(X=spoiled(77, 5, [1])) == "X[77][5]: a list is not a number"
    ragged = content()["X"]
    ragged[50].append(1.0)
    expected = "X[50]: rows need one length: this one has 121 numbers, X[0] has 120"
    assert told(X=ragged) == expected
    network = [{"kind": "linear", "W": [[1.5]] * 9000, "b": [*[1.25] * 8999, None]}]
    assert told(network=network, X=[[2.0]]) == "network[0].b[8999]: null is not a number"


def test_sizes_that_do_not_fit_are_found_before_a_number_is_read() -> None:
    """Were the numbers read first, "abc" would be what is told."""
    short = spoiled(3, 3, "abc")[:-1]
    assert told(X=short).startswith(
        "network[0].W needs as many columns as X has rows: X is 119×120"
    )
    assert told(target=short).startswith("T needs the size of Y = W X, 120×120: it is 119×120")
    assert told(tangents={"dX": short}) == "tangents.dX needs to be 120×120: it is 119×120"
    long = content()["network"][0]["b"] * 20
    assert "so b is 120×1; it is 2400×1" in told(X=spoiled(0, 0, "abc"), network=layer(b=long))


def test_long_lists_where_there_should_be_none() -> None:
    long = [1] * 20_000
    assert told(view={"race": long}) == "view.race: needs a list: got a long list"
    assert told(loss=long).startswith("loss: needs 'seed', 'sum'")
    assert told(network=long).startswith("network: ")
    assert told(X=long) == "X[0]: needs a list of numbers"
    assert told(view=long).startswith("view: needs an object")


def test_numbers_have_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loader, "MAX_NUMBERS", SIDE * SIDE)
    assert told() == "there are more than 14,400 numbers in this session"
