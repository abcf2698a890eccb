"""What jobview takes of Textual that Textual promises to nobody: the reason for its upper bound."""

from __future__ import annotations

import ast
import importlib
import inspect
import textwrap
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import textual

if TYPE_CHECKING:
    from collections.abc import Iterator

UI: Final = Path(__file__).parent.parent / "jobview" / "ui"

PRIVATE: Final = {
    "discreet_app.py": {
        "_close_messages_no_wait",
        "_exit",
        "_exit_renderables",
        "_fatal_error",
        "_handle_exception",
    },
    "few_toasts.py": {"_notifications", "_unnotify"},
    "frame/input_line.py": {"_value"},
    "frame/tolerant_app.py": {"_prune"},
    "paint/drawn_before.py": {"textual._styles_cache"},
    "terminal/driver.py": {"_app", "_mouse", "_writer_thread"},
    "terminal/reports.py": {"textual._xterm_parser"},
}
"""By file: names of Textual's own that are overridden or read. Look at each when Textual changes,
and widen the bound in pyproject.toml only then."""

PUBLIC_THOUGH_UNDERSCORED: Final = {"_replace"}
"""A named tuple's."""


def is_private(name: str) -> bool:
    return name.startswith("_") and name.strip("_") != "" and not name.endswith("__")


def is_self(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "super"
    return isinstance(node, ast.Name) and node.id in {"self", "cls"}


def own_names(tree: ast.AST) -> Iterator[str]:
    """Private names that the classes of a tree define, or use of themselves."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and is_self(node.value):
            yield node.attr
        if isinstance(node, ast.ClassDef):
            for item in node.body:
                if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    yield item.name
                elif isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
                    yield item.target.id
                elif isinstance(item, ast.Assign):
                    yield from (name.id for name in item.targets if isinstance(name, ast.Name))


@cache
def of_class(module: str, name: str) -> frozenset[str]:
    kind = getattr(importlib.import_module(module), name)
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind)))
    return frozenset(filter(is_private, own_names(tree)))


@cache
def of_textual() -> frozenset[str]:
    folder = Path(textual.__file__).parent
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in folder.rglob("*.py"))
    return frozenset(name for tree in trees for name in own_names(tree) if is_private(name))


def inherited(path: Path) -> Iterator[str]:
    """Private names that a file's classes share with those of Textual that they are made of."""
    name = ".".join(("jobview.ui", *path.relative_to(UI).with_suffix("").parts))
    for kind in vars(importlib.import_module(name.removesuffix(".__init__"))).values():
        if inspect.isclass(kind) and kind.__module__ == name:
            own = of_class(name, kind.__name__)
            for base in kind.__mro__:
                if base.__module__.split(".")[0] == "textual":
                    yield from own & of_class(base.__module__, base.__name__)


def reached_into(path: Path) -> Iterator[str]:
    """Private names of Textual's that a file reads of others, and private modules it imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    modules = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("textual._"):
            yield str(node.module)
        if isinstance(node, ast.Attribute) and not is_self(node.value):
            of_module = isinstance(node.value, ast.Name) and node.value.id in modules
            if is_private(node.attr) and node.attr in of_textual() and not of_module:
                yield node.attr


def test_of_textuals_own_is_taken_what_is_listed_and_textual_still_has_it() -> None:
    taken = {
        str(path.relative_to(UI)): {*inherited(path), *reached_into(path)}
        - PUBLIC_THOUGH_UNDERSCORED
        for path in sorted(UI.rglob("*.py"))
    }

    assert {file: names for file, names in taken.items() if names} == PRIVATE
