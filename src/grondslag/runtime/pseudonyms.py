"""Pseudonyms: how the processing log names a person without telling who it is.

A subject is `kind:value` (`bsn:999990019`). Its pseudonym is a byte for the kind and 16 bytes of a hash under a key
that only this installation can open, so who reads the log cannot tell a person, nor try out all numbers. Each calendar
year has a key of its own; an older one lives as long as the records that it made.
"""

import os
from datetime import date, timedelta
from hashlib import blake2b
from itertools import pairwise
from typing import Any

from grondslag.runtime.secrets import SecretBox
from grondslag.settings import StartError
from grondslag.surfaces.subjects import PERSONS

KINDS = {kind: number for number, kind in enumerate(PERSONS, 1)}
KEY_BYTES, HASH_BYTES = 32, 16
REMEMBERED = 50_000
OVERLAP = timedelta(days=30)
"""So long after its successor came a key may still be in use, by a process that had not looked."""


class Pseudonyms:
    """The keys of one municipality, as this process knows them.

    `of` and `current` belong together as long as nobody awaited in between: a new year has another key.
    """

    def __init__(self, box: SecretBox) -> None:
        self.box = box
        self.current = 0
        """The number of the key that makes new pseudonyms."""
        self.lost: tuple[int, ...] = ()
        """Keys that were sealed under another secret: what they made can no longer be found by person."""
        self.marks: dict[int, str] = {}
        """What tells a key from every other, also in another installation, and does not open anything."""
        self._keys: dict[int, bytes] = {}
        self.known: dict[str, str] = {}
        """What `of` answered before, by subject."""

    @classmethod
    async def open(cls, pool: Any, box: SecretBox, today: date) -> "Pseudonyms":
        """The keys, with that of this calendar year: made when there is none, once however many processes ask."""
        made = cls(box)
        await made.refresh(pool, today)
        return made

    async def refresh(self, pool: Any, today: date) -> None:
        """Look again: another process may have made a key, a year may have begun, a key may have gone.

        Where the database was put back, another key may have the number of one that went with it.
        """
        before = self.current, self.marks.get(self.current)
        current = await self._read(pool, today)
        while current is None:
            fresh = max((*self._keys, *self.lost), default=0) + 1
            # Whoever took this number first made the key of the year: ours is not kept, and we read theirs.
            await pool.execute(
                "insert into grondslag.pseudoniemsleutel (id, sleutel, van) values ($1, $2, $3) on conflict do nothing",
                fresh,
                self.box.encrypt(os.urandom(KEY_BYTES).hex(), _about(fresh)),
                today,
            )
            current = await self._read(pool, today)
        if (current, self.marks[current]) != before:
            self.known.clear()
            self.current = current

    async def _read(self, pool: Any, today: date) -> int | None:
        """Open every key; the number of the one of this year, the first that was made if there are more."""
        rows = await pool.fetch("select id, sleutel, van from grondslag.pseudoniemsleutel order by id")
        keys: dict[int, bytes] = {}
        lost: list[int] = []
        current = None
        for number, sealed, since in rows:
            try:
                keys[number] = bytes.fromhex(self.box.decrypt(sealed, _about(number)))
            except StartError:
                lost.append(number)
                continue
            if current is None and since.year >= today.year:
                current = number
        self._keys, self.lost = keys, tuple(lost)
        self.marks = {number: _mark(key) for number, key in keys.items()}
        return current

    def of(self, subject: str) -> str:
        """The pseudonym of a subject by the current key, as 34 hex digits. Raises ValueError for an unknown kind."""
        found = self.known.get(subject)
        if found is None:
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            found = self.known[subject] = _hashed(subject, self._keys[self.current]).hex()
        return found

    def digest(self, told: bytes) -> str:
        """What tells this from anything else under the current key, as 32 hex digits; nobody else can make it."""
        return blake2b(told, key=self._keys[self.current], digest_size=HASH_BYTES, person=b"gezien").hexdigest()

    def all_of(self, subject: str) -> list[bytes]:
        """The pseudonym of a subject under every key that lives. Raises ValueError for an unknown kind."""
        return [_hashed(subject, key) for key in self._keys.values()]


def _about(number: int) -> str:
    return f"pseudoniemsleutel {number}"


def _mark(key: bytes) -> str:
    return blake2b(b"mark", key=key, digest_size=8).hexdigest()


def _hashed(subject: str, key: bytes) -> bytes:
    kind, _, value = subject.partition(":")
    if kind not in KINDS or not value:
        raise ValueError(f"A subject is one of {', '.join(KINDS)}, a colon and a value.")
    return bytes((KINDS[kind],)) + blake2b(subject.encode(), key=key, digest_size=HASH_BYTES).digest()


async def forget_keys(pool: Any, today: date) -> list[int]:
    """Remove the keys that made none of the records there still are; which they were.

    The newest stays, and so does one that a slow process may still use.
    """
    rows = await pool.fetch("select id, van from grondslag.pseudoniemsleutel order by van, id")
    partitions = await pool.fetch(
        "select p.inhrelid::regclass::text from pg_inherits p "
        "join pg_class c on c.oid = p.inhparent and c.relname = 'gezien' and c.relkind = 'p' order by 1"
    )
    gone: list[int] = []
    for (number, _), (_, followed) in pairwise(rows):
        if followed + OVERLAP < today and not await _is_used(pool, [each[0] for each in partitions], number):
            await pool.execute("delete from grondslag.pseudoniemsleutel where id = $1", number)
            gone.append(number)
    return gone


async def _is_used(pool: Any, partitions: list[str], number: int) -> bool:
    """Whether what was seen was written by this key; a partition at a time, so that no statement takes long."""
    for each in partitions:
        if await pool.fetchval(f"select exists (select from {each} where sleutel = $1)", number):
            return True
    return False
