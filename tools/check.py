"""Runs every check of the project side by side and shows what failed; all green in under a minute."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
# The slowest first, so that the others fit beside it.
CHECKS: dict[str, tuple[str, ...]] = {
    "types": (str(BIN / "basedpyright"), "--level", "error"),
    "style": (str(BIN / "ruff"), "check", "."),
    "format": (str(BIN / "ruff"), "format", "--check", "."),
    "imports": (str(BIN / "lint-imports"), "--no-cache"),
    "licences": (sys.executable, "tools/licences.py"),
    "budgets": (sys.executable, "tools/budgets.py"),
    "words": (sys.executable, "tools/words.py"),
}


class Outcome(NamedTuple):
    """How a check went."""

    name: str
    passed: bool
    seconds: float
    output: str


def run(name: str) -> Outcome:
    """Run one check."""
    start = time.monotonic()
    done = subprocess.run(CHECKS[name], cwd=ROOT, capture_output=True, text=True, check=False)
    return Outcome(name, done.returncode == 0, time.monotonic() - start, (done.stdout + done.stderr).strip())


def main() -> None:
    """Run all checks, or those named on the command line."""
    names = sys.argv[1:] or list(CHECKS)
    if unknown := [name for name in names if name not in CHECKS]:
        sys.exit(f"No such check: {', '.join(unknown)}. There are: {', '.join(CHECKS)}.")
    with ThreadPoolExecutor(max_workers=2) as pool:
        outcomes = list(pool.map(run, names))
    for outcome in outcomes:
        if not outcome.passed:
            print(f"\n--- {outcome.name} ---\n{outcome.output}\n")
    for outcome in outcomes:
        print(f"{'ok  ' if outcome.passed else 'FAIL'}  {outcome.name:9} {outcome.seconds:5.1f} s")
    sys.exit(any(not outcome.passed for outcome in outcomes))


if __name__ == "__main__":
    main()
