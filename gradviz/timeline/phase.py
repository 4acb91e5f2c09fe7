"""One phase of a timeline: the writing of one matrix, step by step."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from gradviz.refs import CellRef

Sweep: TypeAlias = Literal["cells", "columns", "rows", "outer"]
"""What one step writes: a cell, a column, a row, or one term of every cell at once."""

SWEEPS: tuple[Sweep, ...] = get_args(Sweep)


_JUST_AFTER = 1e-3  # seconds


@dataclass(frozen=True, slots=True)
class Written:
    """How far a matrix is written.

    Attributes
    ----------
    sweep : Sweep
    rows, cols : int
        Of the matrix.
    done : int
        Steps that are complete.
    terms : int
        How many terms every entry is a sum of; with "outer" there is a step for each.
    by_columns : bool
        With "cells", whether they are written column after column.
    """

    sweep: Sweep
    rows: int
    cols: int
    done: int
    terms: int = 1
    by_columns: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether every entry is there, with all of its terms."""
        return self.done >= _steps(self.sweep, self.rows, self.cols, self.terms)

    @property
    def is_partial(self) -> bool:
        """Whether entries are there that still lack terms."""
        return self.sweep == "outer" and 0 < self.done < self.terms

    @property
    def mask(self) -> NDArray[np.bool_]:
        """Which entries are there, shape (rows, cols); read-only.

        Examples
        --------
        >>> Written("columns", 2, 3, done=1).mask
        array([[ True, False, False],
               [ True, False, False]])
        >>> Written("cells", 2, 3, done=3, by_columns=True).mask
        array([[ True,  True, False],
               [ True, False, False]])
        """
        return _mask(self)


@dataclass(frozen=True, slots=True)
class Phase:
    """The writing of one matrix of one layer.

    Attributes
    ----------
    name : str
        The matrix that is written, as the network calls it: "Y1_grad".
    role : {"Y", "Y_grad", "X_grad", "W_grad", "b_grad"}
        What it is in its layer; "Y_grad" is written by the loss.
    layer : int
        Index of the layer that writes it, of the last one for the loss.
    kind : str
        "linear", the name of an activation, or "loss".
    rows, cols : int
    terms : int
        How many products (or numbers) each entry is a sum of.
    sweep : Sweep
    start : float
        Seconds.
    step : float
        Seconds of one step.
    first : int
        How many steps all phases before it have.
    fades : tuple of (float, float)
        From when to when one picture fades into another, in steps after the start.
    clearing : float
        0..1, the share of each further step in which the traces of the one before go.
    """

    name: str
    role: str
    layer: int
    kind: str
    rows: int
    cols: int
    terms: int
    sweep: Sweep
    start: float
    step: float
    first: int
    fades: tuple[tuple[float, float], ...] = ()
    clearing: float = 0.0

    @property
    def by_columns(self) -> bool:
        """Whether single cells are written column after column, or row after row."""
        return self.role == "X_grad"

    @property
    def count(self) -> int:
        """Number of steps."""
        return _steps(self.sweep, self.rows, self.cols, self.terms)

    @property
    def end(self) -> float:
        """Seconds."""
        return self.start + self.count * self.step

    @property
    def begun(self) -> float:
        """Seconds; just after the start, at which the phase before has just ended."""
        return self.start + (_JUST_AFTER if self.first else 0.0)

    def cell(self, step: int) -> CellRef:
        """Return the cell that a step writes; of several the first."""
        rows, cols = self.block(step)
        return CellRef(self.name, rows.start, cols.start)

    def block(self, step: int) -> tuple[range, range]:
        """Return the rows and the columns that a step writes.

        Examples
        --------
        >>> phase = Phase("Y", "Y", 0, "linear", 2, 4, 3, "columns", 0.0, 1.0, 0)
        >>> phase.block(1)
        (range(0, 2), range(1, 2))
        """
        match self.sweep:
            case "columns":
                return range(self.rows), range(step, step + 1)
            case "rows":
                return range(step, step + 1), range(self.cols)
            case "outer":
                return range(self.rows), range(self.cols)
            case "cells":
                if self.by_columns:
                    col, row = divmod(step, self.rows)
                else:
                    row, col = divmod(step, self.cols)
                return range(row, row + 1), range(col, col + 1)

    def step_of(self, ref: CellRef) -> int:
        """Return the step that completes a cell."""
        match self.sweep:
            case "columns":
                return ref.col
            case "rows":
                return ref.row
            case "outer":
                return self.terms - 1
            case "cells":
                if self.by_columns:
                    return ref.col * self.rows + ref.row
                return ref.row * self.cols + ref.col

    def written(self, done: int) -> Written:
        """Return how far the matrix is written when so many steps are complete."""
        return Written(self.sweep, self.rows, self.cols, done, self.terms, self.by_columns)


def _steps(sweep: Sweep, rows: int, cols: int, terms: int) -> int:
    return {"cells": rows * cols, "columns": cols, "rows": rows, "outer": terms}[sweep]


@lru_cache(maxsize=16)
def _mask(written: Written) -> NDArray[np.bool_]:
    there = np.zeros((written.rows, written.cols), dtype=np.bool_)
    match written.sweep:
        case "columns":
            there[:, : written.done] = True
        case "rows":
            there[: written.done] = True
        case "outer":
            there[:] = written.done > 0
        case "cells":
            flat = np.zeros(there.size, dtype=np.bool_)
            flat[: written.done] = True
            there = flat.reshape(there.shape, order="F" if written.by_columns else "C")
    there.setflags(write=False)
    return there
