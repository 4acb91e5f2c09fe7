"""The choices of the views, as fields: of what, by what, which layer, which way."""

from collections.abc import Callable
from dataclasses import replace

from gradviz.engine.wiring import layer_title, product_layer
from gradviz.gui.editors.seeds import Seeds
from gradviz.gui.stage.choice_row import Choice, Entries
from gradviz.gui.state.workspace import Workspace
from gradviz.session.looks.adjoint import AdjointOptions, maps_that_fit
from gradviz.session.looks.cube import CubeOptions
from gradviz.session.looks.derivation import DerivationOptions
from gradviz.session.looks.jacobian import JacobianOptions, inputs, outputs
from gradviz.session.seeds import SEED_KINDS, SEED_TITLES, kind_of

_ALL = -1
_CHAINS = {"wide": (1, 4, 5, 3), "narrow": (5, 4, 3, 1)}
"""Sizes at which backward, and at which forward mode wins."""
_MOST_SAMPLES = 400
"""Samples that a list names one by one."""


def jacobian_choices(workspace: Workspace) -> list[Choice]:
    """Return which Jacobian: of what, by what, of which sample."""

    def options() -> JacobianOptions:
        return workspace.document.view.jacobian.resolved(workspace.passes)

    def change(**changed: object) -> None:
        workspace.look_at(jacobian=replace(options(), **changed))  # type: ignore[arg-type]

    def sources() -> Entries:
        passes = workspace.passes
        return named(inputs(passes.layers, passes.operations, options().of))

    def named(names: tuple[str, ...]) -> Entries:
        return [(name, name) for name in names]

    def samples() -> Entries:
        count, notation = workspace.document.N, workspace.notation
        listed = range(min(count, _MOST_SAMPLES))
        return [("all samples", _ALL), *((f"sample {notation.count(n)}", n) for n in listed)]

    return [
        Choice(
            "of",
            "Of",
            "What is differentiated: the output of a layer",
            lambda: named(outputs(workspace.passes.layers)),
            lambda: options().of,
            lambda of: change(of=of),
        ),
        Choice(
            "by",
            "By",
            "By what: the input, a weight, a bias, a hidden output",
            sources,
            lambda: options().wrt,
            lambda wrt: change(wrt=wrt),
        ),
        Choice(
            "",
            "Samples",
            "One sample alone, or all of them: a block for each",
            samples,
            lambda: _ALL if options().sample is None else options().sample,
            lambda at: change(sample=None if at == _ALL else at),
        ),
    ]


def race_choices(workspace: Workspace) -> list[Choice]:
    """Return which chain: that of the network, or one of any sizes."""

    def choose(chain: object) -> None:
        workspace.look_at(race=_CHAINS.get(str(chain)))

    def has_chain() -> bool:
        return sum(layer.is_linear for layer in workspace.passes.layers) > 1

    def chosen() -> object:
        sizes = workspace.document.view.race
        if sizes is None:
            return "network" if has_chain() else "wide"
        return next((name for name, known in _CHAINS.items() if known == sizes), "own")

    def entries() -> Entries:
        given = [("1 output, 3 inputs", "wide"), ("5 outputs, 1 input", "narrow")]
        if has_chain():
            given.insert(0, ("of this network", "network"))
        return [*given, ("sizes as dragged", "own")] if chosen() == "own" else given

    def choose_any(chain: object) -> None:
        if chain != "own":
            choose(chain)

    return [
        Choice(
            "chain",
            "Chain",
            "Which Jacobians are multiplied; any size can be dragged in the picture",
            entries,
            chosen,
            choose_any,
        )
    ]


def adjoint_choices(workspace: Workspace, seeds: Seeds) -> list[Choice]:
    """Return what carries Y_grad back, where Y_grad comes from, and of which layer."""
    titles = {"transpose": "by Wᵀ", "W": "by W", "inverse": "by the inverse"}

    def options() -> AdjointOptions:
        return workspace.document.view.adjoint

    def chosen() -> int:
        layer = options().layer
        return len(workspace.passes.layers) - 1 if layer is None else layer

    def maps() -> Entries:
        fitting = maps_that_fit(workspace.document.network, chosen())
        return [(titles[by], by) for by in fitting]

    def choose_map(by: object) -> None:
        workspace.look_at(adjoint=replace(options(), by=str(by)))  # type: ignore[arg-type]

    return [
        Choice(
            "back",
            "Back-map",
            "What carries Y_grad back: only the transpose keeps both numbers equal",
            lambda: [
                (titles[by], by) for by in maps_that_fit(workspace.document.network, chosen())
            ],
            lambda: options().by,
            choose_map,
        ),
        seed_choice(workspace, seeds),
        *layer_choice(
            workspace,
            chosen,
            lambda at: workspace.look_at(adjoint=replace(options(), layer=at)),
        ),
    ]


def cube_choices(workspace: Workspace) -> list[Choice]:
    """Return which product stands on the faces, and of which layer."""

    def options() -> CubeOptions:
        return workspace.document.view.cube

    def choose(focus: object) -> None:
        workspace.look_at(cube=replace(options(), focus=focus))  # type: ignore[arg-type]

    return [
        Choice(
            "faces",
            "Faces",
            "What stands on the faces: what is computed at the time, or one product always",
            lambda: [
                ("as the time has it", None),
                ("Y = W X", "Y"),
                ("X_grad", "X_grad"),
                ("W_grad", "W_grad"),
            ],
            lambda: options().focus,
            choose,
        ),
        *layer_choice(
            workspace,
            lambda: options().layer,
            lambda at: workspace.look_at(cube=replace(options(), layer=at)),
        ),
    ]


def derivation_choices(workspace: Workspace) -> list[Choice]:
    """Return which derivation, and of which layer."""

    def options() -> DerivationOptions:
        return workspace.document.view.derivation

    def choose(by: object) -> None:
        workspace.look_at(derivation=replace(options(), by=by))  # type: ignore[arg-type]

    return [
        Choice(
            "by",
            "Way",
            "How the formulas are derived: with whole matrices, or entry by entry",
            lambda: [("transposing", "transposing"), ("indices", "indices")],
            lambda: options().by,
            choose,
        ),
        *layer_choice(
            workspace,
            lambda: options().layer,
            lambda at: workspace.look_at(derivation=replace(options(), layer=at)),
        ),
    ]


def seed_choice(workspace: Workspace, seeds: Seeds) -> Choice:
    """Return where Y_grad comes from."""
    return Choice(
        "seed",
        "Seed",
        "What the backward pass starts with: Y_grad",
        lambda: [(SEED_TITLES[kind].lower(), kind) for kind in SEED_KINDS],
        lambda: kind_of(workspace.document),
        lambda kind: seeds.choose(str(kind)),
    )


def layer_choice(
    workspace: Workspace, chosen: Callable[[], int | None], choose: Callable[[int], None]
) -> list[Choice]:
    """Return which product of a network is shown."""

    def products() -> Entries:
        layers = workspace.passes.layers
        return [(layer_title(layers, n), n) for n, layer in enumerate(layers) if layer.is_linear]

    return [
        Choice(
            "layer",
            "Layer",
            "Which product of the network is shown",
            products,
            lambda: product_layer(workspace.passes.layers, chosen()),
            lambda at: choose(int(str(at))),
            lambda: len(products()) > 1,
        )
    ]
