"""What widgets look like: palette and style sheet made from the theme."""

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from gradviz.render.fonts import MONO, SANS, SYMBOLS
from gradviz.resources import asset
from gradviz.scene.marks.frame import Color
from gradviz.scene.marks.theme import Theme


def qcolor(color: Color) -> QColor:
    """Return a scene colour as Qt's."""
    return QColor(*color)


def code(color: Color) -> str:
    """Return a colour as a style sheet writes it.

    Examples
    --------
    >>> code((26, 43, 60, 255))
    '#1a2b3c'
    """
    return "#" + bytes(color[:3]).hex()


def dress(window: QWidget, theme: Theme, *, is_guest: bool) -> None:
    """Give the application a theme; where it is somebody else's, only the window."""
    application = QApplication.instance()
    if isinstance(application, QApplication) and not is_guest:
        application.setPalette(palette(theme))
        application.setStyleSheet(stylesheet(theme))
    else:
        window.setPalette(palette(theme))
        window.setStyleSheet(stylesheet(theme))


def palette(theme: Theme) -> QPalette:
    """Return the palette of a theme, for what the style sheet does not name."""
    roles = QPalette.ColorRole
    result = QPalette()
    for role, color in (
        (roles.Window, theme.panel),
        (roles.WindowText, theme.text),
        (roles.Base, theme.raised),
        (roles.AlternateBase, theme.panel),
        (roles.Text, theme.text),
        (roles.Button, theme.raised),
        (roles.ButtonText, theme.text),
        (roles.ToolTipBase, theme.raised),
        (roles.ToolTipText, theme.text),
        (roles.PlaceholderText, theme.muted),
        (roles.Highlight, theme.accent),
        (roles.HighlightedText, theme.on_accent),
        (roles.Link, theme.accent),
        (roles.Mid, theme.line),
        (roles.Dark, theme.line),
        (roles.Light, theme.raised),
    ):
        result.setColor(role, qcolor(color))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, qcolor(theme.faint))
    return result


def stylesheet(theme: Theme) -> str:
    """Return the style sheet of a theme.

    Widgets say what they are by dynamic properties: ``role`` is "title", "caption", "section",
    "error", "bubble", "mono", "wordmark" or "large-wordmark" for labels, "primary" or "quiet" for
    buttons, "card" for frames.
    """
    return _SHEET.format(
        sans=SANS,
        mono=MONO,
        tick=asset(f"icons/tick-{theme.name}.svg").as_posix(),
        up=asset(f"icons/up-{theme.name}.svg").as_posix(),
        down=asset(f"icons/down-{theme.name}.svg").as_posix(),
        symbols=SYMBOLS,
        ground=code(theme.ground),
        panel=code(theme.panel),
        raised=code(theme.raised),
        pressed=code(theme.pressed),
        line=code(theme.line),
        strong=code(theme.strong_line),
        text=code(theme.text),
        muted=code(theme.muted),
        faint=code(theme.faint),
        accent=code(theme.accent),
        on_accent=code(theme.on_accent),
        bad=code(theme.bad),
    )


_SHEET = """
* {{ font-family: "{sans}", "{symbols}"; font-size: 13px; }}
QMainWindow, QDialog, QDockWidget, QScrollArea, QScrollArea > QWidget > QWidget
  {{ background: {panel}; color: {text}; }}
QMainWindow::separator {{ background: {line}; width: 1px; height: 1px; }}
QMainWindow::separator:hover {{ background: {accent}; }}
QScrollArea {{ border: 2px solid transparent; }}
QLabel {{ color: {text}; background: transparent; }}
QLabel:disabled {{ color: {faint}; }}
QLabel:focus {{ background: {pressed}; border-bottom: 2px solid {accent}; }}
QLabel[role="title"] {{ font-size: 17px; font-weight: 600; }}
QLabel[role="wordmark"] {{ font-size: 15px; font-weight: 600; }}
QLabel[role="large-wordmark"] {{ font-size: 24px; font-weight: 600; }}
QLabel[role="caption"] {{ color: {muted}; }}
QLabel[role="section"] {{ color: {muted}; font-size: 11px; font-weight: 600; }}
QLabel[role="error"] {{ color: {bad}; }}
QLabel[role="bubble"] {{ color: {bad}; background: {raised}; border: 1px solid {bad};
  border-radius: 6px; }}
QLabel[role="mono"] {{ font-family: "{mono}", "{symbols}"; }}
QFrame[role="card"] {{ background: {ground}; border: 1px solid {line}; border-radius: 8px; }}
QMenuBar {{ background: {panel}; color: {text}; padding: 2px 6px; }}
QMenuBar::item {{ padding: 4px 9px; border-radius: 5px; background: transparent; }}
QMenuBar::item:selected {{ background: {pressed}; }}
QMenu {{ background: {raised}; color: {text}; border: 1px solid {strong}; padding: 5px; }}
QMenu::item {{ padding: 5px 26px 5px 22px; border-radius: 5px; }}
QMenu::item:selected {{ background: {accent}; color: {on_accent}; }}
QMenu::item:disabled {{ color: {faint}; background: transparent; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 5px 8px; }}
QMenu::indicator {{ width: 14px; height: 14px; left: 5px; }}
QToolBar {{ background: {panel}; border: none; border-bottom: 1px solid {line};
  spacing: 6px; padding: 5px 10px; }}
QToolBar QToolButton {{ padding: 6px 13px; }}
QToolBar::separator {{ background: {line}; width: 1px; margin: 5px 6px; }}
QStatusBar {{ background: {panel}; color: {muted}; border-top: 1px solid {line}; }}
QStatusBar::item {{ border: none; }}
QToolButton, QPushButton {{ background: {raised}; color: {text}; border: 1px solid {line};
  border-radius: 7px; padding: 5px 11px; }}
QToolButton:hover, QPushButton:hover {{ border-color: {strong}; background: {pressed}; }}
QToolButton:pressed, QPushButton:pressed, QToolButton:checked, QPushButton:checked
  {{ background: {pressed}; border-color: {accent}; }}
QToolButton:focus, QPushButton:focus {{ border: 2px solid {accent}; padding: 4px 10px; }}
QToolBar QToolButton:focus {{ padding: 5px 12px; }}
QFileDialog QToolButton {{ padding: 4px; }}
QToolButton:disabled, QPushButton:disabled {{ color: {faint}; background: {panel}; }}
QToolButton::menu-indicator, QPushButton::menu-indicator {{ image: none; }}
QPushButton[role="primary"] {{ background: {accent}; color: {on_accent}; border-color: {accent};
  font-weight: 600; }}
QPushButton[role="primary"]:focus {{ border: 2px solid {text}; }}
QPushButton[role="primary"]:disabled {{ background: {pressed}; color: {faint};
  border-color: {line}; }}
QPushButton[role="quiet"], QToolButton[role="quiet"] {{ background: transparent;
  border-color: transparent; color: {muted}; padding: 3px 6px; }}
QPushButton[role="quiet"]:hover, QToolButton[role="quiet"]:hover {{ color: {text};
  background: {pressed}; }}
QPushButton[role="quiet"]:focus, QToolButton[role="quiet"]:focus
  {{ border-color: {accent}; padding: 2px 5px; }}
QComboBox, QSpinBox, QDoubleSpinBox, QLineEdit {{ background: {raised}; color: {text};
  border: 1px solid {line}; border-radius: 7px; padding: 4px 8px;
  selection-background-color: {accent}; selection-color: {on_accent}; }}
QComboBox:hover, QSpinBox:hover, QLineEdit:hover {{ border-color: {strong}; }}
QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QLineEdit:focus
  {{ border: 2px solid {accent}; padding: 3px 7px; }}
QLineEdit[wrong="true"], QSpinBox[wrong="true"], QDoubleSpinBox[wrong="true"]
  {{ border: 2px solid {bad}; padding: 3px 7px; }}
QComboBox QAbstractItemView {{ background: {raised}; color: {text};
  border: 1px solid {strong}; selection-background-color: {accent};
  selection-color: {on_accent}; outline: none; }}
QComboBox {{ combobox-popup: 0; qproperty-maxVisibleItems: 16; }}
QComboBox QAbstractItemView::item {{ min-height: 24px; padding: 0 8px; }}
QComboBox::drop-down {{ border: none; width: 22px; }}
QComboBox::down-arrow {{ image: url({down}); width: 9px; height: 9px; }}
QSpinBox::up-button, QSpinBox::down-button {{ border: none; background: transparent;
  width: 18px; }}
QSpinBox::up-arrow {{ image: url({up}); width: 8px; height: 8px; }}
QSpinBox::down-arrow {{ image: url({down}); width: 8px; height: 8px; }}
QCheckBox, QRadioButton {{ color: {text}; spacing: 7px; background: transparent; }}
QCheckBox::indicator, QMenu::indicator:non-exclusive {{ width: 13px; height: 13px;
  border: 1px solid {strong}; border-radius: 4px; background: {raised}; }}
QCheckBox::indicator:checked, QMenu::indicator:non-exclusive:checked {{ background: {accent};
  border-color: {accent}; image: url({tick}); }}
QMenu::indicator:exclusive {{ width: 13px; height: 13px; border: 1px solid {strong};
  border-radius: 7px; background: {raised}; }}
QMenu::indicator:exclusive:checked {{ border: 4px solid {accent}; width: 7px; height: 7px;
  background: {on_accent}; }}
QCheckBox::indicator:hover {{ border-color: {accent}; }}
QCheckBox:focus, QRadioButton:focus {{ color: {accent}; }}
QCheckBox::indicator:focus {{ border: 2px solid {accent}; width: 11px; height: 11px; }}
QCheckBox::indicator:checked:focus {{ border-color: {text}; }}
QCheckBox::indicator:disabled {{ border-color: {line}; background: {panel}; }}
QRadioButton::indicator {{ width: 13px; height: 13px; border: 1px solid {strong};
  border-radius: 7px; background: {raised}; }}
QRadioButton::indicator:checked {{ border: 4px solid {accent}; width: 7px; height: 7px;
  background: {on_accent}; }}
QRadioButton::indicator:focus, QRadioButton::indicator:hover {{ border-color: {accent}; }}
QScrollArea:focus {{ border: 2px solid {accent}; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {faint}; }}
QTableView {{ background: {panel}; border: 1px solid transparent; gridline-color: {panel};
  outline: none; }}
QTableView:focus {{ border: 1px solid {line}; border-radius: 6px; }}
QHeaderView, QHeaderView::section, QTableCornerButton::section {{ background: {panel};
  color: {muted}; border: none; font-size: 10px; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {line}; border-radius: 4px; min-width: 24px;
  min-height: 24px; margin: 1px; }}
QScrollBar::handle:hover {{ background: {strong}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QToolTip {{ background: {raised}; color: {text}; border: 1px solid {strong}; padding: 4px 7px; }}
QDockWidget::title {{ background: {panel}; padding: 7px 12px; color: {muted}; }}
"""
