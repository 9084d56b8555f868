"""schemathesis reads each served OpenAPI document, and asks what it allows and what it does not.

An answer is one that the document describes: its status, type, headers and schema, and no failure of ours. The
questions are the same in each run. Many are helped to what cannot be guessed: the key of a record, and references that
exist. None points outside.
"""

import json
from collections.abc import Mapping
from typing import Any

import hypothesis
import pytest
import requests
import schemathesis
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from grondslag import targets
from tests.builders import (
    RSIN,
    document_body,
    klantcontact_body,
    resultaat_body,
    rol_body,
    zaakeigenschap_body,
    zaakinformatieobject_body,
    zaaknotitie_body,
    zaakobject_body,
)
from tests.compat.conftest import CRS, Served, a_token
from tests.soorten import DOCUMENTEN, ZAKEN

FEW = hypothesis.settings(
    max_examples=5,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list[Any](hypothesis.HealthCheck),
    phases=[hypothesis.Phase.generate],
)
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
MODES = {"allowed": schemathesis.GenerationMode.POSITIVE, "wrong": schemathesis.GenerationMode.NEGATIVE}
NOWHERE = ("", "https://nergens.invalid/1", "http://127.0.0.1:9/api/v1/zaken/1", "http://[", "urn:iets")
OR_EMPTY = {"uri": "uri-or-empty", "email": "email-or-empty", "duration": "duration-or-empty"}
"""In answers an empty text stands for no value, whatever the format, as the standard's own examples have it."""

schemathesis.openapi.format("email-or-empty", st.sampled_from(("", "beheer@voorbeeld.example", "@")))
schemathesis.openapi.format("duration-or-empty", st.sampled_from(("", "P10D", "P1Y2M3DT4H", "P", "10")))


class Known:
    """Records of each kind: their URLs by what they are, and what may stand for them in a question."""

    def __init__(self) -> None:
        self.urls: dict[str, list[str]] = {}
        self.words: dict[str, str] = {"bronorganisatie": RSIN, "verantwoordelijkeOrganisatie": RSIN, "rsin": RSIN}

    def add(self, path: str, noun: str, urls: list[str]) -> None:
        self.urls[path] = urls
        if urls:
            self.words[noun] = urls[-1]
            schemathesis.openapi.format("uri-or-empty", st.sampled_from((*NOWHERE, *self.words.values())))

    def help(self, case: Any, path: str, pick: int) -> None:
        """Put what exists in the place of what was made up."""
        urls = self.urls.get(path.partition("/{")[0], [])
        for name in case.path_parameters or {}:
            noun = name.removesuffix("_uuid")
            url = self.words.get(noun, "") if noun != name else urls[pick] if pick < len(urls) else ""
            if url:
                case.path_parameters[name] = url[-36:]
        if pick == 0 and isinstance(case.body, dict):
            case.body |= {name: self.words[name] for name in case.body if name in self.words}


@pytest.fixture(scope="module")
async def known(together: Served) -> Known:
    """What every kind of record has at least one of."""
    soort, found = together.soort, Known()
    zaak = await soort.zaak()
    url = zaak["url"]
    await soort.stand(zaak, soort.begin)
    document = await soort.api.made(
        f"{DOCUMENTEN}/enkelvoudiginformatieobjecten", document_body(soort.informatieobjecttype)
    )
    await soort.besluit(zaak=url)
    for path, body in {
        f"{ZAKEN}/rollen": rol_body(url, soort.roltype),
        f"{ZAKEN}/resultaten": resultaat_body(url, soort.resultaattypen["afgehandeld"]),
        f"{ZAKEN}/zaakobjecten": zaakobject_body(url),
        f"{ZAKEN}/klantcontacten": klantcontact_body(url),
        f"{ZAKEN}/zaaknotities": zaaknotitie_body(url),
        f"{url}/zaakeigenschappen": zaakeigenschap_body(url, soort.eigenschap),
        f"{ZAKEN}/zaakinformatieobjecten": zaakinformatieobject_body(url, document["url"]),
        "/notificaties/api/v1/kanaal": {"naam": "proef"},
    }.items():
        await soort.api.made(path, body)
    await soort.api.known_as("iemand", everything=True)
    for shape in targets.world().shapes.values():
        if shape.component in together.roots and "L" in shape.said.methods and not shape.said.under:
            answer = await soort.api.got(shape.path)
            records = answer["results"] if shape.said.paged else answer
            urls = [each["url"].partition("?")[0] for each in records if each.get("label") != "tests"]
            found.add(shape.path, shape.record.__name__.lower(), urls[-3:])
    return found


def complaint(operation: Any, mode: str, path: str, known: Known, call: Mapping[str, Any]) -> str:
    """What is wrong with the answers of one operation; '' when nothing is."""

    @FEW
    @hypothesis.given(case=operation.as_strategy(generation_mode=MODES[mode]), pick=st.integers(0, 3))
    def ask(case: Any, pick: int) -> None:
        known.help(case, path, pick)
        case.call_and_validate(checks=CHECKS, **call)

    try:
        ask()
    except (Exception, BaseExceptionGroup) as failure:
        return f"{operation.label}: " + "; ".join(map(str, getattr(failure, "exceptions", [failure])))
    return ""


@pytest.mark.parametrize("mode", sorted(MODES))
@pytest.mark.parametrize("component", sorted(targets.world().components))
def test_each_answer_is_in_the_document(together: Served, known: Known, component: str, mode: str) -> None:
    document = json.dumps(together.document(component))
    for name, more in OR_EMPTY.items():
        document = document.replace(f'"format": "{name}"', f'"format": "{more}"')
    schema = schemathesis.openapi.from_dict(json.loads(document))
    every: list[Any] = list(schema.get_all_operations())
    # What is removed last is there to be asked about.
    operations = sorted((each.ok() for each in every), key=lambda each: each.method == "delete")
    wrong: list[str] = []
    root = together.roots[component]
    with requests.Session() as session:
        session.trust_env = False
        call = {"base_url": root, "session": session, "headers": CRS | a_token(together), "timeout": 20}
        for operation in operations:
            path = f"/{component}/api/v1{operation.path}"
            wrong += filter(None, [complaint(operation, mode, path, known, call)])
    assert not wrong, "\n\n".join(wrong)
