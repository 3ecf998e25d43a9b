"""Finds words that a reader would see and no translator ever will."""

import ast
import re

WRAPPERS = {"tr", "mark", "counted", "message"}
SHOWN = {
    "QLabel",
    "QPushButton",
    "QCheckBox",
    "QRadioButton",
    "QGroupBox",
    "QAction",
    "QToolBar",
    "QMenu",
    "QDockWidget",
    "setText",
    "setToolTip",
    "setWindowTitle",
    "setTitle",
    "setPlaceholderText",
    "setAccessibleName",
    "setAccessibleDescription",
    "setStatusTip",
    "setWhatsThis",
    "addAction",
    "addMenu",
    "addRow",
    "addButton",
    "addTab",
    "addItem",
    "addItems",
    "setTabText",
    "setHorizontalHeaderLabels",
    "setHeaderLabels",
    "showMessage",
    "show_text",
    "show_idle",
    "show_busy",
    "show_nothing",
    "set_hint",
    "getExistingDirectory",
    "getOpenFileName",
    "getOpenFileNames",
    "getSaveFileName",
}
"""Calls whose words are on screen."""
WORDS = re.compile(r"[A-Za-z]{2}")
SENTENCE = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
CODE = re.compile(r"[{}<>;]|^(SELECT|INSERT|CREATE|UPDATE|DELETE|PRAGMA|ALTER|DROP|PDF|\s)|: [#\d]")
NAMES = {"Whence", "PDF (*.pdf)"}


def name_of(call):
    function = call.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def literals(node):
    """String literals below a node that no wrapper holds."""
    if isinstance(node, ast.Call) and name_of(node) in WRAPPERS:
        return
    if isinstance(node, ast.FormattedValue):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from literals(child)


def on_screen(tree):
    """Literals handed to a call that shows them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and name_of(node) in SHOWN:
            for argument in node.args:
                if isinstance(argument, ast.Call | ast.Lambda):
                    continue  # judged by itself
                for literal in literals(argument):
                    if WORDS.search(literal.value) and literal.value not in NAMES:
                        yield literal.lineno, literal.value


def documented(tree):
    """Literals that are documentation."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        for statement in body if isinstance(body, list) else ():
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                yield statement.value


def silent(tree):
    """Literals that go to the log, to a thread's name or to a programmer."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            owner = getattr(getattr(node.func, "value", None), "id", "")
            if owner in ("log", "qt_log", "logging") or name_of(node) in ("note", "RuntimeError"):
                yield from ast.walk(node)
        if isinstance(node, ast.Subscript | ast.Dict):
            yield from (node.keys if isinstance(node, ast.Dict) else [node.slice])
        if isinstance(node, ast.Compare):
            yield from ast.walk(node)


def sentences(tree):
    """Literals with several words that nothing wraps, whatever is done with them."""
    known = {id(node) for node in (*documented(tree), *silent(tree))}
    for literal in literals(tree):
        text = literal.value
        if id(literal) not in known and SENTENCE.search(text) and not CODE.search(text):
            yield literal.lineno, text
