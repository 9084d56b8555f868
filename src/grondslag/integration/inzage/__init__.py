"""Inzage: everything that is kept of one person, as a signed package (AVG art. 15), and its correction (art. 16)."""
