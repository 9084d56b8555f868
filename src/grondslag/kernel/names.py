"""Names: one mechanical rule between Python and the wire, with no list of exceptions."""


def to_wire(name: str) -> str:
    """`datum_status_gezet` -> `datumStatusGezet`; a double underscore stands for a printed one (`inp_a__nummer`)."""
    return "_".join(_camel(part) for part in name.split("__"))


def _camel(part: str) -> str:
    head, *rest = part.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in rest)
