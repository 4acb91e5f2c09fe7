"""The Jacobian view of a document."""

from dataclasses import dataclass, replace
from functools import cached_property

from gradviz.arrays import Matrix
from gradviz.engine.jacobians.layer import Jacobian
from gradviz.engine.jacobians.linearization import Linearization
from gradviz.explain.explanation import Explanation
from gradviz.language.notation import Notation
from gradviz.messages.message import Message, say, verbatim
from gradviz.refs import CellRef
from gradviz.scene.marks.frame import Frame
from gradviz.session.document import Document
from gradviz.session.looks.jacobian import JacobianLook
from gradviz.timeline.phase import Phase
from gradviz.timeline.timeline import Timeline
from gradviz.views.jacobian.entries import behind, in_network, in_picture
from gradviz.views.jacobian.explain import cell_name, explain_in_jacobian
from gradviz.views.jacobian.fold import needs_flip
from gradviz.views.jacobian.picture import jacobian_reordering, jacobian_still
from gradviz.views.jacobian.setting import PARTS, linearization_of
from gradviz.views.jacobian.timeline import product_timeline, rows_of_step
from gradviz.views.request import Request
from gradviz.views.still import Still
from gradviz.views.view import MOST_WRITTEN, Choices, View

_TITLES = {
    "left": say("from the left"),
    "left dl": verbatim("dl"),
    "right": say("from the right"),
    "right dl": say("dl again"),
    "fold": say("fold"),
    "flip": say("flip"),
}


@dataclass(frozen=True, eq=False)
class JacobianView(View):
    """A row, a Jacobian and a column, multiplied from either side."""

    @cached_property
    def options(self) -> JacobianLook:
        """Which Jacobian is shown."""
        return self.document.view.jacobian.resolved(self.passes)

    @cached_property
    def tangent(self) -> Matrix:
        """How what it is differentiated by moves."""
        return self.document.matrix(f"d{self.options.wrt}")

    @property
    def product(self) -> Linearization:
        """The numbers."""
        return linearization_of(self.passes, self.options, self.tangent)

    # --- time

    @cached_property
    def timeline(self) -> Timeline:
        """From the left, from the right, and the fold where copies of one block are shown."""
        found = self.product.jacobian
        copies = found.pattern.copies if isinstance(found, Jacobian) else 1
        notation = Notation(convention=self.document.convention)
        is_flipped = needs_flip(self.options.wrt, notation)
        is_all = self.options.sample is None
        return product_timeline(found.shape, copies if is_all else 1, is_flipped=is_flipped)

    @property
    def opening(self) -> float:
        """Where both products are there, before copies of a block fold away."""
        phases = self.timeline.phases
        last = next(phase for phase in phases if phase.kind == "right dl")
        return self.timeline.duration if phases[-1] is last else last.end

    def title(self, phase: Phase) -> Message:
        """Return "from the left"."""
        return _TITLES[phase.kind]

    def key(self, key: tuple[Phase, int] | None, notation: Notation) -> Message:
        """Return "row 2 of J added"."""
        if key is None:
            return say("start")
        phase, step = key
        if phase.kind not in ("left", "right"):
            title = self.title(phase)
            if phase.count == 1:
                return title
            return say("{title}, {step} of {count}", title=title, step=step + 1, count=phase.count)
        lines = rows_of_step(
            step, phase.count, self.product.shape[0 if phase.kind == "left" else 1]
        )
        first, last = notation.count(lines.start), notation.count(lines.stop - 1)
        if phase.kind == "left":
            if first == last:
                return say("row {row} of J added", row=first)
            return say("rows {first} to {last} of J added", first=first, last=last)
        if first == last:
            return say("column {column} of J added", column=first)
        return say("columns {first} to {last} of J added", first=first, last=last)

    # --- the picture

    def still(self, request: Request) -> Still:
        """Return the picture of a time."""
        return jacobian_still(self.shown(request), self.options, self.tangent)

    def turning(self, old: Document, request: Request, share: float) -> Frame | None:
        """Return the copies of the block on their way, when vec goes by rows, not by columns."""
        before = replace(old.view.jacobian, order=self.options.order).resolved(self.passes)
        is_reordered = old.view.jacobian.order != self.options.order and before == self.options
        if old.view.view != "jacobian" or not is_reordered:
            return None
        return jacobian_reordering(self.shown(request), self.options, self.tangent, share)

    def of_layer(self, layer: int) -> Choices:
        """Return the Jacobian of a layer alone, by its input."""
        names = self.passes.layers[layer]
        return {"jacobian": replace(self.options, of=names.Y, wrt=names.X)}

    # --- cells

    @property
    def names(self) -> tuple[str, ...]:
        """Row, matrix and column, and what they give; then what is left of them when folded."""
        layer = next(layer for layer in self.passes.layers if self.options.of == layer.Y)
        block = layer.W if self.options.wrt == layer.X else layer.X
        folded = (f"{self.options.of}_grad", block, f"{self.options.wrt}_grad")
        return (*PARTS, *(name for name in folded if name))

    def entry(self, ref: CellRef) -> CellRef:
        """Return the entry of Y_grad, X_grad, dX or dY that a vector shows there."""
        return in_network(ref, self.passes, self.options) if ref.name in PARTS else ref

    def cells(self, ref: CellRef) -> tuple[CellRef, ...]:
        """Return where the picture shows an entry: that of a repeated block several times."""
        found = in_picture(ref, self.passes, self.options)
        return found if ref in found else (*found, ref)  # folded, matrices have their own names

    def given(self, ref: CellRef) -> CellRef | None:
        """Return what is edited: an entry of dX itself, of J the entry of W that it is."""
        source = behind(ref, self.passes, self.options) if ref.name == "J" else ref
        if ref.name == f"d{self.options.of}":
            return None  # dY is J dX here, though elsewhere it may be a tangent to choose
        return None if source is None else super().given(source)

    def is_dragged_along(self, ref: CellRef) -> bool:
        """Tell that of J: beside its cells there is little to take hold of."""
        return ref.name == "J"

    def shape(self, name: str) -> tuple[int, int] | None:
        """Return how large a matrix of the network is, or of this product."""
        if name == "J":
            return self.product.shape
        own = self._own(name)
        return super().shape(name) if own is None else (int(own.shape[0]), int(own.shape[1]))

    def value(self, ref: CellRef) -> float:
        """Return the number of an entry."""
        if ref.name == "J":
            window = self.product.jacobian.window(
                range(ref.row, ref.row + 1), range(ref.col, ref.col + 1)
            )
            return float(window[0, 0])
        own = self._own(ref.name)
        return super().value(ref) if own is None else float(own[ref.row, ref.col])

    def matrix(self, name: str) -> Matrix | None:
        """Return J, or a vector, as it stands; a matrix of the network as people write it."""
        if name == "J":
            rows, cols = (range(size) for size in self.product.shape)
            is_small = len(rows) * len(cols) <= MOST_WRITTEN
            return self.product.jacobian.window(rows, cols) if is_small else None
        own = self._own(name)
        if own is None:
            return super().matrix(name)
        return self.presented(name, own) if name.startswith("d") and name != "dl" else own

    def time_of(self, ref: CellRef, layer: int | None = None) -> float | None:
        """Return when a product is complete; what goes in is there always."""
        del layer
        phases = {phase.kind: phase for phase in self.timeline.phases}
        if ref.name == "dl":
            return phases["left dl"].end
        for cell in () if ref.name == "J" else self.cells(ref):
            match cell.name:
                case "x_grad":
                    return phases["left"].end
                case "dy":
                    return phases["right"].end
        return None

    def _own(self, name: str) -> Matrix | None:
        """Return a matrix that the network does not have."""
        if name == "dl":
            return self.product.dl_cell
        if name == "x_grad":  # what one sample adds to the gradient of a weight
            return self.product.gradient_row
        if name == f"d{self.options.wrt}":
            return self.tangent
        return self._moved if name == f"d{self.options.of}" else None

    @property
    def _moved(self) -> Matrix:
        """J dX as large as the output, whatever samples are shown."""
        if self.options.sample is None:
            return self.product.moved
        options = self.document.view.jacobian.of_all().resolved(self.passes)
        return linearization_of(self.passes, options, self.tangent).moved

    # --- words

    def name(self, ref: CellRef, notation: Notation) -> str:
        """Return "J[3,4]", "dX[1,2]"."""
        return cell_name(ref, self.options, notation)

    def explain(self, ref: CellRef, notation: Notation, *, with_check: bool) -> Explanation:
        """Return what there is to say of an entry of the network, or of this product."""
        if self.passes.has(ref):
            return super().explain(ref, notation, with_check=with_check)
        return explain_in_jacobian(self.passes, self.options, self.product, ref, notation)
