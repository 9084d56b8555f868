"""More of what is asked: what was sent to whom, several changes in one call, the log itself, and inzage."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

from grondslag.registers.logboek import names
from tests.builders import besluit_body, document_body, resultaat_body, rol_body, status_body, verzending_body
from tests.contract.test_correctie import verzoek_body
from tests.contract.test_logboek_api import line, recent
from tests.kast import form
from tests.property.betrokken import numbers_in
from tests.property.stappen import BSNS, CONTENT, DOCUMENTS, Play, expanded, soort_of, without
from tests.soorten import BESLUITEN, DOCUMENTEN, ZAKEN

DOCUMENT = "documenten.enkelvoudiginformatieobject"
VERZENDINGEN = f"{DOCUMENTEN}/verzendingen"
INZAGE, LOGBOEK = "/inzage/api/v1", "/logboek/api/v1"
VERZOEKEN = f"{INZAGE}/correctieverzoeken"
SUBJECTS = (
    *(("BSN", each) for each in BSNS), ("anpIdentificatie", "anp-A"), ("URI", "https://elders.example/A"),
)  # fmt: skip
Step = Callable[[Play, int, int, int], None]


# --- what was sent ------------------------------------------------------------------------------------------------


def somebody(play: Play, at: int) -> str:
    """An address of somebody: elsewhere, or a rol of ours."""
    return play.one_of("zaken.rol", at) if at % 2 else f"https://elders.example/{'AB'[at // 2 % 2]}"


def send(play: Play, a: int, b: int, c: int) -> None:
    who = {"betrokkene": somebody(play, b), "contactPersoon": f"https://elders.example/{'AC'[c % 2]}"}
    body = verzending_body(play.one_of(DOCUMENT, a), **who)
    again = {"idempotency_key": f"verzending-{a}-{b}-{c}"} if c % 3 == 0 else {}
    for _ in range(2 if again else 1):
        play.ask("POST", VERZENDINGEN, body, **again)


def change_sent(play: Play, a: int, b: int, c: int) -> None:
    name = ("betrokkene", "contactPersoon")[c % 2]
    play.ask("PATCH", play.one_of("documenten.verzending", a), {name: somebody(play, b)})


def drop_sent(play: Play, a: int, b: int, c: int) -> None:
    play.ask("DELETE", play.one_of("documenten.verzending", a))


def list_sent(play: Play, a: int, b: int, c: int) -> None:
    query = (
        f"informatieobject={play.one_of(DOCUMENT, a)}",
        "betrokkene=https://elders.example/A",
        "aardRelatie=geadresseerde&pageSize=3",
    )
    play.ask("GET", f"{VERZENDINGEN}?{query[b % 3]}{'&expand=informatieobject' if c % 2 else ''}")


def send_in_parts(play: Play, a: int, b: int, c: int) -> None:
    """A document in a zaak, whose content comes afterwards."""
    zaak, model = play.one_of("zaken.zaak", a), play.stad.model
    kind = soort_of(play, zaak).informatieobjecttype
    made = play.ask("POST", DOCUMENTS, document_body(kind, bestandsomvang=9, bestandsnaam="brief.txt"))
    if made.status != 201:
        return
    url, lock, part = made.body["url"], made.body["lock"], made.body["bestandsdelen"][0]["url"]
    model.parts[part] = url
    play.ask("POST", f"{ZAKEN}/zaakinformatieobjecten", {"zaak": zaak, "informatieobject": url})
    content, media = form({"lock": lock}, b"een brief")
    play.ask("PUT", part, content, content_type=media)
    play.ask("POST", url + "/unlock", {"lock": lock})


# --- changes that move a record, and several at once --------------------------------------------------------------


def change_object(play: Play, a: int, b: int, c: int) -> None:
    """Somebody else is what the zaak is about."""
    url = play.one_of("zaken.zaakobject", a)
    if play.stad.model.records.get(url, {}).get("objectType") == "natuurlijk_persoon":
        play.ask("PATCH", url, {"objectIdentificatie": {"inpBsn": BSNS[b % len(BSNS)]}})


def move_besluit(play: Play, a: int, b: int, c: int) -> None:
    """The besluit belongs to another zaak, or to none."""
    zaak = play.one_of("zaken.zaak", b) if c % 3 else ""
    play.ask("PATCH", play.one_of("besluiten.besluit", a), {"zaak": zaak})


def drop_root(play: Play, a: int, b: int, c: int) -> None:
    play.ask("DELETE", play.one_of(("besluiten.besluit", DOCUMENT)[b % 2], a))


def moment(a: int, b: int) -> str:
    return f"2026-11-{3 + a % 20:02}T{b % 24:02}:{a % 60:02}:00Z"


def several(play: Play, a: int, b: int, c: int) -> None:
    zaak = play.one_of("zaken.zaak", a)
    soort = soort_of(play, zaak)
    status = without(status_body("", soort.begin, datumStatusGezet=moment(b, c)))
    rollen = [without(rol_body("", soort.roltype, betrokkeneIdentificatie={"inpBsn": BSNS[b % len(BSNS)]}))]
    name, body = (
        ("zaak_bijwerken", {"zaak": {"omschrijving": f"Anders {b}"}, "status": status, "rollen": rollen}),
        ("zaak_opschorten", {"zaak": {"opschorting": {"indicatie": bool(b % 2), "reden": "Ziek"}}, "status": status}),
        ("zaak_verlengen", {"zaak": {"verlenging": {"reden": "Druk", "duur": "P1D"}}, "status": status}),
        ("zaak_afsluiten", {
            "zaak": {},
            "resultaat": without(resultaat_body("", soort.resultaattypen["afgehandeld"])),
            "status": status | {"statustype": soort.eind},
        }),
    )[c % 4]  # fmt: skip
    found = play.ask("POST", zaak.replace("/zaken/api/v1/zaken/", f"/zaken/api/v1/{name}/"), body)
    if found.status == 200 and "rollen" in body:
        model, kept = play.stad.model, {each["url"] for each in found.body["rollen"]}
        for url in model.of("zaken.rol"):
            if model.records[url]["zaak"] == zaak and url not in kept:
                model.drop(url)


def together(play: Play, a: int, b: int, c: int) -> None:
    """A besluit or document with what it belongs to; a document only where the zaken are here too."""
    zaak = play.one_of("zaken.zaak", a)
    soort = soort_of(play, zaak)
    if b % 2 or not play.stad.is_whole:
        besluit = besluit_body(soort.besluittype, **({"zaak": zaak} if c % 2 else {}))
        body = {"besluit": besluit, "besluitinformatieobjecten": [{"informatieobject": play.one_of(DOCUMENT, c)}]}
        play.ask("POST", f"{BESLUITEN}/besluit_verwerken", body)
        return
    document = document_body(soort.informatieobjecttype, inhoud=CONTENT, bestandsomvang=9, bestandsnaam="brief.txt")
    body = {"enkelvoudiginformatieobject": document, "zaakinformatieobject": {"zaak": zaak}}
    play.ask("POST", f"{DOCUMENTEN}/document_registreren", body)


# --- the log itself -----------------------------------------------------------------------------------------------


def a_trace(play: Play, at: int) -> str:
    """Of a request a short while ago."""
    return play.stad.traces[-1 - at % min(len(play.stad.traces), 20)]


def search_log(play: Play, a: int, b: int, c: int) -> None:
    """Who looks whose data were used, uses them; who looks for a trace or activity, looks at nobody in particular."""
    kind, value = SUBJECTS[a % len(SUBJECTS)]
    person = {names.SUBJECT_TYPE: kind, names.SUBJECT: value}
    trace, activity = {names.TRACE: a_trace(play, a)}, {names.ACTIVITY: play.stad.clients[1].usual}
    body: dict[str, Any] = (person, person | activity, trace, person | trace, activity)[b % 5] | {
        names.LIMIT: 1 + c % 5
    }
    for _ in range(2):
        found = play.ask("POST", LOGBOEK + names.SEARCH_PATH, body)
        if found.status != 200:
            return
        assert len(found.rows) == 1, "once"
        assert not any(each.encode() in found.raw for each in BSNS)
        if names.NEXT not in found.body:
            return
        body |= {names.CURSOR: found.body[names.NEXT]}


def search_decisions(play: Play, a: int, b: int, c: int) -> None:
    now = round(play.stad.random.random() * 1000) + 1_764_000_000_000
    window = {names.START: now, names.END: now + 10**9, names.CALLER: play.stad.clients[1].api.client}
    body: dict[str, Any] = ({names.TRACE: a_trace(play, a)}, window)[b % 2]
    found = play.ask("POST", LOGBOEK + names.DECISIONS_PATH, body)
    if found.status == 200:
        assert [each.who for each in found.rows] == [None], "of nobody, and once"
        assert not any(each.encode() in found.raw for each in BSNS)


def hand_in(play: Play, a: int, b: int, c: int) -> None:
    """Writing the log is not in the log."""
    spans = line(recent(play.stad.random.getrandbits(24) | 1), bsn=BSNS[a % len(BSNS)])
    assert play.ask("POST", LOGBOEK + names.TAKE_PATH, spans).rows == []


# --- inzage -------------------------------------------------------------------------------------------------------


def ask_for_correction(play: Play, a: int, b: int, c: int) -> None:
    more = {"zaak": play.one_of("zaken.zaak", a)} if a % 2 or not play.stad.is_whole else {}
    more |= {"bewijs": play.one_of(DOCUMENT, b)} if b % 2 else {}
    body = verzoek_body(burgerservicenummer=BSNS[b % len(BSNS)], **more)
    again = {"idempotency_key": f"correctie-{a}-{b}-{c}"} if c % 3 == 0 else {}
    found, *_ = [play.ask("POST", VERZOEKEN, body, **again) for _ in range(2 if again else 1)]
    if found.status == 201 and "zaak" not in more:
        zaak = play.stad.learn(found.body["zaak"])
        for url in (*zaak["rollen"], zaak["status"]):
            play.stad.learn(url)


def get_correction(play: Play, a: int, b: int, c: int) -> None:
    url = play.one_of("inzage.correctieverzoek", a)
    play.ask("GET", f"{url}?{expanded('inzage.correctieverzoek', b) if c % 3 else ''}".rstrip("?"))


def list_corrections(play: Play, a: int, b: int, c: int) -> None:
    more = f"&{expanded('inzage.correctieverzoek', a)}" if c % 2 else ""
    if b % 3:
        play.ask("GET", f"{VERZOEKEN}?pageSize={1 + a % 4}{more}{'&status=ontvangen' if b % 3 == 2 else ''}")
    else:
        play.ask("POST", f"{VERZOEKEN}/_zoek", {"burgerservicenummer": BSNS[a % len(BSNS)]})


def deal_with_correction(play: Play, a: int, b: int, c: int) -> None:
    said = ({"status": "in_behandeling"}, {"status": "afgewezen"}, {"status": "verbeterd", "antwoord": "Gedaan."})[
        b % 3
    ]
    play.ask("PATCH", play.one_of("inzage.correctieverzoek", a), said)


def package(play: Play, bsn: str) -> None:
    """What is kept of one person is a use of their data, and shows nobody else's number."""
    found = play.ask("POST", f"{INZAGE}/pakketten", {"burgerservicenummer": bsn})
    if found.status == 200:
        with zipfile.ZipFile(io.BytesIO(found.raw)) as archive:
            shown = json.loads(archive.read("inzage.json"))
        assert [(each.who, each.things) for each in found.rows] == [(f"bsn:{bsn}", frozenset({"inzage.pakket"}))]
        assert numbers_in(shown) <= {f"bsn:{bsn}"} | {"bsn:▒▒▒"}


STEPS: tuple[Step, ...] = (
    send, send, change_sent, drop_sent, list_sent, send_in_parts, change_object, move_besluit, drop_root, several,
    together, ask_for_correction, get_correction, list_corrections, deal_with_correction, search_log, search_decisions,
    hand_in,
)  # fmt: skip
