"""Holds the budgets: a module 400 lines, a function 40, the kernel 3,000 in all; and no name that admits everything.

A function's length is what one reads of it: from `def` to its last line, its docstring left out; a function inside it
counts for itself and for the one around it.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULE_LINES = 400
FUNCTION_LINES = 40
KERNEL_LINES = 3_000
NAMES_FOR_EVERYTHING = {
    "base", "common", "core", "handler", "handlers", "helper", "helpers", "manager", "managers", "misc", "service",
    "services", "util", "utils",
}  # fmt: skip
CLASSES_FOR_EVERYTHING = ("Handler", "Manager", "Service")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def python_files(*places: str) -> list[Path]:
    """The Python files under some folders of the project."""
    return sorted(file for place in places for file in (ROOT / place).rglob("*.py") if "node_modules" not in file.parts)


def lines_of(function: Function) -> int:
    """The lines one reads of a function."""
    first = function.body[0]
    docstring = 0
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        docstring = (first.end_lineno or first.lineno) - first.lineno + 1
    return (function.end_lineno or function.lineno) - function.lineno + 1 - docstring


def over_budget(source: str, place: str) -> Iterator[str]:
    """What one module spends too much."""
    if (length := source.count("\n")) > MODULE_LINES:
        yield f"{place}: {length} lines, more than {MODULE_LINES}; split it by subject"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, Function) and (length := lines_of(node)) > FUNCTION_LINES:
            yield f"{place}:{node.lineno}: {node.name} has {length} lines, more than {FUNCTION_LINES}"
        if isinstance(node, ast.ClassDef) and node.name.endswith(CLASSES_FOR_EVERYTHING):
            yield f"{place}:{node.lineno}: class {node.name}: name what it is, or let the module group the functions"


def findings() -> Iterator[str]:
    """Everything over budget in the package and the tools."""
    for file in python_files("src", "tools"):
        place = file.relative_to(ROOT).as_posix()
        yield from over_budget(file.read_text("utf-8"), place)
        if NAMES_FOR_EVERYTHING & {part.removesuffix(".py") for part in file.relative_to(ROOT).parts}:
            yield f"{place}: a name that admits everything"
    kernel = sum(file.read_text("utf-8").count("\n") for file in python_files("src/grondslag/kernel"))
    if kernel > KERNEL_LINES:
        yield f"src/grondslag/kernel: {kernel} lines in all, more than {KERNEL_LINES}"


if __name__ == "__main__":
    found = list(findings())
    print("\n".join(found) or "Everything is within its budget.")
    sys.exit(bool(found))
