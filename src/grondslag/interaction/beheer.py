"""The door of the administrator: a one-time link, a session, and a page that shows what runs."""

from collections.abc import Awaitable, Callable
from functools import partial
from http.cookies import CookieError, SimpleCookie
from typing import Any

import msgspec

from grondslag.interaction.bezorging import PATH, Bezorging
from grondslag.interaction.site import Asked, Site, Told, to
from grondslag.interaction.verwerkingen import Verwerkingen
from grondslag.runtime import administrators

COOKIE = "grondslag_beheer"
LONGEST_CODE = 100
_LINK = "/beheer/toegang/"


class Running(msgspec.Struct, frozen=True):
    """What the administrator sees: the clients with their rights, and the migrations that were applied."""

    clients: list[Any]
    migrations: list[tuple[str, str]]


class Beheer:
    """The pages below /beheer."""

    def __init__(
        self,
        site: Site,
        pool: Callable[[], Any],
        running: Callable[[], Awaitable[Running]],
        bezorging: Bezorging | None = None,
        verwerkingen: Verwerkingen | None = None,
    ) -> None:
        self.site, self.pool, self.running = site, pool, running
        self.bezorging, self.verwerkingen = bezorging, verwerkingen

    async def answer(self, asked: Asked) -> Told:
        """Answer one request."""
        if asked.method == "POST" and not _is_own(asked):
            return self._shut(asked, 403, "formulier")
        if asked.path.startswith(_LINK):
            return await self._link(asked, asked.path.removeprefix(_LINK)[:LONGEST_CODE])
        naam = await self._who(asked)
        if naam is None:
            return self._shut(asked, 403, "sessie")
        if asked.path == "/beheer/uitloggen" and asked.method == "POST":
            await administrators.leave(self.pool(), _key(asked))
            return to("/", **_cookie(asked, "", 0))
        return await self._page(asked, naam) or self.site.missing(asked)

    async def _page(self, asked: Asked, naam: str) -> Told | None:
        """The page at this path, for who is logged in; None when there is none."""
        page = partial(self._told, asked)
        if self.bezorging is not None and asked.path.startswith(PATH):
            return await self.bezorging.answer(asked, _key(asked), page)
        if asked.path not in ("/beheer", "/beheer/"):
            return await self.verwerkingen.answer(asked, page) if self.verwerkingen is not None else None
        if asked.method not in ("GET", "HEAD"):
            return None
        return page(
            200,
            "beheer.html",
            naam=naam,
            running=await self.running(),
            bezorging=self.bezorging is not None,
            lacking=await self.verwerkingen.count() if self.verwerkingen is not None else None,
        )

    async def _link(self, asked: Asked, code: str) -> Told:
        """Looking at the link uses nothing, so that a mail program that looks first does no harm; the button does."""
        if asked.method != "POST":
            if await administrators.is_open(self.pool(), code):
                return self._told(asked, 200, "toegang.html")
            return self._shut(asked, 404, "link") if await self._who(asked) is None else to("/beheer")
        key = await administrators.redeem(self.pool(), code)
        if key is None:
            return self._shut(asked, 404, "link")
        return to("/beheer", **_cookie(asked, key, administrators.SESSION_HOURS * 3600))

    async def _who(self, asked: Asked) -> str | None:
        """The name of the administrator who asks."""
        key = _key(asked)
        return await administrators.who(self.pool(), key) if key else None

    def _shut(self, asked: Asked, status: int, reason: str) -> Told:
        """The door stays shut, and the page tells why: the link, the session or the form."""
        return self._told(asked, status, "dicht.html", reason=reason)

    def _told(self, asked: Asked, status: int, template: str, **values: Any) -> Told:
        told = self.site.page(status, template, forms=True, start=self.site.context(asked), **values)
        return msgspec.structs.replace(told, headers={**told.headers, "Referrer-Policy": "no-referrer"})


def _is_own(asked: Asked) -> bool:
    """Whether a form of ours sent this, and not that of another site."""
    sent_from = asked.headers.get(b"origin", b"").decode("latin-1")
    kind = asked.headers.get(b"sec-fetch-site", b"same-origin")
    return kind in (b"same-origin", b"none") and sent_from in ("", "null", asked.base)


def _key(asked: Asked) -> str:
    try:
        found = SimpleCookie(asked.headers.get(b"cookie", b"").decode("latin-1")).get(COOKIE)
    except CookieError:
        return ""
    return found.value[:LONGEST_CODE] if found is not None else ""


def _cookie(asked: Asked, value: str, seconds: int) -> dict[str, str]:
    secure = "; Secure" if asked.base.startswith("https:") else ""
    return {"Set-Cookie": f"{COOKIE}={value}; Path=/beheer; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"}
