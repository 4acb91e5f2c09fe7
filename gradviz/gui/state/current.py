"""What is open now: a document, with the passes and the view that are made of it."""

from gradviz.engine.passes import Passes
from gradviz.session.document import Document, has_same_numbers, passes
from gradviz.views.choice import view_of


class Current:
    """The three belong together and change at once.

    Parameters
    ----------
    document : Document

    Attributes
    ----------
    document : Document
    passes : Passes
        Its forward and its backward pass.
    view : View
        How it is looked at.

    Examples
    --------
    >>> from gradviz.session.document import example
    >>> from gradviz.session.edits import set_view
    >>> current = Current(example())
    >>> made = current.passes
    >>> current.show(set_view(current.document, view="cube"))
    >>> current.passes is made, current.document.view.view
    (True, 'cube')
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.passes = passes(document)
        self.view = view_of(document, self.passes)

    def show(self, document: Document, run: Passes | None = None) -> None:
        """Have another document open; passes of the same numbers are kept.

        Parameters
        ----------
        document : Document
        run : Passes, optional
            Its passes, where somebody has made them already.
        """
        # all that may break is made first: what is shown then stays as it was, all of it
        if run is None:
            is_same = has_same_numbers(self.document, document)
            run = self.passes if is_same else passes(document)
        view = view_of(document, run)
        self.document, self.passes, self.view = document, run, view
