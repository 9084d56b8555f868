"""How the delivery of notifications stands, for the administrator: what waits, what was given up, and buttons."""

import hashlib
import hmac
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from grondslag.integration import queue
from grondslag.interaction.site import Asked, Told, to
from grondslag.vocabulary.urls import is_uuid

PATH = "/beheer/notificaties"
AGAIN, NOW = f"{PATH}/opnieuw", f"{PATH}/nu"
SHOWN = 50
Page = Callable[..., Told]


def token_of(key: str) -> str:
    """What a form of this session carries: it follows from the key of the session, and does not tell it."""
    return hashlib.sha256(f"{AGAIN} {key}".encode()).hexdigest()[:32]


def without_query(url: str) -> str:
    """A callback as it may be shown: what follows the question mark can be a secret."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"


class Bezorging:
    """The pages below /beheer/notificaties, for who is logged in."""

    def __init__(self, pool: Callable[[], Any], stirred: Callable[[], None]) -> None:
        self.pool, self.stirred = pool, stirred

    async def answer(self, asked: Asked, key: str, page: Page) -> Told | None:
        """Answer one request of the session with this key; None when nothing is there."""
        if asked.path in (AGAIN, NOW) and asked.method == "POST":
            return await self._again(asked, key, page)
        if asked.path != PATH or asked.method not in ("GET", "HEAD"):
            return None
        return await self._shown(asked, key, page)

    async def _shown(self, asked: Asked, key: str, page: Page) -> Told:
        pool = self.pool()
        done, tried = (parse_qs(asked.query).get(name, [""])[0] for name in ("opnieuw", "nu"))
        return page(
            200,
            "bezorging.html",
            standings=await queue.standings(pool),
            letters=await queue.dead_letters(pool, SHOWN),
            shown=without_query,
            again=f"{AGAIN}?teken={token_of(key)}",
            now=f"{NOW}?teken={token_of(key)}",
            done=done if done.isdecimal() else "",
            tried=tried if tried.isdecimal() else "",
        )

    async def _again(self, asked: Asked, key: str, page: Page) -> Told:
        """Queue dead letters again, or try now what waits: of one abonnement, or all.

        A form without the token of its session does nothing.
        """
        said = {name: values[0] for name, values in parse_qs(asked.query).items()}
        if not hmac.compare_digest(said.get("teken", "").encode(), token_of(key).encode()):
            return page(403, "dicht.html", reason="formulier")
        abonnement = said.get("abonnement", "")
        if abonnement and not is_uuid(abonnement):
            return page(403, "dicht.html", reason="formulier")
        act = queue.replay if asked.path == AGAIN else queue.retry
        count = await act(self.pool(), abonnement)
        self.stirred()
        return to(f"{PATH}?{asked.path.rpartition('/')[2]}={count}")
