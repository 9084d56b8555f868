"""What is kept of a zaak beyond the standard: suspended before, seen by the initiator, related otherwise."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from grondslag.kernel.rules import Change, Nothing, Update, Violation, derive, effect, rule
from grondslag.registers.zaken.zaak import Opschorting, Zaak


@derive("zrc", "eerdere-opschorting")
def a_suspension_is_remembered(change: Change[Zaak], facts: Nothing) -> Mapping[str, Any]:
    """Whether a zaak was ever suspended is kept, also when the opschorting is taken away."""
    now, before = change.record.opschorting, change.before.opschorting if change.before is not None else None
    ever = (before is not None and before.eerdere_opschorting) or (now is not None and now.indicatie)
    if not ever:
        return {}
    kept = now or Opschorting(indicatie=False, reden="")
    return {"opschorting": msgspec.structs.replace(kept, eerdere_opschorting=True)}


@effect("zrc", "laatst-geopend", on=("partial_update",))
def to_look_is_no_change(change: Change[Zaak], facts: Nothing) -> Iterator[Update]:
    """That the initiator saw the zaak does not count as a change of it."""
    if change.given == frozenset(("laatst_geopend",)):
        yield Update(change.record, {"laatst_gemuteerd": change.record.laatst_gemuteerd})


@rule("zrc", "overige-relatie")
def another_relation_is_named(change: Change[Zaak], facts: Nothing) -> Iterator[Violation]:
    """A relation of another kind than the standard knows says what it is."""
    for index, each in enumerate(change.record.relevante_andere_zaken):
        if each.aard_relatie == "overig" and not each.overige_relatie:
            name = f"relevanteAndereZaken.{index}.overigeRelatie"
            yield Violation("overigerelatie-required", "Zeg welke relatie het is.", name)
