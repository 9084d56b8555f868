"""Build hook: a built package holds the assets of its pages and the rules of the standards, or is refused."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MANIFEST = "src/grondslag/interaction/static/manifest.json"
RULES = "standards/rules"


class Assets(BuildHookInterface):
    """Looks whether the assets stand ready; an editable install may come before them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Stop a build that would leave the pages bare; take along what `grondslag rules` compares with."""
        if version == "editable":
            return
        if self.target_name == "wheel":
            build_data["force_include"][str(Path(self.root) / RULES)] = f"grondslag/{RULES}"
        if not (Path(self.root) / MANIFEST).exists():
            raise FileNotFoundError(f"{MANIFEST} is missing: run `make assets` first, or `make wheel` for both.")
