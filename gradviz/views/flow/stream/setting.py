"""What a picture of the gradient's way is drawn from: magnitudes, and how far they are known."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gradviz.arrays import freeze
from gradviz.explain.magnitudes import LogScale, Magnitudes, log_scales, magnitudes, norm
from gradviz.scene.corner.layout import Area
from gradviz.scene.corner.setting import Setting
from gradviz.timeline.timeline import Moment
from gradviz.views.flow.stream.bands import BandPlace, Course
from gradviz.views.flow.stream.layout import Levels, levels_in

MOST_LANES = 8
"""Samples; of more there are three bands: the smallest, the median and the largest norm."""


@dataclass(frozen=True, slots=True, eq=False)
class Stream:
    """Magnitudes at every level and lane, how far both passes have come, and their places.

    Attributes
    ----------
    setting : Setting
    levels : Levels
    scale, value_scale, parameter_scale : LogScale
        Of gradients, of values, and of what leaves to W and b.
    gradients, values : ndarray, shape (levels, lanes)
    backward, forward : ndarray, shape (levels, lanes)
        How far the gradient, and the value, of each level is written: 0..1.
    totals : Magnitudes
        Of all samples.
    """

    setting: Setting
    levels: Levels
    scale: LogScale
    value_scale: LogScale
    parameter_scale: LogScale
    gradients: NDArray[np.float64]
    values: NDArray[np.float64]
    backward: NDArray[np.float64]
    forward: NDArray[np.float64]
    totals: Magnitudes

    @property
    def is_merged(self) -> bool:
        """Whether there are more samples than lanes."""
        return len(self.levels.lanes) < self.totals.samples

    @property
    def reached(self) -> int:
        """The level up to which the gradient is known; as many as there are if at none."""
        known = (self.backward == 1.0).all(axis=1)
        return len(known) - int(np.argmin(known[::-1])) if not known.all() else 0

    def is_known(self, level: int) -> bool:
        """Tell whether the whole gradient of a level is there."""
        return bool((self.backward[level] == 1.0).all())

    def is_valued(self, level: int) -> bool:
        """Tell whether all values of a level are there."""
        return bool((self.forward[level] == 1.0).all())

    def back(self, lane: int) -> tuple[Course, BandPlace]:
        """Return the way of the gradient in a lane: out of the loss and up to X."""
        levels = self.levels
        sizes = self.gradients[::-1, lane].tolist()
        stations = (levels.source, *levels.along[::-1])
        reached = tuple(self.backward[::-1, lane].tolist())
        return Course(stations, (sizes[0], *sizes), reached), levels.lanes[lane]

    def there(self, lane: int) -> tuple[Course, BandPlace]:
        """Return the way of the values in a lane, from X down."""
        levels = self.levels
        reached = tuple(self.forward[1:, lane].tolist())
        least = 10.0**self.value_scale.low  # what is smaller has its number only
        sizes = tuple(size if not size < least else 0.0 for size in self.values[:, lane].tolist())
        return Course(levels.along, sizes, reached), levels.lanes[lane]


def stream_of(setting: Setting, area: Area) -> Stream:
    """Return the stream of a network in an area."""
    totals = magnitudes(setting.network)
    samples = totals.samples
    lanes = samples if samples <= MOST_LANES else 3
    is_flipped = setting.notation.is_drawn_flipped
    levels = levels_in(
        area, len(setting.network.layers), lanes, setting.style, is_flipped=is_flipped
    )
    scale, value_scale, parameter_scale = _scales(setting, totals)
    return Stream(
        setting,
        levels,
        scale,
        value_scale,
        parameter_scale,
        _lanes(totals.gradients),
        _lanes(totals.values),
        _reach(setting.moment, tuple(f"{name}_grad" for name in totals.names), samples, lanes),
        _reach(setting.moment, totals.names, samples, lanes),
        totals,
    )


def parameter_norm(setting: Setting, layer: int, role: str) -> float:
    """Return ‖W_grad‖ or ‖b_grad‖ as a layer has it, without the samples that are muted."""
    moment = setting.moment
    last = len(moment.phases) - 1
    end = Moment(moment.phases, last, moment.phases[last].count - 1, 1.0, 1.0)
    return norm(setting.at(end).of_layer(layer).share(role))


def parameter_reach(setting: Setting, layer: int, role: str) -> float:
    """Return how far what a layer says of the gradient of its W or b is written, 0..1."""
    name = setting.network.layers[layer].name(role)
    for n, phase in enumerate(setting.moment.phases):
        if phase.name == name and phase.layer == layer:
            return float(written_share(setting.moment, n).mean())
    return 1.0


def written_share(moment: Moment, index: int) -> NDArray[np.float64]:
    """Return how far each column of what a phase writes has come, shape (columns,)."""
    phase = moment.phases[index]
    if index != moment.phase:
        return np.full(phase.cols, float(index < moment.phase))
    if phase.sweep == "outer":
        return np.full(phase.cols, (moment.step + moment.progress) / phase.terms)
    there = phase.written(moment.step).mask.astype(np.float64)
    rows, cols = phase.block(moment.step)
    there[rows.start : rows.stop, cols.start : cols.stop] = moment.progress
    shares: NDArray[np.float64] = there.mean(axis=0)
    return shares


def _reach(moment: Moment, names: tuple[str, ...], samples: int, lanes: int) -> NDArray[np.float64]:
    found = np.ones((len(names), samples))  # what no phase writes is given
    for n, phase in enumerate(moment.phases):
        if phase.name in names:
            found[names.index(phase.name)] = written_share(moment, n)
    if lanes < samples:
        found = np.repeat(found.mean(axis=1, keepdims=True), lanes, axis=1)
    return freeze(found)


def _lanes(found: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the norms as they are, or the smallest, the median and the largest of many."""
    samples = found.shape[1]
    if samples <= MOST_LANES:
        return found
    ordered = np.sort(found, axis=1)  # NaN is sorted beyond the largest
    return freeze(ordered[:, [0, (samples - 1) // 2, samples - 1]])


def _scales(setting: Setting, totals: Magnitudes) -> tuple[LogScale, ...]:
    """Return the scales of gradients, of values and of what leaves to W and b."""
    network = setting.network
    parameters = [
        norm(network.local(n).matrix(role))
        for n, names in enumerate(network.layers)
        for role in ("W_grad", "b_grad")
        if (names.W if role == "W_grad" else names.b)
    ]
    return log_scales(totals.gradients, totals.values, np.array(parameters))
