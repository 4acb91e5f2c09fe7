"""What moves in the cube: lines of the factors come, a plane of products stands, and leaves."""

from collections.abc import Iterator

import numpy as np

from gradviz.arrays import Mask
from gradviz.language.notation import Axis
from gradviz.scene.marks.chips import faded
from gradviz.scene.marks.frame import Mark
from gradviz.timeline.easing import ease, span
from gradviz.views.cube.box import block_outline
from gradviz.views.cube.faces import Cube
from gradviz.views.cube.layout import LACKS, axes_of

_COMES = (0.04, 0.52)
_GOES = (0.62, 1.0)
_FADES = (0.50, 0.62)
"""Parts of a step: the factors sweep through the box, fade, and the plane leaves it."""

_GHOST = 0.4
_GHOSTS = (8, 400)
"""Planes and products up to which those that are added stay in sight, faintly."""
_SINGLE = 1024
"""Products up to which each appears by itself, as the lines of its factors meet in it."""


def inside(cube: Cube, strength: float = 1.0) -> tuple[Mark, ...]:
    """Return the planes in the box, from back to front, and the lines that sweep through it."""
    product = cube.product
    planes = [(step, step + 0.5, _GHOST * strength) for step in _ghosts(cube)]
    marks: list[Mark] = []
    nearer = cube.space.sides[product.axis]
    for step, at, opacity in sorted(planes, key=lambda plane: nearer * plane[1]):
        marks.append(cube.plane(step, at, opacity, numbers=False))
    if product.step is not None and product.progress > 0.0:
        marks += _running(cube, product.step)
    return tuple(marks)


def used(cube: Cube) -> tuple[Mark, ...]:
    """Return outlines round the lines of the factors that are multiplied, or just were."""
    setting, product = cube.setting, cube.product
    moment, is_own = setting.moment, setting.phase.role == product.role
    if not is_own or moment.progress == 0.0 or setting.is_at_rest:
        return ()
    planes, color = product.slab(moment.step), setting.style.theme.axis(product.axis)
    marks = []
    for role in product.factors:
        every = (range(cube.space.counts[axis]) for axis in axes_of(role))
        rows, cols = (
            planes if axis == product.axis else line
            for axis, line in zip(axes_of(role), every, strict=True)
        )
        marks.append(block_outline(cube, role, rows, cols, color, 2.0))
    return faded(tuple(marks), 1.0 - ease(moment.rest))


def _ghosts(cube: Cube) -> range:
    product = cube.product
    rows, cols = (cube.space.counts[axis] for axis in product.axes)
    planes, products = _GHOSTS
    few = product.planes <= planes and product.planes * rows * cols <= products
    return range(product.done if few else 0)


def _running(cube: Cube, step: int) -> Iterator[Mark]:
    """Yield the plane of a step, and the two lines it is the product of."""
    product, space = cube.product, cube.space
    planes = product.slab(step)
    middle = (planes.start + planes.stop) / 2
    leaves = ease(span(product.progress, *_GOES))
    at = middle + (space.stand(product.axis) - middle) * leaves
    there, opacity = _met(cube)
    if there is None or there.any():
        yield cube.plane(step, at, opacity, there)
    fading = 1.0 - ease(span(product.progress, *_FADES))
    if fading > 0.0:
        for role in product.factors:
            yield cube.strip(role, step, _place(cube, role), fading)


def _met(cube: Cube) -> tuple[Mask | None, float]:
    """Return which products both lines have passed, and how strong the plane is."""
    product, space = cube.product, cube.space
    counts = [space.counts[axis] for axis in product.axes]
    if product.progress >= _COMES[1]:
        return None, 1.0
    if counts[0] * counts[1] > _SINGLE:
        return None, max(ease(span(product.progress, *_COMES)), 0.01)
    passed: dict[Axis, Mask] = {}
    for role in product.factors:
        axis, place = LACKS[role[0]], _place(cube, role)
        middles = np.arange(space.counts[axis]) + 0.5
        passed[axis] = middles >= place if space.sides[axis] > 0 else middles <= place
    rows, cols = product.axes
    return np.logical_and.outer(passed[rows], passed[cols]), 1.0


def _place(cube: Cube, role: str) -> float:
    """Return how far the line of a factor has come along the index that the factor lacks."""
    space, axis = cube.space, LACKS[role[0]]
    start = space.stand(axis)
    end = 0.0 if space.sides[axis] > 0 else float(space.counts[axis])
    return start + (end - start) * ease(span(cube.product.progress, *_COMES))
