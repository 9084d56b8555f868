"""Bringing in documents by a manifest: each line through the same pipe as every client, and a line in the report.

What is there already, by identificatie and bronorganisatie, stays as it is; so a run that broke off is done again. A
document whose zaak does not know it yet is then still added to it.
"""

import csv
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

import msgspec

from grondslag.runtime.manifest import Folder, OpenFile, Refused, with_content
from grondslag.runtime.own_requests import OwnRequests
from grondslag.runtime.together import together
from grondslag.runtime.town import Town
from grondslag.settings import StartError

OUTCOMES = ("kept", "there", "checked", "refused")
HEAD = ("line", "outcome", "identificatie", "bronorganisatie", "bestand", "url", "reasons")
TOLD_SECONDS = 5.0


class Outcome(msgspec.Struct, kw_only=True):
    """What became of a line: `kept`, `there` already, `checked` without being kept, or `refused` with the reasons."""

    word: str
    url: str = ""
    reasons: tuple[str, ...] = ()


class Report:
    """A CSV file with a line for each line of the manifest, written while they come; and how many had which outcome."""

    def __init__(self, path: Path, tell: Callable[[str], None]) -> None:
        self.path, self.counts, self._tell, self._told = path, Counter[str](), tell, time.monotonic()
        try:
            self._file = path.open("w", encoding="utf-8", newline="", buffering=1)
        except OSError as failure:
            reason = failure.strerror or failure
            raise StartError(
                f"The report {path} cannot be written ({reason}); name another with --report."
            ) from failure
        self._rows = csv.writer(self._file)
        self._rows.writerow(HEAD)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_why: object) -> None:
        self._file.close()

    def add(self, entry: Any, outcome: Outcome) -> None:
        """Write down a line; once in a while tell how far it is."""
        self.counts[outcome.word] += 1
        self._rows.writerow(
            (
                entry.line,
                outcome.word,
                entry.identificatie,
                entry.bronorganisatie,
                entry.file,
                outcome.url,
                " | ".join(outcome.reasons),
            )
        )
        if time.monotonic() - self._told > TOLD_SECONDS:
            self._told = time.monotonic()
            self._tell(f"line {entry.line}: {self.summary()}")

    def summary(self) -> str:
        """How many had which outcome."""
        return ", ".join(f"{self.counts[word]} {word}" for word in OUTCOMES if self.counts[word]) or "nothing"


class _Undone(Exception):
    """Ends a transaction in which something was only tried."""


class Importer:
    """Brings in lines. `requests` makes requests to the municipality as it is given."""

    def __init__(self, town: Town, requests: Callable[[Town], OwnRequests], folder: Folder, *, dry_run: bool) -> None:
        self.town, self.folder, self.dry_run = town, folder, dry_run
        self._requests_to, self._requests = requests, requests(town)
        shapes = town.engine.world.shapes
        self._documents = shapes["documenten.enkelvoudiginformatieobject"].path
        self._relations = shapes["zaken.zaakinformatieobject"].path

    async def bring(self, entry: Any) -> Outcome:
        """One line of the manifest."""
        if entry.wrong:
            return Outcome(word="refused", reasons=tuple(entry.wrong))
        try:
            if not self.dry_run:
                return await self._bring(self._requests, entry)
            found = Outcome(word="checked")
            with suppress(_Undone):
                async with together(self.town) as bound:
                    found = await self._bring(self._requests_to(bound), entry)
                    raise _Undone
            return msgspec.structs.replace(found, word="checked", url="") if found.word == "kept" else found
        except Refused as reason:
            return Outcome(word="refused", reasons=(f"bestand: {reason}",))

    async def _bring(self, requests: OwnRequests, entry: Any) -> Outcome:
        wanted = urlencode({"identificatie": entry.identificatie, "bronorganisatie": entry.bronorganisatie})
        status, answer = await requests.ask("documenten", "GET", f"{self._documents}?{wanted}")
        if status != 200:
            return _refused(answer)
        there = answer["results"]
        if entry.zaak and (await requests.ask("zaken", "GET", urlsplit(entry.zaak).path))[0] != 200:
            return Outcome(word="refused", reasons=("zaak: no zaak of this register",))
        if not there:
            status, answer = await self._make(requests, entry)
            if status != 201:
                return _refused(answer)
        url = there[0]["url"] if there else answer["url"]
        linked, reasons = await self._link(requests, entry, url)
        if reasons:
            return Outcome(word="refused", url=url, reasons=reasons)
        return Outcome(word="kept" if linked or not there else "there", url=url)

    async def _make(self, requests: OwnRequests, entry: Any) -> tuple[int, Any]:
        if not entry.file:
            return await requests.ask("documenten", "POST", self._documents, entry.body)
        with self.folder.opened(entry.file) as content:
            body = {"bestandsnaam": entry.file.rpartition("/")[2]} | entry.body | {"bestandsomvang": content.size}
            sent: OpenFile | None = None if self.dry_run or not content.size else content
            length, pieces = with_content(body, sent)
            return await requests.send("documenten", "POST", self._documents, length, pieces)

    async def _link(self, requests: OwnRequests, entry: Any, url: str) -> tuple[bool, tuple[str, ...]]:
        """Add the document to its zaak, unless that knows it: whether something was done, and what went wrong."""
        if not entry.zaak:
            return False, ()
        query = urlencode({"zaak": entry.zaak, "informatieobject": url})
        status, found = await requests.ask("zaken", "GET", f"{self._relations}?{query}")
        if status == 200 and found:
            return False, ()
        if status == 200:
            body = {"zaak": entry.zaak, "informatieobject": url}
            status, found = await requests.ask("zaken", "POST", self._relations, body)
        return status == 201, () if status == 201 else _refused(found).reasons


def _refused(answer: Any) -> Outcome:
    told = answer.get("invalidParams") or [{"name": "", "code": answer["code"], "reason": answer["detail"]}]
    reasons = (f"{each['name']}: {each['reason']} ({each['code']})".removeprefix(": ") for each in told)
    return Outcome(word="refused", reasons=tuple(reasons))
