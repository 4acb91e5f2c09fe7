"""What the rules are made of: operations, functions of each number by itself, and losses."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gradviz.arrays import Matrix


@dataclass(frozen=True, slots=True)
class Rule:
    """An operation: its value and its derivative, applied from either side.

    Attributes
    ----------
    forward : callable
        ``forward(*inputs)``, the value.
    jvp : callable
        ``jvp(*tangents, *inputs)``, the tangent of the value.
    vjp : callable
        ``vjp(G, *inputs)``, one cotangent per input.
    """

    forward: Callable[..., Matrix]
    jvp: Callable[..., Matrix]
    vjp: Callable[..., tuple[Matrix, ...]]


@dataclass(frozen=True, slots=True)
class Rounding:
    """What floating point leaves of a function, for the gradient check.

    Attributes
    ----------
    units : callable
        ``units(X)``: how far its value may be off, in units of 2⁻⁵³ of it; 0 where it is exact.
    is_level : bool
        Whether its value far out is rounded to a limit, nearer to it than its slope is to 0.
    on_the_way, on_the_way_back : callable, optional
        ``on_the_way(X)``: the size of the numbers that other programs round on the way to its
        value, and to its derivative, where that is more than the value or derivative itself.
    """

    units: Callable[[Matrix], Matrix | float] = lambda X: 4.0  # noqa: ARG005 - wherever X is
    is_level: bool = False
    on_the_way: Callable[[Matrix], Matrix] | None = None
    on_the_way_back: Callable[[Matrix], Matrix] | None = None


EXACT = Rounding(units=lambda X: 0.0)  # noqa: ARG005 - wherever X is


@dataclass(frozen=True, slots=True)
class Elementwise:
    """A function of each number by itself, and its derivative.

    Attributes
    ----------
    forward : callable
        ``forward(X)``, shape (M, N).
    derivative : callable
        ``derivative(X)``, shape (M, N): what a change, or a gradient, is multiplied by.
    kinks : tuple of float
        Where it is bent or torn, so that the derivative there is a matter of convention.
    joints : tuple of float
        Where the derivative itself has a kink.
    is_straight : bool
        Whether it is made of straight lines.
    rounding : Rounding
    """

    forward: Callable[[Matrix], Matrix]
    derivative: Callable[[Matrix], Matrix]
    kinks: tuple[float, ...] = ()
    joints: tuple[float, ...] = ()
    is_straight: bool = False
    rounding: Rounding = Rounding()

    @property
    def rule(self) -> Rule:
        """The same as an operation; forward and back it is one multiplication."""
        return Rule(
            forward=self.forward,
            jvp=lambda dX, X: self.derivative(X) * dX,
            vjp=lambda G, X: (self.derivative(X) * G,),
        )

    def jump(self, kink: float) -> float:
        """Return by how much the derivative changes at a kink."""
        below, above = self.derivative(np.array([[kink - _BESIDE, kink + _BESIDE]]))[0]
        return float(abs(above - below))


_BESIDE = 1e-9


@dataclass(frozen=True, slots=True)
class LossRule:
    """A loss l of Y against the target T.

    Attributes
    ----------
    residual : callable
        ``residual(Y, T)``, shape (M, N): R, what both l and its gradient are made of.
    value : callable
        ``value(R, T)``: l. ``np.vdot`` multiplies entry by entry and adds everything up.
    terms : callable
        ``terms(R, T)``, shape (M, N): what l is the sum of, entry by entry.
    gradient : callable
        ``gradient(R, T)``, shape (M, N): Y_grad, the derivative of l by every entry of Y.
    needs_target : bool
        Whether T is looked at.
    of_softmax : bool
        Whether it is one of the softmax of each column, and T holds probabilities.
    is_mean : bool
        Whether it is divided by the number of samples, or of entries.
    curvature : callable
        ``curvature(M N)``: the largest second derivative by an entry of Y; not `of_softmax`.
    kinks, joints : tuple of float
        Of R: where the gradient is a matter of convention, and where it has a kink itself.
    is_of_parabolas : bool
        Whether, between these, it is made of parabolas and straight lines.
    """

    residual: Callable[[Matrix, Matrix], Matrix]
    value: Callable[[Matrix, Matrix], np.floating]
    terms: Callable[[Matrix, Matrix], Matrix]
    gradient: Callable[[Matrix, Matrix], Matrix]
    needs_target: bool = True
    of_softmax: bool = False
    is_mean: bool = False
    curvature: Callable[[int], float] = lambda size: 0.0  # noqa: ARG005 - of any size
    kinks: tuple[float, ...] = ()
    joints: tuple[float, ...] = ()
    is_of_parabolas: bool = True

    def jump(self, kink: float, shape: tuple[int, int]) -> float:
        """Return by how much the gradient changes at a kink, with so many rows and columns."""
        sides = [
            self.gradient(np.full(shape, kink + by), np.zeros(shape)) for by in (-_BESIDE, _BESIDE)
        ]
        return float(abs(sides[1][0, 0] - sides[0][0, 0]))

    @property
    def is_straight(self) -> bool:
        """Whether l is made of straight lines in every entry of Y."""
        return not self.of_softmax and self.curvature(1) == 0.0

    @property
    def is_linear(self) -> bool:
        """Whether l is one straight line in every entry of Y."""
        return self.is_straight and not self.kinks

    @property
    def is_quadratic(self) -> bool:
        """Whether l is a parabola in every entry of Y, and a bowl in Y."""
        is_one = self.is_of_parabolas and not (self.of_softmax or self.kinks or self.joints)
        return is_one and self.curvature(1) > 0.0
