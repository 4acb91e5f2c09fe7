"""The way of the keyboard through the window: Tab from widget to widget, F6 from panel to panel."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint, QRect, Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QToolButton, QWidget


class FocusPath(QObject):
    """Panels in the order in which they are read, whatever was made first or comes later.

    Parameters
    ----------
    window : QWidget
        The window whose path it is.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._panels: tuple[QWidget, ...] = ()

    def set_panels(self, panels: Sequence[QWidget]) -> None:
        """Say which panels there are, in order; what is in them may change."""
        self._panels = tuple(panels)

    def stops(self) -> list[QWidget]:
        """Return every widget where Tab stops now, in order."""
        return [stop for panel in self._panels for stop in stops_in(panel)]

    def go_on(self, direction: int) -> bool:
        """Give the focus to the next stop, or the one before; False if there is none."""
        stops = self.stops()
        if not stops:
            return False
        focus = QApplication.focusWidget()
        if focus in stops:
            place = stops.index(focus) + direction
        else:  # within a stop, such as an entry in a table, or nowhere
            place = next(
                (n for n, stop in enumerate(stops) if focus and stop.isAncestorOf(focus)),
                -1 if direction > 0 else 0,
            )
            place += direction
        is_forward = direction > 0
        reasons = Qt.FocusReason
        reason = reasons.TabFocusReason if is_forward else reasons.BacktabFocusReason
        stops[place % len(stops)].setFocus(reason)
        return True

    def go_to_panel(self, direction: int) -> None:
        """Give the focus to the next panel that has a stop, or the one before."""
        panels = [(panel, stops) for panel in self._panels if (stops := stops_in(panel))]
        if not panels:
            return
        focus = QApplication.focusWidget()
        here = next((n for n, (panel, _) in enumerate(panels) if _is_in(focus, panel)), None)
        place = (0 if direction > 0 else -1) if here is None else here + direction
        stop = _way_in(panels[place % len(panels)][1])
        stop.window().activateWindow()
        stop.setFocus(Qt.FocusReason.ShortcutFocusReason)


def stops_in(panel: QWidget) -> list[QWidget]:
    """Return where Tab stops in a panel now, as one reads: row by row, from left to right.

    Qt's own chain is not asked: in PySide 6.11 `nextInFocusChain` makes what it returns depend
    on what it was asked of, and so do other getters. When one widget of the chain goes, a dock
    or a tip, all that come after it, menus and commands among them, cannot be used any more.
    """
    widgets = (panel, *panel.findChildren(QWidget))
    placed = [(_place(widget, panel), widget) for widget in widgets if _is_stop(widget)]
    rows: list[list[tuple[QRect, QWidget]]] = []
    for place, widget in sorted(placed, key=lambda found: found[0].top()):
        if rows and place.top() < rows[-1][0][0].center().y():
            rows[-1].append((place, widget))
        else:
            rows.append([(place, widget)])
    return [widget for row in rows for _, widget in sorted(row, key=lambda found: found[0].left())]


def _way_in(stops: Sequence[QWidget]) -> QWidget:
    """Return the first stop; where it is one of a choice, that which is chosen."""
    choice = _choice(stops[0])
    if choice is None:
        return stops[0]
    chosen = (stop for stop in stops if isinstance(stop, QToolButton) and stop.isChecked())
    return next((stop for stop in chosen if _choice(stop) is choice), stops[0])


def _choice(widget: QWidget) -> QActionGroup | None:
    """Return the choice of one that a button belongs to."""
    action = widget.defaultAction() if isinstance(widget, QToolButton) else None
    return None if action is None else action.actionGroup()


def _place(widget: QWidget, panel: QWidget) -> QRect:
    """Return where a widget is in its panel."""
    return QRect(widget.mapTo(panel, QPoint(0, 0)), widget.size())


def _is_in(widget: QWidget | None, panel: QWidget) -> bool:
    return widget is not None and (widget is panel or panel.isAncestorOf(widget))


def _is_stop(widget: QWidget) -> bool:
    takes_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    is_inner = isinstance(widget.parentWidget(), QAbstractSpinBox | QComboBox)  # the entry in it
    return bool(takes_tab and widget.isVisible() and widget.isEnabled() and not is_inner)
