"""Inzage: all that is kept of one person is in the package, nothing that is of others, and nobody can change it."""

import asyncio
import io
import json
import re
import time
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pypdf
import pytest

from grondslag.integration.inzage import finding
from grondslag.integration.inzage.assembling import Assembly
from grondslag.integration.inzage.sealing import check
from grondslag.integration.personen.bewaren import bewaar
from grondslag.registers.inzage.afdekking import MASK
from grondslag.registers.personen.lo3 import Persoonslijst
from grondslag.runtime.clients import make_token
from grondslag.runtime.incoming import DEEPEST
from grondslag.runtime.log_rows import records
from tests.api import SECRET, Api
from tests.builders import (
    klantcontact_body,
    rol_body,
    zaakeigenschap_body,
    zaakinformatieobject_body,
    zaaknotitie_body,
    zaakobject_body,
)
from tests.logged import logged
from tests.running import run
from tests.server import Databases
from tests.soorten import ZAKEN, Body, Soort, a_gemeente
from tests.verwerkingen_builders import ACTIVITEITEN, activiteit_body, versie_body

PERSON, OTHER, THIRD = "999993653", "999990019", "999990202"
ODD, DEEP = "999990408", "999990421"
OLD_DEPTH = 700
"""Others still, of whom nothing is kept but what a test makes."""
PAKKETTEN = "/inzage/api/v1/pakketten"
SECRETS = (
    OTHER,
    THIRD,
    "Kwastenmaker",
    "Zevenhuizen",
    "Ottilie",
    "kwastenmaker@voorbeeld.example",
    "m042",
    "Dijkveen",
    "0612345678",
)
"""What is of others, and may be in no file."""
SCHEMAS = (
    "zaken",
    "documenten",
    "besluiten",
    "catalogi",
    "autorisaties",
    "verwerkingen",
    "inzage",
    "notificaties",
    "personen",
)
PASSING = ("idempotentie", "outbox", "ontvangen", "tekst", "beslissing", "nummer", "bestandsdeel")
"""Tables that hold no more than copies that go by themselves, or where the content of a document lies."""


LIJST: Persoonslijst = {
    "01": [[{"0120": PERSON, "0210": "Mira", "0240": "Aldenkamp", "0310": "19800101"}]],
    "05": [[{"0120": OTHER, "0210": "Ottilie", "0240": "Kwastenmaker", "0310": "19700102"}]],
    "08": [[{"0910": "1810", "1110": "Dorpsstraat", "1120": "1"}]],
    "09": [[{"0120": THIRD, "0210": "Zevenhuizen"}]],
}


class Life(msgspec.Struct):
    """A municipality in which one person took part in several things, with others."""

    soort: Soort
    zaak: Body
    over: Body
    besluit: Body
    document: Body
    strange: Body

    @property
    def api(self) -> Api:
        return self.soort.api


@pytest.fixture(scope="module")
async def life(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Life]:
    """Made once: nothing here changes it but the log."""
    async with a_gemeente(databases, Path(tmp_path_factory.mktemp("data"))) as (soort, _):
        yield await lived(soort)


async def lived(soort: Soort) -> Life:
    api = soort.api
    await bewaar(api.program.pool, api.program.town.fresh_id, [LIJST])
    body = activiteit_body("meldingen", zaaktypen=[soort.zaaktype])
    activiteit = await api.made(ACTIVITEITEN, body)
    await api.made(f"{activiteit['url']}/versies", versie_body())
    zaak = await soort.zaak(toelichting=f"Gebeld door Kwastenmaker, BSN {THIRD}.")
    await with_rollen(soort, zaak["url"])
    await soort.stand(zaak, soort.begin)
    await api.made(f"{ZAKEN}/klantcontacten", klantcontact_body(zaak["url"]))
    await api.made(f"{ZAKEN}/zaaknotities", zaaknotitie_body(zaak["url"], aangemaaktDoor="Zevenhuizen"))
    await api.made(f"{zaak['url']}/zaakeigenschappen", zaakeigenschap_body(zaak["url"], soort.eigenschap))
    document = await soort.document(titel="Brief van Kwastenmaker", inhoud="SGFsbG8=", bestandsomvang=5)
    await api.made(f"{ZAKEN}/zaakinformatieobjecten", zaakinformatieobject_body(zaak["url"], document["url"]))
    besluit = await soort.besluit(zaak=zaak["url"])
    over = await soort.zaak(omschrijving="Recht op een perceel")
    right = {"identificatie": "R1", "heeftAlsGerechtigde": {"natuurlijkPersoon": {"inpBsn": PERSON}}}
    right["avgAard"] = "eigendom"
    body = zaakobject_body(over["url"], objectType="zakelijk_recht", objectIdentificatie=right)
    await api.made(f"{ZAKEN}/zaakobjecten", body)
    tree = {"soort": "eik", "eigenaar": {"naam": "Zevenhuizen", "bsn": int(OTHER)}, "melders": {THIRD: "per mail"}}
    body = zaakobject_body(over["url"], objectTypeOverige="boom", objectIdentificatie={"overigeData": tree})
    await api.made(f"{ZAKEN}/zaakobjecten", body | {"objectType": "overige"})
    strange = await soort.zaak(omschrijving="Van een ander")
    await api.made(
        f"{ZAKEN}/rollen", rol_body(strange["url"], soort.roltype, betrokkeneIdentificatie={"inpBsn": OTHER})
    )
    return Life(soort=soort, zaak=zaak, over=over, besluit=besluit, document=document, strange=strange)


async def with_rollen(soort: Soort, zaak: str) -> None:
    """The person, another one, someone without a number, and an employee."""
    who: list[Body] = [
        {"betrokkeneIdentificatie": {"inpBsn": PERSON, "geslachtsnaam": "Aldenkamp", "voornamen": "Mira"}},
        {
            "betrokkeneIdentificatie": {
                "inpBsn": OTHER,
                "geslachtsnaam": "Kwastenmaker",
                "geboortedatum": "19700102",
                "verblijfsadres": {
                    "aoaIdentificatie": "1810200000000009",
                    "wplWoonplaatsNaam": "Voorbeeldstad",
                    "gorOpenbareRuimteNaam": "Dorpsstraat",
                    "aoaHuisnummer": 7,
                },
            },
            "contactpersoonRol": {
                "naam": "Ottilie",
                "emailadres": "kwastenmaker@voorbeeld.example",
                "telefoonnummer": "0612345678",
            },
        },
        {"betrokkeneIdentificatie": {"geslachtsnaam": "Zevenhuizen"}},
        {
            "betrokkeneType": "medewerker",
            "betrokkeneIdentificatie": {"identificatie": "m042", "achternaam": "Dijkveen"},
        },
    ]
    for each in who:
        await soort.api.made(f"{ZAKEN}/rollen", rol_body(zaak, soort.roltype, **each))


async def package(api: Api, bsn: str = PERSON, **more: Any) -> bytes:
    """The package over HTTP."""
    status, _, raw = await asked(api, {"burgerservicenummer": bsn} | more)
    assert status == 200, raw[:500]
    return raw


async def asked(api: Api, body: Any, client: str = "", path: str = PAKKETTEN) -> tuple[int, dict[str, str], bytes]:
    """A request to an operation, which no OpenAPI document describes."""
    sent = json.dumps(body).encode()
    more = {"content-type": "application/json", "content-length": str(len(sent))}
    return await api.ask("POST", path, bearer(api, client) | more, sent)


def bearer(api: Api, client: str = "") -> dict[str, str]:
    return {"authorization": "Bearer " + make_token(client or api.client, SECRET, time.time())}


def files_of(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def document_of(raw: bytes) -> dict[str, Any]:
    return json.loads(files_of(raw)["inzage.json"])


def dossiers(files: dict[str, bytes]) -> list[dict[str, Any]]:
    return [each for part in json.loads(files["inzage.json"])["onderdelen"] for each in part["dossiers"]]


def review_of(raw: bytes) -> list[dict[str, str]]:
    return json.loads(files_of(raw)["beoordeling.json"])["regels"]


def text_of(pdf: bytes) -> str:
    """Its text on one line, with words that were broken off whole again."""
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", re.sub(r"[\u00ad\u2010-]\n", "", text))


# --- complete -----------------------------------------------------------------------------------------------------


async def test_everything_that_a_full_scan_finds_is_in_the_package(life: Life) -> None:
    pool = life.api.program.pool
    for each in (life.zaak, life.besluit, life.document):
        await life.api.got(each["url"])
    document = document_of(await package(life.api))
    inside = json.dumps(document, ensure_ascii=False)
    wanted = {life.zaak["uuid"], life.over["uuid"]}
    wanted |= {each["url"].rpartition("/")[2] for each in (life.besluit, life.document)}
    found = set()
    for schema, table in await tables(pool):
        if table == "gezien":
            continue  # what was seen is part of the records
        rows = f"({records(schema)})" if table == "verwerking" else f"{schema}.{table}"
        for row in await pool.fetch(f"select to_jsonb(t)::text from {rows} t"):
            row_text = row[0]
            if PERSON not in row_text and not any(key in row_text for key in wanted):
                continue
            record = json.loads(row_text)
            if table in ("verwerking", "audittrail"):
                key = record["trace_id"].removeprefix("\\x") if table == "verwerking" else record["resource_pad"]
                if table == "verwerking" and not belongs(life.api, record):
                    continue
                assert key in inside, f"{schema}.{table} {record}"
            elif "id" in record:
                assert record["id"] in inside, f"{schema}.{table} {record}"
            found.add(f"{schema}.{table}")
    components = {
        "zaken.zaak", "zaken.rol", "zaken.zaakobject", "zaken.status", "zaken.zaaknotitie", "zaken.klantcontact",
        "zaken.zaakeigenschap", "zaken.zaakinformatieobject", "documenten.enkelvoudiginformatieobject",
        "documenten.objectinformatieobject", "besluiten.besluit", "zaken.audittrail", "zaken.verwerking",
        "besluiten.verwerking", "documenten.verwerking", "personen.persoon",
    }  # fmt: skip
    assert components <= found
    assert life.strange["uuid"] not in inside


def belongs(api: Api, record: dict[str, Any]) -> bool:
    """Whether a line of the log is about the person."""
    mine = {each.hex() for each in api.program.accounting.pseudonyms.all_of(f"bsn:{PERSON}")}
    return (record["betrokkene"] or "").removeprefix("\\x") in mine


async def tables(pool: Any) -> list[tuple[str, str]]:
    """Every table but those of copies that go by themselves; of one with partitions the whole."""
    rows = await pool.fetch(
        "select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace "
        "where c.relkind in ('r', 'p') and not c.relispartition and n.nspname = any($1::text[]) order by 1, 2",
        list(SCHEMAS),
    )
    return [(schema, table) for schema, table in rows if table not in PASSING]


async def test_each_dossier_says_why_how_long_and_where_it_is_kept(life: Life) -> None:
    document = document_of(await package(life.api))
    dossiers = {each["bron"]: each for part in document["onderdelen"] for each in part["dossiers"]}
    zaak, besluit, brief = (dossiers[each["url"]] for each in (life.zaak, life.besluit, life.document))
    assert zaak["verwerking"]["doel"] == "Oplossen"
    assert zaak["verwerking"]["activiteiten"] == ["meldingen"]
    assert "AVG art. 6" in zaak["verwerking"]["grondslagen"][0]
    assert "5 jaar" in zaak["verwerking"]["bewaren"]
    assert zaak["genoemd"]
    assert not brief["genoemd"]
    assert brief["hoortBij"] == besluit["hoortBij"] == [life.zaak["url"]]
    assert brief["verwerking"]["bewaren"] == "Zo lang als de zaak waar dit bij hoort."
    assert {each["soort"] for each in zaak["onderdelen"]} >= {"zaken.rol", "zaken.status", "zaken.zaaknotitie"}
    assert all(each["verwerking"]["bewaren"] for each in dossiers.values())


async def test_who_used_the_data_is_told_with_program_and_purpose(life: Life) -> None:
    await life.api.got(life.zaak["url"])
    document = document_of(await package(life.api))
    line = document["gebruik"][0]
    assert line["applicatie"] == life.api.client
    assert line["component"] == "zaken"
    assert any(each["handeling"] == "zaken.zaak.lezen" for each in document["gebruik"])


async def test_making_a_package_is_itself_in_the_log(life: Life) -> None:
    await life.api.program.pool.execute("delete from inzage.verwerking")
    await package(life.api)
    (record,) = await logged(life.api, (f"bsn:{PERSON}",), ("inzage",))
    assert record[:3] == (f"bsn:{PERSON}", "inzage.pakket", life.api.client)
    assert record.things == ("inzage.pakket",)
    again = document_of(await package(life.api))
    assert any(each["handeling"] == "inzage.pakket" for each in again["gebruik"])


async def test_no_statement_reads_a_table_from_end_to_end(life: Life) -> None:
    """With a million zaken a scan would take seconds; so every place where a number stands has an index."""
    from grondslag.integration.inzage.plan import Plan, holders_sql

    plan = Plan(life.api.program.world, life.api.program.served)
    async with life.api.program.pool.acquire() as connection:
        await connection.execute("set enable_seqscan = off")
        try:
            for component, places in plan.holders.items():
                rows = await connection.fetch("explain " + holders_sql(plan, places, 10).replace("$1", f"'{PERSON}'"))
                told = "\n".join(row[0] for row in rows)
                assert "Seq Scan" not in told, f"{component}: {told}"
        finally:
            await connection.execute("reset enable_seqscan")


async def test_the_person_itself_is_in_the_package_without_relatives(life: Life) -> None:
    raw = await package(life.api)
    (part,) = [each for each in document_of(raw)["onderdelen"] if each["component"] == "personen"]
    (person,) = part["dossiers"]
    lijst = person["gegevens"]["lijst"]
    assert lijst["01"] == LIJST["01"]
    assert lijst["05"] == [[dict.fromkeys(LIJST["05"][0][0], "▒▒▒")]]
    assert "Mira" in text_of(files_of(raw)["inzage.pdf"])


# --- a letter ------------------------------------------------------------------------------------------------------


async def test_the_letter_says_dates_in_words_and_shows_no_address(life: Life) -> None:
    """Nor any word that only a program knows."""
    files = files_of(await package(life.api))
    told = text_of(files["inzage.pdf"])
    assert re.search(r"\d{4}-\d\d-\d\d", told) is None
    assert re.search(r"\b\d{4}[01]\d[0-3]\d\b", told) is None
    assert re.search(r"https?:", told) is None
    assert re.search(r"\bP\d+[YMWD]\b|\bPT\d", told) is None
    assert re.search(r"\b[a-z]+_[a-z]+\b", told) is None
    assert re.search(r"3 november 2026, 11:00 uur", told)
    assert "alleen voor wie bij ons werkt" in told
    assert "verwerking:" not in told
    json_told = files["inzage.json"].decode()
    assert "2026-11-02" in json_told
    assert life.zaak["url"] in json_told, "for a program all of it is as it is kept"


async def test_no_character_keeps_a_person_from_the_package(life: Life) -> None:
    """What the fonts do not have, as an emoji, stands as another sign in the letter, and as it is in the data."""
    api, odd = life.api, "Dank u wel 👩\u200d👧! 漢字 བོད \x07\x1b[31m \ue000 \U0010fffd \ufffe a\u0e31"
    body = {"inpBsn": ODD, "geslachtsnaam": "Ħéłẅå", "voornamen": "مريم"}
    for each in ("Gewoon", odd):
        zaak = await life.soort.zaak(toelichting=each)
        await api.made(f"{ZAKEN}/rollen", rol_body(zaak["url"], life.soort.roltype, betrokkeneIdentificatie=body))
        files = files_of(await package(api, ODD))
        told = re.sub(r"\s+", " ", text_of(files["inzage.pdf"]))
        assert "Ħéłẅå" in told
        assert ("is vervangen door □" in told) is (each == odd)
    assert "Dank u wel □" in told
    assert odd in {each["gegevens"].get("toelichting") for each in dossiers(files)}


async def test_what_is_too_deep_to_be_read_is_not_taken_in(life: Life) -> None:
    """Else it would keep the package from everybody in that zaak."""
    said: Any = "hier"
    for _ in range(DEEPEST - 2):
        said = {"in": said}
    zaak, rol = await life.soort.zaak(), {"inpBsn": DEEP}
    await life.api.made(f"{ZAKEN}/rollen", rol_body(zaak["url"], life.soort.roltype, betrokkeneIdentificatie=rol))
    body = zaakobject_body(zaak["url"], objectType="overige", objectTypeOverige="kaart")
    body["objectIdentificatie"] = {"overigeData": said}
    await life.api.made(f"{ZAKEN}/zaakobjecten", body)
    assert "hier" in files_of(await package(life.api, DEEP))["inzage.json"].decode()
    deeper = body | {"objectIdentificatie": {"overigeData": {"in": said}}}
    status, told = await life.api("POST", f"{ZAKEN}/zaakobjecten", deeper)
    assert (status, told["code"]) == (400, "parse_error")
    assert "niveaus" in told["detail"]


async def test_what_an_older_version_kept_deeper_breaks_no_package(life: Life) -> None:
    zaak, rol = await life.soort.zaak(), {"inpBsn": DEEP}
    await life.api.made(f"{ZAKEN}/rollen", rol_body(zaak["url"], life.soort.roltype, betrokkeneIdentificatie=rol))
    body = zaakobject_body(zaak["url"], objectType="overige", objectTypeOverige="kaart")
    body["objectIdentificatie"] = {"overigeData": {"in": "hier"}}
    made = await life.api.made(f"{ZAKEN}/zaakobjecten", body)
    said = '{"in": ' * OLD_DEPTH + f'"onderin, bij {OTHER}"' + "}" * OLD_DEPTH
    await life.api.program.pool.execute(
        "update zaken.zaakobject set object_identificatie = jsonb_build_object('overigeData', $2::jsonb) "
        "where id = $1::uuid",
        made["url"][-36:],
        said,
    )
    told = files_of(await package(life.api, DEEP))["inzage.json"].decode()
    assert f"onderin, bij {MASK}" in told
    assert OTHER not in told


@pytest.mark.parametrize("name", ["inzage.pdf", "beoordeling.pdf"])
async def test_each_document_can_be_read_aloud(life: Life, name: str) -> None:
    """Tagged, with a title and a language, and with pages that say which of how many they are."""
    reader = pypdf.PdfReader(io.BytesIO(files_of(await package(life.api))[name]))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "nl-NL"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert "inzage in" in str(reader.metadata.title)
    xmp = root["/Metadata"].get_data().decode()
    assert "<pdfuaid:part>1" in xmp
    tags = {str(each["/S"]) for each in structure(root["/StructTreeRoot"])}
    assert {"/Document", "/H1", "/H2", "/Table", "/THead", "/TH", "/TD"} <= tags
    pages = len(reader.pages)
    for number, page in enumerate(reader.pages, 1):
        assert f"Bladzijde {number} van {pages}" in re.sub(r"\s+", " ", page.extract_text())


def structure(element: Any) -> list[Any]:
    """All elements of a tagged document."""
    kids = element.get("/K", [])
    found: list[Any] = []
    for each in kids if isinstance(kids, list) else [kids]:
        kid = each.get_object() if hasattr(each, "get_object") else each
        if isinstance(kid, dict) and "/S" in kid:
            found += [kid, *structure(kid)]
    return found


async def test_each_use_says_which_zaak_besluit_or_document_it_was(life: Life) -> None:
    for each in (life.zaak, life.besluit, life.document):
        await life.api.got(each["url"])
    rollen = await life.api.got(f"{ZAKEN}/rollen?zaak={life.zaak['url']}")
    assert rollen["results"]
    told = text_of(files_of(await package(life.api))["inzage.pdf"])
    zaak = f"zaak {life.zaak['identificatie']} ({life.zaak['omschrijving']})"
    assert f"{zaak}: bekeken" in told
    assert f"betrokkene bij {zaak}: bekeken" in told
    assert f"besluit {life.besluit['identificatie']}" in told
    assert f"document {life.document['identificatie']} (Brief van ▒▒▒): bekeken" in told
    assert re.search(r"(?<!\S)(zaak|document|besluit): bekeken", told) is None


async def test_the_letter_says_where_to_ask_and_complain(databases: Databases, tmp_path: Path) -> None:
    async with a_gemeente(databases, tmp_path) as (soort, _):
        api = soort.api
        zaak = await soort.zaak()
        await with_rollen(soort, zaak["url"])
        files = files_of(await package(api))
        assert "Bel ons, of kom langs." in text_of(files["inzage.pdf"])
        assert "De brief noemt geen adres voor vragen." in text_of(files["beoordeling.pdf"])
        reached = {"naam": "College", "contact": "privacy@stad.example", "functionaris": "fg@stad.example"}
        for name, more in (("meldingen", {"zaaktypen": [soort.zaaktype]}), ("personen", {}), ("bezwaar", {})):
            activiteit = await api.made(ACTIVITEITEN, activiteit_body(name, naam=f"Taak {name}", **more))
            await api.made(f"{activiteit['url']}/versies", versie_body(verwerkingsverantwoordelijke=reached))
        await bewaar(api.program.pool, api.program.town.fresh_id, [LIJST])
        files = files_of(await package(api))
        told = text_of(files["inzage.pdf"])
        assert json.loads(files["inzage.json"])["verantwoordelijken"] == [reached]
        assert told.count("privacy@stad.example") == told.count("fg@stad.example") == 1
        assert told.index("privacy@stad.example") < told.rindex("Autoriteit Persoonsgegevens")
        assert "De brief noemt geen adres" not in text_of(files["beoordeling.pdf"])
        chapters, _, others = told.rpartition("Waarvoor wij uw persoonslijst ook mogen gebruiken")
        assert "Taak meldingen Vraag Antwoord" in chapters
        assert "Taak personen Vraag Antwoord" not in told
        assert "Taak personen" in others
        assert "Taak bezwaar" not in told


# --- of others nothing --------------------------------------------------------------------------------------------


async def test_nothing_of_others_is_in_any_file(life: Life) -> None:
    raw = await package(life.api)
    files = files_of(raw)
    texts = {name: content.decode("utf-8", "replace") for name, content in files.items()}
    texts |= {name: text_of(content) for name, content in files.items() if name.endswith(".pdf")}
    for name, text in texts.items():
        for secret in SECRETS:
            assert secret not in text, f"{secret} in {name}"
    assert "Aldenkamp" in texts["inzage.json"]
    assert "Aldenkamp" in texts["inzage.pdf"]
    assert "▒▒▒" in texts["inzage.json"]


async def test_what_was_covered_and_what_must_be_read_is_listed(life: Life) -> None:
    raw = await package(life.api)
    review = review_of(raw)
    covered = [each for each in review if each["wat"] == "afgedekt"]
    read = [each for each in review if each["wat"] == "nakijken"]
    assert any(each["veld"] == "contactpersoonRol" for each in covered)
    assert any("medewerker" in each["reden"] for each in covered)
    assert any(each["veld"] == "toelichting" and "tekst" in each["reden"] for each in covered)
    assert any(each["veld"] == "titel" for each in read)
    assert any(each["veld"] == "objectIdentificatie.overigeData" for each in read), "anything may stand in there"
    of_the_source = {each["veld"] for each in read if "personen" in each["bron"]}
    assert of_the_source == {"lijst.05", "lijst.09"}, "nobody writes what they like in the BRP"
    inside = json.dumps(document_of(raw))
    assert "beoordeling" not in document_of(raw)
    assert all(json.dumps(each["bron"])[1:-1] in inside for each in review), "each leads to what it is about"
    told = text_of(files_of(raw)["beoordeling.pdf"])
    assert f"{len(read)} plaatsen moet u zelf lezen" in told
    assert f"Op {len(covered)} plaatsen is iets van een ander afgedekt" in told
    assert "Belt morgen terug." in told, "what must be read stands there"
    assert "soort: eik" in told
    assert "nakijken" not in text_of(files_of(raw)["inzage.pdf"]).casefold()


async def test_the_package_of_the_other_shows_the_other_side(life: Life) -> None:
    text = files_of(await package(life.api, OTHER))["inzage.json"].decode()
    assert "Kwastenmaker" in text
    assert "Aldenkamp" not in text
    assert PERSON not in text


# --- the door -----------------------------------------------------------------------------------------------------


async def test_of_someone_unknown_there_is_a_package_that_says_so(life: Life) -> None:
    raw = await package(life.api, "900198424")
    assert document_of(raw)["onderdelen"] == []
    assert "niets van u gevonden" in text_of(files_of(raw)["inzage.pdf"])
    assert "Er is niets dat u moet lezen." in text_of(files_of(raw)["beoordeling.pdf"])


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ({}, ["burgerservicenummer"]),
        ({"burgerservicenummer": "123456789"}, ["burgerservicenummer"]),
        ({"burgerservicenummer": 999993653}, ["burgerservicenummer"]),
        ({"burgerservicenummer": PERSON, "metInhoud": "ja"}, ["metInhoud"]),
        ({"burgerservicenummer": PERSON, "alles": True}, ["alles"]),
    ],
)
async def test_a_question_that_is_none_is_refused(life: Life, body: Body, names: list[str]) -> None:
    status, _, raw = await asked(life.api, body)
    assert status == 400
    assert [each["name"] for each in json.loads(raw)["invalidParams"]] == names
    assert PERSON not in raw.decode()


async def test_only_who_was_granted_it_gets_a_package(life: Life) -> None:
    await life.api.known_as("balie", {"component": "ztc", "scopes": ["catalogi.lezen"]})
    status, _, raw = await asked(life.api, {"burgerservicenummer": PERSON}, "balie")
    assert (status, json.loads(raw)["code"]) == (403, "permission_denied")


async def test_too_much_for_one_package_is_told(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST_DOSSIERS", 1)
    status, _, raw = await asked(life.api, {"burgerservicenummer": PERSON})
    assert (status, json.loads(raw)["code"]) == (422, "too-much")


async def test_the_content_of_documents_comes_along_when_asked(life: Life, tmp_path: Path) -> None:
    raw = await package(life.api, metInhoud=True)
    contents = [content for name, content in files_of(raw).items() if name.startswith("documenten/")]
    assert contents == [b"Hallo"]
    assert "De inhoud van 1 document zit in de map documenten." in text_of(files_of(raw)["inzage.pdf"])
    assert any("daarin is niets afgedekt" in each["reden"] for each in review_of(raw))
    assert [sorted(each) for each in document_of(raw)["inhoud"]] == [["bestand", "bron"]]
    path = tmp_path / "pakket.zip"
    path.write_bytes(raw)
    assert check(path).faults == []


# --- the command --------------------------------------------------------------------------------------------------


async def test_the_command_makes_the_same_package_and_is_in_the_log(life: Life, tmp_path: Path) -> None:
    program = life.api.program
    await program.pool.execute("delete from inzage.verwerking")
    path, data = tmp_path / "pakket.zip", Path(program.settings.data)
    environ = {"GRONDSLAG_DATABASE": program.dsn}

    def command(*words: str, given: str = "") -> Any:
        return run("inzage", *words, data=data, environ=environ, given=given)

    done = command("-", "-o", str(path), given=f"{PERSON}\n")
    assert done.code == 0, done.err
    assert "Signed with ed25519:" in done.out
    assert "Looking in" in done.err
    assert PERSON not in done.out + done.err
    assert path.stat().st_mode & 0o077 == 0
    assert check(path).faults == []
    by_command, by_api = document_of(path.read_bytes()), document_of(await package(life.api))
    assert [len(each["dossiers"]) for each in by_command["onderdelen"]] == [
        len(each["dossiers"]) for each in by_api["onderdelen"]
    ]
    record = (await logged(life.api, (f"bsn:{PERSON}",), ("inzage",)))[0]
    assert record[:3] == (f"bsn:{PERSON}", "inzage.pakket", "grondslag")
    key = command("sleutel").out.strip()
    assert check(path, key).faults == []
    assert run("inzage", "verify", str(path), "--key", key).code == 0


async def test_after_a_new_key_what_was_signed_before_still_holds(life: Life, tmp_path: Path) -> None:
    program = life.api.program
    data, environ = Path(program.settings.data), {"GRONDSLAG_DATABASE": program.dsn}

    def command(*words: str) -> Any:
        return run(*words, data=data, environ=environ)

    before, log = tmp_path / "before.zip", tmp_path / "log.jsonl"
    before.write_bytes(await package(life.api))
    day = datetime.now(UTC).date().isoformat()
    assert command("logboek", "export", "--from", day, "--to", day, "-o", str(log)).code == 0
    old = command("inzage", "sleutel").out.strip()
    done = command("inzage", "sleutel", "--new")
    new = done.out.strip()
    assert (done.code, new != old, "signs from now on" in done.err) == (0, True, True)
    assert command("inzage", "sleutel").out.strip() == command("logboek", "key").out.strip() == new
    after = tmp_path / "after.zip"
    after.write_bytes(await package(life.api))  # at once, in a process that served all the while
    assert check(before, old).faults == check(after, new).faults == []
    assert check(after, old).faults
    listed = tmp_path / "sleutels.txt"
    listed.write_text(command("inzage", "sleutel", "--all").out)
    assert listed.read_text().split()[::3] == [new, old]
    for each in (before, after):
        assert run("inzage", "verify", str(each), "--key", str(listed)).code == 0
    assert run("logboek", "verify", str(log), "--key", old).code == 0
    assert run("logboek", "verify", str(log), "--key", str(listed)).code == 0
    assert run("logboek", "verify", str(log), "--key", new).code == 1
    _, _, raw = await life.api.ask("GET", "/inzage/api/v1/sleutel", bearer(life.api), b"")
    told = json.loads(raw)
    assert told["sleutel"] == new
    assert [each["sleutel"] for each in told["sleutels"]] == [new, old]
    assert told["sleutels"][0]["tot"] is None
    assert told["sleutels"][0]["vanaf"] == told["sleutels"][1]["tot"]


async def test_the_command_refuses_with_a_sentence(life: Life, tmp_path: Path) -> None:
    program = life.api.program
    data, environ = Path(program.settings.data), {"GRONDSLAG_DATABASE": program.dsn}
    done = run("inzage", "123456789", data=data, environ=environ)
    assert (done.code, "not a BSN" in done.err) == (1, True)
    there = tmp_path / "there.zip"
    there.write_bytes(b"x")
    done = run("inzage", PERSON, "-o", str(there), data=data, environ=environ)
    assert (done.code, "is there already" in done.err) == (1, True)
    assert there.read_bytes() == b"x"
    done = run("inzage", PERSON, "-o", str(tmp_path / "none" / "a.zip"), data=data, environ=environ)
    assert (done.code, "cannot be written" in done.err) == (1, True)
    unknown = tmp_path / "unknown.zip"
    done = run("inzage", PERSON, "--activity", "inzagee", "-o", str(unknown), data=data, environ=environ)
    assert (done.code, "There is no verwerkingsactiviteit inzagee in force" in done.err) == (1, True)
    assert not unknown.exists()


async def test_while_a_large_package_is_made_others_are_answered(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Assembly.document

    def slowly(self: Assembly, *said: Any) -> Any:
        time.sleep(1.0)
        return made(self, *said)

    monkeypatch.setattr(Assembly, "document", slowly)
    making = asyncio.create_task(package(life.api))
    longest = 0.0
    while not making.done():
        began = time.monotonic()
        await asyncio.sleep(0.01)
        longest = max(longest, time.monotonic() - began)
    assert await making
    assert longest < 0.8
