"""zgw-consumers against a real server: services of its own database, its client, its paging and its models."""

import base64
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from zds_client import Client, ClientAuth

from tests.builders import document_body, rol_body, zaak_body, zaakeigenschap_body, zaakinformatieobject_body
from tests.compat.conftest import CRS, Served
from tests.compat.django_configured import configure

Build = Callable[..., Any]
TYPES = {"catalogi": "ztc", "zaken": "zrc", "documenten": "drc", "besluiten": "brc", "autorisaties": "ac"}


@pytest.fixture
def build(served: Served) -> Iterator[Build]:
    """Makes the client of a component, by way of the service that its users would keep."""
    configure()
    from zgw_consumers.client import build_client
    from zgw_consumers.models import Service

    for component, root in served.roots.items():
        said = {"api_type": TYPES.get(component, "orc"), "client_id": served.client, "secret": served.secret}
        Service.objects.create(slug=component, api_root=root, user_id="m.bakker", **said)

    def made(component: str, *operations: str, **said: Any) -> Any:
        root = served.root(component, *operations)
        service = Service.get_service(f"{root}/van-alles")
        assert service is not None
        for name, value in said.items():
            setattr(service, name, value)
        return build_client(service)

    yield made
    Service.objects.all().delete()


def ok(answer: requests.Response, status: int = 200) -> Any:
    """What an answer holds; it must have this status."""
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


def test_a_zaak_and_its_models(served: Served, build: Build) -> None:
    from zgw_consumers.api_models import zaken
    from zgw_consumers.api_models.base import factory

    soort = served.soort
    with build("zaken") as zrc:
        zaak = ok(zrc.post("zaken", json=zaak_body(soort.zaaktype), headers=CRS), 201)
        url = zaak["url"]
        rol = ok(zrc.post("rollen", json=rol_body(url, soort.roltype), headers=CRS), 201)
        waarde = zaakeigenschap_body(url, soort.eigenschap)
        waarde = ok(zrc.post(f"{url}/zaakeigenschappen", json=waarde, headers=CRS), 201)
        ok(zrc.patch(url, json={"einddatumGepland": "2026-12-01"}, headers=CRS))
        again = factory(zaken.Zaak, ok(zrc.get(url, headers=CRS)))
        assert (str(again.uuid), str(again.einddatum_gepland), again.einddatum) == (url[-36:], "2026-12-01", None)
        assert factory(zaken.Rol, rol).betrokkene_identificatie["inp_bsn"] == "999993653"
        found = factory(zaken.ZaakEigenschap, ok(zrc.get(f"{url}/zaakeigenschappen", headers=CRS)))
        assert [each.waarde for each in found] == ["rood"]
        ok(zrc.delete(url, headers=CRS), 204)
        assert zrc.get(url, headers=CRS).status_code == 404


def test_the_models_of_a_catalogue(served: Served, build: Build) -> None:
    from zgw_consumers.api_models import catalogi
    from zgw_consumers.api_models.base import factory

    models = {
        "catalogussen": catalogi.Catalogus,
        "zaaktypen": catalogi.ZaakType,
        "statustypen": catalogi.StatusType,
        "resultaattypen": catalogi.ResultaatType,
        "eigenschappen": catalogi.Eigenschap,
        "roltypen": catalogi.RolType,
        "informatieobjecttypen": catalogi.InformatieObjectType,
    }
    ztc = build("catalogi")
    for collection, model in models.items():
        found = factory(model, ok(ztc.get(collection))["results"])
        assert found, collection
        assert all(str(each.uuid) in each.url for each in found)
    zaaktype = factory(catalogi.ZaakType, ok(ztc.get(served.soort.zaaktype)))
    assert (zaaktype.doorlooptijd.days, zaaktype.servicenorm, zaaktype.concept) == (10, None, False)


def test_a_list_over_its_pages(served: Served, build: Build) -> None:
    from zgw_consumers.legacy.service import get_paginated_results
    from zgw_consumers.service import pagination_helper

    zrc, soort = build("zaken"), served.soort
    made = {
        ok(zrc.post("zaken", json=zaak_body(soort.zaaktype, omschrijving="bladzijde"), headers=CRS), 201)["url"]
        for _ in range(5)
    }
    asked: dict[str, Any] = {"zaaktype": soort.zaaktype, "pageSize": 2}
    first = ok(zrc.get("zaken", params=asked, headers=CRS))
    found = [each["url"] for each in pagination_helper(zrc, first, headers=CRS)]
    assert len(found) == first["count"] == len(set(found))
    assert made <= set(found)
    older = Client(
        served.roots["zaken"], oas_location="schema/openapi.yaml", auth=ClientAuth(served.client, served.secret)
    )
    listed = get_paginated_results(older, "zaak", request_kwargs={"params": dict(asked)})
    assert [each["url"] for each in listed] == found


def test_a_token_that_is_too_old_is_renewed(build: Build) -> None:
    zrc = build("zaken")
    old = int(time.time()) - 30 * 24 * 3600
    with warnings.catch_warnings():
        import jwt

        service = zrc.auth.service
        payload = {"iss": service.client_id, "iat": old, "exp": old + 60, "client_id": service.client_id}
        zrc.auth._token = jwt.encode(payload, service.secret, algorithm="HS256")
    assert ok(zrc.get("zaken", headers=CRS))["count"] >= 0


def test_a_wrong_secret_is_refused(build: Build) -> None:
    answer = build("zaken", secret="another secret of more than thirty-two bytes").get("zaken", headers=CRS)
    assert (answer.status_code, answer.json()["code"]) == (403, "invalid-jwt-signature")


def test_the_connection_check(build: Build) -> None:
    for component in ("zaken", "catalogi", "documenten", "autorisaties"):
        assert build(component).auth.service.connection_check == 200


def test_a_document_and_its_model(served: Served, build: Build) -> None:
    from zgw_consumers.api_models.base import factory
    from zgw_consumers.api_models.documenten import Document

    drc = build("documenten", "enkelvoudiginformatieobject_download")
    zrc, soort = build("zaken"), served.soort
    inhoud = base64.b64encode(b"een stoeptegel").decode()
    body = document_body(soort.informatieobjecttype, inhoud=inhoud, bestandsomvang=14, bestandsnaam="tegel.txt")
    document = factory(Document, ok(drc.post("enkelvoudiginformatieobjecten", json=body), 201))
    assert (document.bestandsomvang, document.versie, document.locked) == (14, 1, False)
    assert drc.get(document.inhoud).content == b"een stoeptegel"
    url = f"enkelvoudiginformatieobjecten/{document.url.partition('?')[0][-36:]}"
    lock = ok(drc.post(f"{url}/lock"))["lock"]
    given = {"lock": lock, "inhoud": base64.b64encode(b"een kuil").decode(), "bestandsomvang": 8}
    ok(drc.patch(url, json=given))
    ok(drc.post(f"{url}/unlock", json={"lock": lock}), 204)
    assert drc.get(f"{url}/download").content == b"een kuil"
    assert drc.get(f"{url}/download", params={"versie": 1}).content == b"een stoeptegel"
    zaak = ok(zrc.post("zaken", json=zaak_body(soort.zaaktype), headers=CRS), 201)
    relation = zaakinformatieobject_body(zaak["url"], document.url)
    ok(zrc.post("zaakinformatieobjecten", json=relation, headers=CRS), 201)
    assert len(ok(drc.get("objectinformatieobjecten", params={"object": zaak["url"]}))) == 1
