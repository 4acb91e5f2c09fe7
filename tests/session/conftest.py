"""What the tests of the session share."""

from collections.abc import Callable, Hashable
from typing import Any

import pytest

from gradviz.errors import GradvizError
from gradviz.session.document import Document
from gradviz.session.parameters import parameters


@pytest.fixture(scope="session")
def bits() -> Callable[[Document], Hashable]:
    """Return what tells two documents apart, NaN, -0.0 and all."""

    def of(document: Document) -> Hashable:
        kept = (document.X, *parameters(document.network).values(), document.target, document.seed)
        return (
            tuple((matrix.shape, matrix.tobytes()) for matrix in kept),
            document.network.names,
            document.loss,
            document.convention,
            document.view,
        )

    return of


@pytest.fixture(scope="session")
def refusal() -> Callable[..., str | None]:
    """Return what gradviz says when it refuses; None when it does not."""

    def of(function: Callable[..., Any], *arguments: Any) -> str | None:
        try:
            function(*arguments)
        except GradvizError as error:
            return str(error)
        return None

    return of
