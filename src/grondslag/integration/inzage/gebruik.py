"""Gebruik: who used the data of a person, for what, and which zaak, besluit or document it was, in words."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grondslag.integration.inzage.wording import moment
from grondslag.kernel.declare import Json

MOST_USES = 100
MOST_THINGS = 5
"""So many things of one use are named."""
HANDELINGEN = {
    "lezen": "bekeken",
    "lijst": "bekeken, in een lijst",
    "zoeken": "opgezocht",
    "bevragen": "opgevraagd",
    "create": "vastgelegd",
    "aanmaken": "vastgelegd",
    "update": "gewijzigd",
    "partial_update": "gewijzigd",
    "destroy": "verwijderd",
    "pakket": "alles opgezocht, voor inzage",
    "doorzoeken": "nagekeken wie uw gegevens gebruikte",
}
DINGEN = {
    "enkelvoudiginformatieobject": "document",
    "gebruiksrechten": "document",
    "klantcontact": "contact",
    "objectinformatieobject": "document",
    "pakket": "",
    "persoon": "persoonslijst",
    "rol": "betrokkene",
    "status": "stand van de zaak",
    "verwerking": "",
    "zaakeigenschap": "gegeven van de zaak",
    "zaakinformatieobject": "document van de zaak",
    "zaaknotitie": "notitie",
    "zaakobject": "onderwerp van de zaak",
}
"""What a thing is called; nothing where what was done says it already."""
DELEN = {
    "gebruiksrechten": "wat mag met",
    "klantcontact": "contact over",
    "resultaat": "uitkomst van",
    "rol": "betrokkene bij",
    "status": "stand van",
    "substatus": "tussenstand van",
    "verzending": "verzending van",
    "zaakbesluit": "besluit bij",
    "zaakcontactmoment": "contact over",
    "zaakeigenschap": "gegeven van",
    "zaakinformatieobject": "document bij",
    "zaaknotitie": "notitie bij",
    "zaakobject": "onderwerp van",
    "zaakverzoek": "verzoek bij",
}
"""How a part is tied to the dossier that it belongs to."""
GENOEMD = ("zaaktype", "besluittype", "informatieobjecttype")
"""The types that a dossier is called by where it has no words of its own."""
NIET_VASTGELEGD = "Dat is niet vastgelegd."


class Gebruik:
    """The uses of a package. `document`: the package as a program reads it."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.lines: Sequence[Json] = document["gebruik"]
        self.places = dict(_places(document))
        """What a record is called, by its resource and key, as the log knows it."""

    def users(self) -> list[list[str]]:
        """Which program used the data, for what and how often."""
        count: Counter[tuple[str, str, str]] = Counter()
        last: dict[tuple[str, str, str], str] = {}
        for each in self.lines:
            key = (each["applicatie"], each["doel"] or each["activiteit"], each["grondslag"])
            count[key] += 1
            last.setdefault(key, each["tijdstip"])
        return [
            [key[0], key[1] or NIET_VASTGELEGD, key[2] or NIET_VASTGELEGD, str(number), moment(last[key])]
            for key, number in count.most_common()
        ]

    def last(self) -> list[list[str]]:
        """The last times, each with what was seen or changed."""
        return [self._use(each) for each in self.lines[:MOST_USES]]

    def _use(self, line: Mapping[str, Any]) -> list[str]:
        done = HANDELINGEN.get(line["handeling"].rpartition(".")[2], "gebruikt")
        seen = list(filter(None, dict.fromkeys(self._thing(each) for each in line["objecten"])))
        more = [f"en nog {len(seen) - MOST_THINGS}"] if len(seen) > MOST_THINGS else []
        said = ", ".join([*seen[:MOST_THINGS], *more])
        return [
            moment(line["tijdstip"]),
            line["applicatie"] + (f" ({line['organisatie']})" if line["organisatie"] else ""),
            line["activiteit"] or "niet vastgelegd",
            f"{said}: {done}" if said else done[:1].upper() + done[1:],
        ]

    def _thing(self, thing: str) -> str:
        """What a thing in the log is called; one that is not in the package only by what kind it is."""
        kind = thing.partition("/")[0].rpartition(".")[2]
        return self.places.get(thing) or DINGEN.get(kind, kind)


def _places(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for dossier in (each for part in document["onderdelen"] for each in part["dossiers"]):
        if not dossier["gegevens"].get("identificatie"):
            continue
        name = named(dossier, document["namen"])
        yield _key(dossier), name
        for each in dossier["onderdelen"]:
            tie = DELEN.get(each["soort"].rpartition(".")[2])
            yield _key(each), f"{tie} {name}" if tie else name


def _key(record: Mapping[str, Any]) -> str:
    """A record as the log knows it."""
    return f"{record['soort']}/{record['bron'].rpartition('/')[2]}"


def named(dossier: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """A dossier within a sentence: zaak ZAAK-2026-0000000001 (Kapotte lantaarn). `names`: by the URL of their types."""
    gegevens, kind = dossier["gegevens"], dossier["soort"].rpartition(".")[2]
    types = (names.get(gegevens.get(each) or "", "") for each in GENOEMD)
    about = gegevens.get("omschrijving") or gegevens.get("titel") or next(filter(None, types), "")
    return f"{DINGEN.get(kind, kind)} {gegevens['identificatie']}" + (f" ({about})" if about else "")
