"""What can be chosen in the Steepest view."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from gradviz.arrays import Matrix
from gradviz.engine.passes import Passes
from gradviz.messages.message import Message, say, verbatim
from gradviz.session.looks.choice import Alternative, Choice, OneOf, Real, Whole
from gradviz.session.looks.look import ViewLook
from gradviz.session.looks.supply import Supply

if TYPE_CHECKING:
    from gradviz.engine.steepest import Plane

_RADII = (1.0, 2.0, 5.0)
_SHARE = 4.0  # of the largest entry of X: how long dx is by itself
_SMALLEST, _LARGEST = 1e-9, 1e12


@dataclass(frozen=True, slots=True)
class SteepestLook(ViewLook):
    """The choices of the Steepest view; positions are counted from 0.

    Attributes
    ----------
    of : str or None
        The output in whose plane the image of the circle is seen, as the network calls it,
        "Y1"; None for the last.
    sample : int
        Which column of X moves.
    inputs : tuple of int
        The entries of x that run across and up.
    outputs : tuple of int
        The same of y.
    radius : float or None
        |dx|; None for a length that suits X.
    angle : float or None
        Of dx, radians, where somebody turned it; None while it follows the time.
    """

    of: str | None = None
    sample: int = 0
    inputs: tuple[int, int] = (0, 1)
    outputs: tuple[int, int] = (0, 1)
    radius: float | None = None
    angle: float | None = None

    def fitted(self, supply: Supply) -> "SteepestLook":
        """Return choices that a network has: what is too large becomes the last there is.

        Examples
        --------
        >>> from gradviz.arrays import as_matrix
        >>> from gradviz.engine.layers import Linear
        >>> from gradviz.engine.network import Network
        >>> one = Supply(Network([Linear([[1, 2]])]), as_matrix([[1], [2]], "X"))
        >>> SteepestLook("Y7", 9, (2, 2), radius=-1.0).fitted(one)
        SteepestLook(of=None, sample=0, inputs=(1, 0), outputs=(0, 0), radius=None, angle=None)
        """
        return self._fitted(supply.heights, supply.samples)

    def choices(self, supply: Supply) -> tuple[Choice, ...]:
        """Return which entries of which column, how long dx is, and where it points."""
        radius = own_radius(supply.X) if self.radius is None else self.radius
        of = self.of or list(supply.heights)[-1]
        return (
            self._sample(supply),
            _entry("across", self.inputs[0], "X", supply),
            _entry("up", self.inputs[1], "X", supply),
            Real(
                "radius",
                say("Length of dx"),
                say("How long dx is: the radius of the circle"),
                radius,
                _SMALLEST,
                _LARGEST,
                verbatim("|dx|"),
            ),
            Real(
                "angle",
                say("Angle of dx"),
                say("Where dx points; Up and Down turn it by 5°"),
                self.angle or 0.0,
                0.0,
                math.tau,
                say("angle"),
                "°",
            ),
            self._output(supply),
            _entry("y_across", self.outputs[0], of, supply),
            _entry("y_up", self.outputs[1], of, supply),
        )

    def _sample(self, supply: Supply) -> Whole:
        title, tip, caption = (
            (
                say("Row"),
                say("Which row of X moves; all others are held fixed"),
                say("row"),
            )
            if supply.notation.is_row("X", "j")
            else (
                say("Column"),
                say("Which column of X moves; all others are held fixed"),
                say("column"),
            )
        )
        last, base = supply.samples - 1, supply.notation.base
        return Whole("sample", title, tip, self.sample, 0, last, caption, base)

    def _output(self, supply: Supply) -> OneOf:
        *names, last = list(supply.heights)[1:]
        outputs = (
            *(Alternative(verbatim(name), name) for name in names),
            Alternative(verbatim(last), None),
        )
        return OneOf(
            "of",
            say("Y-plane"),
            say("The output in whose plane the image of the circle is seen"),
            outputs,
            self.of if self.of != last else None,
            say("y-plane"),
            is_open=len(outputs) > 1,
        )

    def choose(self, supply: Supply, name: str, value: object) -> "SteepestLook":
        """Return the same with a choice made; an entry set to the other one changes with it."""
        del supply
        at = {"across": 0, "up": 1, "y_across": 0, "y_up": 1}.get(name)
        if at is None:
            return replace(self, **{name: value})  # type: ignore[arg-type]  # one of the fields
        pair = self.outputs if name.startswith("y_") else self.inputs
        other = pair[1 - at] if pair[1 - at] != value else pair[at]
        new = (int(str(value)), other) if at == 0 else (other, int(str(value)))
        return replace(self, outputs=new) if name.startswith("y_") else replace(self, inputs=new)

    def _fitted(self, heights: Mapping[str, int], samples: int) -> "SteepestLook":
        *_, last = heights
        of = self.of if self.of in heights and self.of != "X" else None
        length = math.nan if self.radius is None else self.radius
        is_angle = self.angle is not None and math.isfinite(self.angle)
        return SteepestLook(
            of=of,
            sample=_within(self.sample, samples),
            inputs=_apart(self.inputs, heights["X"]),
            outputs=_apart(self.outputs, heights[last if of is None else of]),
            radius=min(max(length, _SMALLEST), _LARGEST) if 0.0 < length < math.inf else None,
            angle=self.angle if is_angle else None,
        )


def _entry(name: str, chosen: int, plane: str, supply: Supply) -> Whole:
    """Return the choice of an entry that runs across a plane, or up."""
    is_across = name.endswith("across")
    return Whole(
        name,
        _ENTRY_TITLES[name],
        _entry_tip(plane, is_across=is_across, is_row=supply.notation.is_row("X", "j")),
        chosen,
        0,
        supply.heights[plane] - 1,
        say("across") if is_across else say("up"),
        supply.notation.base,
    )


_ENTRY_TITLES = {
    "across": say("Entry that runs across, x-plane"),
    "up": say("Entry that runs up, x-plane"),
    "y_across": say("Entry that runs across, y-plane"),
    "y_up": say("Entry that runs up, y-plane"),
}


def _entry_tip(plane: str, *, is_across: bool, is_row: bool) -> Message:
    match is_across, is_row:
        case True, True:
            tip = say("Which entry of this row of {matrix} runs across the plane", matrix=plane)
        case True, False:
            tip = say("Which entry of this column of {matrix} runs across the plane", matrix=plane)
        case False, True:
            tip = say("Which entry of this row of {matrix} runs up the plane", matrix=plane)
        case _:
            tip = say("Which entry of this column of {matrix} runs up the plane", matrix=plane)
    return tip


def resolved(options: SteepestLook, passes: Passes) -> SteepestLook:
    """Return choices with what they leave to a network: the last output, a length that suits X.

    Examples
    --------
    >>> from gradviz.engine.backprop import backprop
    >>> resolved(SteepestLook(inputs=(2, 2)), backprop([[1, 2]], [[3], [4]]))
    SteepestLook(of='Y', sample=0, inputs=(1, 0), outputs=(0, 0), radius=1.0, angle=None)
    """
    names = ("X", *(layer.Y for layer in passes.layers))
    heights = {name: int(passes.matrix(name).shape[0]) for name in names}
    fitting = options._fitted(heights, passes.matrix("X").shape[1])
    radius = own_radius(passes.matrix("X")) if fitting.radius is None else fitting.radius
    return replace(fitting, of=fitting.of or names[-1], radius=radius)


def own_radius(X: Matrix) -> float:
    """Return a length of dx that suits the entries of X: 1, 2 or 5 times a power of ten.

    Examples
    --------
    >>> own_radius(np.array([[3.0]])), own_radius(np.array([[0.0]]))
    (0.5, 1.0)
    """
    finite = X[np.isfinite(X)]
    largest = float(np.abs(finite).max(initial=0.0))
    if largest == 0.0:
        return 1.0
    wanted = min(max(largest / _SHARE, _SMALLEST), _LARGEST)
    power = 10.0 ** math.floor(math.log10(wanted))
    digit = max((digit for digit in _RADII if digit * power <= wanted), default=1.0)
    return float(f"{digit * power:.3g}")


def planes(passes: Passes, options: SteepestLook) -> "tuple[Plane, Plane]":
    """Return the planes of x and of y; `options` fit."""
    from gradviz.engine.steepest import Plane  # the start does not wait for it

    of = passes.layers[-1].Y if options.of is None else options.of
    height = passes.matrix(of).shape[0]
    return (
        Plane(passes, "X", options.sample, _rows(options.inputs, passes.matrix("X").shape[0])),
        Plane(passes, passes.key(of), options.sample, _rows(options.outputs, height)),
    )


def _rows(chosen: tuple[int, int], count: int) -> tuple[int, ...]:
    """Return the entries that move: where there is one only, that."""
    return chosen if count > 1 else (0,)


def _within(at: int, count: int) -> int:
    return min(max(at, 0), count - 1)


def _apart(chosen: tuple[int, int], count: int) -> tuple[int, int]:
    """Return two positions that exist, different ones where there are two."""
    first, second = (_within(at, count) for at in chosen)
    if first == second and count > 1:
        second = first - 1 if first > 0 else 1
    return first, second
