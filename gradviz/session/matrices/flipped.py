"""What does not fit in arrays that have samples as rows, told as people say it who write so."""

from collections.abc import Mapping, Sequence

from gradviz.arrays import Matrix, size
from gradviz.engine.convention import Convention
from gradviz.errors import ShapeError
from gradviz.messages.message import Message, say


def check_flipped(
    shown: Mapping[str, Matrix], kinds: Sequence[str], convention: Convention
) -> None:
    """Say what does not fit as people of the convention see it, with samples as rows."""
    X = shown.get("X")
    count, source = (None, ("", "")) if X is None else (X.shape[1], ("X", size(X)))
    axis = 0 if convention == "xw" else 1  # of W: what comes in
    for kind in kinds:
        if kind not in shown:
            continue
        W, bias = shown[kind], "b" + kind[1:]
        if count not in (None, W.shape[axis]):
            raise ShapeError(_misfit(count, axis, source, (kind, size(W))))
        count, source = W.shape[1 - axis], (kind, size(W))
        if bias in shown and shown[bias].shape != (1, count):
            raise ShapeError(_misfit_of_bias(count, axis, source, (bias, size(shown[bias]))))
    for name in {"T", "Y_grad"} & shown.keys():
        rows = len(shown[name] if X is None else X)
        if count is not None and shown[name].shape != (rows, count):
            raise ShapeError(
                say(
                    "{matrix} needs the size of the output, {needed}: it is {size}",
                    matrix=name,
                    needed=f"{rows}×{count}",
                    size=size(shown[name]),
                )
            )


def _misfit(
    count: int | None, axis: int, source: tuple[str, str], weight: tuple[str, str]
) -> Message:
    """Say that a W has not one row, or column, for each column that comes in, of the source."""
    parts = {"needed": str(count), "source": source[0], "source_size": source[1]}
    parts |= {"W": weight[0], "size": weight[1]}
    if axis == 0:
        return say(
            "{W} needs {needed} rows, one for each column that comes in: "
            "{source} is {source_size}, {W} is {size}",
            **parts,
        )
    return say(
        "{W} needs {needed} columns, one for each column that comes in: "
        "{source} is {source_size}, {W} is {size}",
        **parts,
    )


def _misfit_of_bias(
    count: int, axis: int, weight: tuple[str, str], bias: tuple[str, str]
) -> Message:
    """Say that a bias has not one entry for each column, or row, of its W."""
    parts = {"W": weight[0], "W_size": weight[1], "b": bias[0], "size": bias[1]}
    parts["needed"] = f"1×{count}"
    if axis == 0:
        return say(
            "{b} needs one entry for each column of {W}, in a row: "
            "{W} is {W_size}, so {b} is {needed}; it is {size}",
            **parts,
        )
    return say(
        "{b} needs one entry for each row of {W}, in a row: "
        "{W} is {W_size}, so {b} is {needed}; it is {size}",
        **parts,
    )
