"""Types that several standards share: numbers, durations, dates, URLs, geometries. Pure: no clock, no I/O."""
