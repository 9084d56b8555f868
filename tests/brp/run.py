"""Counts which scenarios of the published BRP suite pass: `python -m tests.brp.run --features PATH`."""

import argparse
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.brp.bevraging import bevraag
from tests.brp.features import VARIABLE, checkout, scenarios
from tests.brp.keten import keten
from tests.brp.runner import Uitkomst, Vraagbaak, run
from tests.server import running_databases


def main() -> None:
    """Prints the counts per directory of features, and the scenarios that fail when asked."""
    options = _options()
    root = options.features or checkout()
    if root is None or not root.is_dir():
        sys.exit(f"Say where the features are: --features PATH, or {VARIABLE} in the environment.")
    if options.pure:
        outcomes = _outcomes(root, options.group, bevraag)
    else:
        with running_databases() as databases, keten(databases) as chain:
            outcomes = _outcomes(root, options.group, chain)
    if options.failing:
        _print_failing(outcomes)
    _print_counts(outcomes)


def _outcomes(root: Path, group: str, vraag: Vraagbaak) -> list[Uitkomst]:
    today = datetime.now(ZoneInfo("Europe/Amsterdam")).date()
    return list(run((each for each in scenarios(root) if group in each.feature), vraag, today))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--features", type=Path, help="the features directory of a checkout of the suite")
    parser.add_argument("--group", default="", help="only features with this in their path")
    parser.add_argument("--failing", action="store_true", help="show the scenarios that fail, and why")
    parser.add_argument("--pure", action="store_true", help="the information layer alone, without a database")
    return parser.parse_args()


def _print_failing(outcomes: list[Uitkomst]) -> None:
    for each in outcomes:
        if each.reden is not None:
            sys.stdout.write(f"{each.scenario.feature}: {each.scenario.name}\n    {each.reden}\n")


def _print_counts(outcomes: list[Uitkomst]) -> None:
    passed, all_ = Counter[str](), Counter[str]()
    for each in outcomes:
        all_[each.scenario.group] += 1
        passed[each.scenario.group] += each.reden is None
    for group in sorted(all_):
        sys.stdout.write(f"{passed[group]:5} of {all_[group]:5}  {group}\n")
    sys.stdout.write(f"{passed.total():5} of {all_.total():5}  in all\n")


if __name__ == "__main__":
    main()
