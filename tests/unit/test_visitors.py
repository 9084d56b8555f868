"""The one who runs the database of a data directory stays until its last visitor has left."""

import threading
from pathlib import Path

import pytest

from grondslag.runtime.postgres_directory import ClusterDirectory, visiting, without_visitors


@pytest.fixture
def directory(tmp_path: Path) -> ClusterDirectory:
    found = ClusterDirectory.below(tmp_path)
    found.root.mkdir()
    return found


def test_a_visitor_is_waited_for_beyond_all_patience(
    directory: ClusterDirectory, caplog: pytest.LogCaptureFixture
) -> None:
    order: list[str] = []
    told = threading.Event()

    def stop() -> None:
        with without_visitors(directory, patience=0.0):
            order.append("stopped")

    caplog.handler.addFilter(lambda record: told.set() or "waiting" in record.getMessage())
    with visiting(directory, patience=0.0) as held:
        assert held
        stopping = threading.Thread(target=stop)
        stopping.start()
        assert told.wait(10), "its patience has ended"
        order.append("left")
    stopping.join(10)
    assert order == ["left", "stopped"]


def test_who_comes_while_it_stops_is_no_visitor(directory: ClusterDirectory) -> None:
    with without_visitors(directory, patience=0.0), visiting(directory, patience=0.0) as held:
        assert not held
