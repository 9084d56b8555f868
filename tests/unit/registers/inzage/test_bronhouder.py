"""Who can put a fact right follows from what it is and where it stands."""

import pytest

from grondslag.registers.inzage.bronhouder import bronhouder_van


@pytest.mark.parametrize(
    ("resource", "veld", "registratie", "terugmelding"),
    [
        ("personen.persoon", "naam.voornamen", "BRP", True),
        ("zaken.rol", "betrokkeneIdentificatie.geslachtsnaam", "BRP", True),
        ("zaken.rol", "betrokkeneIdentificatie.verblijfsadres.aoaHuisnummer", "BRP", True),
        ("zaken.rol", "betrokkeneIdentificatie.statutaireNaam", "HR", True),
        ("zaken.rol", "betrokkeneIdentificatie.kvkNummer", "HR", True),
        ("zaken.zaakobject", "objectIdentificatie.huisnummer", "BAG", True),
        ("zaken.zaakobject", "objectIdentificatie.gorOpenbareRuimteNaam", "BAG", True),
        ("zaken.rol", "roltoelichting", "gemeente", False),
        ("documenten.enkelvoudiginformatieobject", "titel", "gemeente", False),
    ],
)
def test_who_keeps_the_original(resource: str, veld: str, registratie: str, terugmelding: bool) -> None:
    found = bronhouder_van(resource, veld)
    assert (found.registratie, found.terugmelding) == (registratie, terugmelding)
    assert found.component == ("" if terugmelding else resource.partition(".")[0])
