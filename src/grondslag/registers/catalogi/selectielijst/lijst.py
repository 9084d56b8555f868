"""Looks things up in the bundled reference lists, and prints them as the Selectielijst API does.

The lists are read from the package once, when first asked for. The explaining texts of the selectielijst are not
bundled: on the wire they are empty.
"""

from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

_PACKAGE = "grondslag.registers.catalogi.selectielijst"

JAAR = 2020
"""The year of the list to which the bundled resultaten belong."""

TAAKGEBIEDEN = (
    "algemeenBestuurEnInrichtingOrganisatie",
    "bedrijfsvoeringEnPersoneel",
    "publiekeInformatieEnRegistratie",
    "burgerzaken",
    "veiligheid",
    "verkeerEnVervoer",
    "economie",
    "onderwijs",
    "sportCultuurEnRecreatie",
    "sociaalDomein",
    "volksgezonheidEnMilieu",
    "vhrosv",
    "heffenBelastingen",
    "alleTaakgebieden",
)

_PROCESTERMIJNEN = {
    "nihil": "Nihil",
    "bestaansduur_procesobject": "Zolang het procesobject bestaat of geldt",
    "ingeschatte_bestaansduur_procesobject": "Zolang het procesobject naar schatting bestaat of geldt",
    "vast_te_leggen_datum": "Tot een datum die in het proces wordt vastgelegd",
    "samengevoegd_met_bewaartermijn": "Begrepen in de bewaartermijn",
}


class Procestype(msgspec.Struct, frozen=True, kw_only=True):
    """Een soort werkproces van de selectielijst."""

    uuid: str
    nummer: int
    jaar: int
    naam: str


class Resultaat(msgspec.Struct, frozen=True, kw_only=True):
    """Een uitkomst van een procestype, met de archiefregels die daarvoor gelden."""

    uuid: str
    procestype: str
    procestype_nummer: int
    generiek_nummer: int | None
    """Number of the generic result that this one makes specific; None for a generic result."""
    nummer: int
    naam: str
    waardering: str
    procestermijn: str
    bewaartermijn: str | None
    taakgebieden: frozenset[str]
    procestermijn_opmerking: str

    @property
    def volledig_nummer(self) -> str:
        """The number as the list prints it: 11.1, or 11.1.2 for a specific result."""
        numbers = (self.procestype_nummer, self.generiek_nummer, self.nummer)
        return ".".join(str(number) for number in numbers if number is not None)


class Resultaattypeomschrijving(msgspec.Struct, frozen=True, kw_only=True):
    """Een algemeen gebruikte naam voor een soort resultaat."""

    uuid: str
    omschrijving: str


class Communicatiekanaal(msgspec.Struct, frozen=True, kw_only=True):
    """Een weg waarlangs een zaak bij de gemeente binnenkomt."""

    uuid: str
    naam: str
    omschrijving: str


Entry = Procestype | Resultaat | Resultaattypeomschrijving | Communicatiekanaal


def _rows(name: str) -> list[list[str]]:
    text = files(_PACKAGE).joinpath(name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.rstrip("\n").split("\n")[1:]]


@cache
def _procestypen() -> dict[str, Procestype]:
    return {
        uuid: Procestype(uuid=uuid, nummer=int(nummer), jaar=int(jaar), naam=naam)
        for uuid, nummer, jaar, naam in _rows("procestypen.tsv")
    }


@cache
def _numbered() -> dict[tuple[int, int], Procestype]:
    return {(entry.jaar, entry.nummer): entry for entry in _procestypen().values()}


@cache
def _synonyms() -> dict[str, Procestype]:
    """The same procestypen, under the UUIDs by which other lists know them."""
    return {
        uuid: msgspec.structs.replace(_numbered()[int(jaar), int(nummer)], uuid=uuid)
        for uuid, nummer, jaar in _rows("synoniemen.tsv")
    }


@cache
def _resultaten() -> dict[str, Resultaat]:
    return {row[0]: _resultaat(row) for row in _rows("resultaten.tsv")}


def _resultaat(row: list[str]) -> Resultaat:
    uuid, proces, generiek, nummer, naam, waardering, procestermijn, bewaartermijn, opmerking, gebieden = row
    return Resultaat(
        uuid=uuid,
        procestype=_numbered()[JAAR, int(proces)].uuid,
        procestype_nummer=int(proces),
        generiek_nummer=int(generiek) if generiek else None,
        nummer=int(nummer),
        naam=naam,
        waardering=waardering,
        procestermijn=procestermijn,
        bewaartermijn=bewaartermijn or None,
        taakgebieden=frozenset(name for name, bit in zip(TAAKGEBIEDEN, gebieden, strict=True) if bit == "1"),
        procestermijn_opmerking=opmerking,
    )


@cache
def _omschrijvingen() -> dict[str, Resultaattypeomschrijving]:
    rows = _rows("resultaattypeomschrijvingen.tsv")
    return {uuid: Resultaattypeomschrijving(uuid=uuid, omschrijving=omschrijving) for uuid, omschrijving in rows}


@cache
def _kanalen() -> dict[str, Communicatiekanaal]:
    rows = _rows("communicatiekanalen.tsv")
    return {uuid: Communicatiekanaal(uuid=uuid, naam=naam, omschrijving=text) for uuid, naam, text in rows}


def procestype(uuid: str) -> Procestype | None:
    """The procestype with this UUID, of the bundled list or of the public API."""
    return _procestypen().get(uuid) or _synonyms().get(uuid)


def resultaat(uuid: str) -> Resultaat | None:
    """The resultaat (selectielijstklasse) with this UUID."""
    return _resultaten().get(uuid)


def resultaattypeomschrijving(uuid: str) -> Resultaattypeomschrijving | None:
    """The generic name of a result with this UUID."""
    return _omschrijvingen().get(uuid)


def communicatiekanaal(uuid: str) -> Communicatiekanaal | None:
    """The communicatiekanaal with this UUID."""
    return _kanalen().get(uuid)


def procestypen(jaar: int | None = None) -> list[Procestype]:
    """All procestypen, or those of one year."""
    return [entry for entry in _procestypen().values() if jaar in {None, entry.jaar}]


def resultaten(of: Procestype | None = None) -> list[Resultaat]:
    """All resultaten, or those of one procestype."""
    return [entry for entry in _resultaten().values() if of is None or belongs_to(entry, of)]


def resultaattypeomschrijvingen() -> list[Resultaattypeomschrijving]:
    """All generic names of results."""
    return list(_omschrijvingen().values())


def communicatiekanalen() -> list[Communicatiekanaal]:
    """All communicatiekanalen."""
    return list(_kanalen().values())


def belongs_to(klasse: Resultaat, of: Procestype) -> bool:
    """Is it a result of this procestype? By number: the lists of 2017 and 2020 number their procestypen alike."""
    return klasse.procestype_nummer == of.nummer


def collection(entry: Entry) -> str:
    """The collection of the Selectielijst API in which an entry lies."""
    match entry:
        case Procestype():
            return "procestypen"
        case Resultaat():
            return "resultaten"
        case Resultaattypeomschrijving():
            return "resultaattypeomschrijvingen"
        case Communicatiekanaal():
            return "communicatiekanalen"


def as_wire(entry: Entry, base_url: str) -> dict[str, Any]:
    """The entry as the Selectielijst API prints it. `base_url` is the root of that API, `…/selectielijst/api/v1`."""
    root = base_url.rstrip("/")
    url = {"url": f"{root}/{collection(entry)}/{entry.uuid}"}
    match entry:
        case Procestype():
            return url | _procestype_as_wire(entry)
        case Resultaat():
            return url | _resultaat_as_wire(entry, root)
        case Resultaattypeomschrijving():
            return url | {"omschrijving": entry.omschrijving, "definitie": "", "opmerking": ""}
        case Communicatiekanaal():
            return url | {"naam": entry.naam, "omschrijving": entry.omschrijving}


def _procestype_as_wire(entry: Procestype) -> dict[str, Any]:
    said = {"nummer": entry.nummer, "jaar": entry.jaar, "naam": entry.naam}
    return said | {"omschrijving": entry.naam, "toelichting": "", "procesobject": ""}


def _resultaat_as_wire(entry: Resultaat, root: str) -> dict[str, Any]:
    return {
        "procesType": f"{root}/procestypen/{entry.procestype}",
        "nummer": entry.nummer,
        "volledigNummer": entry.volledig_nummer,
        "generiek": entry.generiek_nummer is None,
        "specifiek": entry.generiek_nummer is not None,
        "naam": entry.naam,
        "omschrijving": "",
        "herkomst": "",
        "waardering": entry.waardering,
        "procestermijn": entry.procestermijn,
        "procestermijnWeergave": _PROCESTERMIJNEN.get(entry.procestermijn, ""),
        "bewaartermijn": entry.bewaartermijn,
        "toelichting": "",
        **{name: name in entry.taakgebieden for name in TAAKGEBIEDEN},
        "procestermijnOpmerking": entry.procestermijn_opmerking,
    }
