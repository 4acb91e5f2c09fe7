"""Matrices for other programs: .csv, .npz, .tex."""

import io
from collections.abc import Mapping

import numpy as np

from gradviz.arrays import Matrix
from gradviz.engine.convention import presented as presented


def to_csv(values: Matrix) -> bytes:
    """Return a matrix as text: commas between columns, a line for each row."""
    with np.errstate(invalid="ignore"):
        has_points = bool((values % 1 != 0).any())
    is_plain = values.shape[1] != 2 and np.abs(values).max() < 100  # 1,2 and 1,234 may be decimals
    write = _shortest if has_points or is_plain else repr
    rows = (",".join(map(write, row)) + "\n" for row in values.tolist())
    return "".join(rows).encode()


def to_npz(matrices: Mapping[str, Matrix], texts: Mapping[str, str] | None = None) -> bytes:
    """Return matrices, and texts beside them, as NumPy's archive, each under its name."""
    buffer = io.BytesIO()
    said = {name: np.array(text) for name, text in (texts or {}).items()}
    np.savez(buffer, allow_pickle=False, **matrices, **said)
    return buffer.getvalue()


def to_tex(matrices: Mapping[str, Matrix]) -> bytes:
    r"""Return matrices in LaTeX, for which the document needs amsmath.

    Examples
    --------
    >>> print(to_tex({"X_grad": np.array([[1.0, -0.5]])}).decode(), end="")
    \[
    X_{\text{grad}} = \begin{bmatrix}
      1 & -0.5
    \end{bmatrix}
    \]
    """
    parts = []
    widest = max(values.shape[1] for values in matrices.values())
    if widest > 10:  # what amsmath allows unasked
        parts.append(f"\\setcounter{{MaxMatrixCols}}{{{widest}}}\n")
    for name, values in matrices.items():
        symbol = _symbol(name)
        parts.append(f"\\[\n{symbol} = {bmatrix(values)}\n\\]\n")
    return "".join(parts).encode()


def bmatrix(values: Matrix) -> str:
    r"""Return a matrix in LaTeX, with all digits of its numbers.

    Examples
    --------
    >>> print(bmatrix(np.array([[1.0, -0.5], [1e-9, np.inf]])))
    \begin{bmatrix}
      1 & -0.5 \\
      10^{-9} & \infty
    \end{bmatrix}
    """
    rows = (" & ".join(map(_in_tex, row)) for row in values.tolist())
    body = " \\\\\n  ".join(rows)
    return f"\\begin{{bmatrix}}\n  {body}\n\\end{{bmatrix}}"


def _symbol(name: str) -> str:
    """Return a name in TeX, its number and what follows as an index."""
    stem, _, tail = name.partition("_")
    marks = [stem[1:], f"\\text{{{tail}}}" if tail else ""]
    index = ",".join(filter(None, marks))
    return f"{stem[0]}_{{{index}}}" if index else stem


def _shortest(value: float) -> str:
    """Return the shortest text that is exactly this number; integers without decimals."""
    return repr(value).removesuffix(".0")


def _in_tex(value: float) -> str:
    mantissa, mark, exponent = _shortest(value).partition("e")
    special = {"nan": r"\text{NaN}", "inf": r"\infty", "-inf": r"-\infty"}
    if mantissa in special:
        return special[mantissa]
    power = f"10^{{{int(exponent)}}}" if mark else ""
    if power and mantissa in ("1", "-1"):
        return mantissa.replace("1", power)
    return rf"{mantissa} \times {power}" if power else mantissa
