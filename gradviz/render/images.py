"""Qt's images and NumPy's arrays: one memory, seen from both sides."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

ARGB = QImage.Format.Format_ARGB32_Premultiplied
RGBA = QImage.Format.Format_RGBA8888


def blank(width: int, height: int) -> QImage:
    """Return a transparent image."""
    image = QImage(width, height, ARGB)
    image.fill(0)
    return image


def pixels(image: QImage) -> NDArray[np.uint32]:
    """Return the memory of a 32-bit image, shape (height, width), to read and to write.

    The array does not keep the image alive: use it while the image has a name.
    """
    flat = np.frombuffer(image.bits(), dtype=np.uint32)
    return flat.reshape(image.height(), image.bytesPerLine() // 4)


def alphas(image: QImage) -> NDArray[np.uint8]:
    """Return a copy of the alpha of a 32-bit image, shape (height, width)."""
    return (pixels(image) >> 24).astype(np.uint8)


def alpha_image(coverage: NDArray[np.uint8]) -> QImage:
    """Return `coverage` as the alpha of an image."""
    height, width = coverage.shape
    image = QImage(width, height, QImage.Format.Format_Alpha8)
    memory = np.frombuffer(image.bits(), dtype=np.uint8)
    memory.reshape(height, image.bytesPerLine())[:, :width] = coverage
    return image


def premultiplied(colors: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Return colours as pixels.

    Parameters
    ----------
    colors : ndarray, shape (..., 4), uint8
        Red, green, blue, alpha.

    Examples
    --------
    >>> f"{premultiplied(np.array([255, 0, 51, 128], dtype=np.uint8)):08x}"
    '8080001a'
    """
    memory = np.ascontiguousarray(colors).reshape(-1, colors.shape[-2] if colors.ndim > 1 else 1, 4)
    made = _seen(memory).convertToFormat(ARGB)
    return pixels(made).copy().reshape(colors.shape[:-1])


def indexed(index: NDArray[np.intp], table: NDArray[np.uint32]) -> QImage:
    """Return an image of at most 256 colours: a byte for each pixel.

    Parameters
    ----------
    index : ndarray, shape (height, width)
        Into `table`.
    table : ndarray, shape (colours,), uint32
        Pixels of a premultiplied image.
    """
    height, width = index.shape
    image = QImage(width, height, QImage.Format.Format_Indexed8)
    memory = np.frombuffer(image.bits(), dtype=np.uint8)
    memory.reshape(height, image.bytesPerLine())[:, :width] = index
    colors = blank(len(table), 1)
    pixels(colors)[0] = table
    plain = colors.convertToFormat(QImage.Format.Format_ARGB32)
    image.setColorTable(pixels(plain)[0].tolist())
    return image


def _seen(memory: NDArray[np.uint8]) -> QImage:
    """Return colours as an image in their own memory: a view, to be used while they live."""
    rows, cols, _ = memory.shape
    is_opaque = int(np.bitwise_and.reduce(memory.view(np.uint32), axis=None)) >> 24 == 255
    form = QImage.Format.Format_RGBA8888_Premultiplied if is_opaque else RGBA
    return QImage(memory.data, cols, rows, cols * 4, form)
