"""What all pages share: the templates, how numbers read, and the headers that keep a page safe."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from grondslag.interaction.assets import asset_url

_PAGE_POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
}
# Swagger UI sets style attributes, draws its icons as data: images and fetches the OpenAPI document and the API itself.
_VIEWER_POLICY = _PAGE_POLICY | {
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    # The page holds a form of the viewer (authorise, try it out); its script sends it, the browser itself never.
    "form-action": "'none'",
}


def page_headers(*, viewer: bool = False, forms: bool = False) -> dict[str, str]:
    """The headers of an HTML page; the page of the API viewer may run the packaged script, no other page runs any.

    Only a page with a form of its own (`forms`) may send one.
    """
    policy = (_VIEWER_POLICY if viewer else _PAGE_POLICY) | ({"form-action": "'self'"} if forms else {})
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "no-store",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }


def dutch_number(number: int) -> str:
    """A whole number as Dutch readers write it: 12.345."""
    return f"{number:,}".replace(",", ".")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("grondslag.interaction"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["dutch_number"] = dutch_number
    environment.globals["asset_url"] = asset_url
    return environment


def render(template: str, **values: Any) -> str:
    """The page that a template makes of values; every value is escaped, a missing one is an error."""
    return _environment().get_template(template).render(**values)
