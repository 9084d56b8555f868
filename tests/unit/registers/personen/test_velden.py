"""The tree of fields against the structure of the published API, and what may be asked of it."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from grondslag.registers.personen.velden import ANTWOORDEN, Antwoord, Veld, bezwaar, buiten, vraagbaar

SHARED = Path(__file__).parents[5] / "shared"
OAS = SHARED / "standards/oas/brp-personen-bevragen.json"
TABLES = SHARED / "data/personen"
ALL: list[Antwoord] = ["Persoon", "PersoonBeperkt", "GezagPersoonBeperkt"]
LEAVES = {"AbstractDatum": "datum", "Waardetabel": "waarde", "AdellijkeTitelPredicaatType": "adel", "Gezag": "gezag"}

beside = pytest.mark.skipif(not OAS.exists(), reason="needs ../shared: the structure of the API")


class Structure:
    """The published schemas, as paths with what each is."""

    def __init__(self) -> None:
        self.schemas: dict[str, Any] = json.loads(OAS.read_text())["components"]["schemas"]

    def paths(self, schema: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
        for name, said in self.properties(schema):
            inner = said.get("items", said) if said.get("type") == "array" else said
            word = inner.get("$ref", "").rpartition("/")[2]
            if name == "inOnderzoek":
                yield above + name, "onderzoek"
            elif word in LEAVES:
                yield above + name, LEAVES[word]
            elif self.is_group(inner):
                yield above + name, "groep"
                yield from self.paths(inner, f"{above}{name}.")
            else:
                words = {"integer": "getal", "boolean": "indicatie", "string": "tekst"}
                yield above + name, words[self.followed(inner)["type"]]

    def followed(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        return self.schemas[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema

    def is_group(self, schema: Mapping[str, Any]) -> bool:
        found = self.followed(schema)
        return "properties" in found or "allOf" in found

    def properties(self, schema: Mapping[str, Any], *, variants: bool = True) -> Iterator[tuple[str, Any]]:
        found = self.followed(schema)
        for each in found.get("allOf", []):
            yield from self.properties(each, variants=False)
        yield from found.get("properties", {}).items()
        if variants:
            for each in found.get("discriminator", {}).get("mapping", {}).values():
                yield from self.properties({"$ref": each}, variants=False)


def _ours(veld: Veld, above: str = "") -> Iterator[tuple[str, str]]:
    for name, each in veld.velden.items():
        yield above + name, each.soort
        yield from _ours(each, f"{above}{name}.")


@beside
@pytest.mark.parametrize("antwoord", ALL)
def test_the_tree_is_the_structure_of_the_api(antwoord: Antwoord) -> None:
    structure = Structure()
    assert dict(_ours(ANTWOORDEN[antwoord])) == dict(structure.paths(structure.schemas[antwoord]))


@beside
@pytest.mark.parametrize("antwoord", ALL)
def test_what_may_be_asked_is_what_the_published_table_says(antwoord: Antwoord) -> None:
    told = (TABLES / f"fields-{antwoord}.csv").read_text().split()[1:]
    # The table still has the parts of gezag, which version 2.7 gives whole and refuses by part.
    allowed = [each for each in told if not each.startswith("gezag.")]
    assert [each for each in allowed if bezwaar(antwoord, each)] == []
    assert set(vraagbaar(antwoord)) <= set(told)


@pytest.mark.parametrize(
    ("antwoord", "pad", "waarom"),
    [
        ("Persoon", "aNummer", ""),
        ("Persoon", "anummer", "bestaande"),
        ("PersoonBeperkt", "aNummer", "bestaande"),
        ("Persoon", "geboorte.datum.wat.dan.ook", ""),
        ("Persoon", "burgerservicenummer.cijfer", "bestaande"),
        ("Persoon", "gezag", ""),
        ("PersoonBeperkt", "gezag", "bestaande"),
        ("GezagPersoonBeperkt", "gezag.ouder", "toegestane"),
        ("Persoon", "partners.aangaanHuwelijkPartnerschap.inOnderzoek.datum", "toegestane"),
        ("Persoon", "rni.deelnemer", "toegestane"),
        ("Persoon", "verblijfplaatsBinnenland.verblijfadres.land", "bestaande"),
        ("Persoon", "adresseringBinnenland.adresregel3", "bestaande"),
        ("Persoon", "adresseringBinnenland.indicatieVastgesteldVerblijftNietOpAdres", "toegestane"),
        ("Persoon", "", "bestaande"),
        ("Persoon", ".", "bestaande"),
    ],
)
def test_a_path_may_be_asked_or_not(antwoord: Antwoord, pad: str, waarom: str) -> None:
    assert bezwaar(antwoord, pad) == waarom


def test_a_profile_gives_what_lies_below_its_paths_and_no_more() -> None:
    profiel = {"naam.voornamen", "geboorte", "verblijfplaats", "adresseringBinnenland"}
    assert buiten(["naam.voornamen", "geboorte.datum.jaar", "verblijfplaatsBinnenland.datumVan"], profiel) == []
    asked = ["naam", "naam.geslachtsnaam", "geboortedatum", "adressering.land", "adresseringBinnenland.adresregel1"]
    assert buiten(asked, profiel) == ["naam", "naam.geslachtsnaam", "geboortedatum", "adressering.land"]
