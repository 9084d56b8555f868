"""Holds the licences of what an installed Grondslag imports: nothing under GPL or AGPL, LGPL only where it is separate.

EUPL-1.2 code may use permissive libraries freely, and an LGPL library that can be replaced; a GPL or AGPL import would
put the whole work under that licence.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement

PROJECT = "grondslag"
RUNTIME_EXTRAS = ("postgres",)
REFUSED = re.compile(r"(?<!L)(?<!Lesser )\bA?GPL|Affero|(?<!Lesser )General Public License", re.IGNORECASE)
LGPL = re.compile(r"LGPL|Lesser General Public", re.IGNORECASE)
# Libraries under the LGPL that stay separate and replaceable; each with the reason it is here.
SEPARATE: dict[str, str] = {}


def licence_of(found: Distribution) -> str:
    """What a distribution says of its licence: an expression, else classifiers, else the first line of the field."""
    about = found.metadata
    if "License-Expression" in about:
        return about["License-Expression"]
    classifiers = [line for line in about.get_all("Classifier", []) if line.startswith("License ::")]
    if classifiers:
        return "; ".join(line.rpartition(" :: ")[2] for line in classifiers)
    return about["License"].strip().partition("\n")[0] if "License" in about else ""


def needs(found: Distribution, extras: tuple[str, ...]) -> Iterator[Requirement]:
    """The requirements of a distribution that hold on this machine."""
    for line in found.requires or ():
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield requirement


def runtime_distributions() -> dict[str, Distribution]:
    """All that an install of the project with its runtime extras brings."""
    brought: dict[str, Distribution] = {}
    waiting = [*needs(distribution(PROJECT), RUNTIME_EXTRAS)]
    while waiting:
        requirement = waiting.pop()
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        if name in brought:
            continue
        try:
            brought[name] = distribution(name)
        except PackageNotFoundError:
            sys.exit(f"{name} is not installed: run `make install` first.")
        waiting += needs(brought[name], tuple(requirement.extras))
    return dict(sorted(brought.items()))


def complaint(name: str, licence: str) -> str | None:
    """Why a library under this licence may not be imported, if it may not."""
    if not licence:
        return f"{name} does not say its licence"
    if REFUSED.search(licence):
        return f"{name} is under {licence}: it may not be imported"
    if LGPL.search(licence) and name not in SEPARATE:
        return f"{name} is under {licence}: list it in SEPARATE with the reason, or do without"
    return None


def main() -> None:
    """Check, and list on request."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--list", action="store_true", help="show every library and its licence")
    listed = {name: licence_of(found) for name, found in runtime_distributions().items()}
    if parser.parse_args().list:
        print("\n".join(f"{name:28} {licence}" for name, licence in listed.items()))
    complaints = [said for name, licence in listed.items() if (said := complaint(name, licence))]
    print("\n".join(complaints) or f"The licences of {len(listed)} libraries are in order.")
    sys.exit(bool(complaints))


if __name__ == "__main__":
    main()
