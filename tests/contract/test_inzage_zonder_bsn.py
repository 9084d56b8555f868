"""Inzage for who has no BSN: by another number, or by the record that names them; of others nothing, as ever."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grondslag.integration.inzage.plan import Plan, holders_sql
from grondslag.integration.inzage.sealing import check
from grondslag.registers.inzage.betrokkene import Betrokkene
from tests.api import Api
from tests.builders import rol_body, zaakobject_body
from tests.contract.test_inzage import asked, document_of, files_of, text_of
from tests.logged import forget, logged
from tests.running import run
from tests.server import Databases
from tests.soorten import ZAKEN, Body, Soort, a_gemeente

BSN, ANP = "999993653", "77A"
ELSEWHERE = "https://vreemdelingen.example/personen/7"
NAMES = {
    "bsn": "Aldenkamp",
    "anp": "Verweggistra",
    "rol": "Zevenhuizen",
    "contactpersoon": "Kwastenmaker",
    "zaakobject": "Perceelstra",
    "uri": "Buitenlandsma",
}
"""What each is called, by how they are known."""


class Life(msgspec.Struct):
    """Zaken in which people without a BSN take part. `rollen`, `objecten`: the URL of the record that names each."""

    soort: Soort
    first: Body
    second: Body
    places: dict[str, str]

    @property
    def api(self) -> Api:
        return self.soort.api


@pytest.fixture(scope="module")
async def life(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Life]:
    """Made once: nothing here changes it but the log."""
    async with a_gemeente(databases, Path(tmp_path_factory.mktemp("data"))) as (soort, _):
        yield await lived(soort)


async def lived(soort: Soort) -> Life:
    first = await soort.zaak(toelichting=f"{NAMES['rol']} en {NAMES['anp']} belden.")
    second = await soort.zaak(omschrijving="Nog een keer")
    places: dict[str, str] = {}

    async def rol(name: str, zaak: Body, **said: Any) -> None:
        made = await soort.api.made(f"{ZAKEN}/rollen", rol_body(zaak["url"], soort.roltype, **said))
        places.setdefault(name, made["url"])

    def a_person(kind: str, **number: str) -> Body:
        return {"betrokkeneIdentificatie": number | {"geslachtsnaam": NAMES[kind], "voornamen": "Mira"}}

    await rol("bsn", first, **a_person("bsn", inpBsn=BSN))
    await rol("anp", first, **a_person("anp", anpIdentificatie=ANP))
    await rol("anp", second, **a_person("anp", anpIdentificatie=ANP))
    await rol("rol", first, **a_person("rol"))
    await rol(
        "contactpersoon",
        first,
        betrokkeneType="niet_natuurlijk_persoon",
        betrokkeneIdentificatie={"innNnpId": "999990123", "statutaireNaam": "De Meerkoet"},
        contactpersoonRol={"naam": NAMES["contactpersoon"], "emailadres": "k@voorbeeld.example", "functie": "Baas"},
    )
    for zaak in (first, second):
        await rol("uri", zaak, betrokkene=ELSEWHERE, **a_person("uri"))
    for kind, number in (("zaakobject", {}), ("object van anp", {"anpIdentificatie": ANP})):
        name = NAMES.get(kind, NAMES["anp"])
        body = zaakobject_body(
            second["url"], objectType="natuurlijk_persoon", objectIdentificatie=number | {"geslachtsnaam": name}
        )
        places[kind] = (await soort.api.made(f"{ZAKEN}/zaakobjecten", body))["url"]
    return Life(soort=soort, first=first, second=second, places=places)


def key(url: str) -> str:
    return url.rpartition("/")[2]


def question(life: Life, kind: str) -> Body:
    """How each is asked for over HTTP."""
    if kind in ("bsn", "anp"):
        return {"burgerservicenummer": BSN} if kind == "bsn" else {"anpIdentificatie": ANP}
    return {"rol" if kind == "uri" else kind: life.places[kind]}


def subject(life: Life, kind: str) -> str:
    """As what the log knows each."""
    known = {"bsn": BSN, "anp": ANP, "uri": ELSEWHERE}
    return f"{kind}:{known.get(kind) or key(life.places[kind])}"


async def package(life: Life, kind: str) -> bytes:
    status, _, raw = await asked(life.api, question(life, kind))
    assert status == 200, raw[:500]
    return raw


def zaken_in(raw: bytes) -> set[str]:
    (part,) = document_of(raw)["onderdelen"]
    return {each["bron"] for each in part["dossiers"]}


@pytest.mark.parametrize("kind", NAMES)
async def test_each_sees_their_own_and_nothing_of_the_others(life: Life, kind: str) -> None:
    files = files_of(await package(life, kind))
    texts = {name: content.decode("utf-8", "replace") for name, content in files.items() if not name.endswith(".pdf")}
    texts |= {name: text_of(content) for name, content in files.items() if name.endswith(".pdf")}
    for name in ("inzage.json", "inzage.pdf"):
        assert NAMES[kind] in texts[name], name
    others = [each for other, each in NAMES.items() if other != kind]
    others += [number for other, number in (("bsn", BSN), ("uri", ELSEWHERE), ("anp", f'"{ANP}"')) if other != kind]
    others += ["k@voorbeeld.example"] if kind != "contactpersoon" else []
    for name, text in texts.items():
        for each in others:
            assert each not in text, f"{each} in {name}"


async def test_all_their_zaken_are_found(life: Life) -> None:
    both = {life.first["url"], life.second["url"]}
    assert zaken_in(await package(life, "anp")) == both
    assert zaken_in(await package(life, "uri")) == both
    assert zaken_in(await package(life, "zaakobject")) == {life.second["url"]}
    for kind in ("bsn", "rol", "contactpersoon"):
        assert zaken_in(await package(life, kind)) == {life.first["url"]}, kind


async def test_what_is_theirs_stays_where_people_wrote_it_and_in_what_was_changed(life: Life) -> None:
    (part,) = document_of(await package(life, "rol"))["onderdelen"]
    (zaak,) = part["dossiers"]
    assert zaak["gegevens"]["toelichting"] == f"{NAMES['rol']} en ▒▒▒ belden."
    assert zaak["genoemd"]
    became = [each["werd"] for each in zaak["wijzigingen"] if each["soort"] == "zaken.rol"]
    names = [(each["betrokkeneIdentificatie"] or {}).get("geslachtsnaam") for each in became]
    assert names.count(NAMES["rol"]) == 1
    assert names.count("▒▒▒") == len([each for each in names if each]) - 1


@pytest.mark.parametrize("kind", NAMES)
async def test_the_use_of_their_data_is_told_and_the_package_is_itself_in_the_log(life: Life, kind: str) -> None:
    await forget(life.api, ("zaken", "inzage"))
    await life.api.got(life.places[kind])
    named = document_of(await package(life, kind))["gebruik"]
    assert len(named) == 1
    assert named[0]["handeling"] == f"zaken.{'zaakobject' if kind == 'zaakobject' else 'rol'}.lezen"
    (record,) = await logged(life.api, (subject(life, kind),), ("inzage",))
    assert record[:3] == (subject(life, kind), "inzage.pakket", life.api.client)
    again = document_of(await package(life, kind))["gebruik"]
    assert again[0]["handeling"] == "inzage.pakket"


async def test_the_letter_says_as_whom_the_person_was_looked_for(life: Life) -> None:
    letters = {kind: text_of(files_of(await package(life, kind))["inzage.pdf"]) for kind in NAMES}
    assert f"Nummer (geen burgerservicenummer) {ANP}" in letters["anp"]
    assert f"Zoals u genoemd bent Mira {NAMES['rol']} Zaak: " in letters["rol"]
    assert f"Zoals u genoemd bent Mira {NAMES['uri']} Zaak: " in letters["uri"]
    assert f"Zoals u genoemd bent {NAMES['contactpersoon']} Zaak: " in letters["contactpersoon"]
    assert f"Zoals u genoemd bent {NAMES['zaakobject']} Zaak: " in letters["zaakobject"]
    assert "http" not in "".join(letters.values())
    said = {kind: document_of(await package(life, kind))["betrokkene"] for kind in NAMES}
    assert said["anp"] == {"anpIdentificatie": ANP}
    assert said["rol"] == {"rol": life.places["rol"]}
    assert said["uri"] == {"betrokkene": ELSEWHERE}


@pytest.mark.parametrize("kind", ["anp", "uri", "rol", "zaakobject"])
async def test_no_statement_reads_a_table_from_end_to_end(life: Life, kind: str) -> None:
    plan = Plan(life.api.program.world, life.api.program.served)
    who = Betrokkene(kind, key(life.places[kind]))
    async with life.api.program.pool.acquire() as connection:
        await connection.execute("set enable_seqscan = off")
        try:
            for component, places in plan.places(who).items():
                sql = holders_sql(plan, places, 10).replace("$1", f"'{who.value}'")
                told = "\n".join(row[0] for row in await connection.fetch("explain " + sql))
                assert "Seq Scan" not in told, f"{component}: {told}"
        finally:
            await connection.execute("reset enable_seqscan")


# --- who cannot be asked for so -----------------------------------------------------------------------------------


async def test_who_has_a_number_is_asked_for_by_that(life: Life) -> None:
    status, _, raw = await asked(life.api, {"rol": life.places["bsn"]})
    (wrong,) = json.loads(raw)["invalidParams"]
    assert (status, wrong["name"], wrong["code"]) == (400, "rol", "invalid")
    assert "burgerservicenummer" in wrong["reason"]
    assert BSN not in raw.decode()
    # Of another number all is found by way of the rol as well.
    status, _, raw = await asked(life.api, {"rol": key(life.places["anp"]).upper()})
    assert status == 200
    assert document_of(raw)["betrokkene"] == {"anpIdentificatie": ANP}


@pytest.mark.parametrize(
    ("body", "names", "code"),
    [
        ({"rol": "01a21641-c850-70f7-b9af-b0fafc4cef6e"}, ["rol"], "does_not_exist"),
        ({"rol": "https://elders.example/rollen/1"}, ["rol"], "does_not_exist"),
        ({"rol": "'; drop table zaken.rol"}, ["rol"], "does_not_exist"),
        ({"contactpersoon": "{rol}"}, ["contactpersoon"], "invalid"),
        ({"rol": "{contactpersoon}"}, ["rol"], "invalid"),
        ({"zaakobject": "{rol}"}, ["zaakobject"], "does_not_exist"),
        ({"anpIdentificatie": ""}, ["anpIdentificatie"], "invalid"),
        ({"anpIdentificatie": "1" * 18}, ["anpIdentificatie"], "invalid"),
        ({"anpIdentificatie": "1\u0000"}, ["anpIdentificatie"], "invalid"),
        ({"anpIdentificatie": 7}, ["anpIdentificatie"], "required"),
        ({"burgerservicenummer": BSN, "anpIdentificatie": ANP}, ["anpIdentificatie"], "invalid"),
    ],
)
async def test_a_question_that_names_nobody_is_refused(life: Life, body: Body, names: list[str], code: str) -> None:
    filled = {
        name: value.format(**life.places) if isinstance(value, str) and value.startswith("{") else value
        for name, value in body.items()
    }
    status, _, raw = await asked(life.api, filled)
    told = json.loads(raw)["invalidParams"]
    assert (status, [each["name"] for each in told], told[0]["code"]) == (400, names, code)


async def test_a_number_that_nobody_has_gives_a_package_that_says_so(life: Life) -> None:
    status, _, raw = await asked(life.api, {"anpIdentificatie": "99"})
    assert status == 200
    assert document_of(raw)["onderdelen"] == []
    assert "niets van u gevonden" in text_of(files_of(raw)["inzage.pdf"])


# --- the command --------------------------------------------------------------------------------------------------


async def test_the_command_asks_in_the_same_ways(life: Life, tmp_path: Path) -> None:
    program = life.api.program
    data, environ = Path(program.settings.data), {"GRONDSLAG_DATABASE": program.dsn}
    await forget(life.api, ("inzage",))

    def command(*words: str, given: str = "") -> Any:
        return run("inzage", *words, data=data, environ=environ, given=given)

    path = tmp_path / "anp.zip"
    done = command("--anp", "-", "-o", str(path), given=f"{ANP}\n")
    assert done.code == 0, done.err
    assert ANP not in done.out + done.err
    assert check(path).faults == []
    assert {key(each) for each in zaken_in(path.read_bytes())} == {life.first["uuid"], life.second["uuid"]}
    path = tmp_path / "rol.zip"
    done = command("--rol", key(life.places["rol"]), "-o", str(path))
    assert done.code == 0, done.err
    assert [each[0] for each in await logged(life.api, (subject(life, "anp"), subject(life, "rol")), ("inzage",))] == [
        subject(life, "anp"),
        subject(life, "rol"),
    ]
    done = command("--rol", key(life.places["bsn"]))
    assert (done.code, "ask by that number" in done.err) == (1, True)
    done = command("--rol", "x")
    assert (done.code, "There is no rol" in done.err) == (1, True)
    for words in ((), ("--anp", ANP, BSN), ("--anp", ANP, "--rol", "x")):
        assert command("pakket", *words).code == 2
