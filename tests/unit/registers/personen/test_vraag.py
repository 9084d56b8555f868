"""A question is read whole, or everything that is wrong with it is told."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grondslag.registers.personen.vraag import (
    BSN,
    FIELD,
    HUISNUMMERS,
    MOST_BSNS,
    MOST_FIELDS,
    NIET_NUL,
    PATRONEN,
    SOORTEN,
    VOORNAMEN_VERPLICHT,
    Vraag,
    lees,
)

OAS = Path(__file__).parents[5] / "shared/standards/oas/brp-personen-bevragen.json"
RAADPLEEG: dict[str, Any] = {
    "type": "RaadpleegMetBurgerservicenummer",
    "burgerservicenummer": ["999990019"],
    "fields": ["naam"],
}
POSTCODE: dict[str, Any] = {
    "type": "ZoekMetPostcodeEnHuisnummer",
    "postcode": "2628 hj",
    "huisnummer": 2,
    "fields": ["naam.voornamen"],
}
STRAAT: dict[str, Any] = {
    "type": "ZoekMetStraatHuisnummerEnGemeenteVanInschrijving",
    "gemeenteVanInschrijving": "0518",
    "straat": "Leyweg",
    "huisnummer": 2,
    "fields": ["naam"],
}


def _told(body: dict[str, Any]) -> list[tuple[str, str]]:
    found = lees(body)
    assert isinstance(found, list)
    return [(each.name, each.code) for each in found]


def _read(body: dict[str, Any]) -> Vraag:
    found = lees(body)
    assert isinstance(found, Vraag)
    return found


@pytest.mark.skipif(not OAS.exists(), reason="needs ../shared: the structure of the API lies beside the project")
def test_the_kinds_and_their_bounds_are_those_of_the_published_api() -> None:
    schemas: dict[str, Any] = json.loads(OAS.read_text())["components"]["schemas"]

    def schema(said: dict[str, Any]) -> dict[str, Any]:
        return schemas[said["$ref"].rpartition("/")[2]] if "$ref" in said else said

    assert schemas["PersonenQuery"]["discriminator"]["mapping"].keys() == SOORTEN.keys()
    for name, soort in SOORTEN.items():
        (answer,) = [
            each["properties"]["personen"]["items"]["$ref"]
            for each in schemas[f"{name}Response"]["allOf"]
            if "properties" in each
        ]
        assert answer.rpartition("/")[2] == soort.antwoord
        parts = [schema(each) for each in schemas[name]["allOf"]]
        said = {key: schema(each) for part in parts for key, each in part["properties"].items()}
        assert said.keys() - {"type", "fields"} == {*soort.verplicht, *soort.vrij}
        assert {*schemas[name]["required"]} == {*soort.verplicht}
        for key, each in said.items():
            if "pattern" in each:
                verplicht = key == "voornamen" and key in soort.verplicht
                ours = VOORNAMEN_VERPLICHT if verplicht else PATRONEN[key]
                # What the suite prints for a key of the BAG is wider; the narrower one is held against it after that.
                assert each["pattern"] == (NIET_NUL if key.endswith("Identificatie") else ours), key
    query = schemas["PersonenQuery"]["properties"]["fields"]
    assert (query["minItems"], query["maxItems"], schema(query["items"])["pattern"]) == (1, MOST_FIELDS, FIELD)
    assert (schemas["Huisnummer"]["minimum"], schemas["Huisnummer"]["maximum"]) == HUISNUMMERS
    assert schemas["Burgerservicenummer"]["pattern"] == BSN
    raadpleeg = schemas["RaadpleegMetBurgerservicenummer"]["allOf"][1]["properties"]["burgerservicenummer"]
    assert raadpleeg["maxItems"] == MOST_BSNS


def test_numbers_and_booleans_may_be_sent_as_text() -> None:
    asked = POSTCODE | {"huisnummer": "2", "inclusiefOverledenPersonen": "true", "geboortedatum": "1983-05-26"}
    read = _read(asked)
    assert (read.huisnummer, read.inclusief_overleden_personen, read.geboortedatum) == (2, True, date(1983, 5, 26))


def test_a_question_goes_back_to_the_wire_as_it_came() -> None:
    for body in (RAADPLEEG, POSTCODE, STRAAT):
        assert json.loads(msgspec.json.encode(_read(body))) == body


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({}, [("type", "required")]),
        ({"type": None}, [("type", "required")]),
        ({"type": ["RaadpleegMetBurgerservicenummer"]}, [("type", "value")]),
        ({"type": ""}, [("type", "value")]),
        (RAADPLEEG | {"burgerservicenummer": "999990019"}, [("burgerservicenummer", "array")]),
        (RAADPLEEG | {"burgerservicenummer": {"a": 1}}, [("burgerservicenummer", "array")]),
        (RAADPLEEG | {"burgerservicenummer": [999990019]}, [("burgerservicenummer[0]", "pattern")]),
        (RAADPLEEG | {"burgerservicenummer": ["999990019\n"]}, [("burgerservicenummer[0]", "pattern")]),
        (RAADPLEEG | {"burgerservicenummer": ["٩٩٩٩٩٠٠١٩"]}, [("burgerservicenummer[0]", "pattern")]),
        (RAADPLEEG | {"burgerservicenummer": ["999990019"] * 21}, [("burgerservicenummer", "maxItems")]),
        (RAADPLEEG | {"fields": ["naam", 1, None, "*", "rni"]},
         [("fields[1]", "pattern"), ("fields[2]", "pattern"), ("fields[3]", "pattern"), ("fields[4]", "fields")]),
        (RAADPLEEG | {"fields": None, "voornamen": "Jan"}, [("fields", "required"), ("voornamen", "unknownParam")]),
        (POSTCODE | {"huisnummer": True}, [("huisnummer", "integer")]),
        (POSTCODE | {"huisnummer": 2.5}, [("huisnummer", "integer")]),
        (POSTCODE | {"huisnummer": "9" * 5000}, [("huisnummer", "integer")]),
        (POSTCODE | {"huisnummer": -1}, [("huisnummer", "minimum")]),
        (POSTCODE | {"postcode": "", "huisnummer": None}, [("postcode", "required"), ("huisnummer", "required")]),
        (POSTCODE | {"geboortedatum": "1983-02-30"}, [("geboortedatum", "date")]),
        (POSTCODE | {"geboortedatum": "19830526"}, [("geboortedatum", "date")]),
        (POSTCODE | {"geslachtsnaam": "a" * 100_000}, [("geslachtsnaam", "pattern")]),
        (STRAAT | {"straat": "*lange naam*"}, [("straat", "pattern")]),
        (STRAAT | {"inclusiefOverledenPersonen": 1}, [("inclusiefOverledenPersonen", "boolean")]),
        (STRAAT | {"inclusiefOverledenPersonen": ""}, [("inclusiefOverledenPersonen", "boolean")]),
        ({"type": "ZoekMetNummeraanduidingIdentificatie", "nummeraanduidingIdentificatie": "0" * 16,
          "fields": ["naam"]}, [("nummeraanduidingIdentificatie", "pattern")]),
    ],
)  # fmt: skip
def test_everything_that_is_wrong_is_told(body: dict[str, Any], told: list[tuple[str, str]]) -> None:
    assert _told(body) == told


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
NAMES = sorted({each for soort in SOORTEN.values() for each in (*soort.verplicht, *soort.vrij)})


@given(
    st.sampled_from(sorted(SOORTEN)),
    st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=8), ANY, max_size=6),
    st.lists(st.sampled_from(["naam", "naam.x", "rni", "gezag.ouder", "."]), max_size=3) | ANY,
)
def test_whatever_is_sent_is_read_or_told(soort: str, said: dict[str, Any], fields: Any) -> None:
    found = lees(said | {"type": soort, "fields": fields})
    if isinstance(found, Vraag):
        assert all(getattr(found, to_python(each)) for each in SOORTEN[soort].verplicht)
    else:
        assert found
        assert all(each.code and each.reason for each in found)


def to_python(name: str) -> str:
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in name)


def test_what_is_null_was_not_said() -> None:
    assert _read(POSTCODE | {"huisletter": None, "gemeenteVanInschrijving": None}) == _read(POSTCODE)
