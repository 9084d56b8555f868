"""Whom a package is about: by a number, or, for who has none, by the record that names them."""

from typing import Any

from grondslag.integration.inzage.finding import as_shown
from grondslag.kernel.links import UUID, Links
from grondslag.kernel.render import as_json
from grondslag.kernel.rows import from_json
from grondslag.registers.inzage.betrokkene import BY_NUMBER, BY_RECORD, Betrokkene
from grondslag.runtime.town import Town
from grondslag.surfaces.subjects import told_by
from grondslag.vocabulary.nummers import check_bsn

LONGEST_NUMBER = 17
KINDS = (*BY_NUMBER, *BY_RECORD)
BY_CONTACT = "contactpersoon"
FIELDS = BY_NUMBER | {kind: kind for kind in BY_RECORD}
"""What each is called on the wire."""


class Nobody(ValueError):
    """Nobody can be known by what was said. `code`: as on the wire; `reason` in Dutch, and the same in English."""

    def __init__(self, code: str, reason: str, english: str) -> None:
        super().__init__(english)
        self.code, self.reason = code, reason


async def whom(town: Town, links: Links, kind: str, value: str) -> Betrokkene:
    """The person of this kind and number, or whom the record with this key or URL names. Raises Nobody.

    Who is known by a number is asked for by that: then all is found, and whoever asks has the number to show for it.
    """
    if kind == "bsn" and (reason := check_bsn(value)):
        raise Nobody("invalid", reason, "That is not a BSN: one has nine digits that pass the 11-test.")
    if kind == "anp" and not (0 < len(value) <= LONGEST_NUMBER and value.isprintable()):
        reason = f"Geef een nummer van hoogstens {LONGEST_NUMBER} tekens."
        raise Nobody("invalid", reason, f"Give a number of at most {LONGEST_NUMBER} characters.")
    if kind in BY_NUMBER:
        return Betrokkene(kind, value)
    key, shown = await _record(town, links, BY_RECORD[kind], value)
    told = list(told_by(town.engine.world.shapes[BY_RECORD[kind]], shown, key))
    found = [each for each in told if each.startswith(f"{BY_CONTACT}:") == (kind == BY_CONTACT)]
    if not found:
        raise Nobody("invalid", "Daarin staat zo niemand.", f"Nobody is named there as a {kind}.")
    named, _, by = found[0].partition(":")
    if named == "bsn":
        reason = "Daarbij staat een burgerservicenummer: vraag daarop."
        raise Nobody("invalid", reason, "A BSN stands there: ask by that number.")
    return Betrokkene(named, by)


async def _record(town: Town, links: Links, target: str, value: str) -> tuple[str, dict[str, Any]]:
    """The key of a record and how the wire has it. Raises Nobody when there is none."""
    key = value.lower() if UUID.fullmatch(value.lower()) else links.key(target, value) or ""
    shape = town.engine.world.shapes.get(target)
    row = None
    if shape is not None and shape.component in town.engine.served and UUID.fullmatch(key):
        sql = f"select ({as_json(shape, 't')})::text from {shape.table} t where t.id = $1::uuid"
        row = await town.pool.fetchval(sql, key)
    if shape is None or row is None:
        name = target.rpartition(".")[2]
        reason, english = f"Er is hier geen {name} met die sleutel of URL.", f"There is no {name} with that key or URL."
        raise Nobody("does_not_exist", reason, english)
    return key, as_shown(town, shape, from_json(row, shape.record), links)
