"""Looks for words that do not belong in the project: paths of one machine, hosts of package registries, to-do marks."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FORBIDDEN = {
    "path of a machine": re.compile(r"(?<![\w.}-])/(?:work|root|farm|home/\w+|Users/\w+|tmp/\w+)/"),
    "host of a package registry": re.compile(
        r"(?:pypi\.org|pythonhosted\.org|registry\.npmjs\.org|npmmirror\.com|yarnpkg\.com|deb\.debian\.org|crates\.io)"
    ),
    "mark of unfinished work": re.compile(r"(?:#|//|<!--|/\*)\s*(?:TODO|FIXME|XXX)\b"),
}


def tracked_files() -> list[Path]:
    """The files under version control, and those about to be."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).is_file()]


def found_in(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, kind and word of each forbidden word in a text."""
    for number, line in enumerate(text.splitlines(), start=1):
        for kind, pattern in FORBIDDEN.items():
            if match := pattern.search(line):
                yield number, kind, match.group()


def findings() -> Iterator[str]:
    """Every forbidden word in the tracked files."""
    for file in tracked_files():
        try:
            text = file.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        for number, kind, word in found_in(text):
            yield f"{file.relative_to(ROOT)}:{number}: {kind}: {word}"


if __name__ == "__main__":
    found = list(findings())
    print("\n".join(found) or "No forbidden words.")
    sys.exit(bool(found))
