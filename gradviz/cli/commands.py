"""What `gradviz` does besides opening the window."""

import io
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, cast

import typer

from gradviz import __version__, api
from gradviz.api.exports import ExportOptions
from gradviz.cli.codes import DONE, FAILED
from gradviz.cli.options import asked_by, look_by, moment_by, notes, number_by, refuse_itself
from gradviz.cli.report import checked, shown
from gradviz.errors import InputError, one_line
from gradviz.gui.interrupts import noted
from gradviz.messages.message import say
from gradviz.render.process.in_place import encode
from gradviz.scene.marks.frame import Frame
from gradviz.session.document import LOSS_CHOICES, Document
from gradviz.session.files.store import opened
from gradviz.session.looks.choices import VIEWS
from gradviz.session.matrices.asked import MADE_SEEDS
from gradviz.session.matrices.exports import owned
from gradviz.session.matrices.formats import listed

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    subcommand_metavar="[FILE | COMMAND ...]",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The exit code of a command, what it has to say, and what is said on stderr beside it."""

    code: int
    text: str = ""
    notes: tuple[str, ...] = ()


def run(arguments: list[str]) -> int:
    """Run a command, print what it says, return its exit code."""
    outcome = app(arguments, prog_name="gradviz", standalone_mode=False)
    if not isinstance(outcome, Outcome):
        return int(outcome or DONE)  # typer's own: --help, --version
    for note in outcome.notes:
        print(note, file=sys.stderr, flush=True)
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
        "[default: as the file says, else wx]",
    ),
]
Loss = Annotated[
    str | None,
    typer.Option(
        "--loss",
        metavar="|".join(LOSS_CHOICES[1:]),
        help="What starts the backward pass.  [default: as the file says, else squared_error "
        "for a file with T, the seed for one with Y_grad, else sum]",
    ),
]
Seed = Annotated[
    str | None,
    typer.Option(
        "--seed",
        metavar="|".join((*MADE_SEEDS, "FILE")),
        help="What starts it in place of a loss: a Y_grad by name, or in a .npy or .csv.",
    ),
]
View = Annotated[
    str | None,
    typer.Option(
        "--view",
        metavar="|".join(VIEWS),
        help="A view in place of matrices, at a moment; by default all that it shows is there.",
    ),
]
DecimalSign = Annotated[
    str | None,
    typer.Option(
        "--decimal",
        metavar=".|,",
        help="The decimal sign of a .csv that can be read in two ways.",
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
        typer.Option("-o", "--out", help=f"What to write: {listed()}."),
    ],
    what: Annotated[
        list[str] | None,
        typer.Option(
            metavar="W_grad,X_grad",
            help="The matrices, in this order; may be repeated.  [default: all]",
        ),
    ] = None,
    view: View = None,
    at: Annotated[
        str | None, typer.Option(metavar="SECONDS", help="When, of the time that a view plays.")
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help='When instead: a key frame as the time bar calls it, "X_grad[2,1]", or its first '
            "words; counted from 1.",
        ),
    ] = None,
    end: Annotated[bool, typer.Option("--end", help="When instead: at the end.")] = False,
    look: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=VALUE",
            help="An option of the view as a .gradviz file has it, arrangement=column; what it "
            "counts, sample=0, is counted from 0; may be repeated.",
        ),
    ] = None,
    size: Annotated[
        str, typer.Option(metavar="WIDTHxHEIGHT", help="Size of the picture.")
    ] = "1600x1000",
    theme: Annotated[str, typer.Option(metavar="light|dark", help="Colours.")] = "light",
    numbers: Annotated[
        bool, typer.Option(help="Numbers in the cells, where there is room.")
    ] = True,
    bars: Annotated[
        bool | None,
        typer.Option(help="A colour bar for each matrix, but in a view.  [default: bars]"),
    ] = None,
    transparent: Annotated[bool, typer.Option("--transparent", help="Without a ground.")] = False,
    scale: Annotated[
        str, typer.Option(metavar="NUMBER", help="Pixels of a .png for each unit of --size.")
    ] = "1.0",
    convention: Written = None,
    loss: Loss = None,
    seed: Seed = None,
    decimal: DecimalSign = None,
) -> Outcome:
    """Write matrices to a file, as heatmaps or as numbers, or a view; needs no display."""
    names = _parse_names(what) if what else None
    refuse_itself(out, file, seed)
    asked = {
        "size": parse_size(size),
        "theme": theme,
        "numbers": numbers,
        "bars": bars,
        "transparent": transparent,
        "scale": number_by("--scale", scale),
        "view": view,
        "at": moment_by(at, key, is_end=end),
        "look": look_by(look or ()) or None,
    }
    options = cast("ExportOptions", {n: value for n, value in asked.items() if value is not None})
    # This process is gradviz's own: it need not start another to draw.
    found = opened(file, asked_by(convention, loss, seed, decimal))
    api.export_drawn(_encode_whole, found.document, out, names, **options)
    return Outcome(DONE, notes=(*notes(found, file), *_left_out(found.document, out, names, view)))


def _left_out(
    document: Document, out: Path, names: tuple[str, ...] | None, view: str | None
) -> tuple[str, ...]:
    """Return what is said where an X was made up, and matrices that need one are not written."""
    if not document.made_up or view is not None:
        return ()
    told = say(
        "{file} holds {names}: all else needs an X, and there is none",
        file=out.name,
        names=", ".join(names or owned(document)),
    )
    return (one_line(f"gradviz: {told}"),)


def _encode_whole(frame: Frame, form: str, *, scale: float, transparent: bool) -> bytes:
    """Draw a picture to its end: Ctrl-C in the middle of Qt would break it, and comes after."""
    with noted():
        return encode(frame, form, scale=scale, transparent=transparent)


@app.command()
def check(
    file: File,
    convention: Written = None,
    loss: Loss = None,
    seed: Seed = None,
    decimal: DecimalSign = None,
) -> Outcome:
    """Compare gradients with central differences, and with those in the file.

    Exit code 1 where something differs.
    """
    found = opened(file, asked_by(convention, loss, seed, decimal))
    if found.mistyped:
        name, near = next(iter(found.mistyped.items()))
        raise InputError(
            say(
                "{file}: {name} is not understood; did you mean {meant}? Rename it",
                file=file.name,
                name=name,
                meant=near,
            )
        )
    report = checked(found.document, found.brought)
    return Outcome(DONE if report.passed else FAILED, shown(report), notes(found, file))


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
        raise InputError(
            say("--size needs WIDTHxHEIGHT, for example 1600x1000: got {given}", given=repr(text))
        )
    return int(found[1]), int(found[2])


def _parse_names(texts: list[str]) -> tuple[str, ...]:
    names = tuple(name.strip() for text in texts for name in text.split(","))
    if not all(names):
        raise InputError(
            say(
                "--what needs names with commas between, for example W_grad,X_grad: got {given}",
                given=repr(",".join(texts)),
            )
        )
    return names
