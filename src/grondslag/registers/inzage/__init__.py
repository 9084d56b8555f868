"""Inzage: what a municipality shows a person of what it keeps (AVG art. 15), and is asked to put right (art. 16)."""
