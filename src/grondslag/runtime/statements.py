"""Splits a file of SQL into its statements, as PostgreSQL reads them."""

import re

# In the order in which they are tried; a part that is none of these is passed over one character at a time.
_PARTS = re.compile(
    r"""
      (?P<line>--[^\n]*)
    | (?P<block>/\*)
    | (?P<escape>(?<![\w$])[eE]'(?:[^'\\]|''|\\.)*')
    | (?P<string>'(?:[^']|'')*')
    | (?P<name>"(?:[^"]|"")*")
    | (?P<dollar>(?<![\w$])\$(?P<tag>(?:[^\W\d]\w*)?)\$.*?\$(?P=tag)\$)
    | (?P<atomic>\bbegin\s+atomic\b)
    | (?P<word>[^\W\d][\w$]*)
    | (?P<end>;)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)


def statements(text: str) -> list[str]:
    """The statements without their semicolons; those that hold only white space or comments are left out."""
    found: list[str] = []
    start = place = 0
    depth = 0
    telling = False
    while place < len(text):
        part = _PARTS.match(text, place)
        if part is None:
            telling = telling or not text[place].isspace()
            place += 1
            continue
        kind = part.lastgroup if part.lastgroup != "tag" else "dollar"
        place = _end_of_block(text, part.start()) if kind == "block" else part.end()
        if kind == "end" and depth == 0:
            if telling:
                found.append(text[start : part.start()].strip())
            start, telling = place, False
        elif kind not in ("line", "block"):
            telling = True
            depth = _depth(depth, kind, part.group().lower())
    if telling:
        found.append(text[start:].strip())
    return found


def _depth(depth: int, kind: str | None, word: str) -> int:
    """How deep we are in the body of a function in standard SQL, where semicolons do not end the statement."""
    if kind == "atomic":
        return depth + 1
    if depth and kind == "word" and word == "case":
        return depth + 1
    if depth and kind == "word" and word == "end":
        return depth - 1
    return depth


def _end_of_block(text: str, start: int) -> int:
    """Where a comment ends; PostgreSQL lets them nest."""
    depth, place = 0, start
    for mark in re.compile(r"/\*|\*/").finditer(text, start):
        depth += 1 if mark.group() == "/*" else -1
        place = mark.end()
        if depth == 0:
            return place
    return len(text)
