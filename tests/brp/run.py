"""Counts which scenarios of the published BRP suite pass: `python -m tests.brp.run --features PATH`."""

import argparse
import sys
from collections import Counter
from pathlib import Path

from tests.brp.features import VARIABLE, checkout, scenarios
from tests.brp.keten import keten
from tests.brp.ratchet import RATCHET, passed, ratchet_text
from tests.brp.runner import DAG, Uitkomst, run
from tests.server import running_databases


def main() -> None:
    """Prints the counts per directory of features, and the scenarios that fail when asked."""
    options = _options()
    root = options.features or checkout()
    if root is None or not root.is_dir():
        sys.exit(f"Say where the features are: --features PATH, or {VARIABLE} in the environment.")
    chosen = (each for each in scenarios(root, gezag=options.gezag) if options.group in each.feature)
    with running_databases() as databases, keten(databases.fresh()) as vraag:
        outcomes = list(run(chosen, vraag, DAG))
    if options.failing:
        _print_failing(outcomes)
    _print_counts(outcomes)
    if options.write and not (options.group or options.gezag):
        RATCHET.write_text(ratchet_text(passed(outcomes)), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--features", type=Path, help="the features directory of a checkout of the suite")
    parser.add_argument("--group", default="", help="only features with this in their path")
    parser.add_argument("--gezag", action="store_true", help="the scenarios beside the count, whose path names gezag")
    parser.add_argument("--write", action="store_true", help=f"make the counts those that {RATCHET.name} asks")
    parser.add_argument("--failing", action="store_true", help="show the scenarios that fail, and why")
    return parser.parse_args()


def _print_failing(outcomes: list[Uitkomst]) -> None:
    for each in outcomes:
        if each.reden is not None:
            sys.stdout.write(f"{each.scenario.feature}: {each.scenario.name}\n    {each.reden}\n")


def _print_counts(outcomes: list[Uitkomst]) -> None:
    right, all_ = passed(outcomes), Counter(each.scenario.group for each in outcomes)
    for group in sorted(all_):
        sys.stdout.write(f"{right[group]:5} of {all_[group]:5}  {group}\n")
    sys.stdout.write(f"{right.total():5} of {all_.total():5}  in all\n")


if __name__ == "__main__":
    main()
