"""Taking a request that may bring content: the content goes to the store as it comes, the rest becomes the body.

Who may do nothing of the kind is refused before a byte is read; who may not do it with this type of document, as soon
as the type is known. What is not judged yet is counted (`contents.py`). Whatever goes wrong, nothing is left behind.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from grondslag.kernel.access import Reach, wants
from grondslag.kernel.declare import Content
from grondslag.kernel.rules import Violation
from grondslag.kernel.shape import Shape
from grondslag.runtime.base64_reading import Base64Reader, NotBase64
from grondslag.runtime.contents import ALGORITHMS, Contents, Piece, Upload
from grondslag.runtime.form_reading import FormReader
from grondslag.runtime.incoming import Headers, Sent, arriving, as_object, let_go
from grondslag.runtime.json_reading import JsonReader
from grondslag.runtime.town import Call, Town, demand, read_row
from grondslag.surfaces.problems import Forbidden, Invalid, Problem


class Taken:
    """A request that came in whole."""

    def __init__(self, body: dict[str, Any], raw: bytes, upload: Upload | None) -> None:
        self.body, self.raw, self._upload = body, raw, upload
        self.is_used = False
        """Whether the change that it asks was carried out."""

    async def put_down(self, *, refused: bool) -> None:
        """After it was judged. When nobody knows whether a change went through, `sweep` finds out later."""
        if self._upload is None:
            return
        self._upload.end()
        if self.is_used:
            self._upload.contents.is_kept(self._upload.key)
        elif refused:
            await self._upload.abandon()


@asynccontextmanager
async def taken(
    town: Town, call: Call, shape: Shape, key: str, sent: Sent, limit: int, within: str = ""
) -> AsyncIterator[Taken]:
    """The request, to judge. Raises what it is refused for. `limit`: bytes of all that is no content.

    `within`: where the record stands in the body, when that holds more.
    """
    found = await _take(town, call, shape, key, sent, limit, within)
    try:
        yield found
    except Problem:
        await found.put_down(refused=True)
        raise
    except BaseException:
        await found.put_down(refused=False)
        raise
    await found.put_down(refused=True)


async def _take(town: Town, call: Call, shape: Shape, key: str, sent: Sent, limit: int, within: str) -> Taken:
    try:
        coming = _Coming(town, call, shape, await _reach(town, call, shape, key), sent.headers, limit, within)
    except Problem:
        if b"expect" not in sent.headers:  # who asks first has not begun
            await let_go(sent.receive)
        raise
    largest = town.contents.bounds.upload * 3 // 2 + limit
    try:
        async for raw in arriving(sent.headers, sent.receive, sent.trace, largest):
            await coming.feed(raw)
        return await coming.end(sent.headers)
    except BaseException as failure:
        await coming.give_up()
        if isinstance(failure, Problem) and sent.trace.waits:
            await let_go(sent.receive)
        raise


class _Coming:
    """A request that is coming in."""

    def __init__(
        self, town: Town, call: Call, shape: Shape, reach: Reach, headers: Headers, limit: int, within: str
    ) -> None:
        field = shape.content
        assert field is not None  # noqa: S101 - only these come here
        self.town, self.call, self.shape, self.reach, self.name = town, call, shape, reach, field.wire
        is_shown = field.out is not None
        self.reader = JsonReader(field.wire, limit, within) if is_shown else FormReader(field.wire, headers)
        self.within = within
        self.upload: Upload | None = None

    async def feed(self, raw: bytes) -> None:
        """Take the next bytes."""
        piece = self.reader.feed(raw)
        if self.reader.begun and self.upload is None:
            _refuse_type(self.call, self.shape, self.reach, self.reader.before())
            self.upload = self.town.contents.begin(self.call.caller.client)
        if piece and self.upload is not None:
            await self.upload.write(piece)

    async def end(self, headers: Headers) -> Taken:
        """All of it came: the body, with what lies in the store in the place of its content."""
        rest = self.reader.end()
        said: Any
        if isinstance(rest, bytes):
            body = as_object(rest, headers, may_be_empty=False)
            said = body.get(self.within) if self.within else body
            if isinstance(said, dict) and isinstance(text := said.get(self.name), str):
                await self._take_text(text)
        else:
            body = said = dict[str, Any](rest)
            rest = repr(rest).encode()
        if self.upload is None:
            return Taken(body, rest, None)
        if not self.upload.size and isinstance(self.reader, JsonReader):  # an empty text says that there is none
            await self.give_up()
            return Taken(body, rest, None)
        if not isinstance(said, dict) or (self.within and self.name not in said):
            raise Invalid([Violation("invalid", "Deze inhoud hoort bij geen document.", self.reader.name)])
        content = said[self.name] = await _stored(self.town.contents, self.upload, said)
        return Taken(body, rest + content.digests["sha_256"].encode(), self.upload)

    async def _take_text(self, text: str) -> None:
        """Content that came along with the rest, because its name was written in another way."""
        if self.upload is not None:
            raise Invalid([Violation("invalid", "Dit veld staat er meer dan één keer.", self.reader.name)])
        reader, self.upload = Base64Reader(), self.town.contents.begin(self.call.caller.client)
        try:
            await self.upload.write(reader.feed(text.encode()))
            reader.end()
        except NotBase64 as failure:
            raise Invalid([Violation(failure.code, failure.reason, self.reader.name)]) from None

    async def give_up(self) -> None:
        """Nothing of it is wanted."""
        if self.upload is not None:
            self.upload.end()
            await self.upload.abandon()


async def _reach(town: Town, call: Call, shape: Shape, key: str) -> Reach:
    """How far the right to do this goes, before anything is read; on a record, it must go as far as that."""
    scope = "update" if key else "create"
    reach = demand(call, town.engine.world.root_of(shape), wants(shape.said.scopes[scope]))
    if key:
        await read_row(town, call, shape, key, scope)
    return reach


def _refuse_type(call: Call, shape: Shape, reach: Reach, said: Mapping[str, Any]) -> None:
    """A type outside the rights is refused before its content is taken, where it stands before that."""
    if reach.everywhere or not shape.said.guarded_by:
        return
    guard = shape.field(shape.said.guarded_by[0])
    url = said.get(guard.wire)
    if isinstance(url, str) and guard.to is not None and call.links.key(guard.to.target, url) not in reach.upto:
        raise Forbidden


async def _stored(contents: Contents, upload: Upload, body: Mapping[str, Any]) -> Content:
    """The content once it is in the store, with the checksum that came along."""
    content = await upload.finish()
    told: Any = body.get("integriteit")
    algorithm = told.get("algoritme") if isinstance(told, dict) else None
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS or algorithm in content.digests:
        return content
    piece = Piece(content.key, content.size, content.digests["sha_256"])
    digests = dict(content.digests) | {algorithm: await contents.digest([piece], algorithm)}
    return Content(key=content.key, size=content.size, head=content.head, digests=digests)
