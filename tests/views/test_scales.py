"""The colours of a document: of its own choice, and the same ones wherever it is drawn."""

from gradviz.refs import CellRef
from gradviz.session.document import example, passes
from gradviz.session.edits import set_cell, set_view
from gradviz.views.scales import scale_choice, scales_of


def test_every_matrix_has_a_scale_that_reaches_its_largest_entry() -> None:
    document = example()
    run = passes(document)
    scales = scales_of(document, run)
    assert {*scales} == {*run.names}
    for name, scale in scales.items():
        assert scale.limit == abs(run.matrix(name)).max()


def test_a_fixed_limit_is_the_limit_of_all() -> None:
    document = set_view(example(), scale="fixed", limit=7.0, curve="symlog")
    scales = scales_of(document, passes(document)).values()
    assert {(scale.limit, scale.curve) for scale in scales} == {(7.0, "symlog")}


def test_only_what_is_chosen_of_the_scale_makes_another_choice() -> None:
    document = example()
    for same in (set_cell(document, CellRef("W", 0, 0), 9.0), set_view(document, view="race")):
        assert scale_choice(same) == scale_choice(document)
    for choice in ({"scale": "shared"}, {"limit": 2.0}, {"curve": "symlog"}):
        assert scale_choice(set_view(document, **choice)) != scale_choice(document)
