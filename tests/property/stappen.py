"""What is asked in the municipality of the properties on the log: each step draws on three numbers, and is held against
the log by who carries it out."""

import base64
from collections.abc import Callable
from typing import Any

from tests.builders import (
    besluit_body,
    besluitinformatieobject_body,
    document_body,
    klantcontact_body,
    resultaat_body,
    rol_body,
    status_body,
    zaak_body,
    zaakeigenschap_body,
    zaakinformatieobject_body,
    zaaknotitie_body,
    zaakobject_body,
)
from tests.property.betrokken import PEOPLE, thing_of
from tests.property.stad import Asked, Stad
from tests.soorten import BESLUITEN, DOCUMENTEN, ZAKEN, Body, Soort

BSNS = ("999990019", "999990020", "999990032", "999990044", "999993653")
DOCUMENTS = f"{DOCUMENTEN}/enkelvoudiginformatieobjecten"
CONTENT = base64.b64encode(b"een brief").decode()
NOWHERE = "00000000-0000-4000-8000-000000000000"


class Play:
    """Carries out what was drawn, in the municipality."""

    def __init__(self, stad: Stad) -> None:
        self.stad = stad
        self.asker: tuple[int, int] = (0, 0)

    def ask(self, method: str, url: str, body: Any = None, **headers: str) -> Asked:
        who, role = self.asker
        return self.stad.ask(method, url, body, who=who, role=role, **headers)

    def made(self, path: str, body: Body) -> Body:
        found = self.stad.ask("POST", path, body)
        assert found.status == 201, found
        return found.body

    def documents(self) -> list[list[str]]:
        """Three documents of each kind, one of them new."""
        for soort, those in enumerate(self.stad.documents):
            those[:] = [each for each in those if each in self.stad.model.records]
            those += [self.document(soort) for _ in range(max(1, 3 - len(those)))]
        return [those[-3:] for those in self.stad.documents]

    def document(self, soort: int) -> str:
        kind = self.stad.soorten[soort].informatieobjecttype
        body = document_body(kind, inhoud=CONTENT, bestandsomvang=9, bestandsnaam="brief.txt")
        return self.made(DOCUMENTS, body)["url"]

    def zaak(self, said: Body, documents: list[list[str]]) -> None:
        soort = self.stad.soorten[said["soort"]]
        heads = [each for each in self.stad.model.of("zaken.zaak") if not self.stad.model.records[each]["hoofdzaak"]]
        more = {"hoofdzaak": heads[-1]} if said["under"] and heads else {}
        url = self.made(f"{ZAKEN}/zaken", zaak_body(soort.zaaktype, **more))["url"]
        for each in said["rollen"]:
            self.made(f"{ZAKEN}/rollen", rol_body(url, soort.roltype, **each))
        for each in said["objecten"]:
            self.made(f"{ZAKEN}/zaakobjecten", zaakobject_body(url, **each))
        for at in said["documents"]:
            document = documents[said["soort"]][at]
            self.made(f"{ZAKEN}/zaakinformatieobjecten", zaakinformatieobject_body(url, document))
        self.made(f"{ZAKEN}/statussen", status_body(url, soort.begin))
        self.made(f"{url}/zaakeigenschappen", zaakeigenschap_body(url, soort.eigenschap))
        if said["besluit"] is not None:
            within, at = said["besluit"]
            body = besluit_body(soort.besluittype, **({"zaak": url} if within else {}))
            besluit = self.made(f"{BESLUITEN}/besluiten", body)["url"]
            document = documents[said["soort"]][at]
            self.made(f"{BESLUITEN}/besluitinformatieobjecten", besluitinformatieobject_body(besluit, document))

    def one_of(self, kind: str, at: int) -> str:
        """A known record of this kind; an address at which there is none when there are none."""
        found = self.stad.model.of(kind)
        return found[-1 - at % min(len(found), 6)] if found else f"{ZAKEN}/zaken/{NOWHERE}"


def of_all(play: Play, at: int) -> str:
    records = list(play.stad.model.records)
    return records[-1 - at % min(len(records), 60)]


EXPANDS = {
    "zaken.zaak": (
        "rollen", "status,zaaktype", "zaakinformatieobjecten.informatieobject", "hoofdzaak.rollen", "deelzaken.status",
        "zaakobjecten", "rollen.zaak.hoofdzaak,eigenschappen", "resultaat,relevanteAndereZaken",
    ),
    "besluiten.besluit": ("zaak.rollen", "zaak.zaakinformatieobjecten.informatieobject", "zaak.deelzaken"),
    "zaken.zaakinformatieobject": ("informatieobject,zaak.rollen",),
    "documenten.gebruiksrechten": ("informatieobject",),
    "documenten.objectinformatieobject": ("informatieobject",),
    "zaken.rol": ("zaak.zaakobjecten", "zaak.status"),
    "zaken.status": ("zaak.rollen",),
    "documenten.verzending": ("informatieobject",),
    "inzage.correctieverzoek": ("zaak.rollen", "zaak.zaakinformatieobjecten.informatieobject", "bewijs", "zaak,bewijs"),
}  # fmt: skip


def expanded(kind: str, at: int) -> str:
    paths = EXPANDS.get(kind, ())
    return f"expand={paths[at % len(paths)]}" if paths else ""


# --- steps --------------------------------------------------------------------------------------------------------


def get_any(play: Play, a: int, b: int, c: int) -> None:
    url = of_all(play, a)
    query = expanded(thing_of(url).partition("/")[0], b) if c % 2 else ""
    play.ask("GET", f"{url}?{query}".rstrip("?"))


def get_zaak(play: Play, a: int, b: int, c: int) -> None:
    play.ask("GET", f"{play.one_of('zaken.zaak', a)}?{expanded('zaken.zaak', b)}")


def get_besluit(play: Play, a: int, b: int, c: int) -> None:
    play.ask("GET", f"{play.one_of('besluiten.besluit', a)}?{expanded('besluiten.besluit', b)}")


def get_document(play: Play, a: int, b: int, c: int) -> None:
    query = ("", "?versie=1", "?registratieOp=2999-01-01T00:00:00Z")[b % 3]
    play.ask("GET", play.one_of("documenten.enkelvoudiginformatieobject", a) + query)


def head(play: Play, a: int, b: int, c: int) -> None:
    play.ask("HEAD", of_all(play, a))


def unchanged(play: Play, a: int, b: int, c: int) -> None:
    url = play.one_of(("zaken.zaak", "besluiten.besluit", "documenten.enkelvoudiginformatieobject")[b % 3], a)
    found = play.ask("GET", url)
    if "etag" in found.headers:
        again = play.ask("GET", url, if_none_match=found.headers["etag"])
        assert again.status == 304
        assert {each.who for each in again.rows} == {each.who for each in found.rows}


def list_zaken(play: Play, a: int, b: int, c: int) -> None:
    soort = play.stad.soorten[a % 2]
    query = (
        f"zaaktype={soort.zaaktype}", f"rol__betrokkeneIdentificatie__natuurlijkPersoon__inpBsn={BSNS[a % len(BSNS)]}",
        "ordering=-identificatie&pageSize=3", "pageSize=2&page=2", "startdatum__gt=2030-01-01",
        "rol__betrokkeneType=natuurlijk_persoon&pageSize=5", "archiefnominatie=vernietigen",
    )[b % 7]  # fmt: skip
    query += f"&{expanded('zaken.zaak', c)}" if c % 3 else ""
    play.ask("GET", f"{ZAKEN}/zaken?{query}")


def list_parts(play: Play, a: int, b: int, c: int) -> None:
    zaak, collection = play.one_of("zaken.zaak", a), ("rollen", "statussen", "zaakobjecten", "klantcontacten")[b % 4]
    more = "&expand=zaak" if collection in ("rollen", "statussen") and c % 2 else ""
    play.ask("GET", f"{ZAKEN}/{collection}?zaak={zaak}{more}")


def list_under(play: Play, a: int, b: int, c: int) -> None:
    play.ask("GET", f"{play.one_of('zaken.zaak', a)}/{('zaakeigenschappen', 'besluiten')[b % 2]}")


def list_relations(play: Play, a: int, b: int, c: int) -> None:
    document, zaak = play.one_of("documenten.enkelvoudiginformatieobject", a), play.one_of("zaken.zaak", a)
    query = (
        f"{ZAKEN}/zaakinformatieobjecten?zaak={zaak}&expand=informatieobject",
        f"{ZAKEN}/zaakinformatieobjecten?informatieobject={document}",
        f"{DOCUMENTEN}/objectinformatieobjecten?informatieobject={document}&expand=informatieobject",
        f"{DOCUMENTEN}/objectinformatieobjecten?object={zaak}",
        f"{BESLUITEN}/besluitinformatieobjecten?informatieobject={document}",
    )[b % 5]
    play.ask("GET", query)


def list_documents(play: Play, a: int, b: int, c: int) -> None:
    play.ask("GET", f"{DOCUMENTS}?pageSize={1 + a % 4}&page={1 + b % 2}")


def list_besluiten(play: Play, a: int, b: int, c: int) -> None:
    query = (
        f"zaak={play.one_of('zaken.zaak', a)}",
        "pageSize=3",
        f"besluittype={play.stad.soorten[a % 2].besluittype}",
    )
    play.ask("GET", f"{BESLUITEN}/besluiten?{query[b % 3]}{'&expand=zaak.rollen' if c % 2 else ''}")


def search_zaken(play: Play, a: int, b: int, c: int) -> None:
    keys = [play.one_of("zaken.zaak", each)[-36:] for each in (a, b)]
    fields = ["url", "omschrijving", {"rollen": ["url"]}, {"hoofdzaak": ["url", {"status": ["url"]}]}]
    more = {"fields": fields} if c % 2 else {"expand": EXPANDS["zaken.zaak"][c % 8]}
    play.ask("POST", f"{ZAKEN}/zaken/_zoek", {"uuid__in": keys} | more)


def search_documents(play: Play, a: int, b: int, c: int) -> None:
    keys = [play.one_of("documenten.enkelvoudiginformatieobject", each)[-36:] for each in (a, b)]
    play.ask("POST", f"{DOCUMENTS}/_zoek", {"uuid__in": keys})


def trail(play: Play, a: int, b: int, c: int) -> None:
    roots = ("zaken.zaak", "besluiten.besluit", "documenten.enkelvoudiginformatieobject", "inzage.correctieverzoek")
    kind = ("zaken.zaak", *roots)[b % 5]
    found = play.ask("GET", play.one_of(kind, a) + "/audittrail")
    if found.status == 200 and c % 2:
        line = found.body[c % len(found.body)]
        play.ask("GET", f"{line['hoofdObject']}/audittrail/{line['uuid']}")


def content(play: Play, a: int, b: int, c: int) -> None:
    headers = {"range": "bytes=0-2"} if b % 2 else {}
    play.ask(
        "HEAD" if c % 2 else "GET", play.one_of("documenten.enkelvoudiginformatieobject", a) + "/download", **headers
    )


def change_zaak(play: Play, a: int, b: int, c: int) -> None:
    text = "x" * 81 if b % 3 == 0 else f"Anders {b}"
    play.ask("PATCH", play.one_of("zaken.zaak", a), {"omschrijving": text})


def change_rol(play: Play, a: int, b: int, c: int) -> None:
    """Somebody else takes the place of who had the rol."""
    url = play.one_of("zaken.rol", a)
    body = play.stad.model.records.get(url)
    if body is not None and body["betrokkeneType"] == PEOPLE:
        said = rol_body(body["zaak"], body["roltype"], betrokkeneIdentificatie={"inpBsn": BSNS[b % len(BSNS)]})
        play.ask("PUT", url, said)


def drop_rol(play: Play, a: int, b: int, c: int) -> None:
    play.ask("DELETE", play.one_of("zaken.rol", a))


def drop_part(play: Play, a: int, b: int, c: int) -> None:
    kind = ("zaken.zaakobject", "zaken.zaakinformatieobject", "besluiten.besluitinformatieobject")[b % 3]
    play.ask("DELETE", play.one_of(kind, a))


def drop_zaak(play: Play, a: int, b: int, c: int) -> None:
    play.ask("DELETE", play.one_of("zaken.zaak", a))


def part_of_zaak(play: Play, a: int, b: int, c: int) -> None:
    zaak = play.one_of("zaken.zaak", a)
    collection, body = (
        ("klantcontacten", klantcontact_body(zaak)),
        ("zaaknotities", zaaknotitie_body(zaak)),
        ("resultaten", resultaat_body(zaak, soort_of(play, zaak).resultaattypen["afgehandeld"])),
    )[b % 3]
    play.ask("POST", f"{ZAKEN}/{collection}", body)


def rights_on_a_document(play: Play, a: int, b: int, c: int) -> None:
    document = play.one_of("documenten.enkelvoudiginformatieobject", a)
    body = {"informatieobject": document, "startdatum": "2026-11-01T00:00:00Z", "omschrijvingVoorwaarden": "x"}
    play.ask("POST", f"{DOCUMENTEN}/gebruiksrechten", body)


def change_document(play: Play, a: int, b: int, c: int) -> None:
    url = play.one_of("documenten.enkelvoudiginformatieobject", a)
    locked = play.ask("POST", url + "/lock", {})
    if locked.status == 200:
        lock = locked.body["lock"]
        play.ask("PATCH", url, {"lock": lock, "titel": f"Titel {b}"})
        play.ask("POST", url + "/unlock", {"lock": lock})


def replayed(play: Play, a: int, b: int, c: int) -> None:
    zaak = play.one_of("zaken.zaak", a)
    body = rol_body(zaak, soort_of(play, zaak).roltype, betrokkeneIdentificatie={"inpBsn": BSNS[b % len(BSNS)]})
    for _ in range(2):
        play.ask("POST", f"{ZAKEN}/rollen", body, idempotency_key=f"sleutel-{a}-{b}-{c}")


def registered(play: Play, a: int, b: int, c: int) -> None:
    soort = play.stad.soorten[a % 2]
    rollen = [{"betrokkeneIdentificatie": {"inpBsn": BSNS[(b + each) % len(BSNS)]}} for each in range(1 + c % 3)]
    body = {
        "zaak": zaak_body(soort.zaaktype),
        "rollen": [without(rol_body("", soort.roltype, **each)) for each in rollen],
        "status": without(status_body("", soort.begin)),
    }
    for _ in range(1 + b % 2):
        play.ask("POST", f"{ZAKEN}/zaak_registreren", body, idempotency_key=f"registratie-{a}-{b}-{c}")


def besluit_of(play: Play, a: int, b: int, c: int) -> None:
    url, text = play.one_of("besluiten.besluit", a), f"Toelichting {b}"
    play.ask("PATCH", url, {"toelichting": text})


def nothing_there(play: Play, a: int, b: int, c: int) -> None:
    path = (f"{ZAKEN}/zaken/{NOWHERE}", f"{DOCUMENTS}/{NOWHERE}", f"{ZAKEN}/zaken?onbekend=1", f"{ZAKEN}/zaken?page=99")
    assert play.ask("GET", path[a % 4]).status in (400, 403, 404)


def without(body: Body) -> Body:
    """A part of a body that says to which zaak it belongs."""
    return {name: value for name, value in body.items() if name != "zaak"}


def soort_of(play: Play, zaak: str) -> Soort:
    """The kind of this zaak; any where there is no such zaak."""
    zaaktype = play.stad.model.records.get(zaak, {}).get("zaaktype")
    return next((each for each in play.stad.soorten if each.zaaktype == zaaktype), play.stad.soorten[0])


STEPS: tuple[Callable[[Play, int, int, int], None], ...] = (
    get_any, get_zaak, get_besluit, get_document, head, unchanged, list_zaken, list_parts, list_under, list_relations,
    list_documents, list_besluiten, search_zaken, search_documents, trail, content, change_zaak, change_rol, drop_rol,
    drop_part, drop_zaak, part_of_zaak, rights_on_a_document, change_document, replayed, registered, besluit_of,
    nothing_there,
)  # fmt: skip
