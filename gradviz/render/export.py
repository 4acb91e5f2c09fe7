"""A Frame as the content of a file: PNG, SVG or PDF."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from math import ceil
from types import MappingProxyType

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSize, QSizeF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from gradviz.errors import InputError
from gradviz.messages.message import say
from gradviz.render.cells.rasters import Rasters
from gradviz.render.fonts import MONO, SANS, load
from gradviz.render.images import blank
from gradviz.render.painter import paint
from gradviz.scene.marks.frame import TRANSPARENT, Frame

TITLE = "gradviz"
DESCRIPTION = say("Matrices and their gradients, drawn by gradviz.")

_LARGEST = 16_384
"""Pixels along one side of an image: programs that read pictures handle no more."""
_POINTS = 72
_DPI, _METRES_IN_AN_INCH = 96, 0.0254
"""Dots per inch of a PNG at scale 1: its units are the pixels of CSS, as those of an SVG are."""
_FALLBACKS = {
    SANS: f"'{SANS}', Inter, 'DejaVu Sans', sans-serif",
    MONO: f"'{MONO}', 'JetBrains Mono', 'DejaVu Sans Mono', monospace",
}
"""For readers without the bundled fonts."""
_CRISP = 'image-rendering="optimizeSpeed" style="image-rendering: pixelated"'
"""What is not to be blurred, in the words of old readers and of new ones."""


def encode(frame: Frame, form: str, *, scale: float = 1.0, transparent: bool = False) -> bytes:
    """Return a frame as the content of a file.

    Parameters
    ----------
    frame : Frame
    form : str
        ``"png"``, ``"svg"`` or ``"pdf"``.
    scale : float
        Pixels (PNG, SVG) or points (PDF) per scene unit.
    transparent : bool
        Leave the background out.

    Raises
    ------
    InputError
        If the format is another, or the size cannot be drawn.
    """
    if form not in ENCODERS:
        raise InputError(
            say(
                "a picture is written as one of {names}: got {given}",
                names=", ".join(ENCODERS),
                given=repr(form),
            )
        )
    load()
    _check_size(frame, scale)
    return ENCODERS[form](_taken_home(frame, transparent), scale)


def image(frame: Frame, scale: float = 1.0, transparent: bool = False) -> QImage:
    """Return a frame as an image, for the clipboard and for previews.

    Raises
    ------
    InputError
        If the size cannot be drawn.
    """
    load()
    _check_size(frame, scale)
    return _image(_taken_home(frame, transparent), scale)


def _taken_home(frame: Frame, transparent: bool) -> Frame:
    printed = frame.printed()
    return replace(printed, background=TRANSPARENT) if transparent else printed


def _image(frame: Frame, scale: float) -> QImage:
    size = _size(frame, scale)
    made = blank(size.width(), size.height())
    with QPainter(made) as painter:
        painter.scale(scale, scale)
        paint(frame, painter, Rasters())
    return made


def _png(frame: Frame, scale: float) -> bytes:
    made = _image(frame, scale)
    dots = round(_DPI * scale / _METRES_IN_AN_INCH)  # so that each scale has one size on paper
    made.setDotsPerMeterX(dots)
    made.setDotsPerMeterY(dots)
    buffer = _buffer()
    made.save(buffer, "PNG")  # type: ignore[call-overload]  # its stub knows bytes only
    return bytes(buffer.data().data())


def _svg(frame: Frame, scale: float) -> bytes:
    buffer = _buffer()
    size = _size(frame, scale)
    # SVG Tiny, the default, has no clipping.
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setResolution(_POINTS)
    generator.setSize(size)
    generator.setViewBox(QRectF(0, 0, frame.width, frame.height))
    generator.setTitle(TITLE)
    generator.setDescription(str(DESCRIPTION))
    with QPainter(generator) as painter:
        paint(frame, painter, Rasters())
    return _finished_svg(bytes(buffer.data().data()).decode(), size).encode()


def _finished_svg(text: str, size: QSize) -> str:
    """Give the size in pixels instead of millimetres, fonts their fallbacks, images their edges."""
    text = re.sub(
        r'(<svg )width="[^"]*" height="[^"]*"',
        rf'\1width="{size.width()}" height="{size.height()}"',
        text,
        count=1,
    )
    text = text.replace('image-rendering="optimizeSpeed"', _CRISP)
    return re.sub(r'font-family="([^",]*)[^"]*"', _with_fallbacks, text)


def _with_fallbacks(family: re.Match[str]) -> str:
    return f'font-family="{_FALLBACKS.get(family[1], "sans-serif")}"'


def _pdf(frame: Frame, scale: float) -> bytes:
    buffer = _buffer()
    writer = QPdfWriter(buffer)
    writer.setTitle(TITLE)
    writer.setCreator(TITLE)
    writer.setResolution(_POINTS)
    size = QSizeF(frame.width * scale, frame.height * scale)
    page = QPageSize(size, QPageSize.Unit.Point, matchPolicy=QPageSize.SizeMatchPolicy.ExactMatch)
    writer.setPageLayout(
        QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF(), QPageLayout.Unit.Point)
    )
    with QPainter(writer) as painter:
        painter.scale(scale, scale)
        paint(frame, painter, Rasters())
    return bytes(buffer.data().data())


ENCODERS: Mapping[str, Callable[[Frame, float], bytes]] = MappingProxyType(
    {"png": _png, "svg": _svg, "pdf": _pdf}
)
"""Frame, scale -> content, by the name of the format."""


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer


def _size(frame: Frame, scale: float) -> QSize:
    return QSize(ceil(round(frame.width * scale, 6)), ceil(round(frame.height * scale, 6)))


def _check_size(frame: Frame, scale: float) -> None:
    if not 0 < scale < float("inf"):
        raise InputError(
            say("the scale of a picture is a number above 0, not {scale}", scale=str(scale))
        )
    longest = max(frame.width, frame.height) * scale
    if not longest <= _LARGEST:
        raise InputError(
            say(
                "a picture is at most {most} pixels wide and high: {size} at a scale of {scale} "
                "is {longest}; choose a smaller scale",
                most=_LARGEST,
                size=f"{frame.width:g}×{frame.height:g}",
                scale=f"{scale:g}",
                longest=f"{longest:.0f}",
            )
        )
