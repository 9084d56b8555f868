"""No answer ever holds a record outside the grants, and none within them is missing."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grondslag.kernel.access import Grant
from grondslag.vocabulary.vertrouwelijkheidaanduiding import Vertrouwelijkheidaanduiding
from tests.property.town import ZAKEN_MADE, Town, Zaak, marks
from tests.soorten import ZAKEN

READ, TRAIL, WRITE = "zaken.lezen", "audittrails.lezen", "zaken.bijwerken"
RANKS = list(Vertrouwelijkheidaanduiding)
PLENTY = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
        HealthCheck.function_scoped_fixture,
    ],
)

a_grant = st.tuples(
    st.sampled_from((0, 1, None)),
    st.sampled_from((None, *RANKS)),
    st.sets(st.sampled_from((READ, TRAIL, WRITE)), min_size=1),
)
some_grants = st.lists(a_grant, max_size=4)
PATHS = (
    "zaaktype", "status", "status.statustype", "status.zaak", "rollen", "rollen.zaak", "rollen.zaak.status",
    "hoofdzaak", "hoofdzaak.rollen", "deelzaken", "deelzaken.eigenschappen", "deelzaken.status", "resultaat",
    "eigenschappen", "zaakinformatieobjecten", "zaakinformatieobjecten.zaak", "relevanteAndereZaken",
    "relevanteAndereZaken.status", "hoofdzaak.deelzaken.relevanteAndereZaken.rollen",
)  # fmt: skip
some_paths = st.lists(st.sampled_from(PATHS), min_size=1, max_size=6)
FIELDS = (
    "url", "omschrijving", "*", "identificatie", {"rollen": ["roltoelichting"]}, {"hoofdzaak": ["omschrijving"]},
    {"deelzaken": ["*", {"status": ["statustoelichting"]}]}, {"status": [{"zaak": ["omschrijving"]}]},
    {"relevanteAndereZaken": ["omschrijving", {"eigenschappen": ["waarde"]}]},
)  # fmt: skip
some_fields = st.lists(st.sampled_from(FIELDS), min_size=1, max_size=5)
a_filter = st.sampled_from(
    ("", "startdatum__gt=2026-06-01", "archiefnominatie=vernietigen", "rol__betrokkeneType=natuurlijk_persoon",
     "maximaleVertrouwelijkheidaanduiding=vertrouwelijk", "ordering=-startdatum", "einddatum__isnull=true")
)  # fmt: skip


Said = list[tuple[int | None, Any, set[str]]]
"""Of each right the kind of zaak (None: not said), how confidential, and the scopes."""


def granted(town: Town, said: Said) -> None:
    town.grant(
        tuple(
            Grant(component="zaken", scopes=frozenset(scopes), key=_key(town, which), most=most)
            for which, most, scopes in said
        )
    )


def _key(town: Town, which: int | None) -> str | None:
    return None if which is None else town.soorten[which].zaaktype[-36:]


def opens(said: Said, scope: str) -> bool:
    """Whether a right is given at all: without a type that is only so for audit trails."""
    return any(scope in scopes and (which is not None or scope == TRAIL) for which, _, scopes in said)


def reached(town: Town, said: Said, scope: str) -> set[int]:
    """The zaken within a right, in plain words."""

    def within(zaak: Zaak) -> bool:
        return any(
            scope in scopes
            and (
                (zaak.type == _key(town, which) and (most is None or zaak.rank <= most))
                if which is not None
                else scope == TRAIL
            )
            for which, most, scopes in said
        )

    return {zaak.at for zaak in town.zaken if within(zaak)}


@PLENTY
@given(said=some_grants, query=a_filter, paths=some_paths)
def test_lists(town: Town, said: Any, query: str, paths: list[str]) -> None:
    granted(town, said)
    mine = reached(town, said, READ)
    status, answer, raw = town.ask("GET", f"{ZAKEN}/zaken?{query}&expand={','.join(paths)}".replace("?&", "?"))
    if not opens(said, READ):
        assert status == 403
        return
    assert status == 200
    assert marks(raw) <= mine
    assert answer["count"] == len(answer["results"])
    if query in ("", "ordering=-startdatum", "einddatum__isnull=true"):
        assert {int(each["omschrijving"].split("-")[1]) for each in answer["results"]} == mine


@PLENTY
@given(said=some_grants, fields=some_fields, chosen=st.sets(st.integers(0, ZAKEN_MADE - 1), max_size=6))
def test_searches(town: Town, said: Any, fields: list[Any], chosen: set[int]) -> None:
    granted(town, said)
    mine = reached(town, said, READ)
    body = {"fields": fields, "uuid__in": [town.zaken[each].body["uuid"] for each in sorted(chosen)]}
    status, answer, raw = town.ask("POST", f"{ZAKEN}/zaken/_zoek", body)
    assert status == (200 if opens(said, READ) else 403)
    assert marks(raw) <= mine
    if status == 200:
        assert answer["count"] == len(mine & chosen)


@PLENTY
@given(said=some_grants, side=st.floats(0.01, 0.5), paths=some_paths)
def test_searches_on_a_place(town: Town, said: Any, side: float, paths: list[str]) -> None:
    granted(town, said)
    mine = reached(town, said, READ)
    end_x, end_y = 4.99 + side, 51.99 + side
    ring = [[4.99, 51.99], [end_x, 51.99], [end_x, end_y], [4.99, end_y], [4.99, 51.99]]
    within = {"type": "Polygon", "coordinates": [ring]}
    body = {"zaakgeometrie": {"within": within}, "expand": ",".join(paths)}
    status, answer, raw = town.ask("POST", f"{ZAKEN}/zaken/_zoek", body)
    assert marks(raw) <= mine
    if status == 200:
        inside = {each.at for each in town.zaken if 5 + each.at / 100 < end_x and 52 + each.at / 100 < end_y}
        assert answer["count"] == len(mine & inside)


@PLENTY
@given(said=some_grants, at=st.integers(0, ZAKEN_MADE - 1), paths=some_paths)
def test_one(town: Town, said: Any, at: int, paths: list[str]) -> None:
    granted(town, said)
    mine = reached(town, said, READ)
    zaak = town.zaken[at]
    status, _, raw = town.ask("GET", f"{zaak.url}?expand={','.join(paths)}")
    assert status == (200 if at in mine else 403)
    assert marks(raw) <= mine
    for url in (*zaak.parts, f"{zaak.url}/zaakeigenschappen"):
        status, _, raw = town.ask("GET", url)
        assert status == (200 if at in mine else 403)
        assert marks(raw) <= mine
    status, _, raw = town.ask("GET", zaak.url + "/audittrail")
    assert status == (200 if at in reached(town, said, TRAIL) else 403)
    assert marks(raw) <= reached(town, said, TRAIL)


@PLENTY
@given(
    said=some_grants,
    collection=st.sampled_from(("rollen", "statussen", "zaaknotities", "zaakinformatieobjecten")),
    only=st.none() | st.integers(0, ZAKEN_MADE - 1),
)
def test_lists_of_parts(town: Town, said: Any, collection: str, only: int | None) -> None:
    granted(town, said)
    mine = reached(town, said, READ)
    parent = "gerelateerdAan" if collection == "zaaknotities" else "zaak"
    query = "" if only is None else f"?{parent}={town.zaken[only].url}"
    status, answer, raw = town.ask("GET", f"{ZAKEN}/{collection}{query}")
    assert marks(raw) <= mine
    if status == 200:
        found = answer if isinstance(answer, list) else answer["results"]
        assert len(found) == len(mine if only is None else mine & {only})


@PLENTY
@given(said=some_grants, at=st.integers(0, ZAKEN_MADE - 1), other=st.integers(0, ZAKEN_MADE - 1))
def test_writes(town: Town, said: Any, at: int, other: int) -> None:
    """A refused write changes nothing; one within the rights on the zaak does not reach into another."""
    granted(town, said)
    mine, zaak = reached(town, said, WRITE), town.zaken[at]
    status, _, raw = town.ask("PATCH", zaak.url, {"toelichting": "x"})
    assert status == (200 if at in mine else 403)
    assert marks(raw) <= mine
    rank = town.zaken[other].rank
    status, _, _ = town.ask("PATCH", zaak.url, {"vertrouwelijkheidaanduiding": rank.name})
    allowed = at in mine and any(
        WRITE in scopes and zaak.type == _key(town, which) and (most is None or rank <= most)
        for which, most, scopes in said
    )
    assert status == (200 if allowed else 403)
    if allowed:
        zaak.rank = rank
    status, _, _ = town.ask("DELETE", zaak.url)
    assert status == 403
