"""Dan: what must come of the question. Each step adds to the expected answer of the Wereld."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from grondslag.registers.personen import lo3
from tests.brp import tabel
from tests.brp.features import Stap, Tabel
from tests.brp.wereld import Onbekend, Wereld

Doet = Callable[[Wereld, re.Match[str], Tabel], None]


class Definitie(NamedTuple):
    """The form of a step, and what it does."""

    vorm: re.Pattern[str]
    doet: Doet


DAN: list[Definitie] = []

_COLLECTIES: Final[Mapping[str, str]] = {
    "kind": "kinderen",
    "nationaliteit": "nationaliteiten",
    "ouder": "ouders",
    "partner": "partners",
    "rni": "rni",
}
"""What a step calls one of them, and what the answer calls the list."""


def dan(vorm: str) -> Callable[[Doet], Doet]:
    """Registers what a step of this form expects."""

    def register(doet: Doet) -> Doet:
        DAN.append(Definitie(re.compile(vorm), doet))
        return doet

    return register


def verwacht(wereld: Wereld, stap: Stap) -> bool:
    """Adds what the step expects; False when no definition has its form."""
    tekst = " ".join(stap.tekst.split())
    for vorm, doet in DAN:
        if match := vorm.fullmatch(tekst):
            doet(wereld, match, stap.tabel)
            return True
    return False


def _object(wereld: Wereld, inhoud: Tabel) -> dict[str, Any]:
    """What a table describes: dotted names nest, empty values are absent."""
    found: dict[str, Any] = {}
    for name, value in tabel.pairs(inhoud):
        if value:
            *path, last = name.split(".")
            place = found
            for part in path:
                place = place.setdefault(part, {})
            place[last] = tabel.wire_value(value, wereld.today)
    return found


def _antwoord(wereld: Wereld) -> dict[str, Any]:
    if wereld.verwacht is None:
        wereld.verwacht = {}
    return wereld.verwacht


def _personen(wereld: Wereld) -> list[dict[str, Any]]:
    return _antwoord(wereld).setdefault("personen", [])


def _laatste(wereld: Wereld) -> dict[str, Any]:
    personen = _personen(wereld)
    if not personen:
        raise Onbekend("een persoon in de response")
    return personen[-1]


def _zet(doel: dict[str, Any], naam: str, waarde: dict[str, Any]) -> None:
    """Sets a group; of a collection an empty group says that nothing is in it."""
    if naam in _COLLECTIES and not waarde:
        doel[_COLLECTIES[naam]] = []
    else:
        doel[naam] = doel.get(naam, {}) | waarde if waarde else {}


# --- the whole answer -------------------------------------------------------------------------------------------------


@dan(r"heeft de response een object met de volgende gegevens|heeft de response een foutmelding")
def een_object(wereld: Wereld, _match: re.Match[str], inhoud: Tabel) -> None:
    """The fields of the answer itself."""
    _antwoord(wereld).update(_object(wereld, inhoud))


@dan(r"heeft het object de volgende 'invalidParams' gegevens|parameter foutmeldingen")
def foute_parameters(wereld: Wereld, _match: re.Match[str], inhoud: Tabel) -> None:
    """The parameters that are wrong."""
    _antwoord(wereld)["invalidParams"] = list(tabel.rows(inhoud))


@dan(r"heeft de response geen foutmelding")
def geen_fout(_wereld: Wereld, _match: re.Match[str], _inhoud: Tabel) -> None:
    """That the answer is no error is looked at for every scenario without the tag fout-case."""


@dan(r"heeft de response (\d+) personen")
def aantal(wereld: Wereld, match: re.Match[str], _inhoud: Tabel) -> None:
    """How many persons are found."""
    wereld.aantal = int(match[1])
    if wereld.aantal == 0:
        _personen(wereld)


@dan(r"worden er geen personen gevonden")
def geen(wereld: Wereld, _match: re.Match[str], _inhoud: Tabel) -> None:
    """Nobody is found."""
    _personen(wereld)


@dan(r"heeft de response de volgende headers")
def met_headers(wereld: Wereld, _match: re.Match[str], inhoud: Tabel) -> None:
    """The headers of the answer."""
    wereld.verwachte_headers.update(tabel.pairs(inhoud))


# --- a person ---------------------------------------------------------------------------------------------------------


@dan(r"heeft de response (?:nog )?een persoon (?:met (?:alleen )?de volgende|zonder) gegevens")
def een_persoon(wereld: Wereld, _match: re.Match[str], inhoud: Tabel) -> None:
    """One more person, with these fields."""
    _personen(wereld).append(_object(wereld, inhoud))


@dan(
    r"heeft de response een persoon met (?:(?:alleen )?de volgende '(?P<groep>\w+)' gegevens"
    r"|een leeg '(?P<leeg>\w+)' object)"
)
def een_persoon_met(wereld: Wereld, match: re.Match[str], inhoud: Tabel) -> None:
    """One more person, with this group."""
    _personen(wereld).append({})
    _zet(_laatste(wereld), match["groep"] or match["leeg"], _object(wereld, inhoud))


@dan(r"heeft de response een persoon zonder '(?P<groep>\w+)' gegevens")
def een_persoon_zonder(wereld: Wereld, match: re.Match[str], _inhoud: Tabel) -> None:
    """One more person; the group is there and holds nothing."""
    _personen(wereld).append({})
    _zet(_laatste(wereld), match["groep"], {})


@dan(
    r"heeft de persoon (?:(?:alleen )?de volgende '(?P<groep>\w+)' gegevens"
    r"|geen '(?P<geen>\w+)' gegevens|een leeg '(?P<leeg>\w+)' object)"
)
def heeft_de_persoon(wereld: Wereld, match: re.Match[str], inhoud: Tabel) -> None:
    """A group of the last person."""
    _zet(_laatste(wereld), match["groep"] or match["geen"] or match["leeg"], _object(wereld, inhoud))


# --- one of a collection ----------------------------------------------------------------------------------------------


def _erbij(wereld: Wereld, naam: str, inhoud: dict[str, Any]) -> None:
    if naam not in _COLLECTIES:
        raise Onbekend(f"collectie {naam!r}")
    _laatste(wereld).setdefault(_COLLECTIES[naam], []).append(inhoud)


@dan(
    r"heeft de (?P<nieuw>response|persoon)(?: een persoon met)? (?:nog )?een '(?P<een>\w+)'"
    r" (?:met (?:alleen )?de volgende|zonder) gegevens"
)
def met_een(wereld: Wereld, match: re.Match[str], inhoud: Tabel) -> None:
    """One more of a collection, of a new person or of the last."""
    _nieuwe_persoon(wereld, match)
    _erbij(wereld, match["een"], _object(wereld, inhoud))


@dan(
    r"heeft de (?P<nieuw>response|persoon)(?: een persoon met)? (?:nog )?een '(?P<een>\w+)' "
    r"(?:met (?:alleen )?de volgende '(?P<groep>\w+)' gegevens"
    r"|zonder '(?P<zonder>\w+)' gegevens|met een leeg '(?P<leeg>\w+)' object)"
)
def met_een_groep(wereld: Wereld, match: re.Match[str], inhoud: Tabel) -> None:
    """One more of a collection with one group, of a new person or of the last."""
    _nieuwe_persoon(wereld, match)
    _erbij(wereld, match["een"], {match["groep"] or match["zonder"] or match["leeg"]: _object(wereld, inhoud)})


def _nieuwe_persoon(wereld: Wereld, match: re.Match[str]) -> None:
    if match["nieuw"] == "response":
        _personen(wereld).append({})


@dan(r"heeft (?:de|het) '(?P<een>\w+)' (?:geen|(?:alleen )?de volgende) '(?P<groep>\w+)' gegevens")
def van_de_laatste(wereld: Wereld, match: re.Match[str], inhoud: Tabel) -> None:
    """A group of the last of a collection, or of another group of the last person."""
    persoon = _laatste(wereld)
    collectie = persoon.get(_COLLECTIES.get(match["een"], ""))
    doel = collectie[-1] if collectie else persoon.setdefault(match["een"], {})
    _zet(doel, match["groep"], _object(wereld, inhoud))


# --- persons by name --------------------------------------------------------------------------------------------------


@dan(r"(?:wordt|worden) (?:alleen )?'([^']+)' gevonden")
def gevonden(wereld: Wereld, match: re.Match[str], _inhoud: Tabel) -> None:
    """These persons are found."""
    for wie in re.split(r",| en ", match[1]):
        _bekende(wereld, wie.strip())


@dan(r"heeft '(?P<wie>[^']+)' de volgende '(?P<groep>\w+)' gegevens")
def bekende_met(wereld: Wereld, match: re.Match[str], inhoud: Tabel) -> None:
    """A group of a person that the scenario has a name for."""
    _bekende(wereld, match["wie"])[match["groep"]] = _object(wereld, inhoud)


def _bekende(wereld: Wereld, wie: str) -> dict[str, Any]:
    """The expected person of that name, added when it is not there yet."""
    personen = _personen(wereld)
    if wie in wereld.gevonden:
        return personen[wereld.gevonden.index(wie)]
    wereld.gevonden.append(wie)
    bsn = wereld.persoon(wie).actueel(lo3.PERSOON).get(lo3.BURGERSERVICENUMMER)
    asks_bsn = "burgerservicenummer" in wereld.vraag.get("fields", ())
    personen.append({"burgerservicenummer": bsn} if asks_bsn and bsn else {})
    return personen[-1]
