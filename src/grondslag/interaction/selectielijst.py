"""The bundled selectielijst as a read-only API, under the paths and in the form of the public one."""

import re
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlencode

from grondslag.registers.catalogi.selectielijst import lijst

ROOT = "/selectielijst/api/v1"
PAGE_SIZE = 100
_YEAR, _PAGE = re.compile("[0-9]{4}"), re.compile("[0-9]{1,5}")
_Find = Callable[[str], lijst.Entry | None]
_ONE: dict[str, _Find] = {
    "procestypen": lijst.procestype,
    "resultaten": lijst.resultaat,
    "resultaattypeomschrijvingen": lijst.resultaattypeomschrijving,
    "communicatiekanalen": lijst.communicatiekanaal,
}
Answer = tuple[int, Any]


def answer(path: str, query: str, base: str) -> Answer:
    """Status and body for a path of this API; no body when there is nothing there."""
    parts = path.removeprefix(ROOT).strip("/").split("/")
    find = _ONE.get(parts[0]) if path.startswith(ROOT + "/") else None
    if find is None or len(parts) > 2:
        return 404, None
    root = base + ROOT
    if len(parts) == 2:
        entry = find(parts[1].lower())
        return (404, None) if entry is None else (200, lijst.as_wire(entry, root))
    params = dict(parse_qsl(query))
    if parts[0] == "resultaten":
        return _resultaten(params, root)
    return 200, [lijst.as_wire(each, root) for each in _all(parts[0], params)]


def _all(collection: str, params: dict[str, str]) -> Sequence[lijst.Entry]:
    if collection == "procestypen":
        jaar = params.get("jaar", "")
        return lijst.procestypen(int(jaar) if _YEAR.fullmatch(jaar) else None)
    if collection == "communicatiekanalen":
        return lijst.communicatiekanalen()
    return lijst.resultaattypeomschrijvingen()


def _resultaten(params: dict[str, str], root: str) -> Answer:
    """Paged, and of one procestype when that is asked."""
    of = None
    if wanted := params.get("procesType"):
        of = lijst.procestype(wanted.rstrip("/").rpartition("/")[2].lower())
        if of is None:
            return 200, {"count": 0, "next": None, "previous": None, "results": []}
    found = lijst.resultaten(of)
    page = params.get("page", "1")
    number = int(page) if _PAGE.fullmatch(page) else 0
    pages = max(1, -(-len(found) // PAGE_SIZE))
    if not 1 <= number <= pages:
        return 404, None

    def link(at: int) -> str | None:
        return f"{root}/resultaten?{urlencode(params | {'page': at})}" if 1 <= at <= pages else None

    shown = found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return 200, {
        "count": len(found),
        "next": link(number + 1),
        "previous": link(number - 1),
        "results": [lijst.as_wire(each, root) for each in shown],
    }
