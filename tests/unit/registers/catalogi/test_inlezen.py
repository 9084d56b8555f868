"""Reading in a catalogue export without a server: the order, the mapping, and what is done about a refusal."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grondslag.registers.catalogi.inlezen import Content, read_in
from grondslag.registers.catalogi.inlezen_klasse import Said, nearest
from grondslag.registers.catalogi.inlezen_verslag import Report
from grondslag.registers.catalogi.inlezen_vertaling import Here, sendable
from grondslag.registers.catalogi.resultaattype import ResultaatType
from grondslag.registers.catalogi.selectielijst import lijst
from grondslag.registers.catalogi.zaaktype import ZaakType

OLD = "https://oud.example/catalogi/api/v1"
NEW = "https://nieuw.example/catalogi/api/v1"
LIJST = "https://lijst.example/api/v1"
UUID = "00000000-0000-4000-8000-0000000000{:02}"
PROCESTYPE = next(each for each in lijst.procestypen(2020) if each.nummer == 5)
Judge = Callable[[str, dict[str, Any]], list[dict[str, str]]]


def _old(collection: str, number: int) -> str:
    return f"{OLD}/{collection}/{UUID.format(number)}"


class Server:
    """Keeps what is posted. `judge` says what is wrong with a body."""

    def __init__(self, judge: Judge = lambda _path, _body: []) -> None:
        self.judge = judge
        self.kept: dict[str, list[dict[str, Any]]] = {}
        self.published: list[str] = []
        self.asked: list[tuple[str, str]] = []

    def __call__(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        self.asked.append((method, path))
        collection, _, rest = path.removeprefix("/").partition("?" if method == "GET" else "/")
        rows = self.kept.setdefault(collection, [])
        if method == "GET":
            found = [each for each in reversed(rows) if self._matches(each, rest)]
            return 200, {"results": found, "next": None}
        if rest.endswith("/publish"):
            self.published.append(path)
            next(each for each in rows if each["url"] == NEW + path.removesuffix("/publish"))["concept"] = False
            return 200, {"concept": False}
        wrong = self.judge(collection, body)
        if wrong:
            return 400, {"invalidParams": wrong}
        made = {**body, "url": f"{NEW}/{collection}/{UUID.format(50 + sum(map(len, self.kept.values())))}"}
        rows.append(made | {"concept": True})
        return 201, rows[-1]

    @staticmethod
    def _matches(row: dict[str, Any], query: str) -> bool:
        from urllib.parse import parse_qsl

        return all(row.get(name) == value for name, value in parse_qsl(query) if name not in ("status", "page"))


def an_export(**more: Any) -> Content:
    """A catalogus with one zaaktype, its decision and document, and a part of each kind."""
    zaaktype = _old("zaaktypen", 1)
    return {
        "Catalogus.json": [{"url": _old("catalogussen", 1), "domein": "DEMO", "rsin": "000000000", "zaaktypen": []}],
        "InformatieObjectType.json": [
            {
                "url": _old("informatieobjecttypen", 1),
                "catalogus": _old("catalogussen", 1),
                "omschrijving": "Brief",
                "begin_geldigheid": "2020-01-01",
                "concept": False,
            }
        ],
        "BesluitType.json": [
            {
                "url": _old("besluittypen", 1),
                "catalogus": _old("catalogussen", 1),
                "omschrijving": "Vergunning",
                "begin_geldigheid": "2020-01-01",
                "informatieobjecttypen": [_old("informatieobjecttypen", 1)],
                "concept": False,
            }
        ],
        "ZaakType.json": [
            {
                "url": zaaktype,
                "catalogus": _old("catalogussen", 1),
                "identificatie": "Z1",
                "begin_geldigheid": "2020-01-01",
                "besluittypen": [_old("besluittypen", 1)],
                "deelzaaktypen": [zaaktype],
                "gerelateerde_zaaktypen": [{"zaaktype": zaaktype, "aard_relatie": "vervolg", "toelichting": ""}],
                "selectielijst_procestype": f"https://elders.example/procestypen/{PROCESTYPE.uuid}",
                "statustypen": [],
                "concept": False,
                "geheim_veld": 1,
            }
        ],
        "StatusType.json": [
            {"url": _old("statustypen", 1), "zaaktype": zaaktype, "volgnummer": 1, "toelichting": None}
        ],
        "ZaakTypeInformatieObjectType.json": [
            {
                "url": _old("zaaktype-informatieobjecttypen", 1),
                "zaaktype": zaaktype,
                "informatieobjecttype": _old("informatieobjecttypen", 1),
                "volgnummer": 1,
                "richting": "intern",
                "statustype": _old("statustypen", 1),
            }
        ],
    } | more


def _outcomes(report: Report) -> list[tuple[str, str]]:
    return [(each.kind, each.outcome) for each in report.entries]


def test_everything_comes_in_order_and_by_name() -> None:
    server = Server()
    report = read_in(an_export(), server, Here(selectielijst=LIJST))
    assert _outcomes(report) == [
        ("Catalogus", "kept"),
        ("InformatieObjectType", "kept"),
        ("BesluitType", "kept"),
        ("ZaakType", "kept"),
        ("StatusType", "kept"),
        ("ZaakTypeInformatieObjectType", "kept"),
    ]
    zaaktype = server.kept["zaaktypen"][0]
    assert zaaktype["catalogus"] == server.kept["catalogussen"][0]["url"]
    assert zaaktype["besluittypen"] == ["Vergunning"]
    assert zaaktype["deelzaaktypen"] == ["Z1"]
    assert zaaktype["gerelateerdeZaaktypen"] == [{"zaaktype": "Z1", "aardRelatie": "vervolg", "toelichting": ""}]
    assert zaaktype["selectielijstProcestype"] == f"{LIJST}/procestypen/{PROCESTYPE.uuid}"
    assert server.kept["besluittypen"][0]["informatieobjecttypen"] == ["Brief"]
    tie = server.kept["zaaktype-informatieobjecttypen"][0]
    assert tie["informatieobjecttype"] == "Brief"
    assert tie["zaaktype"] == zaaktype["url"]
    assert tie["statustype"] == server.kept["statustypen"][0]["url"]
    assert [path.split("/")[1] for path in server.published] == ["informatieobjecttypen", "besluittypen", "zaaktypen"]
    assert report.left_out == {"ZaakType": ["geheimVeld"]}


def test_a_second_time_everything_is_known() -> None:
    server = Server()
    read_in(an_export(), server)
    before = {name: list(rows) for name, rows in server.kept.items()}
    published = list(server.published)
    report = read_in(an_export(), server)
    assert {outcome for _, outcome in _outcomes(report)} == {"known"}
    assert (server.kept, server.published) == (before, published)


def test_versions_that_look_alike_are_each_kept_once() -> None:
    server = Server()
    twin = dict(an_export()["ZaakType.json"][0]) | {"url": _old("zaaktypen", 2)}
    content = an_export(**{"ZaakType.json": [an_export()["ZaakType.json"][0], twin]})
    for _ in range(2):
        read_in(content, server)
        assert len(server.kept["zaaktypen"]) == 2


def test_what_belongs_to_a_refused_zaaktype_is_refused_with_it() -> None:
    server = Server(lambda path, _: [{"name": "doel", "code": "required"}] if path == "zaaktypen" else [])
    report = read_in(an_export(), server)
    assert _outcomes(report)[3:] == [
        ("ZaakType", "refused"),
        ("StatusType", "refused"),
        ("ZaakTypeInformatieObjectType", "refused"),
    ]
    assert not report.complete
    assert report.entries[3].rules == ["required"]


def _a_result(**said: Any) -> dict[str, Any]:
    usual = {
        "url": _old("resultaattypen", 1),
        "zaaktype": _old("zaaktypen", 1),
        "omschrijving": "Ingetrokken",
        "omschrijving_generiek": "Ingetrokken",
        "resultaattypeomschrijving": "https://elders.example/resultaattypeomschrijvingen/x",
        "selectielijstklasse": f"https://elders.example/api/v1/resultaten/{UUID.format(9)}",
        "archiefnominatie": "vernietigen",
        "archiefactietermijn": "P5Y",
        "brondatum_archiefprocedure": {"afleidingswijze": "afgehandeld", "einddatum_bekend": False},
    }
    return usual | said


def _knows_the_list(path: str, body: dict[str, Any]) -> list[dict[str, str]]:
    if path == "resultaattypen" and lijst.resultaat(body["selectielijstklasse"].rpartition("/")[2]) is None:
        return [{"name": "selectielijstklasse", "code": "bad-url"}]
    return []


def test_a_klasse_that_is_not_known_becomes_the_nearest_and_keeps_its_zaaktype_a_concept() -> None:
    server = Server(_knows_the_list)
    results = [_a_result(), _a_result(url=_old("resultaattypen", 2), omschrijving="Afgebroken")]
    report = read_in(an_export(**{"ResultaatType.json": results}), server, Here(selectielijst=LIJST))
    mapped = [each for each in report.entries if each.kind == "ResultaatType"]
    assert [(each.outcome, each.rules) for each in mapped] == [("mapped", ["ztc-002"])] * 2
    kept = server.kept["resultaattypen"][0]
    klasse = lijst.resultaat(kept["selectielijstklasse"].rpartition("/")[2])
    assert klasse is not None
    assert (klasse.procestype_nummer, klasse.naam, klasse.waardering) == (5, "Ingetrokken", "vernietigen")
    assert kept["toelichting"].endswith(UUID.format(9))
    assert (kept["archiefnominatie"], kept["archiefactietermijn"]) == ("vernietigen", "P5Y")
    zaaktype = next(each for each in report.entries if each.kind == "ZaakType")
    assert zaaktype.concept
    assert zaaktype.rules == ["ztc-002"]
    assert not any("zaaktypen" in path for path in server.published)
    assert any("ztc-002" in line for line in report.lines())


@pytest.mark.parametrize(
    ("kind", "path", "row", "wrong", "rule", "field", "value"),
    [
        (
            "Eigenschap",
            "eigenschappen",
            {"naam": "dag", "specificatie": {"formaat": "datum", "lengte": "10", "kardinaliteit": "1"}},
            {"name": "specificatie.lengte", "code": "invalid"},
            "ztc-015",
            "specificatie",
            {"formaat": "datum", "lengte": "8", "kardinaliteit": "1"},
        ),
        (
            "ResultaatType",
            "resultaattypen",
            _a_result(brondatum_archiefprocedure={"afleidingswijze": "afgehandeld", "datumkenmerk": "x"}),
            {"name": "brondatumArchiefprocedure.datumkenmerk", "code": "must-be-empty"},
            "ztc-004",
            "brondatumArchiefprocedure",
            {"afleidingswijze": "afgehandeld", "datumkenmerk": ""},
        ),
        (
            "ResultaatType",
            "resultaattypen",
            _a_result(brondatum_archiefprocedure={"afleidingswijze": "eigenschap", "datumkenmerk": ""}),
            {"name": "brondatumArchiefprocedure.datumkenmerk", "code": "required"},
            "ztc-004",
            "brondatumArchiefprocedure",
            None,
        ),
        (
            "StatusType",
            "statustypen",
            {"omschrijving": "x", "volgnummer": 1, "statustekst": "y" * 2000},
            {"name": "statustekst", "code": "max_length"},
            "max_length",
            "statustekst",
            None,
        ),
    ],
)
def test_what_a_rule_refuses_is_put_right(
    kind: str, path: str, row: dict[str, Any], wrong: dict[str, str], rule: str, field: str, value: Any
) -> None:
    refused: list[str] = []

    def judge(asked: str, _body: dict[str, Any]) -> list[dict[str, str]]:
        if asked == path and not refused:
            refused.append(asked)
            return [wrong]
        return []

    server = Server(judge)
    rows = [{"url": _old(path, 1), "zaaktype": _old("zaaktypen", 1)} | row]
    report = read_in(an_export(**{f"{kind}.json": rows}), server)
    entry = next(each for each in report.entries if each.kind == kind)
    assert (entry.outcome, entry.rules) == ("mapped", [rule])
    assert server.kept[path][0].get(field) == value


def test_a_relation_to_another_server_is_left_out_and_told() -> None:
    def judge(path: str, body: dict[str, Any]) -> list[dict[str, str]]:
        foreign = path == "zaaktypen" and any("://" in each["zaaktype"] for each in body["gerelateerdeZaaktypen"])
        return [{"name": "gerelateerdeZaaktypen.1", "code": "bad-url"}] if foreign else []

    zaaktype = dict(an_export()["ZaakType.json"][0])
    zaaktype["gerelateerde_zaaktypen"] = [
        {"zaaktype": _old("zaaktypen", 1), "aard_relatie": "vervolg"},
        {"zaaktype": "https://elders.example/zaaktypen/1", "aard_relatie": "vervolg"},
    ]
    server = Server(judge)
    report = read_in(an_export(**{"ZaakType.json": [zaaktype]}), server)
    assert server.kept["zaaktypen"][0]["gerelateerdeZaaktypen"] == [{"zaaktype": "Z1", "aardRelatie": "vervolg"}]
    entry = next(each for each in report.entries if each.kind == "ZaakType")
    assert entry.outcome == "mapped"
    assert "https://elders.example/zaaktypen/1" in entry.remarks[0].text


# --- what is here already -----------------------------------------------------------------------------------------


def test_a_known_record_that_differs_is_told_and_stays() -> None:
    server = Server()
    read_in(an_export(), server)
    kept = [dict(each) for each in server.kept["zaaktypen"]]
    zaaktype = dict(an_export()["ZaakType.json"][0])
    zaaktype |= {"doel": "Iets anders", "einde_geldigheid": "2024-01-01", "besluittypen": []}
    report = read_in(an_export(**{"ZaakType.json": [zaaktype]}), server)
    entry = next(each for each in report.entries if each.kind == "ZaakType")
    assert entry.outcome == "known"
    assert [each.text for each in entry.remarks] == [
        "differs: eindeGeldigheid, doel, besluittypen (it stays as it is here)"
    ]
    assert server.kept["zaaktypen"] == kept
    assert report.complete
    assert "  ZaakType 'Z1 2020-01-01' (known): differs: eindeGeldigheid, doel," in "\n".join(report.lines())


def test_what_an_earlier_import_mapped_is_no_difference() -> None:
    server = Server(_knows_the_list)
    content = an_export(**{"ResultaatType.json": [_a_result(toelichting="Zie de regels")]})
    read_in(content, server, Here(selectielijst=LIJST))
    report = read_in(content, server, Here(selectielijst=LIJST))
    assert [each.remarks for each in report.entries if each.kind == "ResultaatType"] == [[]]


# --- the klasse ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("omschrijving", "generiek", "wijze", "naam", "why"),
    [
        ("Ingetrokken", "", "afgehandeld", "Ingetrokken", "the same name"),
        ("Geleverd voor 5 jaar", "Verwerkt", "afgehandeld", "Geleverd", "a name like it"),
        ("Buiten behandeling", "Afgebroken", "afgehandeld", "Afgebroken", "the same name"),
        ("Geweigerd", "Geweigerd", "afgehandeld", "Niet geleverd", "no result has that name"),
        ("Geweigerd", "Geweigerd", "hoofdzaak", "Niet geleverd", "no result has that name"),
        ("Toegekend", "Afgebroken", "afgehandeld", "Geleverd", "no result has that name"),
    ],
)
def test_the_nearest_klasse_means_the_same(omschrijving: str, generiek: str, wijze: str, naam: str, why: str) -> None:
    said = Said(
        omschrijving=omschrijving,
        generiek=generiek,
        archiefnominatie="vernietigen",
        archiefactietermijn="P365D",
        afleidingswijze=wijze,
    )
    klasse, reason = nearest(said, PROCESTYPE)
    assert klasse.naam == naam
    assert why in reason


def test_among_klassen_of_one_name_the_term_decides() -> None:
    klasse, _ = nearest(
        Said(
            omschrijving="Geleverd",
            generiek="",
            archiefnominatie="vernietigen",
            archiefactietermijn="P7300D",
            afleidingswijze="afgehandeld",
        ),
        PROCESTYPE,
    )
    assert (klasse.naam, klasse.bewaartermijn) == ("Geleverd", "P20Y")


def test_without_a_known_procestype_nothing_is_dropped() -> None:
    def judge(path: str, body: dict[str, Any]) -> list[dict[str, str]]:
        strange = path == "zaaktypen" and "elders" in body.get("selectielijstProcestype", "")
        return [{"name": "selectielijstProcestype", "code": "bad-url"}] if strange else _knows_the_list(path, body)

    zaaktype = dict(an_export()["ZaakType.json"][0])
    zaaktype["selectielijst_procestype"] = f"https://elders.example/procestypen/{UUID.format(8)}"
    content = an_export(**{"ZaakType.json": [zaaktype], "ResultaatType.json": [_a_result(omschrijving="Geweigerd")]})
    server = Server(judge)
    report = read_in(content, server, Here(selectielijst=LIJST))
    assert report.complete
    assert {each.kind: each.rules for each in report.entries if each.outcome == "mapped"} == {
        "ZaakType": ["ztc-001", "ztc-001, ztc-002"],
        "ResultaatType": ["ztc-002"],
    }
    klasse = lijst.resultaat(server.kept["resultaattypen"][0]["selectielijstklasse"].rpartition("/")[2])
    assert klasse is not None
    assert klasse.naam == "Geweigerd"


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "resultaattypeomschrijving", "code": "bad-url", "reason": "Geen antwoord."},
        {"name": "omschrijving", "code": "max_length", "reason": "Te lang."},
    ],
)
def test_a_right_klasse_stays_whatever_else_is_wrong(wrong: dict[str, str]) -> None:
    sent: list[str] = []

    def judge(path: str, body: dict[str, Any]) -> list[dict[str, str]]:
        if path != "resultaattypen":
            return []
        sent.append(body["selectielijstklasse"])
        return [wrong]

    known = lijst.resultaten(PROCESTYPE)[0]
    content = an_export(**{"ResultaatType.json": [_a_result(selectielijstklasse=f"{LIJST}/resultaten/{known.uuid}")]})
    report = read_in(content, Server(judge), Here(selectielijst=LIJST))
    entry = next(each for each in report.entries if each.kind == "ResultaatType")
    assert set(sent) == {f"{LIJST}/resultaten/{known.uuid}"}
    assert entry.outcome == "refused"
    assert [each.text for each in entry.remarks] == [f"{wrong['name']}: {wrong['reason']}"]


def test_a_right_klasse_stays_where_the_afleidingswijze_does_not_fit() -> None:
    def judge(path: str, body: dict[str, Any]) -> list[dict[str, str]]:
        code = "invalid-afleidingswijze-for-procestermijn"
        wrong = path == "resultaattypen" and body.get("brondatumArchiefprocedure")
        return [{"name": "nonFieldErrors", "code": code, "reason": "Bij nihil hoort afgehandeld."}] if wrong else []

    known = lijst.resultaten(PROCESTYPE)[0]
    result = _a_result(
        selectielijstklasse=f"{LIJST}/resultaten/{known.uuid}",
        brondatum_archiefprocedure={"afleidingswijze": "hoofdzaak"},
    )
    server = Server(judge)
    report = read_in(an_export(**{"ResultaatType.json": [result]}), server, Here(selectielijst=LIJST))
    entry = next(each for each in report.entries if each.kind == "ResultaatType")
    assert (entry.outcome, entry.rules) == ("mapped", ["ztc-003"])
    assert "hoofdzaak" in entry.remarks[0].text
    assert server.kept["resultaattypen"][0]["selectielijstklasse"] == f"{LIJST}/resultaten/{known.uuid}"


def test_a_refused_record_tells_only_why() -> None:
    def judge(path: str, body: dict[str, Any]) -> list[dict[str, str]]:
        unknown = _knows_the_list(path, body)
        fixed = [{"name": "nonFieldErrors", "code": "non-concept-zaaktype", "reason": "Het ligt vast."}]
        return unknown or (fixed if path == "resultaattypen" else [])

    report = read_in(an_export(**{"ResultaatType.json": [_a_result()]}), Server(judge), Here(selectielijst=LIJST))
    entry = next(each for each in report.entries if each.kind == "ResultaatType")
    assert (entry.outcome, entry.rules) == ("refused", ["ztc-010"])
    assert not any("became" in line for line in report.lines())


def test_a_list_that_is_not_ours_is_asked_for_each_klasse_and_nothing_is_guessed() -> None:
    known = f"{LIJST}/resultaten/{UUID.format(9)}"

    def judge(path: str, body: dict[str, Any]) -> list[dict[str, str]]:
        wrong = path == "resultaattypen" and body["selectielijstklasse"] != known
        return [{"name": "selectielijstklasse", "code": "bad-url", "reason": "Geen antwoord."}] if wrong else []

    strange = [
        _a_result(
            url=_old("resultaattypen", number),
            omschrijving=f"Vreemd {number}",
            selectielijstklasse=f"https://elders.example/api/v1/resultaten/{UUID.format(number)}",
        )
        for number in range(20, 25)
    ]
    server = Server(judge)
    content = an_export(**{"ResultaatType.json": [*strange, _a_result()]})
    report = read_in(content, server, Here(selectielijst=LIJST, bundled=False))
    results = [each for each in report.entries if each.kind == "ResultaatType"]
    assert [each.outcome for each in results] == ["refused"] * 5 + ["kept"]
    assert {tuple(each.rules) for each in results[:5]} == {("ztc-002",)}
    assert server.kept["resultaattypen"][0]["selectielijstklasse"] == known
    assert server.kept["zaaktypen"][0]["selectielijstProcestype"] == f"{LIJST}/procestypen/{PROCESTYPE.uuid}"


def test_a_klasse_that_only_the_source_answers_for_is_kept_as_the_source_has_it() -> None:
    source = f"https://elders.example/api/v1/resultaten/{UUID.format(9)}"

    def judge(path: str, body: dict[str, Any]) -> list[dict[str, str]]:
        wrong = path == "resultaattypen" and body["selectielijstklasse"] != source
        return [{"name": "selectielijstklasse", "code": "bad-url"}] if wrong else []

    server = Server(judge)
    content = an_export(**{"ResultaatType.json": [_a_result()]})
    report = read_in(content, server, Here(selectielijst=LIJST, bundled=False))
    assert server.kept["resultaattypen"][0]["selectielijstklasse"] == source
    entry = next(each for each in report.entries if each.kind == "ResultaatType")
    assert (entry.outcome, entry.rules) == ("mapped", ["ztc-002"])


# --- elements that cannot be read ---------------------------------------------------------------------------------


def _wants_names(path: str, body: dict[str, Any]) -> list[dict[str, str]]:
    """The API takes names and its own URLs, and no others."""
    if path != "zaaktypen":
        return []
    told = [
        {"name": f"besluittypen.{index}", "code": "no_match"}
        for index, each in enumerate(body["besluittypen"])
        if not isinstance(each, str) or "://" in each
    ]
    related = enumerate(body["gerelateerdeZaaktypen"])
    told += [
        {"name": f"gerelateerdeZaaktypen.{index}", "code": "invalid"} for index, each in related if type(each) is str
    ]
    if not body["vertrouwelijkheidaanduiding"]:
        told.append({"name": "vertrouwelijkheidaanduiding", "code": "invalid_choice"})
    return told


def test_one_element_that_cannot_be_read_does_not_cost_the_zaaktype() -> None:
    zaaktype = dict(an_export()["ZaakType.json"][0])
    zaaktype |= {
        "besluittypen": ["https://elders.example/besluittypen/1", _old("besluittypen", 1), {"naam": "x"}],
        "gerelateerde_zaaktypen": ["Z9", {"zaaktype": zaaktype["url"], "aard_relatie": "vervolg"}],
        "vertrouwelijkheidaanduiding": "",
    }
    server = Server(_wants_names)
    report = read_in(an_export(**{"ZaakType.json": [zaaktype]}), server)
    kept = server.kept["zaaktypen"][0]
    assert kept["besluittypen"] == ["Vergunning"]
    assert kept["gerelateerdeZaaktypen"] == [{"zaaktype": "Z1", "aardRelatie": "vervolg"}]
    assert kept["vertrouwelijkheidaanduiding"] == "zeer_geheim"
    entry = next(each for each in report.entries if each.kind == "ZaakType")
    assert (entry.outcome, entry.concept) == ("mapped", True)
    told = "\n".join(each.text for each in entry.remarks)
    for word in ("besluittypen was left out: 'https://elders.example", "{'naam': 'x'}", "'Z9'", "the strictest"):
        assert word in told
    assert not any("/zaaktypen" in path for path in server.published)


def test_a_mapped_kind_of_document_stays_a_concept() -> None:
    def judge(path: str, body: dict[str, Any]) -> list[dict[str, str]]:
        empty = path == "informatieobjecttypen" and not body.get("vertrouwelijkheidaanduiding")
        return [{"name": "vertrouwelijkheidaanduiding", "code": "required"}] if empty else []

    server = Server(judge)
    report = read_in(an_export(), server)
    assert [each.outcome for each in report.entries if each.kind == "InformatieObjectType"] == ["mapped"]
    assert not any("/informatieobjecttypen" in path for path in server.published)


def test_groups_without_anything_in_them_are_left_out_without_a_word() -> None:
    zaaktype = dict(an_export()["ZaakType.json"][0])
    zaaktype |= {
        "broncatalogus": {"url": "", "domein": "", "rsin": ""},
        "bronzaaktype": {"url": "", "identificatie": "", "omschrijving": ""},
        "referentieproces": {"naam": "", "link": ""},
    }
    document = dict(an_export()["InformatieObjectType.json"][0])
    document["omschrijving_generiek"] = {
        f"{part}informatieobjecttype_omschrijving_generiek": ""
        for part in ("", "definitie_", "herkomst_", "opmerking_")
    }
    server = Server()
    report = read_in(an_export(**{"ZaakType.json": [zaaktype], "InformatieObjectType.json": [document]}), server)
    kept = server.kept["zaaktypen"][0]
    assert not {"broncatalogus", "bronzaaktype"} & kept.keys()
    assert kept["referentieproces"] == {"naam": "", "link": ""}
    assert "omschrijvingGeneriek" not in server.kept["informatieobjecttypen"][0]
    assert [each.remarks for each in report.entries] == [[]] * 6


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just(_old("zaaktypen", 1)),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@given(data=st.data())
@settings(max_examples=100)
def test_no_shape_of_a_field_breaks_the_import(data: st.DataObject) -> None:
    content = {name: [dict(row) for row in rows] for name, rows in an_export().items()}
    content["ResultaatType.json"] = [_a_result()]
    content["Eigenschap.json"] = [
        {"url": _old("eigenschappen", 1), "zaaktype": _old("zaaktypen", 1), "naam": "x", "specificatie": {}}
    ]
    row = data.draw(st.sampled_from([row for rows in content.values() for row in rows]))
    for name in data.draw(st.lists(st.sampled_from(sorted(row)), min_size=1, max_size=3)):
        row[name] = data.draw(JSON)
    names = st.sampled_from(
        [name for each in sendable(ZaakType) | sendable(ResultaatType) for name in (each, each + ".0")]
    )
    codes = st.sampled_from(
        ["invalid", "bad-url", "must-be-empty", "procestype-mismatch", "relations-incorrect-catalogus"]
    )
    refusals = st.lists(st.fixed_dictionaries({"name": names, "code": codes}), max_size=2)

    def judge(_path: str, body: dict[str, Any]) -> list[dict[str, str]]:
        return [each for each in data.draw(refusals) if _is_possible(each["name"], body)]

    server = Server(judge)
    for _ in range(2):
        report = read_in(content, server, Here(selectielijst=LIJST, bundled=data.draw(st.booleans())))
        assert len(report.entries) == sum(map(len, content.values()))
        assert list(report.lines())


def _is_possible(name: str, body: dict[str, Any]) -> bool:
    """An answer names an element only when it is there."""
    head, _, index = name.partition(".")
    return not index or bool(isinstance(body.get(head), list) and body[head])


def test_what_is_nested_too_deep_is_refused() -> None:
    deep: Any = []
    for _ in range(900):
        deep = [deep]
    document = dict(an_export()["InformatieObjectType.json"][0]) | {"trefwoord": deep}
    report = read_in(an_export(**{"InformatieObjectType.json": [document]}), Server())
    assert [each.outcome for each in report.entries if each.kind == "InformatieObjectType"] == ["refused"]


# --- which catalogus, and which files -----------------------------------------------------------------------------


def _without_catalogus() -> Content:
    return {name: rows for name, rows in an_export().items() if name != "Catalogus.json"}


def _with_catalogussen(*domeinen: str) -> Server:
    server = Server()
    for domein in domeinen:
        server("POST", "/catalogussen", {"domein": domein, "rsin": "000000000"})
    return server


@pytest.mark.parametrize(
    ("wanted", "domeinen", "chosen"),
    [("", ("A",), 0), ("B:000000000", ("A", "B"), 1), (f"http://localhost/catalogussen/{UUID.format(50)}", ("A",), 0)],
)
def test_an_export_without_a_catalogus_finds_one(wanted: str, domeinen: tuple[str, ...], chosen: int) -> None:
    server = _with_catalogussen(*domeinen)
    report = read_in(_without_catalogus(), server, Here(catalogus=wanted))
    assert report.complete
    home = server.kept["catalogussen"][chosen]["url"]
    assert server.kept["zaaktypen"][0]["catalogus"] == home
    assert server.kept["zaaktypen"][0]["besluittypen"] == ["Vergunning"]
    assert server.kept["informatieobjecttypen"][0]["catalogus"] == home


@pytest.mark.parametrize(
    ("wanted", "domeinen", "said"),
    [
        ("", (), "there is none here"),
        ("", ("A", "B"), "--catalogus, such as A:000000000, B:000000000"),
        ("C:000000000", ("A", "B"), "no catalogus C:000000000 here"),
        ("https://elders.example/x", ("A", "B"), "no catalogus https://elders.example/x here"),
    ],
)
def test_without_a_catalogus_nothing_is_made(wanted: str, domeinen: tuple[str, ...], said: str) -> None:
    server = _with_catalogussen(*domeinen)
    report = read_in(_without_catalogus(), server, Here(catalogus=wanted))
    assert not report.complete
    assert said in "".join(report.lines())
    assert not server.kept.get("zaaktypen")
    assert report.entries == []


def test_an_export_with_a_catalogus_is_not_brought_into_another() -> None:
    report = read_in(an_export(), _with_catalogussen("A"), Here(catalogus="A:000000000"))
    assert not report.complete
    assert "leave --catalogus out" in "".join(report.lines())


@pytest.mark.parametrize("content", [{}, {"Iets.json": [{"url": "x"}]}, {"ZaakType.json": []}])
def test_a_file_without_a_catalogue_says_so(content: Content) -> None:
    server = Server()
    report = read_in(content, server)
    assert not report.complete
    assert "Nothing of a catalogue" in "".join(report.lines())
    assert server.asked == []


def test_a_file_of_no_kind_is_named() -> None:
    report = read_in(an_export(**{"Iets.json": [{"url": "x"}]}), Server())
    assert report.complete
    assert "  Iets: no file of a catalogue" in report.lines()


def test_a_type_of_another_catalogus_is_not_taken_for_one_of_the_same_name() -> None:
    other, content = _old("catalogussen", 2), an_export()
    stranger = dict(content["BesluitType.json"][0]) | {"url": _old("besluittypen", 2), "catalogus": other}
    zaaktype = dict(content["ZaakType.json"][0]) | {"besluittypen": [_old("besluittypen", 2)]}
    catalogi = [*content["Catalogus.json"], {"url": other, "domein": "ANDER", "rsin": "000000000"}]
    content = an_export(
        **{
            "Catalogus.json": catalogi,
            "BesluitType.json": [*content["BesluitType.json"], stranger],
            "ZaakType.json": [zaaktype],
        }
    )

    def judge(path: str, body: dict[str, Any]) -> list[dict[str, str]]:
        foreign = path == "zaaktypen" and any("://" in each for each in body["besluittypen"])
        return [{"name": "nonFieldErrors", "code": "relations-incorrect-catalogus"}] if foreign else []

    server = Server(judge)
    report = read_in(content, server)
    assert server.kept["zaaktypen"][0]["besluittypen"] == []
    entry = next(each for each in report.entries if each.kind == "ZaakType")
    assert (entry.outcome, entry.rules) == ("mapped", ["relations-incorrect-catalogus"])


def test_the_newest_of_two_versions_is_published_first() -> None:
    older = dict(an_export()["ZaakType.json"][0])
    newer = older | {"url": _old("zaaktypen", 2), "begin_geldigheid": "2022-01-01"}
    server = Server()
    read_in(an_export(**{"ZaakType.json": [older, newer]}), server)
    published = [path for path in server.published if "/zaaktypen" in path]
    urls = {each["url"]: each["beginGeldigheid"] for each in server.kept["zaaktypen"]}
    assert [urls[NEW + path.removesuffix("/publish")] for path in published] == ["2022-01-01", "2020-01-01"]
