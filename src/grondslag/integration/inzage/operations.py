"""What can be asked of Inzage over HTTP: a package, the key it is signed with, and a request to put something right."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack
from typing import Any, BinaryIO

import msgspec

from grondslag.integration.inzage.assembling import Gemeente
from grondslag.integration.inzage.correctie import Correctie
from grondslag.integration.inzage.making import Maker
from grondslag.integration.inzage.whom import FIELDS, KINDS, Nobody, whom
from grondslag.kernel.rules import Violation
from grondslag.runtime.incoming import as_object
from grondslag.runtime.operations import Asked, Operation, Run
from grondslag.runtime.secrets import SecretBox
from grondslag.runtime.signing import Signer, fingerprint, known_keys
from grondslag.runtime.town import Answer, Call, Town
from grondslag.surfaces.problems import Busy, Invalid

PAKKET = "inzage.pakket"
AT_ONCE = 2
"""So many packages are made at the same time: each may be large."""
IN_MEMORY = 8 * 2**20
CHUNK = 2**18
_encode = msgspec.json.Encoder().encode


class _Packages:
    """Makes packages for who asks over HTTP."""

    def __init__(self, box: SecretBox, gemeente: Gemeente) -> None:
        self.box, self.gemeente = box, gemeente
        self.under_way = 0

    async def make(self, town: Town, call: Call, asked: Asked) -> Answer:
        """The package of one person. The number comes in the body: an address is logged by others."""
        body = as_object(asked.body, asked.headers, may_be_empty=False)
        kind, value, with_content = _read(body)
        try:
            who = await whom(town, call.links, kind, value)
        except Nobody as wrong:
            raise Invalid([Violation(wrong.code, wrong.reason, FIELDS[kind])]) from None
        if self.under_way >= AT_ONCE:
            raise Busy("Er worden al pakketten gemaakt. Probeer het zo weer.")
        self.under_way += 1
        try:
            with ExitStack() as stack:
                file: Any = stack.enter_context(tempfile.SpooledTemporaryFile(IN_MEMORY))
                maker = Maker(town, self.box, self.gemeente)
                made = await maker.make(file, call.links, who, with_content=with_content)
                keep = stack.pop_all()
        finally:
            self.under_way -= 1
        call.seen(who.subject, PAKKET)
        headers = (
            (b"content-type", b"application/zip"),
            (b"content-disposition", b'attachment; filename="inzage.zip"'),
            (b"cache-control", b"no-store"),
        )
        return Answer(headers=headers, stream=_sent(file, keep), length=made.size)

    async def key(self, town: Town, _call: Call, _asked: Asked) -> Answer:
        """The key that packages are signed with, and all that there were."""
        public_key = (await Signer.open(town.pool, self.box)).public_key
        keys = [
            {"sleutel": each.public_key, "kort": fingerprint(each.public_key), "vanaf": each.since, "tot": each.until}
            for each in await known_keys(town.pool)
        ]
        return Answer(body=_encode({"sleutel": public_key, "kort": fingerprint(public_key), "sleutels": keys}))


def _read(body: dict[str, Any]) -> tuple[str, str, bool]:
    """As what the person is known, the value, and whether content comes along. Raises Invalid."""
    told: list[Violation] = []
    said, with_content = [kind for kind in KINDS if FIELDS[kind] in body], body.get("metInhoud", False)
    kind = said[0] if said else KINDS[0]
    value = body.get(FIELDS[kind])
    if not isinstance(value, str):
        told.append(Violation("required", f"Noem de persoon: {', '.join(FIELDS.values())}.", FIELDS[kind]))
    told += [Violation("invalid", "Een pakket gaat over één persoon.", FIELDS[each]) for each in said[1:]]
    if not isinstance(with_content, bool):
        told.append(Violation("invalid", "Voer true of false in.", "metInhoud"))
    told += [
        Violation("unknown-parameters", f"Onbekend veld: {name[:100]}.", name[:100])
        for name in body
        if name not in (*FIELDS.values(), "metInhoud")
    ]
    if told:
        raise Invalid(told)
    return kind, str(value), bool(with_content)


async def _sent(file: BinaryIO, keep: ExitStack) -> AsyncIterator[bytes]:
    """The bytes of a file, which is gone afterwards."""
    with keep:
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def operations(box: SecretBox, code: str, naam: str, correctie_zaaktype: str) -> list[Operation]:
    """All of them, for the municipality with this code and name."""
    packages, correctie = _Packages(box, Gemeente(code, naam)), Correctie(correctie_zaaktype)

    async def request(town: Town, call: Call, asked: Asked) -> Answer:
        return await correctie.request(town, call, as_object(asked.body, asked.headers, may_be_empty=False))

    def made(method: str, path: str, scope: str, name: str, run: Run, **more: Any) -> Operation:
        return Operation(component="inzage", method=method, path=path, scope=scope, name=name, run=run, **more)

    return [
        made("POST", "/pakketten", "inzage.lezen", PAKKET, packages.make, judged=False, of_all=True),
        made("GET", "/sleutel", "", "inzage.sleutel", packages.key),
        made(
            "POST", "/correctieverzoeken", "inzage.bijwerken", "inzage.correctieverzoek.aanmaken", request, writes=True
        ),
    ]
