"""Builders of persoonslijsten for tests."""

from grondslag.registers.personen.lo3 import Persoonslijst


def a_persoon(bsn: str, categories: dict[str, dict[str, str]] | None = None, **elements: str) -> Persoonslijst:
    """A list of one occurrence per category. `elements`: of category 01, as `e0240="Jansen"`."""
    persoon = {"0120": bsn} | {name[1:]: value for name, value in elements.items()}
    return {"01": [[persoon]]} | {category: [[said]] for category, said in (categories or {}).items()}


def living_at(postcode: str = "2628HJ", huisnummer: str = "2", gemeente: str = "0599", **more: str) -> dict[str, str]:
    """Category 08 of someone at an address."""
    usual = {"0910": gemeente, "1020": "20200101", "1030": "20200101", "1110": "Boterdiep", "1115": "Boterdiep"}
    return usual | {"1120": huisnummer, "1160": postcode} | {name[1:]: value for name, value in more.items()}
