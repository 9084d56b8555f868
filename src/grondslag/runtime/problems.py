"""Why the house cannot start: one sentence that tells the operator what to do."""


class StartError(Exception):
    """A reason to stop before serving. The command line prints it as it is and exits non-zero."""

    @property
    def sentence(self) -> str:
        return str(self)


class DataLocked(StartError):
    """Another process holds the data directory."""
