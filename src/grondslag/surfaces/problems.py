"""Every way in which a request can fail. Rooms yield violations, the pipe raises, the edge renders."""

from collections.abc import Sequence

from grondslag.kernel.rules import MAX_TOLD, Violation


class Problem(Exception):
    """A refused request: answered as problem+json with `status`, `code` and a Dutch `title` and `detail`."""

    status = 500
    code = "error"
    title = "Er heeft zich een fout voorgedaan."

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title


class Invalid(Problem):
    """The change breaks one or more rules; the caller is told all of them at once."""

    status, code, title = 400, "invalid", "Ongeldige invoer."

    def __init__(self, violations: Sequence[Violation]) -> None:
        super().__init__("Er zijn gegevens niet juist ingevuld.")
        self.violations = list(violations[:MAX_TOLD])
        if len(violations) > MAX_TOLD:
            self.violations.append(Violation("max_length", f"Er is meer onjuist; dit zijn de eerste {MAX_TOLD}."))


class ParseError(Problem):
    """The body is not JSON of the expected kind."""

    status, code, title = 400, "parse_error", "Ongeldige gegevens meegegeven."


class Forbidden(Problem):
    """The caller may not do this, or did not show who it is (ZGW answers 403 for both)."""

    status, code, title = 403, "permission_denied", "U hebt niet voldoende rechten om deze actie uit te voeren."

    def __init__(self, detail: str = "", code: str = "permission_denied") -> None:
        super().__init__(detail)
        self.code = code


class NotFound(Problem):
    """There is no such resource, record or page."""

    status, code, title = 404, "not_found", "Niet gevonden."


class NotAllowed(Problem):
    """The resource exists, the method does not."""

    status, code, title = 405, "method_not_allowed", "Methode niet toegestaan."


class NotAcceptable(Problem):
    """The answer cannot be given in the coordinate system or form that was asked for."""

    status, code, title = 406, "not_acceptable", "De opgevraagde vorm is niet beschikbaar."


class TimedOut(Problem):
    """The client took too long to send its request."""

    status, code, title = 408, "request_timeout", "Het versturen van het verzoek duurde te lang."


class Conflict(Problem):
    """Others kept changing the same record while this change was judged."""

    status, code, title = 409, "conflict", "De gegevens zijn intussen gewijzigd. Probeer het opnieuw."


class PreconditionFailed(Problem):
    """A header that the standard requires is missing."""

    status, code, title = 412, "precondition_failed", "Een verplichte header ontbreekt."


class TooLarge(Problem):
    """The body is larger than allowed."""

    status, code, title = 413, "request_entity_too_large", "Het verzoek is te groot."


class UnsupportedMediaType(Problem):
    """The body is not application/json."""

    status, code, title = 415, "unsupported_media_type", "Dit mediatype wordt niet ondersteund."


class OutOfRange(Problem):
    """The part of the content that is asked for lies behind its end."""

    status, code, title = 416, "range_not_satisfiable", "Dit deel van de inhoud is er niet."

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size


class Misdirected(Problem):
    """The request names a host that is not ours: not that of `public_url`, or without one no loopback name."""

    status, code, title = 421, "misdirected_request", "Deze server is onder een ander adres bekend."


class KeyReused(Problem):
    """The same Idempotency-Key came with another body."""

    status, code, title = 422, "idempotency_key_reused", "Deze Idempotency-Key is al gebruikt voor een ander verzoek."


class Busy(Problem):
    """There is too much to do for this client, or for all, at the moment."""

    status, code, title = 429, "throttled", "Te veel verzoeken; wacht even."


class Unavailable(Problem):
    """A source that is needed does not answer now."""

    status, code, title = 503, "service_unavailable", "Een bron is nu niet bereikbaar. Probeer het later opnieuw."
