"""A refusal says what is missing: the right by its name, or what bounds it; of the record refused it tells nothing."""

import pytest

from tests.api import Api
from tests.builders import status_body, zaak_body
from tests.soorten import ZAKEN, Body, Soort
from tests.verwerkingen_builders import ACTIVITEITEN, activiteit_body, versie_body

pytestmark = pytest.mark.asyncio


async def refusal(api: Api, method: str, url: str, body: Body | None = None, **headers: str) -> str:
    """What a request is refused with; it must be refused."""
    status, answer = await api(method, url, body, **headers)
    assert status == 403, answer
    return answer["detail"]


def right(soort: Soort, scope: str, most: str = "zeer_geheim") -> Body:
    return {
        "component": "zrc",
        "scopes": [scope],
        "zaaktype": soort.zaaktype,
        "maxVertrouwelijkheidaanduiding": most,
    }


async def test_a_right_that_is_missing_is_named(soort: Soort) -> None:
    api, zaak = await soort.api.known_as("leest-niets", right(soort, "zaken.aanmaken")), await soort.zaak()
    for method, url, body, told in (
        ("GET", zaak["url"], None, "het recht zaken.lezen op het component zrc"),
        ("GET", f"{ZAKEN}/rollen", None, "het recht zaken.lezen op het component zrc"),
        ("DELETE", zaak["url"], None, "zaken.verwijderen"),
        ("PATCH", zaak["url"], {}, "een van de rechten zaken.bijwerken, zaken.geforceerd-bijwerken op het"),
        ("GET", f"{zaak['url']}/audittrail", None, "het recht audittrails.lezen op het component zrc"),
        ("GET", "/catalogi/api/v1/zaaktypen", None, "het recht catalogi.lezen op het component ztc"),
        ("GET", "/verwerkingen/api/v1/processing_activities/x", None, "recht verwerkingen.lezen op het component verw"),
        ("POST", "/inzage/api/v1/correctieverzoeken", {}, "het recht inzage.bijwerken op het component inzage"),
        ("POST", "/haalcentraal/api/brp/personen", {}, "het recht personen.lezen op het component personen"),
    ):
        found = await refusal(api, method, url, body)
        assert found.startswith("De applicatie mist "), (method, url, found)
        assert told in found, (method, url)


async def test_a_right_that_does_not_go_so_far_tells_what_it_goes_by(soort: Soort, anders: Soort) -> None:
    secret = await anders.zaak(vertrouwelijkheidaanduiding="zeer_geheim")
    api = await soort.api.known_as("leest-een-soort", right(soort, "zaken.lezen"), right(soort, "zaken.aanmaken"))
    told = await refusal(api, "GET", secret["url"])
    assert told == (
        "De applicatie heeft het recht zaken.lezen, maar niet voor dit object: dat hangt af van zaaktype en "
        "vertrouwelijkheidaanduiding."
    )
    assert anders.zaaktype not in told
    assert "zeer_geheim" not in told
    made = await refusal(api, "POST", f"{ZAKEN}/zaken", zaak_body(anders.zaaktype))
    assert "zaken.aanmaken" in made
    assert made.endswith("dat hangt af van zaaktype en vertrouwelijkheidaanduiding.")


async def test_what_several_parts_need_is_named_by_part(soort: Soort) -> None:
    api = await soort.api.known_as("opent-alleen", right(soort, "zaken.lezen"))
    status = {name: said for name, said in status_body("", soort.begin).items() if name != "zaak"}
    body = {"zaak": zaak_body(soort.zaaktype), "rollen": [], "status": status}
    told = await refusal(api, "POST", f"{ZAKEN}/zaak_registreren", body)
    assert told.startswith("De applicatie mist het recht zaken.aanmaken op het component zrc")


async def test_an_activity_tells_which_others_the_client_has(soort: Soort, anders: Soort) -> None:
    zaak = await soort.zaak()
    api = await soort.api.known_as("heeft-doelen", everything=True)
    (applicatie,) = (await soort.api.got("/autorisaties/api/v1/applicaties?clientIds=heeft-doelen"))["results"]
    for name, zaaktype in (("wijd", soort.zaaktype), ("smal", anders.zaaktype)):
        said = activiteit_body(f"doel-{name}", applicaties=[applicatie["url"]], zaaktypen=[zaaktype])
        made = await soort.api.made(ACTIVITEITEN, said)
        await soort.api.made(f"{made['url']}/versies", versie_body())
    assert (await api("GET", zaak["url"], X_Verwerkingsactiviteit="doel-wijd"))[0] == 200
    assert await refusal(api, "GET", zaak["url"], X_Verwerkingsactiviteit="doel-smal") == (
        "De verwerkingsactiviteit 'doel-smal' gaat alleen over haar eigen zaaktypen. Noem in X-Verwerkingsactiviteit "
        "een andere als die past: doel-wijd."
    )
    assert await refusal(api, "GET", zaak["url"], X_Verwerkingsactiviteit="nergens") == (
        "De verwerkingsactiviteit 'nergens' hoort niet bij deze applicatie. Kies uit: doel-smal, doel-wijd."
    )
    none = await soort.api.known_as("heeft-geen-doel", everything=True)
    assert (await refusal(none, "GET", zaak["url"], X_Verwerkingsactiviteit="doel-wijd")).endswith(
        "Voor deze applicatie is er nu geen die geldt."
    )
