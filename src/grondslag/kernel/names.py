"""Names: one mechanical rule between Python and the wire, with no list of exceptions."""

import re

_HUMP = re.compile(r"(?<![A-Z_])(?=[A-Z])")


def to_wire(name: str) -> str:
    """`datum_status_gezet` -> `datumStatusGezet`; a double underscore stands for a printed one (`inp_a__nummer`)."""
    parts = name.split("__")
    return "_".join(_camel(part) for part in parts)


def _camel(part: str) -> str:
    head, *rest = part.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in rest)


def to_python(name: str) -> str:
    """The inverse of `to_wire`."""
    return "__".join(_HUMP.sub("_", part).lower() for part in name.split("_"))
