"""What `gradviz` does besides opening the window."""

import io
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Annotated, cast

import typer

from gradviz import __version__, api
from gradviz.arrays import size as size_of
from gradviz.cli.codes import DONE, FAILED
from gradviz.engine.check import Entry, Report
from gradviz.engine.passes import Passes
from gradviz.errors import InputError
from gradviz.gui.interrupts import noted
from gradviz.render.in_place import encode
from gradviz.scene.convention import Convention
from gradviz.scene.frame import Frame
from gradviz.scene.notation import Notation
from gradviz.scene.numbers import number
from gradviz.scene.theme import ThemeName
from gradviz.session import document
from gradviz.session.edits import set_convention
from gradviz.session.tables import presented

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    subcommand_metavar="[FILE | COMMAND ...]",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The exit code of a command and what it has to say."""

    code: int
    text: str = ""


def run(arguments: list[str]) -> int:
    """Run a command, print what it says, return its exit code."""
    outcome = app(arguments, prog_name="gradviz", standalone_mode=False)
    if not isinstance(outcome, Outcome):
        return int(outcome or DONE)  # typer's own: --help, --version
    if outcome.text:
        _say(outcome.text)
    return outcome.code


def _say(text: str) -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal may know no ×
    print(text, flush=True)


def _on_version(is_asked: bool) -> None:
    if is_asked:
        _say(f"gradviz {__version__}")
        raise typer.Exit


File = Annotated[
    Path, typer.Argument(metavar="FILE", help="A .gradviz session, or .npz, .npy or .csv matrices.")
]
Written = Annotated[
    str | None,
    typer.Option(
        "--convention",
        metavar="wx|xw|xwt",
        help="How matrices are laid out, in files and out: Y = W X, Y = X W or Y = X Wᵀ.  "
        "[default: wx, or as the session has it]",
    ),
]


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_on_version, is_eager=True, help="Say which this is."),
    ] = False,
) -> None:
    """See the backward pass of a matrix product, number by number.

    gradviz alone, or with a FILE, opens the window: a .gradviz session, or .npz, .npy or .csv
    matrices. A file that is named like a command is opened as ./export.
    """


@app.command()
def export(
    file: File,
    out: Annotated[
        Path,
        typer.Option("-o", "--out", help="What to write: .png, .svg, .pdf, .csv, .npz or .tex."),
    ],
    what: Annotated[
        str | None,
        typer.Option(metavar="W_grad,X_grad", help="The matrices, in this order.  [default: all]"),
    ] = None,
    size: Annotated[
        str, typer.Option(metavar="WIDTHxHEIGHT", help="Size of the picture.")
    ] = "1600x1000",
    theme: Annotated[str, typer.Option(metavar="light|dark", help="Colours.")] = "light",
    numbers: Annotated[
        bool, typer.Option(help="Numbers in the cells, where there is room.")
    ] = True,
    bars: Annotated[bool, typer.Option(help="A colour bar for each matrix.")] = True,
    transparent: Annotated[bool, typer.Option("--transparent", help="Without a ground.")] = False,
    scale: Annotated[float, typer.Option(help="Pixels of a .png for each unit of --size.")] = 1.0,
    convention: Written = None,
) -> Outcome:
    """Write matrices to a file, as heatmaps or as numbers; needs no display."""
    names = None if what is None else _parse_names(what)
    options = api.PictureOptions(
        size=parse_size(size),
        theme=cast("ThemeName", theme),
        numbers=numbers,
        bars=bars,
        transparent=transparent,
        scale=scale,
    )
    # This process is gradviz's own: it need not start another to draw.
    api.export_drawn(_encode_whole, _open(file, convention), out, names, **options)
    return Outcome(DONE)


def _encode_whole(frame: Frame, form: str, *, scale: float, transparent: bool) -> bytes:
    """Draw a picture to its end: Ctrl-C in the middle of Qt would break it, and comes after."""
    with noted():
        return encode(frame, form, scale=scale, transparent=transparent)


@app.command()
def check(file: File, convention: Written = None) -> Outcome:
    """Compare every gradient with central differences; exit code 1 where one does not agree."""
    opened = _open(file, convention)
    passes = document.passes(opened)
    report = api.gradient_check(passes)
    notation = Notation(convention=opened.convention)
    return Outcome(DONE if report.passed else FAILED, _table(passes, report, notation))


def _open(file: Path, convention: str | None) -> api.Document:
    """Open a file that is, and is to be, laid out so; None leaves a session as it is."""
    written = cast("Convention", convention or "wx")
    opened = api.open(file, written)
    return opened if convention is None else set_convention(opened, written)


def parse_size(text: str) -> tuple[int, int]:
    """Read "1600x1000" as width and height.

    Raises
    ------
    InputError
        If it is not two whole numbers with an x between.

    Examples
    --------
    >>> parse_size("1600x1000"), parse_size("800 × 600")
    ((1600, 1000), (800, 600))
    """
    found = re.fullmatch(r"\s*(\d{1,6})\s*[xX×*]\s*(\d{1,6})\s*", text)
    if found is None:
        raise InputError(f"--size needs WIDTHxHEIGHT, for example 1600x1000: got {text!r}")
    return int(found[1]), int(found[2])


def _parse_names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(","))
    if not all(names):
        raise InputError(
            f"--what needs names with commas between, for example W_grad,X_grad: got {text!r}"
        )
    return names


def _table(passes: Passes, report: Report, notation: Notation) -> str:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for title in ("gradient", "size", "cells", "error", "at", "backprop", "differences"):
        table.add_column(title, justify="left" if title in ("gradient", "at") else "right")
    table.add_column("")
    for entry in report.entries:
        table.add_row(*_row(passes, entry, notation))
    buffer = io.StringIO()
    is_terminal = sys.stdout is not None and sys.stdout.isatty()  # None: closed
    console = Console(file=buffer, force_terminal=is_terminal, width=None if is_terminal else 100)
    console.print(table)
    lines = (line.rstrip() for line in buffer.getvalue().splitlines())
    return dedent("\n".join(line for line in lines if line))


def _row(passes: Passes, entry: Entry, notation: Notation) -> tuple[str, ...]:
    checked = str(entry.cells) if entry.checked == entry.cells else f"{entry.checked}/{entry.cells}"
    return (
        entry.name,
        size_of(presented(entry.name, passes.matrix(entry.name), notation.convention)),
        checked,
        f"{entry.error:.1e}",
        notation.cell(entry.ref).removeprefix(entry.name),
        number(entry.analytic, 5),
        number(entry.numeric, 5),
        "[green]passed[/]" if entry.passed else "[bold red]FAILED[/]",
    )
