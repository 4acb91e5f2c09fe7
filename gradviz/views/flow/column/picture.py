"""A whole network stacked: forward falls from slot to slot, backward rises, W_grads leave aside.

Every slot shows its value and, once the way back has reached it, its gradient in the other half
of the same cell. So every layer is a corner, and what moves in it is what moves in any other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from gradviz.scene.corner.highlight import Grids
from gradviz.scene.corner.layout import Area, Corner
from gradviz.scene.corner.motion import motion
from gradviz.scene.corner.pane import BIAS, MATRICES, axes
from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.frame import Mark
from gradviz.scene.marks.grid import Grid
from gradviz.session.looks.flow import Slots
from gradviz.views.flow.activation import mask_marks
from gradviz.views.flow.column.labels import slot_labels
from gradviz.views.flow.column.layout import Chain, ChainRoom, chain_in
from gradviz.views.flow.column.slots import slot_marks
from gradviz.views.flow.loss import loss_motion
from gradviz.views.flow.passage import MASK, passage

ColumnPlaces: TypeAlias = dict[tuple[int, str], Grid]
"""Where the matrix in a role of a layer is drawn."""


@dataclass(frozen=True, slots=True)
class Column:
    """A drawn column.

    Attributes
    ----------
    marks : tuple of Mark
    chain : Chain
        Where the slots are.
    places : mapping of (int, str) to Grid
        Where the matrix in a role of a layer stands in its slot.
    """

    marks: tuple[Mark, ...]
    chain: Chain
    places: ColumnPlaces

    def place(self, layer: int, role: str) -> Grid:
        """Return where a matrix stands; the input of a layer in the slot of the one before.

        What is not shown in its slot stands where the other one of the two does.
        """
        if role.startswith("X") and layer > 0:
            layer, role = layer - 1, "Y" + role[1:]
        if (layer, role) in self.places:
            return self.places[layer, role]
        stem = role.removesuffix("_grad")
        return self.places[layer, f"{stem}_grad" if role == stem else stem]

    def grids(self, setting: Setting) -> Grids:
        """Return where all matrices stand, by their names."""
        layers = setting.network.layers
        return tuple((layers[n].name(role), grid) for (n, role), grid in self.places.items())


def column(setting: Setting, area: Area, slots: Slots) -> Column:
    """Return a stacked network.

    Parameters
    ----------
    setting : Setting
        Of any layer.
    area : Area
    slots : {"both", "values", "gradients"}
    """
    here = setting.of_layer(setting.phase.layer)
    chain = _chain(here, area).mapped(here.seen)
    marks: list[Mark] = []
    places: ColumnPlaces = {}
    for layer, role, grid in _homes(here, chain):
        for shown, placed, mark in slot_marks(here.of_layer(layer), role, grid, slots):
            marks.append(mark)
            places[layer, shown] = placed
    marks += _masks(here, chain)
    if not here.is_enlarged:
        marks += slot_labels(here, chain, area, slots)
    still = Column(tuple(marks), chain, places)
    return replace(still, marks=still.marks + _moving(here, still))


def _chain(setting: Setting, area: Area) -> Chain:
    text = setting.style.text
    is_flipped = setting.notation.is_drawn_flipped
    if is_flipped:
        room = ChainRoom(before=36 * text, after=30 * text, beside=40 * text, beyond=80 * text)
    else:
        room = ChainRoom(before=26 * text, after=34 * text, beside=24 * text, beyond=220 * text)
    return chain_in(area, setting.network, room, setting.style, is_flipped=is_flipped)


def _homes(setting: Setting, chain: Chain) -> Iterator[tuple[int, str, Grid]]:
    """Yield every matrix of values once: the layer and the role that it is drawn for, its place."""
    yield 0, "X", chain.X
    for n, (names, slot) in enumerate(zip(setting.network.layers, chain.slots, strict=True)):
        if names.is_linear:
            yield n, "W", slot.W
        if slot.b is not None:
            yield n, "b", slot.b
        yield n, "Y", slot.Y
    if chain.T is not None:
        yield len(chain.slots) - 1, "T", chain.T


def _moving(setting: Setting, drawn: Column) -> tuple[Mark, ...]:
    """Return what moves in the layer at work."""
    layer, phase, chain = setting.layer, setting.phase, drawn.chain
    if setting.is_at_rest:
        return ()
    if phase.kind == "loss":
        roles: tuple[str, ...] = ("Y", "T", "Y_grad") if chain.T else ("Y", "Y_grad")
        return loss_motion(setting, {role: drawn.place(layer, role) for role in roles})
    at = chain.slots[layer]
    if not setting.names.is_linear:
        roles = ("X", "Y") if phase.role == "Y" else ("X_grad", "Y_grad")
        places = {role: drawn.place(layer, role) for role in roles}
        return passage(setting, {**places, MASK: at.W})
    name = "W_grad" if phase.role == "b_grad" else phase.role
    weights, samples, outputs = (drawn.place(layer, role) for role in MATRICES[name])
    has_bias = at.b is not None and name in BIAS
    bias = drawn.place(layer, BIAS[name]) if has_bias else None
    left, top = (samples, weights) if chain.is_flipped else (weights, samples)
    corner = Corner(left, top, outputs, bias, chain.is_flipped)
    return axes(corner, setting, name, letters=False) + motion(setting, corner)


def _masks(setting: Setting, chain: Chain) -> Iterator[Mark]:
    """Yield the local derivatives of all activations as far as their inputs are known."""
    for n, (names, slot) in enumerate(zip(setting.network.layers, chain.slots, strict=True)):
        if not names.is_linear:
            yield from mask_marks(setting.of_layer(n), slot.W)
