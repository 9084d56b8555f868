"""What the letter of an inzage says of each use: which zaak, besluit or document it was."""

from typing import Any

import pytest

from grondslag.integration.inzage.gebruik import MOST_THINGS, Gebruik

ROOT = "https://gemeente.example/zaken/api/v1"
TYPE = "https://gemeente.example/catalogi/api/v1/zaaktypen/1"


def a_zaak(number: int, **said: Any) -> dict[str, Any]:
    rol = {"soort": "zaken.rol", "bron": f"{ROOT}/rollen/r{number}", "gegevens": {}}
    return {
        "soort": "zaken.zaak",
        "bron": f"{ROOT}/zaken/z{number}",
        "gegevens": {"identificatie": f"Z-{number}", "omschrijving": "", "zaaktype": TYPE} | said,
        "onderdelen": [rol],
    }


def said_of(*objecten: str, handeling: str = "zaken.zaak.lezen") -> str:
    use = {
        "tijdstip": "2026-11-26T12:00:00+00:00",
        "handeling": handeling,
        "applicatie": "Balie",
        "organisatie": "",
        "activiteit": "",
        "objecten": list(objecten),
    }
    zaken = [a_zaak(1, omschrijving="Lantaarn kapot"), *(a_zaak(number) for number in range(2, 10))]
    names = {TYPE: "Melding openbare ruimte"}
    (row,) = Gebruik({"gebruik": [use], "onderdelen": [{"dossiers": zaken}], "namen": names}).last()
    return row[-1]


@pytest.mark.parametrize(
    ("objecten", "said"),
    [
        (["zaken.zaak/z1"], "zaak Z-1 (Lantaarn kapot): bekeken"),
        (["zaken.zaak/z2"], "zaak Z-2 (Melding openbare ruimte): bekeken"),
        (["zaken.rol/r1"], "betrokkene bij zaak Z-1 (Lantaarn kapot): bekeken"),
        (["zaken.zaak/elders"], "zaak: bekeken"),
        (["verwerkingen.verwerking"], "Bekeken"),
        ([], "Bekeken"),
    ],
)
def test_a_thing_is_called_by_its_dossier_and_one_that_is_not_in_the_package_by_its_kind(
    objecten: list[str], said: str
) -> None:
    assert said_of(*objecten) == said


def test_of_many_things_the_first_are_named_and_the_rest_is_counted() -> None:
    said = said_of(*(f"zaken.zaak/z{number}" for number in range(1, 10)))
    assert said.endswith(f"zaak Z-{MOST_THINGS} (Melding openbare ruimte), en nog {9 - MOST_THINGS}: bekeken")


def test_who_looked_up_the_use_is_said_without_words_of_the_register() -> None:
    assert said_of("logboek.verwerking", handeling="logboek.doorzoeken") == "Nagekeken wie uw gegevens gebruikte"
