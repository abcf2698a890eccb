"""What holds for the code as a whole: sizes, docstrings, catches, private names, README keys."""

from __future__ import annotations

import ast
import re
import statistics
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "jobview"
MODULES = sorted(PACKAGE.rglob("*.py"))

MAX_MODULE_LINES = 300
MAX_MEDIAN_MODULE_LINES = 130
MAX_FUNCTION_LINES = 45
MAX_METHODS = 25

FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_is_a_small_documented_room(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)

    assert text.count("\n") <= MAX_MODULE_LINES
    assert ast.get_docstring(tree), "no module docstring"
    for node in ast.walk(tree):
        if isinstance(node, FUNCTION):
            assert node.end_lineno is not None
            length = node.end_lineno - node.lineno + 1
            assert length <= MAX_FUNCTION_LINES, f"{node.name} has {length} lines"
        if isinstance(node, ast.ClassDef):
            methods = [item for item in node.body if isinstance(item, FUNCTION)]
            assert len(methods) <= MAX_METHODS, f"{node.name} has {len(methods)} methods"


def test_the_median_module_is_short() -> None:
    lengths = [path.read_text(encoding="utf-8").count("\n") for path in MODULES]

    assert statistics.median(lengths) <= MAX_MEDIAN_MODULE_LINES


def test_only_the_poller_catches_everything_and_once() -> None:
    broad = [
        str(path.relative_to(PACKAGE))
        for path in MODULES
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or (isinstance(node.type, ast.Name) and node.type.id in {"Exception", "BaseException"})
        )
    ]

    assert broad == ["polling/poller.py"]


def test_only_the_clock_reads_the_time() -> None:
    reading = re.compile(r"\btime\.(time|monotonic|perf_counter)\(|datetime\.(now|utcnow|today)\(")
    readers = [
        str(path.relative_to(PACKAGE))
        for path in MODULES
        if reading.search(path.read_text(encoding="utf-8"))
    ]

    assert readers == ["clock.py"]


def test_the_top_level_is_what_it_should_be() -> None:
    ignored = {"dist", "build"}
    names = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} - ignored

    assert names == {"pyproject.toml", "README.md", "jobview", "tests", "screenshots"}


def test_every_dependency_has_a_lower_bound() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    unbounded = [name for name in project["dependencies"] if ">=" not in name]
    assert unbounded == []


def test_what_a_contract_forbids_is_forbidden_to_all_but_one() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    names = {
        f"jobview.{path.stem}"
        for path in PACKAGE.iterdir()
        if path.suffix in {"", ".py"} and not path.name.startswith("_")
    }

    for contract in tools["importlinter"]["contracts"]:
        if contract["type"] == "forbidden":
            allowed = names - set(contract["source_modules"])
            assert len(allowed) <= 1, f"{contract['name']}: {allowed}"


def test_the_readme_tells_the_keys_as_they_are() -> None:
    from jobview.ui.bindings.keys import markdown_table

    assert markdown_table() in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_gate_runs_the_readmes_test_command() -> None:
    command = (
        "python3 -m venv .venv && .venv/bin/pip install -q -e '.[dev]'"
        " && .venv/bin/python -m pytest\n"
    )

    assert command in (ROOT / "README.md").read_text(encoding="utf-8")
    assert command in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_no_test_module_is_taken_from_by_another() -> None:
    taking = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom)
        and node.module is not None
        and re.match(r"tests\.(.*\.)?test_", node.module)
    ]

    assert taking == [], "what several tests need belongs into tests/fakes"
