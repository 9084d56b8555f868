"""A zaak and what belongs to it in one call, all of it or nothing: what the incumbent's clients do with few calls."""

from typing import Any

from grondslag.kernel.rules import Part, Violation, act
from grondslag.registers.zaken.zaak import Zaak
from grondslag.registers.zaken.zaakdeel import CHANGE

ZAAK = Part(name="zaak", target="zaken.zaak")
STATUS = Part(name="status", target="zaken.status", points="zaak")
ROLLEN = Part(name="rollen", target="zaken.rol", points="zaak", many=True)
OPEN = ("einddatum", False, Violation("eindstatus-not-allowed", "Dit sluit geen zaak.", "status.nonFieldErrors"))
CLOSED = (
    "einddatum",
    True,
    Violation("eindstatus-required", "Alleen een eindstatus sluit de zaak.", "status.nonFieldErrors"),
)

act(
    "zaak_registreren",
    scope="zaken.aanmaken",
    status=201,
    single=False,
    extra=True,
    parts=(
        ZAAK,
        ROLLEN,
        Part(
            name="zaakinformatieobjecten",
            target="zaken.zaakinformatieobject",
            points="zaak",
            many=True,
            required=False,
        ),
        Part(name="zaakobjecten", target="zaken.zaakobject", points="zaak", many=True, required=False),
        STATUS,  # last: who hears of it finds the zaak whole
    ),
)(Zaak)


def _changes(name: str, *parts: Part, ends: Any = OPEN) -> None:
    act(name, scope=CHANGE, extra=True, parts=parts, ends=ends)(Zaak)


_changes("zaak_opschorten", Part(name="zaak", target="zaken.zaak", only=("opschorting",)), STATUS)
_changes("zaak_verlengen", Part(name="zaak", target="zaken.zaak", only=("verlenging",)), STATUS)
_changes(
    "zaak_bijwerken",
    Part(name="zaak", target="zaken.zaak", required=False),
    STATUS,
    Part(name="rollen", target="zaken.rol", points="zaak", many=True, required=False, replaces=True),
)
_changes(
    "zaak_afsluiten",
    ZAAK,
    Part(name="resultaat", target="zaken.resultaat", points="zaak"),
    STATUS,
    ends=CLOSED,
)
