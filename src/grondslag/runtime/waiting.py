"""Waiting: how long what fails is left alone before it is tried again."""


def wait_after(failures: int, first: float, most: float) -> float:
    """Seconds to wait after so many failures in a row: `first`, each time twice as long, and never above `most`."""
    return min(first * 2.0 ** min(failures - 1, 40), most)
