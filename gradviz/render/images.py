"""Qt's images and NumPy's arrays: one memory, seen from both sides."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from gradviz.scene.frame import Color

ARGB = QImage.Format.Format_ARGB32_Premultiplied


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


def stencil(coverage: NDArray[np.uint8]) -> QImage:
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
    >>> f"{premultiplied(np.array([255, 0, 128, 255], dtype=np.uint8)):08x}"
    'ffff0080'
    """
    wide = colors.astype(np.uint32)
    alpha = wide[..., 3]
    red, green, blue = ((wide[..., n] * alpha + 127) // 255 for n in range(3))
    packed: NDArray[np.uint32] = (alpha << 24) | (red << 16) | (green << 8) | blue
    return packed


def table(colors: tuple[Color, ...]) -> NDArray[np.uint8]:
    """Return colours as an array, shape (colours, 4)."""
    return np.array(colors, dtype=np.uint8).reshape(-1, 4)
