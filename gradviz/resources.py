"""The files shipped with gradviz, found the same way in a wheel and in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).parent


def asset(name: str) -> Path:
    """Path of a shipped file.

    Parameters
    ----------
    name : str
        Path below ``assets/``, with forward slashes: ``"fonts/Inter-Regular.ttf"``.

    Raises
    ------
    FileNotFoundError
        If no such file is shipped.

    Examples
    --------
    >>> asset("fonts/Inter-Regular.ttf").suffix
    '.ttf'
    """
    for root in (_PACKAGE / "assets", _PACKAGE.parent / "assets"):
        path = root / name
        if path.exists():
            return path
    raise FileNotFoundError(f"gradviz ships no file {name!r}; reinstall gradviz")
