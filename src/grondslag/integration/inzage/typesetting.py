"""Typesetting: what is said as data becomes a PDF that a screen reader can read too (PDF/A and PDF/UA).

The text is data to the typesetter: nothing in a record is taken for an instruction. No file and no font of the machine
is read, so the same text gives the same pages. What the fonts do not have, as an emoji, keeps nobody from a document.
"""

import asyncio
import re
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any

import msgspec
import typst

STANDARDS: list[Any] = ["a-2a", "ua-1"]
STYLE = "stijl.typ"
STAND_IN = "□"
REPLACED = "vervangen"
"""Whether characters were replaced: then the document says so."""
_ODD = re.compile(
    "[^\n -~\xa0-\u036f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u0482\u048a-\u04ff\u1e00-\u1eff"
    "\u2010-\u2027\u202f-\u203a\u20a0-\u20bf\u2190-\u22ff\u2500-\u25ff]"
)
"""All but what the fonts have, in whatever order: letters of Europe, punctuation, currencies, arrows, blocks."""


async def typeset(template: str, told: Mapping[str, Any], at: datetime) -> bytes:
    """The document of this template as a PDF."""
    return await asyncio.to_thread(_made, template, told, at)


def _made(template: str, told: Mapping[str, Any], at: datetime) -> bytes:
    """As it is said; where a character cannot be shown, which PDF/A does not allow, with something in its place."""
    try:
        return compiled(template, told, at)
    except typst.TypstError:
        return compiled(template, plain(told) | {REPLACED: True}, at)


def plain(told: Any) -> Any:
    """The same with a stand-in for every character that may be one that the fonts do not have."""
    if isinstance(told, Mapping):
        return {name: plain(each) for name, each in told.items()}
    if isinstance(told, list | tuple):
        return [plain(each) for each in told]
    return _ODD.sub(STAND_IN, told) if isinstance(told, str) else told


def compiled(template: str, told: Mapping[str, Any], at: datetime) -> bytes:
    """The typesetter's work: the style of all our documents, then the template. Raises TypstError."""
    here = files("grondslag.integration.inzage")
    source = b"\n".join(here.joinpath(name).read_bytes() for name in (STYLE, template))
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    compiler = typst.Compiler(source, font_paths=fonts)
    said = {"told": msgspec.json.encode(told).decode()}
    made: Any = compiler.compile(format="pdf", sys_inputs=said, pdf_standards=STANDARDS, timestamp=at)
    return made
