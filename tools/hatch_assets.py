"""Build hook: a built package without the assets of its pages is refused."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MANIFEST = "src/grondslag/interaction/static/manifest.json"


class Assets(BuildHookInterface):
    """Looks whether the assets stand ready; an editable install may come before them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Stop a build that would leave the pages bare."""
        if version != "editable" and not (Path(self.root) / MANIFEST).exists():
            raise FileNotFoundError(f"{MANIFEST} is missing: run `make assets` first, or `make wheel` for both.")
