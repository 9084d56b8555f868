"""Why the house cannot start: one sentence that tells the operator what to do."""

from grondslag.settings import StartError

__all__ = ["DataLocked", "StartError"]


class DataLocked(StartError):
    """Another process holds the data directory."""
