"""Versions: what all versions of a type by one name have in common."""


def begin_object(table: str, name: str) -> str:
    """The SQL of the first day of the oldest version (alias `t` is the row; deprecated by the standard)."""
    return (
        f"(select min(v.begin_geldigheid) from catalogi.{table} v "
        f"where v.catalogus = t.catalogus and v.{name} = t.{name})"
    )


def einde_object(table: str, name: str) -> str:
    """The SQL of the last day of the newest version; null while one has no end."""
    return (
        f"(select case when bool_and(v.einde_geldigheid is not null) then max(v.einde_geldigheid) end "
        f"from catalogi.{table} v where v.catalogus = t.catalogus and v.{name} = t.{name})"
    )
