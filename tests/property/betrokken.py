"""Whose data an answer shows, in plain words: kept beside the municipality, and read from the JSON alone.

Nothing here comes from the program: a zaak is data of the persons in its rollen, a besluit of those in its zaak, a
document of those in all of its zaken and in the zaken of its besluiten, and of whom it was sent to or came from. What
lies under one of these is as well.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import msgspec

from grondslag.registers.logboek import names
from tests.soorten import Body

COLLECTIONS = {
    "zaken": "zaken.zaak", "rollen": "zaken.rol", "statussen": "zaken.status", "resultaten": "zaken.resultaat",
    "zaakobjecten": "zaken.zaakobject", "zaakeigenschappen": "zaken.zaakeigenschap",
    "zaaknotities": "zaken.zaaknotitie", "klantcontacten": "zaken.klantcontact", "substatussen": "zaken.substatus",
    "zaakinformatieobjecten": "zaken.zaakinformatieobject", "besluiten": "besluiten.besluit",
    "besluitinformatieobjecten": "besluiten.besluitinformatieobject",
    "enkelvoudiginformatieobjecten": "documenten.enkelvoudiginformatieobject",
    "gebruiksrechten": "documenten.gebruiksrechten", "objectinformatieobjecten": "documenten.objectinformatieobject",
    "verzendingen": "documenten.verzending", "correctieverzoeken": "inzage.correctieverzoek",
}  # fmt: skip
COMPONENTS = ("zaken", "documenten", "besluiten", "inzage")
PARENTS = ("zaak", "gerelateerdAan", "besluit", "informatieobject")
SENT = ("betrokkene", "contactPersoon")
PEOPLE = "natuurlijk_persoon"


def key_of(url: str) -> str:
    return url.rpartition("/")[2]


@lru_cache(100_000)
def thing_of(url: str) -> str:
    """A record as the log names it; empty for what is nobody's."""
    parts = urlsplit(url).path.split("/")
    if len(parts) < 3:
        return ""
    if parts[1] == "zaken" and parts[-2] == "besluiten":
        return f"zaken.zaakbesluit/{parts[-1]}"
    found = COLLECTIONS.get(parts[-2], "") if parts[1] in COMPONENTS else ""
    return f"{found}/{parts[-1]}" if found else ""


def walk(value: Any) -> Iterator[Body]:
    """Every object in a JSON value."""
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from walk(each)


def in_rol(rol: Body) -> set[str]:
    """The natural persons of whom a rol tells."""
    found: set[str] = set()
    if rol["betrokkeneType"] == PEOPLE:
        who = rol["betrokkeneIdentificatie"] or {}
        by = {"bsn": who.get("inpBsn"), "anp": who.get("anpIdentificatie"), "uri": rol["betrokkene"]}
        named = [f"{kind}:{value}" for kind, value in by.items() if value]
        found.add((named or [f"rol:{key_of(rol['url'])}"])[0])
    if rol["contactpersoonRol"]:
        found.add(f"contactpersoon:{key_of(rol['url'])}")
    return found


def in_zaakobject(thing: Body) -> set[str]:
    """The natural person whom a zaak is about, or who has the right that it is about."""
    who = thing["objectIdentificatie"] or {}
    if thing["objectType"] == "zakelijk_recht":
        who = (who.get("heeftAlsGerechtigde") or {}).get("natuurlijkPersoon")
        if not who:
            return set()
    elif thing["objectType"] != PEOPLE:
        return set()
    by = {"bsn": who.get("inpBsn"), "anp": who.get("anpIdentificatie")}
    named = [f"{kind}:{value}" for kind, value in by.items() if value]
    return {(named or [f"zaakobject:{key_of(thing['url'])}"])[0]}


def asked_about(path: str, body: Any) -> dict[str, set[str]]:
    """What a question shows, and of whom, where not the answer but the question says so."""
    if path.endswith(names.SEARCH_PATH) and names.SUBJECT in body:
        return {"logboek.verwerking": {f"{names.KINDS[body[names.SUBJECT_TYPE]]}:{body[names.SUBJECT]}"}}
    return {"inzage.pakket": numbers_in(body)} if path.endswith("/pakketten") else {}


def numbers_in(value: Any) -> set[str]:
    """Every number of a person that a JSON value holds, wherever it stands."""
    found = [each.get(name) for each in walk(value) for name in ("inpBsn", "burgerservicenummer")]
    found += [number for each in walk(value) for number in each.get("burgerservicenummers", ())]
    return {f"bsn:{each}" for each in found if isinstance(each, str) and each}


class Model(msgspec.Struct):
    """What was made, as it was last answered."""

    records: dict[str, Body] = msgspec.field(default_factory=dict[str, Body])
    """By URL: zaken, documents, besluiten and all that lies under them."""
    relatives: dict[str, Body] = msgspec.field(default_factory=dict[str, Body])
    """Of each person at the source, by number: who the partners, kinderen and ouders are."""
    kinds: dict[str, dict[str, None]] = msgspec.field(default_factory=dict[str, dict[str, None]])
    """The URLs of the same, by kind."""
    parts: dict[str, str] = msgspec.field(default_factory=dict[str, str])
    """The documents whose content comes in parts, by URL of the part."""
    people: set[str] = msgspec.field(default_factory=set[str])
    """Everybody who was ever in one of them."""

    def keep(self, value: Any) -> None:
        """Remember every record in an answer to a write."""
        for each in walk(value):
            url = each.get("url")
            if isinstance(url, str) and (thing := thing_of(url)):
                self.records[url] = each
                self.kinds.setdefault(thing.partition("/")[0], {})[url] = None
            self.people |= self.said(each) | {f"uri:{each[name]}" for name in SENT if each.get(name)}

    def drop(self, url: str) -> None:
        """It is gone, with what lies under it, and the deelzaken of a zaak."""
        for each in [each for each, body in self.records.items() if body.get("hoofdzaak") == url]:
            self.drop(each)
        gone = [each for each in self.records if each == url or each.startswith(url + "/")]
        gone += [each for each, body in self.records.items() if self.root_of(each) == url and body]
        for each in gone:
            self.records.pop(each, None)
            self.kinds[thing_of(each).partition("/")[0]].pop(each, None)

    def root_of(self, url: str) -> str:
        """The zaak, document or besluit under which a record lies."""
        collection, body = url.rsplit("/", 2)[1], self.records.get(url, {})
        if collection in ("zaken", "enkelvoudiginformatieobjecten", "correctieverzoeken"):
            return url
        if collection == "besluiten":
            return url.rsplit("/", 2)[0] if "/zaken/api/" in url else url
        if collection in ("gebruiksrechten", "objectinformatieobjecten", "verzendingen"):
            return body.get("informatieobject", "")
        return next((body[name] for name in PARENTS if body.get(name)), "")

    def of(self, kind: str) -> list[str]:
        """The URLs of all records of one kind."""
        return list(self.kinds.get(kind, ()))

    def zaken_behind(self, root: str) -> set[str]:
        """The zaken to which a zaak, besluit or document belongs."""
        thing = thing_of(root)
        if thing.startswith("zaken.zaak/"):
            return {root}
        if thing.startswith("besluiten.besluit/"):
            return {each for each in (self.records.get(root, {}).get("zaak"),) if each}

        def tied(kind: str) -> Iterator[Body]:
            records = (self.records[each] for each in self.of(kind))
            return (each for each in records if each["informatieobject"] == root)

        zaken = {each["zaak"] for each in tied("zaken.zaakinformatieobject")}
        return zaken.union(*(self.zaken_behind(each["besluit"]) for each in tied("besluiten.besluitinformatieobject")))

    def subjects(self, url: str) -> set[str]:
        """Whose data a record is."""
        thing, root, body = thing_of(url), self.root_of(url), self.records[url]
        found = in_zaakobject(body) if thing.startswith("zaken.zaakobject/") else set[str]()
        found |= numbers_in(body) if thing.startswith("inzage.") else set()
        return found | self._in_zaken(self.zaken_behind(root)) | self._reached_by(root)

    def _in_zaken(self, zaken: set[str]) -> set[str]:
        rollen = (self.records[each] for each in self.of("zaken.rol")) if zaken else ()
        return set[str]().union(*(in_rol(each) for each in rollen if each["zaak"] in zaken))

    def _reached_by(self, root: str) -> set[str]:
        """Whom a document went to or came from."""
        if not thing_of(root).startswith("documenten."):
            return set()
        sent = (self.records[each] for each in self.of("documenten.verzending"))
        return set[str]().union(*(self.in_verzending(each) for each in sent if each["informatieobject"] == root))

    def in_verzending(self, body: Body) -> set[str]:
        """Who is named by address: whoever is in the zaak of a rol of ours, else whose address it is."""
        found = set[str]()
        for address in (body[name] for name in SENT):
            rol = self.records.get(address)
            found |= self._in_zaken({rol["zaak"]}) if rol is not None else {f"uri:{address}"}
        return found

    def near(self, url: str) -> set[str]:
        """Everybody whose data is tied to a record: by what a write may set off in other zaken."""
        zaken, roots = set[str](), {self.root_of(url)}
        body = self.records.get(url, {})
        roots |= {body.get(name) or "" for name in (*PARENTS, "hoofdzaak")} - {""}
        for _ in range(3):
            zaken |= {zaak for root in roots for zaak in self.zaken_behind(root)}
            around = {self.records.get(each, {}).get("hoofdzaak") or "" for each in zaken} - {""}
            around |= {each for each in self.of("zaken.zaak") if self.records[each].get("hoofdzaak") in zaken}
            roots |= zaken | around
        own = self.subjects(url) if url in self.records else set[str]()
        return own.union(self._in_zaken(zaken), *map(self._reached_by, roots))

    def at_the_source(self, answer: Any) -> set[str]:
        """Everybody of whom an answer tells: by number, and the relatives of whom anything is told."""
        found = numbers_in(answer)
        for each in walk(answer):
            for group, number in self.relatives.get(each.get("burgerservicenummer", ""), {}).items():
                found |= {f"bsn:{number}"} if each.get(group) else set()
        return found

    def shown(self, answer: Any) -> dict[str, set[str]]:
        """The records in an answer as the log names them, with whose data each is."""
        urls = {each["url"] for each in walk(answer) if isinstance(each.get("url"), str)}
        return {thing_of(each): self.subjects(each) for each in urls if each in self.records}

    def said(self, body: Body) -> set[str]:
        """The persons whom a record names, as it was at some moment."""
        if "url" not in body:
            return set()
        if "betrokkeneType" in body:
            return in_rol(body)
        if "contactPersoon" in body:
            return self.in_verzending(body)
        return in_zaakobject(body) if "objectIdentificatie" in body else set()
