"""Cerbos as the decision point: a program of others that speaks AuthZEN, over policies of our own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from grondslag.runtime.decision_point import DecisionPoint
from grondslag.surfaces.problems import Forbidden
from tests.api import served
from tests.points import KEY, a_decision, cerbos, cerbos_is_there
from tests.server import Databases
from tests.soorten import CATALOGI, ZAKEN


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not cerbos_is_there():
        pytest.skip("needs npm, and Linux on x64, to install Cerbos")
    with cerbos(Path(tmp_path_factory.mktemp("cerbos")) / "point") as at:
        yield at


ALLOWED = {
    "who may": {},
    "all of them": {"key": "*"},
    "another thing that is allowed": {"action": "zaken.aanmaken", "operation": "create", "key": "*"},
    "under a zaak": {"resource": "zaken.zaakeigenschap", "key": "*", "parent": KEY, "client": "iemand"},
}
DENIED = {
    "another client": {"client": "iemand"},
    "another action": {"action": "zaken.verwijderen"},
    "another kind": {"resource": "documenten.enkelvoudiginformatieobject"},
    "under nothing": {"resource": "zaken.zaakeigenschap"},
}


@pytest.mark.parametrize("name", [*ALLOWED, *DENIED])
async def test_cerbos_decides_by_its_policies(address: str, name: str) -> None:
    told: list[str] = []
    point = DecisionPoint(address, "", 5.0, lambda _, why: told.append(why))
    decision = a_decision(activity="https://x.example/activiteit", **(ALLOWED | DENIED)[name])
    try:
        if name in ALLOWED:
            await point.decide(decision)
        else:
            with pytest.raises(Forbidden):
                await point.decide(decision)
    finally:
        await point.close()
    assert (decision.allowed, told) == (name in ALLOWED, [])


async def test_a_served_municipality_goes_by_cerbos(address: str, databases: Databases, tmp_path: Path) -> None:
    dsn = databases.fresh()
    async with served(dsn, tmp_path, pdp_url=address, pdp_timeout_ms=9000) as api:
        assert (await api.got(f"{ZAKEN}/zaken"))["count"] == 0
        assert (await api("GET", f"{ZAKEN}/zaken/{KEY}"))[0] == 404
        assert (await api("POST", f"{ZAKEN}/zaken", {}))[0] == 400, "it may be made, but not of nothing"
        for method, path in (
            ("DELETE", f"{ZAKEN}/zaken/{KEY}"),
            ("GET", f"{ZAKEN}/zaken/{KEY}/audittrail"),
            ("GET", f"{CATALOGI}/zaaktypen"),
            ("GET", "/autorisaties/api/v1/applicaties"),
        ):
            status, answer = await api(method, path)
            assert (method, path, status, answer["code"]) == (method, path, 403, "permission_denied")
    databases.drop(dsn)
