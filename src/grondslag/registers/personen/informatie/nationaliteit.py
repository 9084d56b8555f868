"""The nationalities of a person, by what is known of them."""

from collections.abc import Iterator
from typing import Any, Final

from grondslag.registers.personen import lo3
from grondslag.registers.personen.informatie import velden, waarden
from grondslag.registers.personen.informatie.gevraagd import Gevraagd
from grondslag.registers.personen.informatie.velden import Blik, Veld
from grondslag.registers.personen.lo3 import Persoonslijst, Voorkomen

_NATIONALITEIT, _BIJZONDER, _BEEINDIGD = "0510", "6510", "6410"

_BIJZONDERE: Final = {"B": "BehandeldAlsNederlander", "V": "VastgesteldNietNederlander"}
_SOORTEN: Final = {
    "0000": "NationaliteitOnbekend",
    "0002": "BehandeldAlsNederlander",
    "0499": "Staatloos",
    "0500": "VastgesteldNietNederlander",
}
_REDEN: Final = velden.tabelwaarde("redenOpname", "6310", "reden nationaliteit", onbekend="000")
# Whether the date is under investigation is not told: the standard has no field for it.
_GELDIGHEID: Final = Veld("datumIngangGeldigheid", (), lambda blik: waarden.datum(blik("8510")))

_GEMEEN: Final = (_REDEN, _GELDIGHEID)
_BEKEND: Final = (velden.tabelwaarde("nationaliteit", _NATIONALITEIT, "nationaliteit"), *_GEMEEN)


def actuele(lijst: Persoonslijst) -> Iterator[Voorkomen]:
    """The nationalities that the person has now."""
    return (each for each in lo3.huidige(lijst, lo3.NATIONALITEIT) if _is_actueel(each))


def _is_actueel(voorkomen: Voorkomen) -> bool:
    if voorkomen.get(_BEEINDIGD) or lo3.is_onjuist(voorkomen):
        return False
    return _NATIONALITEIT in voorkomen or _BIJZONDER in voorkomen


def soort(voorkomen: Voorkomen) -> str:
    """What is known of a nationality."""
    bijzonder = _BIJZONDERE.get(voorkomen.get(_BIJZONDER, ""))
    return bijzonder or _SOORTEN.get(voorkomen.get(_NATIONALITEIT, ""), "Nationaliteit")


def nationaliteiten(lijst: Persoonslijst, blik: Blik, gevraagd: Gevraagd) -> list[dict[str, Any]]:
    """The nationalities that the person has now, each with its kind."""
    return [_nationaliteit(blik._replace(voorkomen=each), gevraagd) for each in actuele(lijst)]


def _nationaliteit(blik: Blik, gevraagd: Gevraagd) -> dict[str, Any]:
    kind = soort(blik.voorkomen)
    eigen = _BEKEND if kind == "Nationaliteit" else _GEMEEN
    found = {"type": kind} | velden.groep(eigen, blik, gevraagd)
    type_ = Veld("type", (_NATIONALITEIT, _BIJZONDER), lambda _: kind)
    if in_onderzoek := velden.onderzoek(blik.voorkomen, [type_, *velden.gevraagde(eigen, gevraagd)]):
        found["inOnderzoek"] = in_onderzoek
    return found
