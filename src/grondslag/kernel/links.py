"""Links: the key of a record and its URL, seen from one base address."""

import re
from collections.abc import Mapping

from grondslag.kernel.shape import Shape, World

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
KEY_LENGTH = 36
MAX_URL = 2000
HTTP_URL = re.compile(r"https?://[^\s/?#@\\]+(?:[/?#][^\s\\]*)?", re.IGNORECASE | re.ASCII)


class Links:
    """Turns keys into URLs and back, for every component that we serve or know as neighbour.

    A record that lies elsewhere keeps its URL as its key, so both directions leave it alone.
    """

    def __init__(self, world: World, roots: Mapping[str, str]) -> None:
        """`roots`: component -> absolute URL of its API root, without a closing slash."""
        self.world = world
        self.roots = dict(roots)
        self.prefixes: dict[str, str] = {}
        self._targets: dict[str, str] = {}
        for shape in world.shapes.values():
            if shape.component in self.roots:
                path = shape.path[len(world.components[shape.component].path) :]
                prefix = self.roots[shape.component] + path + "/"
                self.prefixes[shape.key] = prefix
                self._targets[prefix] = shape.key

    def prefix(self, target: str) -> str:
        """What comes before the key in a URL of this resource; '' when its component is not known here."""
        return self.prefixes.get(target, "")

    def url(self, target: str, key: str, parent: str = "") -> str:
        """The URL of a record. A key that is a URL already stays as it is."""
        if len(key) != KEY_LENGTH:
            return key
        prefix = self.prefixes.get(target, "")
        return (prefix.replace("{parent}", parent) if parent else prefix) + key

    def find(self, url: str) -> tuple[str, str] | None:
        """The resource and key behind a URL of ours or of a neighbour; None for any other URL."""
        head, _, key = url.rpartition("/")
        key = key.lower()
        if not UUID.fullmatch(key):
            return None
        target = self._targets.get(head + "/")
        if target is None:
            upper, _, collection = head.rpartition("/")
            upper, _, parent = upper.rpartition("/")
            if not UUID.fullmatch(parent.lower()):
                return None
            target = self._targets.get(f"{upper}/{{parent}}/{collection}/")
        return (target, key) if target else None

    def key(self, target: str, url: str) -> str | None:
        """The key of `url` as a record of `target`. None when it is ours, or a neighbour's, but of another kind."""
        found = self.find(url)
        if found is not None:
            return found[1] if found[0] == target else None
        own = self.roots.get(target.partition(".")[0])
        return None if own and url.startswith(own + "/") else url


def is_url(text: str) -> bool:
    """Whether the text is an absolute http(s) URL without credentials."""
    return len(text) <= MAX_URL and text.isascii() and HTTP_URL.fullmatch(text) is not None


def own_path(shape: Shape, key: str, parent: str = "") -> str:
    """The path of a record of ours, without scheme and host."""
    return f"{shape.path.replace('{parent}', parent)}/{key}"
