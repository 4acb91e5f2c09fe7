"""Every matrix of every picture can be taken along, whole, as people write it."""

import numpy as np
import pytest

from gradviz.engine.convention import CONVENTIONS, is_flipped
from gradviz.refs import CellRef
from gradviz.session.document import Document, new_document, passes
from gradviz.session.edits import set_convention, set_view
from gradviz.session.looks.choices import VIEWS, ViewName
from gradviz.session.looks.jacobian import JacobianLook
from gradviz.session.presets.documents import PRESETS
from gradviz.views.choice import view_of
from gradviz.views.view import View


def looked_at(document: Document, view: ViewName) -> View:
    document = set_view(document, view=view)
    return view_of(document, passes(document))


@pytest.mark.parametrize("preset", PRESETS, ids=lambda each: each.id)
@pytest.mark.parametrize("view", VIEWS)
def test_a_matrix_holds_the_numbers_that_its_cells_show(preset, view: ViewName) -> None:  # type: ignore[no-untyped-def]  # a Preset
    shown = looked_at(preset.document(), view)
    for name in shown.names:
        ref = shown.entry(CellRef(name, 0, 0))
        if not shown.has(ref):  # left of a picture that folds
            continue
        matrix, size = shown.matrix(ref.name), shown.shape(ref.name)
        assert matrix is not None, name
        assert matrix.shape == size
        for row in range(matrix.shape[0]):
            number = shown.value(CellRef(ref.name, row, 0))
            np.testing.assert_allclose(matrix[row, 0], number, rtol=1e-12)


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("view", ["flow", "jacobian", "adjoint"])
def test_it_is_written_as_the_convention_has_it(convention, view: ViewName) -> None:  # type: ignore[no-untyped-def]  # a Convention
    document = set_convention(PRESETS[0].document(), convention)
    shown = looked_at(document, view)
    plain = looked_at(set_convention(document, "wx"), view)
    for name in ("X", "W", "Y_grad", "X_grad", "dX"):
        if plain.shape(name) is None:
            continue
        seen, kept = shown.matrix(name), plain.matrix(name)
        assert seen is not None
        assert kept is not None
        assert seen.tobytes() == (kept.T if is_flipped(convention, name) else kept).tobytes()


def test_one_that_nobody_could_write_out_is_not_there() -> None:
    rng = np.random.default_rng(0)
    large = new_document(rng.normal(size=(64, 64)), rng.normal(size=(64, 64)))
    large = set_view(large, jacobian=JacobianLook(sample=None))
    shown = looked_at(large, "jacobian")
    assert shown.shape("J") == (64 * 64, 64 * 64)
    assert shown.matrix("J") is None
    assert shown.matrix("W") is not None


def test_there_is_none_of_another_name() -> None:
    for view in VIEWS:
        assert looked_at(PRESETS[0].document(), view).matrix("Q") is None
