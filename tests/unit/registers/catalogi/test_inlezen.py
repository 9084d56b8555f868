"""Reading in a catalogue export without a server: the order, the mapping, and what is done about a refusal."""

from collections.abc import Callable
from typing import Any

import pytest

from grondslag.registers.catalogi.inlezen import Content, read_in
from grondslag.registers.catalogi.inlezen_verslag import Report
from grondslag.registers.catalogi.selectielijst import lijst

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

    def __call__(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        collection, _, rest = path.removeprefix("/").partition("?" if method == "GET" else "/")
        rows = self.kept.setdefault(collection, [])
        if method == "GET":
            found = [each for each in reversed(rows) if self._matches(each, rest)]
            return 200, {"results": found, "next": None}
        if rest.endswith("/publish"):
            self.published.append(path)
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
    report = read_in(an_export(), server, LIJST)
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
    report = read_in(an_export(**{"ResultaatType.json": results}), server, LIJST)
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
