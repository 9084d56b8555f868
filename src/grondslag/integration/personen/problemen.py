"""Refusals of the BRP API in the form of its own standard, which differs from that of ZGW.

The codes and sentences are those of BRP Personen bevragen 2.7; what that leaves open is said the same way.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from grondslag.kernel.rules import MAX_TOLD, Violation
from grondslag.registers.personen.vraag import MOST_FOUND
from grondslag.runtime.clients import NOT_GIVEN
from grondslag.runtime.town import Answer
from grondslag.surfaces.problems import Forbidden, Invalid, Problem, Unavailable

INSTANCE: Final = "/haalcentraal/api/brp/personen"
"""What was asked. Never a number of a person: those stand in the body alone."""
_RFC: Final = "https://datatracker.ietf.org/doc/html/rfc"
_SOORTEN: Final[Mapping[int, str]] = {
    400: "7231#section-6.5.1",
    401: "7235#section-3.1",
    403: "7231#section-6.5.3",
    404: "7231#section-6.5.4",
    405: "7231#section-6.5.5",
    406: "7231#section-6.5.6",
    408: "7231#section-6.5.7",
    413: "7231#section-6.5.11",
    415: "7231#section-6.5.13",
    429: "6585#section-4",
    500: "7231#section-6.6.1",
    503: "7231#section-6.6.4",
}
_CODES: Final[Mapping[int, tuple[str, str]]] = {
    401: ("authentication", "Niet correct geauthenticeerd."),
    403: ("autorisation", "U bent niet geautoriseerd voor deze operatie."),
    429: ("tooManyRequests", "Te veel verzoeken."),
    500: ("serverError", "Interne server fout."),
    503: ("notAvailable", "Bronservice BRP is tijdelijk niet beschikbaar."),
}
"""Code and title of problems that are not of this API alone."""
_ONDERSTEUND: Final = "Ondersteunde content type: application/json; charset=utf-8."
MOST_WARNED: Final = 1000
"""A header is no place for more; the detail has it all."""
_encode = msgspec.json.Encoder().encode


class _Eigen(Problem):
    """A problem of which the standard says code and title; its detail is not the title over again."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail


class OnjuisteVraag(_Eigen):
    """Parameters of the question are wrong; all of them are told at once."""

    status, code, title = 400, "paramsValidation", "Een of meerdere parameters zijn niet correct."

    def __init__(self, violations: Sequence[Violation]) -> None:
        self.violations = violations[:MAX_TOLD]
        named = ", ".join(dict.fromkeys(each.name for each in self.violations))
        super().__init__(f"De foutieve parameter(s) zijn: {named}.")


class OnleesbareVraag(_Eigen):
    """The body is not a JSON object."""

    status, code, title = 400, "paramsValidation", OnjuisteVraag.title


class TeVeelGevonden(_Eigen):
    """The question fits too many persons."""

    status, code, title = 400, "tooManyResults", "Teveel zoekresultaten."

    def __init__(self) -> None:
        super().__init__(f"Meer dan maximum van {MOST_FOUND} zoekresultaten gevonden. Verfijn de zoekopdracht.")


class VeldNietToegestaan(_Eigen):
    """Fields are asked that the processing activity does not need; they are named.

    Where the standard has this refusal itself (`plain`: an alias would do) it prints no detail, so there the header
    alone names them.
    """

    status, code = 403, "unauthorizedField"
    title = "U bent niet geautoriseerd voor één of meerdere opgegeven field waarden."

    def __init__(self, fields: Sequence[str], *, plain: bool = False) -> None:
        self.warning = f"De verwerkingsactiviteit geeft geen toegang tot: {', '.join(fields)}."
        super().__init__("" if plain else self.warning)


class OnbekendAntwoord(_Eigen):
    """The answer is wanted in a form that there is not."""

    status, code, title = 406, "notAcceptable", "Gevraagde content type wordt niet ondersteund."

    def __init__(self) -> None:
        super().__init__(_ONDERSTEUND)


class OnbekendVerzoek(_Eigen):
    """The question comes in a form that is not read."""

    status, code, title = 415, "unsupportedMediaType", "Media Type wordt niet ondersteund."

    def __init__(self) -> None:
        super().__init__(_ONDERSTEUND)


def toon_probleem(problem: Problem, _base: str, _request_id: str) -> Answer:
    """A problem as this API shows it."""
    status = _status(problem)
    code, title = (problem.code, problem.title) if isinstance(problem, _Eigen) else _named(problem, status)
    body: dict[str, Any] = {
        "type": _RFC + _SOORTEN.get(status, _SOORTEN[400]),
        "title": title,
        "status": status,
        **({"detail": problem.detail} if problem.detail else {}),
        "code": code,
        "instance": INSTANCE,
    }
    if isinstance(problem, OnjuisteVraag | Invalid):
        body["invalidParams"] = [
            {"name": each.name, "code": _camel(each.code), "reason": each.reason} for each in problem.violations
        ]
    headers: tuple[tuple[bytes, bytes], ...] = ((b"content-type", b"application/problem+json"),)
    if isinstance(problem, VeldNietToegestaan):
        headers += ((b"x-warning", problem.warning[:MOST_WARNED].encode()),)
    if status == 401:
        headers += ((b"www-authenticate", b"Bearer"),)
    if isinstance(problem, Unavailable):
        headers += ((b"retry-after", b"2"),)
    return Answer(status=status, body=_encode(body), headers=headers)


def _status(problem: Problem) -> int:
    """ZGW answers 403 to who does not show who it is; this API answers 401."""
    if not isinstance(problem, Forbidden) or problem.code.startswith("activity"):
        return problem.status
    return 401 if problem.code != "permission_denied" or problem.detail == NOT_GIVEN else 403


def _named(problem: Problem, status: int) -> tuple[str, str]:
    if problem.code.startswith("activity"):
        return _camel(problem.code), _CODES[403][1]
    return _CODES.get(status) or (_camel(problem.code), problem.title)


def _camel(code: str) -> str:
    """A code as this standard writes them: letters and digits alone."""
    head, *rest = code.replace("-", "_").split("_")
    return head + "".join(each.capitalize() for each in rest)
