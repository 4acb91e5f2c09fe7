"""Every word that is said of a cell is part of a message, so it can be read in another language."""

from collections.abc import Iterator

import numpy as np
import pytest

from gradviz.engine.backprop import backprop
from gradviz.engine.convention import CONVENTIONS, Convention
from gradviz.engine.passes import Passes
from gradviz.explain.explanation import explain
from gradviz.explain.fate import verdict
from gradviz.explain.whys import whys
from gradviz.language.activations import ACTIVATION_WORDS
from gradviz.language.loss_sentences import Output
from gradviz.language.losses import LOSS_WORDS
from gradviz.language.notation import Notation
from gradviz.messages.line import plain
from gradviz.refs import CellRef
from tests.pseudo import PSEUDO, unsaid
from tests.views.texts import cells, network


def texts(passes: Passes, ref: CellRef, notation: Notation) -> Iterator[str]:
    """Return all that is said of a cell in the language that nobody speaks."""
    explanation = explain(passes, ref, notation, with_check=False)
    yield explanation.title
    yield explanation.told.text(PSEUDO)
    yield from (plain(line) for line in explanation.formula)
    yield from (part.label for part in explanation.parts)
    for place in (*explanation.comes_from, *explanation.feeds):
        yield place.words.text(PSEUDO)
    for why in whys(passes, ref, notation):
        yield why.question.text(PSEUDO)
        yield why.answer.text(PSEUDO)


@pytest.mark.parametrize("convention", CONVENTIONS)
@pytest.mark.parametrize("seed", range(40))
def test_no_word_of_a_cell_is_in_no_message(seed: int, convention: Convention) -> None:
    notation, passes = Notation(1, convention, language=PSEUDO), network(seed)
    for ref in cells(passes):
        told = [text.replace("min(", "(") for text in texts(passes, ref, notation)]  # as max is
        assert not [text for text in told if unsaid(text)]


@pytest.mark.parametrize("value", [np.nan, np.inf, 1e308, 0.0])
def test_no_word_of_odd_numbers_is_in_no_message(value: float) -> None:
    notation = Notation(language=PSEUDO)
    passes = backprop([[value, 2.0]], [[1.0], [value]], loss="squared_error", target=[[1.0]])
    for ref in cells(passes):
        assert not [text for text in texts(passes, ref, notation) if unsaid(text)]


def test_no_word_of_tables_is_in_no_message() -> None:
    told = [words.title for words in ACTIVATION_WORDS.values()]
    for words in LOSS_WORDS.values():
        told += [says("Y2") for says in (words.name, words.title, words.formula, words.seed)]
        for is_row in (False, True):
            output = Output("Y2", 6, 2, is_row)
            told += [words.caption(output), words.origin(output), words.why(output, "Y2[1,1]", "")]
    for last in (0.0, 1e-7, 0.1, 1.0, 1e4, np.inf, np.nan):
        told += [verdict(("X", "Y"), (last, 1.0)), verdict(("X", "Y1", "Y2"), (last, last, 1.0))]
    assert not [text for message in told if unsaid(text := message.text(PSEUDO))]
