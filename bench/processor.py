"""How much CPU processes used, from /proc."""

import os
from collections.abc import Iterator
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
PROC = Path("/proc")


def cpu_seconds(pid: int) -> float:
    """User and system time of a process, all its threads included: to the nanosecond where the kernel tells."""
    try:
        lines = [path.read_text() for path in (PROC / str(pid) / "task").glob("*/schedstat")]
        return sum(int(each.split()[0]) for each in lines) / 1e9
    except OSError:
        return sum(_fields(pid)[11:13]) / TICK


def cpu_of_family(pid: int) -> float:
    """The same of a process and its children, those that ended included."""
    while True:
        ended = _ended(pid)
        alive = sum(_of_child(child) for child in children(pid))
        if _ended(pid) == ended:  # else one ended meanwhile: it was counted twice, or not at all
            return cpu_seconds(pid) + alive + ended


def _ended(pid: int) -> float:
    return sum(_fields(pid)[13:15]) / TICK


def _of_child(pid: int) -> float:
    try:
        return cpu_seconds(pid)
    except OSError:
        return 0.0


def _fields(pid: int) -> list[int]:
    """The numbers of /proc/…/stat after the name and the state; place 11 to 14 hold the times in ticks."""
    text = (PROC / str(pid) / "stat").read_text()
    return [0, *(int(each) for each in text.rpartition(")")[2].split()[1:])]


def children(pid: int) -> Iterator[int]:
    """The processes that this one started."""
    for path in PROC.glob("[0-9]*"):
        try:
            if _fields(int(path.name))[1] == pid:
                yield int(path.name)
        except OSError:
            continue


def resident_mebibytes(pid: int) -> float:
    """How much memory a process holds."""
    line = next(each for each in (PROC / str(pid) / "status").read_text().splitlines() if each.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
