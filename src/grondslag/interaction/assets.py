"""The built assets of the pages (styles, fonts, API viewer): where they stand and under which names."""

import json
from functools import cache
from pathlib import Path

STATIC_DIRECTORY = Path(__file__).parent / "static"
STATIC_PREFIX = "/static"
STATIC_CACHE_CONTROL = "public, max-age=31536000, immutable"
"""The name of an asset carries a hash of its content: a browser may keep it for ever."""


@cache
def manifest() -> dict[str, str]:
    """File name by logical name; empty when the assets were not built, and then pages come undressed."""
    file = STATIC_DIRECTORY / "manifest.json"
    return json.loads(file.read_text("utf-8")) if file.exists() else {}


def asset_url(name: str) -> str:
    """The path under which an asset is served: `asset_url("grondslag.css")`; empty when it was not built."""
    file = manifest().get(name)
    return f"{STATIC_PREFIX}/{file}" if file else ""
