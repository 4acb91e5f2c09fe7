"""Which choices lay a picture out anew, so that all of it has to be seen."""

from collections.abc import Mapping

from gradviz.session.looks.choices import ViewChoices


def is_laid_out_anew(view: ViewChoices, choices: Mapping[str, object]) -> bool:
    """Tell whether choices lead to a picture in which nothing stands where it stood.

    Examples
    --------
    >>> from dataclasses import replace
    >>> view = ViewChoices()
    >>> is_laid_out_anew(view, {"view": "cube"}), is_laid_out_anew(view, {"scale": "shared"})
    (True, False)
    >>> is_laid_out_anew(view, {"flow": replace(view.flow, arrangement="column")})
    True
    """
    if choices.keys() & {"view", "jacobian"}:
        return True
    arrangement = view.flow.arrangement
    return bool(getattr(choices.get("flow"), "arrangement", arrangement) != arrangement)
