"""The flip about the diagonal when the convention changes."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from gradviz.gui.stage.flip import SECONDS
from gradviz.session.document import example
from gradviz.session.edits import set_convention

if TYPE_CHECKING:
    from tests.gui.conftest import User


def change(user: "User", convention: str = "xw") -> None:
    new = set_convention(user.workspace.document, convention)  # type: ignore[arg-type]  # literal
    user.workspace.edit(new, "Write it otherwise")
    user.settle()


def test_the_picture_leads_from_the_old_one_to_the_new_one(user: "User") -> None:
    old = user.picture()
    change(user)
    assert np.array_equal(user.picture(), old)
    user.pass_time(SECONDS / 2)
    half = user.picture()
    user.pass_time(SECONDS)
    new = user.picture()
    assert not np.array_equal(half, old)
    assert not np.array_equal(half, new)
    user.pass_time(5.0)
    assert np.array_equal(user.picture(), new)


def test_undoing_it_flips_back_to_the_very_same_picture(user: "User") -> None:
    before = user.picture()
    change(user)
    user.pass_time(2 * SECONDS)
    user.window.commands.action("undo").trigger()
    user.pass_time(SECONDS / 2)
    assert not np.array_equal(user.picture(), before)
    user.pass_time(SECONDS)
    assert np.array_equal(user.picture(), before)


def test_another_document_comes_without_a_flip(user: "User") -> None:
    user.workspace.open(set_convention(example(), "xwt"), None)
    first = user.picture()
    user.pass_time(2 * SECONDS)
    assert np.array_equal(user.picture(), first)


def test_with_reduced_motion_nothing_flips(user: "User") -> None:
    user.workspace.appearance.set_settings(replace(user.workspace.settings, reduced_motion="on"))
    change(user)
    first = user.picture()
    user.pass_time(2 * SECONDS)
    assert np.array_equal(user.picture(), first)
