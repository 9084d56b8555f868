"""The table: each request with its cost, its floors, its bounds, and the incumbent."""

from collections.abc import Iterator

import msgspec

from bench.delivery import Delivered, as_table

IDLE_LIMIT = 150.0
COLUMNS = (
    "request", "app", "bytes floor", "ratio", "bound", "PostgreSQL", "bare statement", "bound", "statements", "req/s",
    "p50", "p99", "Open Zaak", "cheaper",
)  # fmt: skip
HEAD = f"| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|\n"
FOOT = """
CPU in ms per request: *app* and *PostgreSQL* as measured under load (8 connections, one worker); *bytes floor*: the
same bytes from a bare ASGI app under the same server options; *bare statement*: the same SQL and values from a bare
driver (PostgreSQL, in brackets the driver's own process). p50 and p99 in ms, of a load client on the same machine.
Each figure is of the least disturbed of several rounds, in which the three are measured in turn; *ratio* is the middle
one of the rounds' own. Other work on the machine makes all of it dearer: compare costs in ms of quiet machines only.
*Open Zaak*: 1.30.0, web + PostgreSQL, as measured on a machine of the same kind; *cheaper*: its sum over ours.
"""


class Line(msgspec.Struct, kw_only=True):
    """One request; all costs in CPU-ms per request, times in ms."""

    name: str
    title: str
    requests: int
    statuses: dict[str, int]
    per_second: float
    p50: float
    p99: float
    statements: float
    app: float
    postgres: float
    bytes_floor: float
    ratio: float
    """The app's CPU over that of its own answer's bytes: the middle one of all rounds."""
    bare_client: float
    bare_postgres: float
    app_limit: float | None
    postgres_limit: float | None
    incumbent: tuple[float, float] | None

    @property
    def broken(self) -> list[str]:
        """What is not as it should be."""
        found: list[str] = []
        if self.app_limit is not None and self.ratio > self.app_limit:
            found.append(f"{self.title}: the app uses {self.ratio:.1f} times its floor, at most {self.app_limit:g}")
        if self.postgres_limit is not None and self.postgres > self.postgres_limit:
            found.append(f"{self.title}: PostgreSQL uses {self.postgres:.3f} ms, at most {self.postgres_limit:g}")
        if refused := {status: count for status, count in self.statuses.items() if not status.startswith("2")}:
            found.append(f"{self.title}: refused {refused}")
        return found

    @property
    def cheaper(self) -> float | None:
        """How many times the incumbent's CPU is ours."""
        return None if self.incumbent is None else sum(self.incumbent) / (self.app + self.postgres)

    def short(self) -> str:
        """For whoever waits."""
        return f"app {self.app:.3f} ms ({self.ratio:.1f}x)  PostgreSQL {self.postgres:.3f} ms  {self.per_second:,.0f}/s"


class Report(msgspec.Struct, kw_only=True):
    """One run."""

    made_at: str
    zaken: int
    python: str
    cores: int
    start_seconds: float
    idle_mebibytes: float
    busy_mebibytes: float
    lines: list[Line]
    deliveries: list[Delivered] = []

    @property
    def broken(self) -> list[str]:
        """Every bound that is broken."""
        found = [each for line in (*self.lines, *self.deliveries) for each in line.broken]
        if self.idle_mebibytes > IDLE_LIMIT:
            found.append(f"The server holds {self.idle_mebibytes:.0f} MiB when idle, at most {IDLE_LIMIT:.0f}")
        return found

    @property
    def passes(self) -> bool:
        """Whether all is within its bounds."""
        return not self.broken


def _bound(limit: float | None, broken: bool, unit: str = "") -> str:
    if limit is None:
        return ""
    return f"{limit:g}{unit} {'**broken**' if broken else 'kept'}"


def _row(line: Line) -> str:
    over = line.app_limit is not None and line.ratio > line.app_limit
    slow = line.postgres_limit is not None and line.postgres > line.postgres_limit
    bare = f"{line.bare_postgres:.3f} ({line.bare_client:.3f})"
    incumbent = "" if line.incumbent is None else f"{line.incumbent[0]:g} + {line.incumbent[1]:g}"
    cells = [
        line.title, f"{line.app:.3f}", f"{line.bytes_floor:.3f}", f"{line.ratio:.1f}",
        _bound(line.app_limit, over, "x"), f"{line.postgres:.3f}", bare, _bound(line.postgres_limit, slow),
        f"{line.statements:g}", f"{line.per_second:,.0f}", f"{line.p50:.2f}", f"{line.p99:.2f}", incumbent,
        "" if line.cheaper is None else f"{line.cheaper:,.0f}x",
    ]  # fmt: skip
    return "| " + " | ".join(cells) + " |\n"


def _texts(report: Report) -> Iterator[str]:
    yield f"# Bench of {report.made_at} UTC\n\n{report.zaken:,} zaken, Python {report.python}, {report.cores} cores. "
    yield f"The server answers {report.start_seconds:.2f} s after it is started, PostgreSQL included, and holds "
    yield f"{report.idle_mebibytes:.0f} MiB when idle (bound {IDLE_LIMIT:.0f}), {report.busy_mebibytes:.0f} MiB "
    yield f"after the run.\n\n{HEAD}"
    yield from map(_row, report.lines)
    yield FOOT
    if report.deliveries:
        yield "\n" + as_table(report.deliveries)
    yield "\nAll bounds are kept.\n" if report.passes else "\n" + "".join(f"- {each}\n" for each in report.broken)


def as_markdown(report: Report) -> str:
    """The report as a page."""
    return "".join(_texts(report))
