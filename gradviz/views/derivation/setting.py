"""What a derivation is about: one linear layer, its numbers, and the same layer transposed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from gradviz.arrays import Matrix, freeze
from gradviz.engine.passes import Passes
from gradviz.engine.wiring import LayerNames, wire_one
from gradviz.language.notation import Notation
from gradviz.memo import by_identity
from gradviz.refs import CellRef
from gradviz.scene.corner.setting import Setting, setting_of, transposed
from gradviz.scene.corner.sharescale import scaled_to_shares
from gradviz.scene.marks.scale import Scale
from gradviz.timeline.phase import Phase
from gradviz.timeline.timeline import Moment
from gradviz.values import Matrices
from gradviz.views.shown import Shown

_CLOSE = 1e-9  # relative: sums in another order differ by rounding


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One linear layer at a moment of a derivation.

    Attributes
    ----------
    setting : Setting
        Of the layer; its moment is that of the derivation.
    chosen : CellRef, optional
        The entry that is derived by indices.
    """

    setting: Setting
    chosen: CellRef | None = None

    @classmethod
    def of(cls, shown: Shown, layer: int, chosen: CellRef | None) -> "Case":
        """Return the case of a layer of a network."""
        setting = setting_of(shown.passes, shown.moment, shown.scales, shown.style, layer)
        return cls(scaled_to_shares(setting), chosen)

    @property
    def notation(self) -> Notation:
        """That of the layer."""
        return self.setting.notation

    @property
    def phase(self) -> Phase:
        """The phase of the moment."""
        return self.setting.phase

    @property
    def step(self) -> int:
        """The step of the phase."""
        return self.setting.moment.step

    @property
    def progress(self) -> float:
        """How far the step has come, 0..1."""
        return self.setting.moment.progress

    @property
    def index(self) -> int:
        """Which phase it is."""
        return self.setting.moment.phase

    @property
    def alike(self) -> str:
        """How the derived W_grad compares with that of the backward pass.

        "equal" to the last digit, "close" up to rounding, or "other".
        """
        passes = self.setting.passes
        return _compared(derived(passes), passes.matrix("W_grad"))

    def at(self, phase: Phase, step: int, progress: float) -> Setting:
        """Return the setting of the layer at a moment of a phase of its own, as of Flow."""
        return self.setting.at(Moment((phase,), 0, step, progress, 0.0))

    def primed(self, phase: Phase, step: int, progress: float) -> Setting:
        """Return the setting of the transposed layer: W′ = Xᵀ, X′ = Wᵀ, Y′ = Yᵀ.

        Its index i is the layer's j, so these colours change places too.
        """
        passes = primed(self.setting.passes)
        style, theme = self.setting.style, self.setting.style.theme
        crossed = replace(style, theme=replace(theme, i=theme.j, j=theme.i))
        moment = Moment((phase,), 0, step, progress, 0.0)
        return setting_of(passes, moment, self._scales(), crossed, 0)

    def _scales(self) -> Mapping[str, Scale]:
        roles = {"W": "X", "X": "W", "Y": "Y", "X_grad": "W_grad", "Y_grad": "Y_grad"}
        return {role: self.setting.scale(meant) for role, meant in roles.items()}


def primed(passes: Passes) -> Passes:
    """Return one layer transposed: Xᵀ times Wᵀ, with the gradient that its rule for X gives.

    It knows X_grad, and no W_grad.
    """
    return _primed(*(passes.matrix(name) for name in ("W", "X", "Y", "Y_grad")))


def derived(passes: Passes) -> Matrix:
    """Return W_grad as it is derived: from the rule for X_grad, of the layer transposed."""
    return transposed(primed(passes).matrix("X_grad"))


@by_identity(2)
def _primed(W: Matrix, X: Matrix, Y: Matrix, Y_grad: Matrix) -> Passes:
    wired = wire_one(LayerNames("linear", "W", None, "X", "Y"))
    new_W, seed = transposed(X), transposed(Y_grad)
    with np.errstate(all="ignore"):
        X_grad = freeze(new_W.T @ seed)
    values = {"W1": new_W, "X": transposed(W), "Y1": transposed(Y)}
    grads = {"X": X_grad, "Y1": seed}
    return Passes(wired.names, wired.records, Matrices(values), Matrices(grads), None, None, None)


@by_identity(2)
def _compared(a: Matrix, b: Matrix) -> str:
    if np.array_equal(a, b, equal_nan=True):
        return "equal"
    with np.errstate(all="ignore"):
        largest = np.abs(b[np.isfinite(b)]).max(initial=0.0)
        is_close = np.allclose(a, b, rtol=_CLOSE, atol=_CLOSE * largest, equal_nan=True)
    return "close" if is_close else "other"
