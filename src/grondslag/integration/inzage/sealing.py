"""Sealing: the files of a package in one zip, with a list of them that is signed; and the check, which needs no server.

Whoever changes, adds, removes or moves a byte changes what the list says or how the zip follows from it. Who makes a
list of their own can sign it with a key of their own alone: so the check names the key, and takes the one it must be.

The review alone may be taken out, for it is not for the person whom the package is about: the list says of each of its
files that it may be missing, and the check that it is.
"""

import base64
import binascii
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from grondslag.runtime.plain_zip import CHUNK, Damaged, Entry, Writer, head_of, read_entries, tail_of
from grondslag.runtime.signing import NotAKey, Signer, Trusted, fingerprint, trusted, verify

SOORT = "grondslag.inzage.manifest"
MANIFEST, SIGNATURE, KEY = "manifest.json", "manifest.sig", "SLEUTEL.txt"
REVIEW = ("beoordeling.json", "beoordeling.pdf")
"""What may be taken out before a package is sent. A list that says so of any other file is not believed."""
VERSIES = (1, 2)
"""The forms of a list; in the first nothing may be missing."""
LARGEST_MANIFEST = 16 * 2**20
LARGEST_KEY = 4096
_ORDERED = msgspec.json.Encoder(order="sorted").encode


def canonical(value: Any) -> bytes:
    """JSON of which there is one form: names in order, no room between, UTF-8."""
    return _ORDERED(value)


class Bestand(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """A file as the list says it. `verwijderbaar`: it may be missing."""

    naam: str
    omvang: int
    sha256: str
    verwijderbaar: bool = False


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The list that is signed."""

    soort: str
    versie: int
    programma: str
    gemeente: dict[str, str]
    gemaaktOp: datetime  # noqa: N815 - as it stands in the file
    sleutel: str
    bestanden: list[Bestand]


def seal(writer: Writer, signer: Signer, moment: datetime, about: dict[str, Any]) -> None:
    """Write the key, the list of all that is in, and its signature; then end the zip. `about`: gemeente, programma."""
    writer.add(KEY, [_told(signer.public_key)])
    listed = [
        Bestand(naam=each.name, omvang=each.size, sha256=each.sha256, verwijderbaar=each.name in REVIEW)
        for each in writer.entries
    ]
    manifest = canonical(
        Manifest(
            soort=SOORT, versie=VERSIES[-1], gemaaktOp=moment, sleutel=signer.public_key, bestanden=listed, **about
        )
    )
    writer.add(MANIFEST, [manifest])
    writer.add(SIGNATURE, [_as_line(signer.sign(manifest))])
    writer.finish()


def _as_line(signature: bytes) -> bytes:
    return base64.b64encode(signature) + b"\n"


def _told(public_key: str) -> bytes:
    text = f"""De sleutel waarmee dit pakket is ondertekend:

{public_key}

In het kort: {fingerprint(public_key)}

Zo gaat u na of het pakket nog is zoals de gemeente het maakte. U hebt daarvoor geen server nodig:

    grondslag inzage verify PAKKET.zip --key SLEUTEL

Haal de sleutel bij de gemeente zelf, en niet uit dit pakket: wie een pakket namaakt, legt er een eigen sleutel bij.

The key this package was signed with. Ask the municipality for its key, and check with the command above.
"""
    return text.encode()


# --- the check ----------------------------------------------------------------------------------------------------


class Checked(msgspec.Struct, kw_only=True):
    """What a check found. Without faults the package is as it was made; `key` is who signed it.

    `taken_out`: the files of the review that are missing, which is no fault.
    """

    faults: list[str]
    taken_out: list[str] = []
    key: str = ""
    trusted: Trusted | None = None
    """The key of who checks that it was signed with; None where none was given."""
    manifest: Manifest | None = None


def check(path: Path, key: str = "") -> Checked:
    """Look at a package, with the key that must have signed it, a fingerprint or a list of keys, or without.

    Raises OSError when it cannot be read, and NotAKey for a text that holds no key.
    """
    keys = trusted(key) if key.strip() else []
    size = path.stat().st_size
    with path.open("rb") as file:
        try:
            return _check(file, size, keys)
        except Damaged as failure:
            return Checked(faults=[f"This is not a package as it was made. {failure}"])


def _check(file: BinaryIO, size: int, keys: Sequence[Trusted]) -> Checked:
    keep = {MANIFEST: LARGEST_MANIFEST, SIGNATURE: LARGEST_KEY}
    found: list[tuple[Entry, bytes]] = []
    kept: dict[str, bytes] = {}
    for entry, head, content in read_entries(file, size, keep):
        found.append((entry, head))
        kept.setdefault(entry.name, content)
    if not found:
        return Checked(faults=["There is no package in it: it is no zip, or an empty one."])
    manifest = _manifest(kept.get(MANIFEST, b""))
    if manifest is None:
        return Checked(faults=[f"{MANIFEST} is missing, or was changed so that it cannot be read."])
    checked = Checked(faults=[], key=manifest.sleutel, manifest=manifest)
    checked.faults += _of_signature(manifest, kept[MANIFEST], kept.get(SIGNATURE, b""))
    if keys and not checked.faults:
        checked.trusted = next((each for each in keys if each.is_for(manifest.sleutel)), None)
        checked.faults += _of_key(checked.trusted, manifest)
    names = {entry.name for entry, _ in found}
    checked.taken_out = [each.naam for each in manifest.bestanden if each.verwijderbaar and each.naam not in names]
    there = [each for each in manifest.bestanden if each.naam not in checked.taken_out]
    checked.faults += _of_files([entry for entry, _ in found], there)
    if not checked.faults:
        checked.faults += _around(file, size, found, manifest)
    return checked


def _manifest(raw: bytes) -> Manifest | None:
    try:
        found = msgspec.json.decode(raw, type=Manifest)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    fits = found.soort == SOORT and found.versie in VERSIES and 1980 <= found.gemaaktOp.year < 2108
    loose = {each.naam for each in found.bestanden if each.verwijderbaar}
    fits = fits and loose <= (set(REVIEW) if found.versie > 1 else set())
    return found if fits and canonical(found) == raw else None


def _of_signature(said: Manifest, manifest: bytes, line: bytes) -> Iterator[str]:
    """Whether the holder of the key that the list names signed it."""
    try:
        signature = base64.b64decode(line.strip(), validate=True)
    except (binascii.Error, ValueError):
        signature = b""
    if _as_line(signature) != line:
        yield f"{SIGNATURE} is missing or was changed."
        return
    try:
        holds = verify(said.sleutel, manifest, signature)
    except NotAKey as wrong:
        yield str(wrong)
        return
    if not holds:
        yield f"The signature does not fit: {MANIFEST} or {SIGNATURE} was changed."


def _of_key(key: Trusted | None, said: Manifest) -> Iterator[str]:
    """Whether that key is one that who checks trusts, and was in use when the package was made."""
    if key is None:
        yield "The package was signed with another key than you gave: it is not from this municipality."
    elif not key.signed_on(said.gemaaktOp.date()):
        made = said.gemaaktOp.date()
        yield f"The key was not in use on {made}, when this was made: it signed {in_use(key)}. Trust it no further."


def in_use(key: Trusted) -> str:
    """When a key signed, as its list says; empty where it does not."""
    since = f"from {key.since}" if key.since else ""
    return f"{since} {f'until {key.until}' if key.until else ''}".strip()


def _of_files(entries: Sequence[Entry], wanted: Sequence[Bestand]) -> Iterator[str]:
    """What differs between the files that must be there and those that are."""
    listed = {each.naam: each for each in wanted}
    names = [each.name for each in entries]
    for each in entries:
        told = listed.get(each.name)
        if told is None and each.name not in (MANIFEST, SIGNATURE):
            yield f"{each.name!r} was added."
        elif told is not None and (each.size, each.sha256) != (told.omvang, told.sha256):
            yield f"{each.name} was changed."
    yield from (f"{name} was removed." for name in listed if name not in names)
    order = [*(each.naam for each in wanted), MANIFEST, SIGNATURE]
    if sorted(names) == sorted(order) and names != order:
        yield "The files stand in another order."
    elif len(set(names)) < len(names):
        yield "A file is there twice."


def _around(file: BinaryIO, size: int, found: Sequence[tuple[Entry, bytes]], manifest: Manifest) -> Iterator[str]:
    """Whether all that is no file follows from the files: the zip itself."""
    moment, entries = manifest.gemaaktOp, [entry for entry, _ in found]
    tail = tail_of(entries, moment)
    heads = all(head == head_of(entry, moment) for entry, head in found)
    if not heads or size - file.tell() != len(tail) or file.read(len(tail)) != tail:
        yield "The files are as they were, but the zip around them is not: it was packed again, or something was added."


# --- without the review -------------------------------------------------------------------------------------------


class NotWhole(ValueError):
    """A package that is not as it was made: nothing is taken out of it. `faults`: why."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("The package is not as it was made.")
        self.faults = list(faults)


def without_review(path: Path, file: BinaryIO) -> list[str]:
    """Write a package once more without its review; which files were left out. Needs no key: nothing is signed.

    Raises NotWhole for one that is not as it was made, and OSError.
    """
    checked = check(path)
    if checked.faults or checked.manifest is None:
        raise NotWhole(checked.faults)
    loose = {each.naam for each in checked.manifest.bestanden if each.verwijderbaar}
    writer = Writer(file, checked.manifest.gemaaktOp)
    left_out: list[str] = []
    with path.open("rb") as source:
        entries = [(entry, len(head)) for entry, head, _ in read_entries(source, path.stat().st_size, {})]
        for entry, length in entries:
            if entry.name in loose:
                left_out.append(entry.name)
                continue
            source.seek(entry.offset + length)
            copy = writer.add(entry.name, _pieces(source, entry.size))
            if copy.sha256 != entry.sha256:
                raise NotWhole(["It was changed while it was read."])
    writer.finish()
    return left_out


def _pieces(file: BinaryIO, size: int) -> Iterator[bytes]:
    while size and (piece := file.read(min(size, CHUNK))):
        size -= len(piece)
        yield piece
