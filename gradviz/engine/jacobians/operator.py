"""What every Jacobian can be asked for: its size, a window, and all of it where it is small."""

from dataclasses import dataclass

from gradviz.arrays import Indices, Matrix
from gradviz.engine.jacobians.vec import Shape, positions, refuse_large, window_of
from gradviz.values import Value


@dataclass(frozen=True, slots=True, eq=False)
class Operator(Value):
    """A matrix that is never built as a whole."""

    @property
    def shape(self) -> Shape:
        """Entries of what is differentiated × entries of what it is differentiated by."""
        raise NotImplementedError

    @property
    def nbytes(self) -> int:
        """Bytes that all of it would take in float64."""
        rows, cols = self.shape
        return rows * cols * 8

    def window(self, rows: slice | range, cols: slice | range) -> Matrix:
        """Return J[rows, cols]; nothing else of it is built.

        Parameters
        ----------
        rows, cols : slice or range
            Counted from 0. A slice may reach outside, as in NumPy; a range may not.

        Returns
        -------
        Matrix, shape (number of rows, number of columns)

        Raises
        ------
        InputError
            If a range reaches outside, or the window is larger than 64 MiB.

        Examples
        --------
        >>> import numpy as np
        >>> from gradviz.engine.jacobians.layer import layer_jacobian
        >>> J = layer_jacobian([[1, 2], [3, 4]], np.ones((2, 1000)))
        >>> J.window(slice(0, 4), range(2, 4))
        array([[0., 0.],
               [0., 0.],
               [1., 2.],
               [3., 4.]])
        """
        chosen = window_of(rows, cols, self.shape)
        return self._part(positions(chosen[0]), positions(chosen[1]))

    def dense(self) -> Matrix:
        """Return all of it.

        Raises
        ------
        InputError
            If it would take more than 64 MiB.

        Examples
        --------
        >>> import numpy as np
        >>> from gradviz.engine.jacobians.layer import layer_jacobian
        >>> layer_jacobian([[1, 2]], [[5], [6]], wrt="W").dense()
        array([[5., 6.]])
        >>> layer_jacobian(np.ones((1024, 1024)), np.ones((1024, 1024))).dense()
        Traceback (most recent call last):
        gradviz.errors.InputError: the 1048576×1048576 Jacobian takes 8.0 TiB, more than \
the 64.0 MiB built at once: ask for a window(rows, cols), or apply it with jvp or vjp
        """
        refuse_large(self.shape, is_whole=True)
        return self.window(slice(None), slice(None))

    def _part(self, rows: Indices, cols: Indices) -> Matrix:
        """Return the entries where these rows and columns cross; they are all there."""
        raise NotImplementedError
