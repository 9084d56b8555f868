"""The content of the demo: a gemeente, its catalogue and what its zaken are about, read from `gemeente.toml`."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec
from msgspec import Struct


class _Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file: every name in it must be known."""


class InformatieObjectType(_Part, frozen=True):
    """A kind of document."""

    omschrijving: str
    categorie: str
    vertrouwelijkheid: str


class BesluitType(_Part, frozen=True):
    """A kind of decision, and the documents that carry it."""

    omschrijving: str
    categorie: str
    documenten: list[str]
    reactietermijn: str
    publicatie: str = ""
    bestuursorgaan: str = "College van burgemeester en wethouders"


class Resultaat(_Part, frozen=True):
    """A way in which zaken end. `eigenschap` holds the date on which keeping begins; else that is the end itself."""

    naam: str
    nummer: str
    algemeen: str
    eigenschap: str = ""
    weegt: int = 1


class Eigenschap(_Part, frozen=True):
    """A further fact of a zaak; its value is one of `waarden`, or a day some time after the start."""

    naam: str
    formaat: Literal["tekst", "getal", "datum"]
    lengte: str
    definitie: str
    toegestaan: list[str] = []
    waarden: list[str] = []
    na_dagen: int = 0


class ZaakType(_Part, frozen=True):
    """A kind of zaak, and how many of them the demo has."""

    identificatie: str
    omschrijving: str
    onderwerp: str
    doel: str
    aanleiding: str
    initiator_doet: str
    behandelaar_doet: str
    doorlooptijd: str
    servicenorm: str
    procestype: int
    vertrouwelijkheid: str
    trefwoorden: list[str]
    statussen: list[str]
    afdeling: str
    zaken: int
    omschrijvingen: list[str]
    documenten: list[tuple[str, Literal["inkomend", "intern", "uitgaand"]]]
    resultaat: list[Resultaat]
    eigenschap: list[Eigenschap] = []
    besluiten: list[str] = []
    verlenging: str = ""
    publicatie: str = ""
    plaats: Literal["", "punt", "vlak"] = ""
    organisatie: bool = False
    adviseur: bool = False
    over: str = ""
    """The kind of zaak that zaken of this kind are about."""


class Gemeente(_Part, frozen=True):
    """All of it."""

    code: str
    naam: str
    rsin: str
    domein: str
    woonplaats: str
    afdelingen: list[str]
    straten: list[str]
    achternamen: list[str]
    voornamen: list[str]
    organisaties: list[str]
    gebied: tuple[float, float, float, float]
    informatieobjecttype: list[InformatieObjectType]
    besluittype: list[BesluitType]
    zaaktype: list[ZaakType]


@cache
def inhoud() -> Gemeente:
    """The content of the demo."""
    text = files("grondslag.demo").joinpath("gemeente.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Gemeente)
