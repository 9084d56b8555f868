"""What the incumbent has beyond the standard, over HTTP: its clients find it here too."""

import pytest

from tests.builders import RSIN, document_body
from tests.oas import own
from tests.soorten import DOCUMENTEN, ZAKEN, Soort

# --- numbers that are set apart -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (f"{ZAKEN}/zaaknummer_reserveren", "zaaknummer"),
        (f"{ZAKEN}/reserveer_zaaknummer", "zaaknummer"),
        (f"{DOCUMENTEN}/documentnummer_reserveren", "identificatie"),
    ],
)
async def test_numbers_are_set_apart_under_every_name(soort: Soort, path: str, name: str) -> None:
    one = await soort.api.made(path, {"bronorganisatie": RSIN})
    found = {one[name]}
    for count in ("aantal", "amount"):
        status, many = await soort.api("POST", path, {"bronorganisatie": RSIN, count: 2})
        assert (status, len(many)) == (201, 2)
        found |= {each[name] for each in many}
    assert len(found) == 5
    assert await soort.api.told("POST", path, {"bronorganisatie": RSIN, "amount": 1001}) == [("amount", "max_value")]


async def test_a_document_takes_the_number_that_was_set_apart_for_it(soort: Soort) -> None:
    number = (await soort.api.made(f"{DOCUMENTEN}/documentnummer_reserveren", {"bronorganisatie": RSIN}))[
        "identificatie"
    ]
    path = f"{DOCUMENTEN}/enkelvoudiginformatieobjecten"
    other = await soort.api.made(path, document_body(soort.informatieobjecttype))
    named = await soort.api.made(path, document_body(soort.informatieobjecttype, identificatie=number))
    assert (named["identificatie"], other["identificatie"] != number) == (number, True)


def test_what_is_beyond_the_standard_says_so() -> None:
    paths = own("zaken").document["paths"]
    assert paths["/reserveer_zaaknummer"]["post"]["x-experimental"] is True
    assert "x-experimental" not in paths["/zaaknummer_reserveren"]["post"]
    assert own("documenten").document["paths"]["/documentnummer_reserveren"]["post"]["x-experimental"] is True
