"""Making a package: find, assemble, set and seal. Nothing of it stays here but the record that it was made."""

import asyncio
from collections.abc import Callable
from typing import Any, BinaryIO

import msgspec

from grondslag import __version__
from grondslag.integration.inzage.assembling import Assembly, Gemeente
from grondslag.integration.inzage.context import read_context
from grondslag.integration.inzage.finding import Found, find
from grondslag.integration.inzage.letter import letter
from grondslag.integration.inzage.review import READ, Review
from grondslag.integration.inzage.sealing import REVIEW, canonical, seal
from grondslag.kernel.links import Links
from grondslag.registers.inzage.betrokkene import Betrokkene
from grondslag.runtime.objects import Missing
from grondslag.runtime.plain_zip import Writer
from grondslag.runtime.pseudonyms import Pseudonyms
from grondslag.runtime.secrets import SecretBox
from grondslag.runtime.signing import Signer
from grondslag.runtime.town import Town

DOCUMENT = "documenten.enkelvoudiginformatieobject"
LOST = "Gebruik dat is vastgelegd onder een sleutel die niet meer te openen is: van wie dat was, is niet meer te zien."
Tell = Callable[[str], None]


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What is in a package."""

    dossiers: int
    records: int
    gebruik: int
    nakijken: int
    files: int
    size: int


class Maker:
    """Makes packages of one municipality."""

    def __init__(self, town: Town, box: SecretBox, gemeente: Gemeente) -> None:
        self.town, self.box, self.gemeente = town, box, gemeente

    async def make(
        self, file: BinaryIO, links: Links, who: Betrokkene, *, with_content: bool = False, tell: Tell = lambda _: None
    ) -> Made:
        """Write the package of a person to a file. Raises TooMuch, TooLarge and what the store raises."""
        town = self.town
        moment, today = town.now()
        moment = moment.replace(microsecond=0)
        tell(f"Looking in {', '.join(sorted(town.engine.served))} ...")
        found = await find(town, links, who)
        pseudonyms: Pseudonyms = town.accounting.pseudonyms
        await pseudonyms.refresh(town.pool, today)
        context = await read_context(town, found, who, pseudonyms)
        # Beside the loop: of thousands of records this takes seconds, and others ask meanwhile.
        document = await asyncio.to_thread(
            lambda: Assembly(town, links, who, found, context).document(self.gemeente, moment)
        )
        if pseudonyms.lost:
            document["nietOpgenomen"].append(LOST)
        tell(f"Found {len(found.rows)} records and {len(context.gebruik)} times of use; writing the letter ...")
        signer = await Signer.open(town.pool, self.box)
        writer = Writer(file, moment)
        if with_content:
            document["inhoud"] = await self._contents(writer, found, tell)
        review = Review(document, document.pop("beoordeling"), town.engine.world)
        writer.add("inzage.json", [canonical(document)])
        writer.add("inzage.pdf", [await letter(document, town.engine.world, signer.public_key)])
        for name, content in zip(REVIEW, (canonical(review.as_data()), await review.as_pdf()), strict=True):
            writer.add(name, [content])
        about = {"gemeente": document["gemeente"], "programma": f"Grondslag {__version__}"}
        seal(writer, signer, moment, about)
        return Made(
            dossiers=sum(len(each["dossiers"]) for each in document["onderdelen"]),
            records=len(found.rows),
            gebruik=len(context.gebruik),
            nakijken=sum(each["wat"] == READ for each in review.lines),
            files=len(writer.entries),
            size=file.tell(),
        )

    async def _contents(self, writer: Writer, found: Found, tell: Tell) -> list[dict[str, Any]]:
        """The content of the documents as it is: nobody covered anything in it, so the review names each."""
        listed: list[dict[str, Any]] = []
        documents = [row for row in found.rows if row.shape.key == DOCUMENT and row.record.inhoud_versie is not None]
        for number, row in enumerate(documents, 1):
            tell(f"Document {number} of {len(documents)} ...")
            name = f"documenten/{row.id}-{row.record.versie}{_extension(row.record.bestandsnaam)}"
            told = {"bestand": name, "bron": row.shown["url"]}
            pieces = await self.town.contents.pieces(row.id, row.record.inhoud_versie)
            writing = writer.begin(name)
            try:
                async for chunk in self.town.contents.read(pieces, 0, sum(each.size for each in pieces)):
                    writing.write(chunk)
            except Missing:
                told["reden"] = "De inhoud ontbreekt in de opslag, of niet alles ervan is er."
            writing.end()
            listed.append(told)
        return listed


def _extension(name: str) -> str:
    """The extension of a file name, when it is a plain one."""
    extension = name.rpartition(".")[2] if "." in name else ""
    return f".{extension.lower()}" if extension.isascii() and extension.isalnum() and len(extension) <= 8 else ""
