"""Whatever a client sends, it is answered with less than 500, and with an answer that the documents know."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grondslag import targets
from grondslag.kernel.shape import Field, Shape
from tests.property.town import Town

WORLD = targets.world()
SHAPES = [key for key, each in WORLD.shapes.items() if "C" in each.said.methods]
LISTS = [key for key, each in WORLD.shapes.items() if "L" in each.said.methods]
FEW = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.filter_too_much,
        HealthCheck.function_scoped_fixture,
    ],
)
FORMS = {"duration": "P1D", "uri": "https://x.example/1", "email": "iemand@voorbeeld.nl"}
NOWHERE = "00000000-0000-4000-8000-000000000000"

some_names = st.sampled_from(("type", "coordinates", "url", "within")) | st.text(max_size=5)
junk = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    | st.sampled_from(
        ("", "\x00", "2026-01-01", "9999-12-31", "2026-01-01T00:00:00Z", "P1D", "openbaar", "https://x.example/1",
         f"http://localhost/zaken/api/v1/zaken/{NOWHERE}", f"http://localhost/catalogi/api/v1/zaaktypen/{NOWHERE}",
         "http://[", "http://x:99999/", "%", "Point", NOWHERE, "1" * 50)
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(some_names, inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


def good(town: Town, field: Field) -> st.SearchStrategy[Any]:
    """What is wanted, as far as a field alone can tell."""
    soort, zaak = town.soorten[0], town.zaken[0]
    known: dict[str, Any] = {
        "zaken.zaak": zaak.url,
        "catalogi.catalogus": town.runner.run(town.api.got(soort.zaaktype))["catalogus"],
        "catalogi.zaaktype": soort.zaaktype,
        "catalogi.statustype": soort.begin,
        "catalogi.roltype": soort.roltype,
        "catalogi.eigenschap": soort.eigenschap,
        "catalogi.informatieobjecttype": soort.informatieobjecttype,
    }
    kinds = {"date": "2026-01-01", "datetime": "2026-01-01T00:00:00Z", "integer": 1, "boolean": True}
    one: st.SearchStrategy[Any] = st.just(kinds.get(field.kind, "123456782"))
    if field.to is not None:
        one = st.just(known.get(field.to.target, "https://x.example/1"))
    elif field.choices:
        one = st.sampled_from(list(field.choices))
    elif field.ranked is not None:
        one = st.just("openbaar")
    elif field.form.format in FORMS:
        one = st.just(FORMS[field.form.format])
    elif field.one_of is not None or field.kind == "json":
        one = st.just({"type": "Point", "coordinates": [5, 52]}) | st.dictionaries(
            st.text(max_size=5), junk, max_size=3
        )
    elif field.group is not None:
        parts = {each.wire: good(town, each) | junk for each in field.nested}
        one = st.fixed_dictionaries({}, optional=parts) | st.fixed_dictionaries(
            {each.wire: good(town, each) for each in field.nested if each.required}
        )
    return st.lists(one, max_size=2) if field.many else one


def place(town: Town, shape: Shape) -> str:
    return shape.path.replace("{parent}", town.zaken[0].url[-36:])


@pytest.fixture(autouse=True)
def whole(town: Town) -> None:
    town.someone = town.api


@pytest.mark.parametrize("key", SHAPES)
def test_bodies(town: Town, key: str) -> None:
    shape = WORLD.shapes[key]
    fields = {each.wire: good(town, each) for each in shape.fields if each.sent}
    needed = {each.wire: fields[each.wire] for each in shape.fields if each.sent and each.required}
    rest = {name: value for name, value in fields.items() if name not in needed}
    spoiled = st.dictionaries(st.sampled_from(list(fields)), junk, max_size=2)

    @FEW
    @given(st.fixed_dictionaries(needed, optional=rest), spoiled, spoiled)
    def sent(body: dict[str, Any], wrong: dict[str, Any], later: dict[str, Any]) -> None:
        status, answer, _ = town.ask("POST", place(town, shape), body | wrong)
        assert status < 500, answer
        if status == 201 and "P" in shape.said.methods:
            status, again, _ = town.ask("PATCH", answer["url"], later)
            assert status < 500, again

    sent()


@pytest.mark.parametrize("key", LISTS)
def test_parameters(town: Town, key: str) -> None:
    shape = WORLD.shapes[key]
    names = [*town.api.program.engine.filters(shape), "expand", "ordering", "page", "pageSize"]
    texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="&#%+"), max_size=12)
    some = texts | st.sampled_from(
        ("2026-01-01", "1", "-1", "true", "%25", "%00", f"http://localhost/x/{NOWHERE}", NOWHERE)
    )

    @FEW
    @given(st.lists(st.tuples(st.sampled_from(names), some), max_size=4))
    def asked(query: list[tuple[str, str]]) -> None:
        text = "&".join(f"{name}={value}" for name, value in query)
        status, answer, _ = town.ask("GET", f"{place(town, shape)}?{text}")
        assert status < 500, answer

    asked()


@FEW
@given(st.dictionaries(st.sampled_from((
    "startdatum", "startdatum__gt", "zaakgeometrie", "uuid__in", "zaaktype__in", "fields", "expand", "ordering",
    "identificatie", "einddatum__isnull", "rol__betrokkeneType", "bronorganisatie__in",
)), junk, max_size=4))  # fmt: skip
def test_searches(town: Town, body: dict[str, Any]) -> None:
    status, answer, _ = town.ask("POST", "/zaken/api/v1/zaken/_zoek", body)
    assert status < 500, answer
