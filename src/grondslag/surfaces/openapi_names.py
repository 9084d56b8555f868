"""The names of operations, by which some clients find a path: those of the official files, and of the incumbent."""

from grondslag.kernel.declare import Json
from grondslag.kernel.shape import Shape

_READ = ("applicatie", "besluit", "besluitinformatieobject", "abonnement", "kanaal", "zaaknotitie")
"""The official files print `read` and `delete` for these, and `retrieve` and `destroy` for all others."""
_NOUNS = {"notificatie": "notificaties"}
"""What the files print in the plural."""
_INCUMBENT = {"retrieve": "read", "destroy": "delete", "headers": "head"}


def operation_id(shape: Shape, action: str, *, alone: bool = False) -> str:
    """The name in the official file. `alone`: the action says of itself what it is about."""
    name = shape.record.__name__.lower()
    noun = _NOUNS.get(name, name)
    said, _, last = action.rpartition("_")
    if noun in _READ and last in ("retrieve", "destroy"):
        action = f"{said}_{_INCUMBENT[last]}" if said else _INCUMBENT[last]
    return action if alone else f"{noun}_{action}"


def as_the_incumbent(document: Json) -> Json:
    """The same document with the names that the incumbent gives, and the files before Zaken 1.5 gave."""
    paths = {
        path: {
            method: operation | {"operationId": _older(operation["operationId"])} for method, operation in item.items()
        }
        for path, item in document["paths"].items()
    }
    return document | {"paths": paths}


def _older(name: str) -> str:
    head, _, last = name.rpartition("_")
    return f"{head}_{_INCUMBENT[last]}" if last in _INCUMBENT else name
