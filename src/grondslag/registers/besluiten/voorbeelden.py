"""What examples of this API say beside what must be said, by resource."""

from typing import Any

BODIES: dict[str, dict[str, Any] | None] = {
    "Besluit": {"toelichting": "Verleend. Er is aan alle voorwaarden voldaan."},
}
