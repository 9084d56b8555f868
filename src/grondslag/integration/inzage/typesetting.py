"""Typesetting: what is said as data becomes a PDF that a screen reader can read too (PDF/A and PDF/UA).

The text is data to the typesetter: nothing in a record is taken for an instruction. No file and no font of the machine
is read, so the same text gives the same pages.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any

import msgspec
import typst

STANDARDS: list[Any] = ["a-2a", "ua-1"]
STYLE = "stijl.typ"


async def typeset(template: str, told: Mapping[str, Any], at: datetime) -> bytes:
    """The document of this template as a PDF."""
    return await asyncio.to_thread(compiled, template, msgspec.json.encode(told).decode(), at)


def compiled(template: str, told: str, at: datetime) -> bytes:
    """The typesetter's work: the style of all our documents, then the template."""
    here = files("grondslag.integration.inzage")
    source = b"\n".join(here.joinpath(name).read_bytes() for name in (STYLE, template))
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    compiler = typst.Compiler(source, font_paths=fonts)
    made: Any = compiler.compile(format="pdf", sys_inputs={"told": told}, pdf_standards=STANDARDS, timestamp=at)
    return made
