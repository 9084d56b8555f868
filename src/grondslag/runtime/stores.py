"""Which store the settings mean."""

from collections.abc import Mapping
from pathlib import Path

from grondslag.runtime.objects import Directory, Store
from grondslag.settings import StartError

CONTENT = "inhoud"
"""The folder for content in the data directory, and in a backup."""


def content_directory(setting: str, data_dir: Path, code: str) -> Path | None:
    """The directory in which the content of a municipality lies; None when it is in object storage."""
    if "://" in setting:
        return None
    root = Path(setting).absolute() if setting else data_dir / CONTENT
    return root / code if code else root


def open_store(setting: str, options: Mapping[str, str], data_dir: Path, code: str) -> Store:
    """The store of a municipality. Raises StartError for an address that cannot be one."""
    directory = content_directory(setting, data_dir, code)
    if directory is not None:
        return Directory(directory)
    from grondslag.runtime.objects_elsewhere import open_elsewhere

    try:
        return open_elsewhere(f"{setting.rstrip('/')}/{code}" if code else setting, options)
    except ValueError as failure:
        raise StartError(f"Setting documents is wrong: {failure}.") from failure
