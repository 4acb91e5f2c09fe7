"""What gradviz says when something given to it cannot be used."""


class GradvizError(Exception):
    """Anything gradviz refuses, in one clear sentence.

    The message says what was got, what was expected and, where that helps, what to do.
    The core raises it, the window shows it, the command line prints it on one line.
    """


class ShapeError(GradvizError, ValueError):
    """Sizes that do not fit together."""


class InputError(GradvizError, ValueError):
    """An entry, a text, a file or an argument that cannot be read."""
