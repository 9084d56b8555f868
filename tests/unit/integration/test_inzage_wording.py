"""What the letter of an inzage calls a field, and how it says the values of an eigenschap."""

import pytest

from grondslag import targets
from grondslag.integration.inzage.wording import EEN_ZAAK, Words, called

EIGENSCHAP = "https://gemeente.example/catalogi/api/v1/eigenschappen/1"


@pytest.mark.parametrize(
    ("resource", "path", "name"),
    [
        ("zaken.rol", "betrokkeneIdentificatie.geslachtsnaam", "Achternaam"),
        ("zaken.zaakobject", "objectIdentificatie.gorOpenbareRuimteNaam", "Straat of andere openbare ruimte"),
        ("zaken.zaak", "omschrijving", "Waar de zaak over gaat, kort"),
        ("zaken.rol", "geenVeld.ookGeen", "Ook geen"),
    ],
)
def test_a_field_within_a_group_is_called_by_its_declaration(resource: str, path: str, name: str) -> None:
    assert called(targets.world().shapes[resource].fields, path) == name


@pytest.mark.parametrize(
    ("form", "value", "said"),
    [
        ("datum", "20281121", "21 november 2028"),
        ("datum", "20281399", "20281399"),
        ("tekst", "20281121", "20281121"),
    ],
)
def test_an_eigenschap_that_is_a_day_is_said_as_one(form: str, value: str, said: str) -> None:
    words = Words({}, {EIGENSCHAP: form}, {"code": "1999", "naam": "Gemeente Voorbeeld"})
    shape = targets.world().shapes["zaken.zaakeigenschap"]

    facts = words.facts(shape, {"eigenschap": EIGENSCHAP, "naam": "einde_vergunning", "waarde": value})

    assert ("Waarde van de eigenschap", said) in facts


def test_another_zaak_is_called_by_what_it_is_and_one_of_others_by_nothing() -> None:
    here = "https://gemeente.example/zaken/api/v1/zaken/1"
    words = Words({}, {}, {"code": "1999", "naam": "Gemeente Voorbeeld"}, {here: "Zaak: Lantaarn (Z-1)"})
    others = [{"url": here, "aardRelatie": "onderwerp"}, {"url": here + "0", "aardRelatie": "vervolg"}]

    said = dict(words.facts(targets.world().shapes["zaken.zaak"], {"relevanteAndereZaken": others}))

    (text,) = said.values()
    assert text.split("; ") == [
        "andere zaak: Zaak: Lantaarn (Z-1), hoe die bij deze zaak hoort: deze zaak gaat over die zaak",
        f"andere zaak: {EEN_ZAAK}, hoe die bij deze zaak hoort: deze zaak kwam daaruit voort",
    ]
