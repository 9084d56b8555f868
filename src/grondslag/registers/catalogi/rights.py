"""Who may read and write in a catalogus. The published types are guarded by rules (ztc-009, ztc-010), not by scopes."""

READ = ("catalogi.lezen", "zaken.lezen", "documenten.lezen")
"""The rights to read zaken and documenten open the catalogus too (ztc-014)."""
WRITE = "catalogi.schrijven"
CORRECT = "catalogi.geforceerd-schrijven"
REMOVE = "catalogi.geforceerd-verwijderen"

OF_TYPES = {"read": READ, "create": WRITE, "update": (WRITE, CORRECT), "destroy": (WRITE, REMOVE)}
OF_PARTS = {"read": READ, "create": (WRITE, CORRECT), "update": (WRITE, CORRECT), "destroy": (WRITE, REMOVE)}
OF_CATALOGUSSEN = {"read": READ, "create": WRITE, "update": (WRITE, CORRECT)}
