"""The one operation of BRP Personen bevragen: a question, answered with the fields that were asked for.

The order of refusals is that of the standard: who asks, the form of the answer, the form of the question, what is
asked. Nothing is remembered, here or on the way.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from grondslag.integration.personen.betrokkenen import NUMMER, VERWANTEN
from grondslag.integration.personen.bron import Bron, Database
from grondslag.integration.personen.problemen import (
    OnbekendAntwoord,
    OnbekendVerzoek,
    OnjuisteVraag,
    OnleesbareVraag,
    TeVeelGevonden,
    VeldNietToegestaan,
    toon_probleem,
)
from grondslag.registers.personen.informatie import toon
from grondslag.registers.personen.lo3 import Persoonslijst, Tabellen, burgerservicenummer
from grondslag.registers.personen.persoon import LEZEN, gemeente
from grondslag.registers.personen.velden import alleen_buitenland, buiten
from grondslag.registers.personen.vraag import MOST_FOUND, RAADPLEEG, Vraag, lees
from grondslag.runtime.activities import bounding, together
from grondslag.runtime.operations import Asked, Operation
from grondslag.runtime.town import Answer, Call, Town
from grondslag.surfaces.problems import TooLarge

THING: Final = "personen.persoon"
GEZAG: Final = "gezag"
MOST_BYTES: Final = 64 * 1024
"""A question with all its fields spelled out at their longest is half of this."""
_JSON: Final = "application/json"
_ANY: Final = ("*/*", "application/*", _JSON)
_HEADERS: Final = ((b"content-type", b"application/json; charset=utf-8"), (b"cache-control", b"no-store"))
_NO_GEZAG: Final = ((b"x-warning", b"Gezag wordt hier niet afgeleid; dat het ontbreekt, zegt niets."),)
_encode = msgspec.json.Encoder().encode


async def bevraag(town: Town, call: Call, asked: Asked) -> Answer:
    """Answer a question from the source of this municipality. Raises the problems of the standard."""
    vraag = gesteld(gelezen(asked))
    demand_fields(profiel(town, call), vraag.fields)
    bron = Database(town.pool)
    lijsten = await vind(bron, vraag)
    _, today = town.now()
    tabellen = await bron.tabellen(lijsten)
    found = antwoord(vraag, lijsten, today, tabellen)
    for lijst, shown in zip(lijsten, found["personen"], strict=True):
        for bsn in (burgerservicenummer(lijst), *verwanten(lijst, shown, today, tabellen)):
            call.seen(f"bsn:{bsn}", THING)
    return Answer(body=_encode(found), headers=(*_HEADERS, *_NO_GEZAG) if GEZAG in vraag.fields else _HEADERS)


def gelezen(asked: Asked) -> Mapping[str, Any]:
    """The JSON object in a request. Raises OnbekendAntwoord, OnbekendVerzoek, TooLarge or OnleesbareVraag."""
    if not _answers_json(asked.headers.get(b"accept", b"")):
        raise OnbekendAntwoord
    if not _is_json(asked.headers.get(b"content-type", b"")):
        raise OnbekendVerzoek
    return _read(asked.body)


def gesteld(body: Mapping[str, Any]) -> Vraag:
    """The question in a body. Raises OnjuisteVraag."""
    found = lees(body)
    if not isinstance(found, Vraag):
        raise OnjuisteVraag(found)
    return found


def profiel(town: Town, call: Call) -> frozenset[str]:
    """The fields that the activity allows; of who says none, those that its activities allow together. Empty: all."""
    if call.activity is not None:
        return call.activity.velden
    return together([each.velden for each in bounding(town.clients.activities(call.caller.client))])


def demand_fields(velden: frozenset[str], fields: Sequence[str]) -> None:
    """Raises VeldNietToegestaan for fields outside a profile, where there is one."""
    if velden and (meer := buiten(fields, velden)):
        raise VeldNietToegestaan(meer, plain=alleen_buitenland(meer, velden))


async def vind(bron: Bron, vraag: Vraag) -> list[Persoonslijst]:
    """The lists that answer a question. Raises TeVeelGevonden for a search that finds too many."""
    if vraag.type == RAADPLEEG:
        where = vraag.gemeente_van_inschrijving
        return [each for each in await bron.raadpleeg(vraag.burgerservicenummer) if where in ("", gemeente(each))]
    found = await bron.zoek(vraag, MOST_FOUND + 1)
    if len(found) > MOST_FOUND:
        raise TeVeelGevonden
    return found


def antwoord(vraag: Vraag, lijsten: Sequence[Persoonslijst], today: date, tabellen: Tabellen) -> Mapping[str, Any]:
    """The answer as the wire has it."""
    return {
        "type": vraag.type,
        "personen": [toon(each, vraag.antwoord, vraag.fields, today, tabellen) for each in lijsten],
    }


def verwanten(lijst: Persoonslijst, shown: Mapping[str, Any], today: date, tabellen: Tabellen) -> Iterator[str]:
    """The numbers of the relatives who stand in what is shown of a person, whether or not those were asked for."""
    groepen = [each for each in VERWANTEN if shown.get(each)]
    if groepen:
        found = toon(lijst, "Persoon", [f"{each}.{NUMMER}" for each in groepen], today, tabellen)
        yield from (each[NUMMER] for groep in groepen for each in found.get(groep, ()) if each.get(NUMMER))


# --- what comes in ------------------------------------------------------------------------------------------------


def _read(body: bytes) -> Mapping[str, Any]:
    if len(body) > MOST_BYTES:
        raise TooLarge
    try:
        found = msgspec.json.decode(body) if body.strip() else {}
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise OnleesbareVraag("De vraag is geen geldige JSON.") from None
    if not isinstance(found, dict):
        raise OnleesbareVraag("De vraag is geen JSON object.")
    return found


def _answers_json(accept: bytes) -> bool:
    """Whether the answer may be JSON in UTF-8, by one of the kinds in an Accept header; without one it may."""
    kinds = [_kind(each) for each in accept.decode("latin-1").split(",")]
    return not accept.strip() or any(
        kind in _ANY and _is_utf8(said) and said.get("q", "1").strip("0.") != "" for kind, said in kinds
    )


def _is_json(content_type: bytes) -> bool:
    """Whether a question is JSON in UTF-8, which it is when it does not say."""
    kind, said = _kind(content_type.decode("latin-1"))
    return not content_type.strip() or (kind == _JSON and _is_utf8(said))


def _kind(text: str) -> tuple[str, Mapping[str, str]]:
    kind, *said = (each.strip().lower() for each in text.split(";"))
    pairs = (each.partition("=") for each in said)
    return kind, {name.strip(): value.strip().strip('"') for name, _, value in pairs}


def _is_utf8(said: Mapping[str, str]) -> bool:
    return said.get("charset", "utf-8") == "utf-8"


OPERATIONS: tuple[Operation, ...] = (
    Operation(
        component="personen",
        method="POST",
        path="/personen",
        scope=LEZEN,
        name="personen.bevragen",
        run=bevraag,
        render=toon_probleem,
        judged=False,
    ),
)
