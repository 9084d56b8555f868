"""Documents with content, for tests: what is sent, what comes back, and what lies in the store."""

import base64
import json
import time
from pathlib import Path
from typing import Any

from grondslag.runtime.clients import make_token
from tests.api import FIRST, SECRET
from tests.builders import document_body
from tests.soorten import DOCUMENTEN, Soort

SMALL = b"%PDF-1.7 een klein document"
PART = 4096
UPLOADS = f"{DOCUMENTEN}/enkelvoudiginformatieobjecten"


class Kast:
    """Documents of one municipality, and what lies in its store."""

    def __init__(self, soort: Soort, data: Path) -> None:
        self.soort, self.api, self.informatieobjecttype = soort, soort.api, soort.informatieobjecttype
        self.root = data / "inhoud"
        self.contents = soort.api.program.town.contents
        self.client = FIRST

    def body(self, content: bytes | None = None, **said: Any) -> dict[str, Any]:
        """A new document."""
        if content is not None:
            said = {"inhoud": base64.b64encode(content).decode(), "bestandsomvang": len(content)} | said
        return document_body(self.informatieobjecttype, **said)

    async def made(self, content: bytes | None = None, **said: Any) -> dict[str, Any]:
        """A document that was created."""
        return await self.api.made(UPLOADS, self.body(content, **said))

    async def locked(self, document: dict[str, Any]) -> str:
        """The key of a lock on it."""
        status, answer = await self.api("POST", document["url"] + "/lock", {})
        assert status == 200, answer
        return answer["lock"]

    async def got(self, document: dict[str, Any]) -> dict[str, Any]:
        """The document as it is now."""
        return await self.api.got(document["url"])

    async def content(self, url: str, **headers: str) -> bytes:
        """What a download gives."""
        status, _, raw = await self.api.raw("GET", url, **headers)
        assert status in (200, 206), raw
        return raw

    async def send(self, url: str, lock: str, content: bytes | None, **said: str) -> tuple[int, Any]:
        """Send a part."""
        raw, kind = form({"lock": lock} | said, content)
        status, _, answer = await self.api.raw("PUT", url, raw, content_type=kind)
        return status, json.loads(answer)

    def token(self) -> str:
        """A token of the client."""
        return make_token(self.client, SECRET, time.time())

    async def key(self, document: dict[str, Any]) -> str:
        """The key under which the content of a document lies."""
        sql = "select sleutel from documenten.bestandsdeel where informatieobject = $1 order by versie desc, volgnummer"
        return await self.api.program.pool.fetchval(sql, document["url"][-36:])

    def file(self, key: str) -> Path:
        """Where that is."""
        return self.root / key[:2] / key

    def drafts(self) -> list[str]:
        """What is still being written."""
        folder = self.root / ".nieuw"
        return sorted(each.name for each in folder.iterdir()) if folder.exists() else []

    async def stray(self) -> list[str]:
        """Files that no row names, and keys in doubt that none names either."""
        pool = self.api.program.pool
        await self.api.program.town.contents.forget()
        named = {row[0] for row in await pool.fetch("select sleutel from documenten.bestandsdeel")}
        files = {each.name for each in self.root.rglob("*") if each.is_file()}
        doubted = {row[0] for row in await pool.fetch("select sleutel from documenten.ontvangen")}
        assert named - {""} <= files
        return sorted((files | doubted) - named)


def form(fields: dict[str, str], content: bytes | None, boundary: str = "grens") -> tuple[bytes, str]:
    """A form as a browser sends it, and its media type."""
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    if content is not None:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="inhoud"; filename="deel"\r\n\r\n'.encode()
        parts.append(head + content + b"\r\n")
    return b"".join([*parts, f"--{boundary}--\r\n".encode()]), f"multipart/form-data; boundary={boundary}"
