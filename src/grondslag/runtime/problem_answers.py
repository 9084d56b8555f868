"""Problems as answers: what went wrong becomes what the client is told, in the form of the API that was asked."""

from typing import Any
from uuid import uuid4

import asyncpg
import msgspec

from grondslag.kernel.rules import Violation
from grondslag.runtime.objects import Missing, StoreSilent
from grondslag.runtime.pool import UNAVAILABLE
from grondslag.runtime.town import Answer
from grondslag.surfaces.problems import (
    Forbidden,
    Invalid,
    OutOfRange,
    ParseError,
    Problem,
    TimedOut,
    Unavailable,
)

UNREACHABLE = "De opslag van documenten is nu niet bereikbaar."
PROBLEM = b"application/problem+json"
_encode = msgspec.json.Encoder().encode


def problem_of(failure: Exception, *, waits: bool) -> tuple[Problem, bool]:
    """What a client is told of a failure, and whether it is no surprise. `waits`: the body had not come in yet."""
    if isinstance(failure, Problem):
        return failure, True
    if isinstance(failure, TimeoutError):
        return TimedOut() if waits else Unavailable("Het antwoord duurde te lang."), True
    if isinstance(failure, asyncpg.QueryCanceledError):
        return Unavailable("De vraag was te zwaar; maak hem kleiner."), True
    if isinstance(failure, Missing | StoreSilent):
        return Unavailable(UNREACHABLE), False
    if isinstance(failure, UNAVAILABLE):
        return Unavailable("De database is nu niet bereikbaar."), False
    if isinstance(failure, asyncpg.DataError):
        return ParseError("Een waarde past niet."), False
    return Problem("Er is een serverfout opgetreden."), False


def render_problem(problem: Problem, base: str, request_id: str) -> Answer:
    """A problem as the wire shows it (RFC 9457, with the fields that ZGW adds)."""
    body: dict[str, Any] = {
        "type": f"{base}/ref/fouten/{type(problem).__name__}/",
        "code": problem.code,
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": f"urn:uuid:{request_id or uuid4()}",
    }
    if problem.status == 400:
        told = problem.violations if isinstance(problem, Invalid) else [Violation(problem.code, problem.detail)]
        body["invalidParams"] = [
            {"name": each.name or "nonFieldErrors", "code": each.code, "reason": each.reason} for each in told
        ]
    headers: tuple[tuple[bytes, bytes], ...] = ((b"content-type", PROBLEM),)
    if isinstance(problem, OutOfRange):
        headers += ((b"content-range", f"bytes */{problem.size}".encode()),)
    if isinstance(problem, Unavailable):
        headers += ((b"retry-after", b"2"),)
    if isinstance(problem, Forbidden):
        headers += ((b"www-authenticate", b"Bearer"),)
    return Answer(status=problem.status, body=_encode(body), headers=headers)
