"""Grondslag: Dutch municipal case registers, derived from one declaration per resource."""

__version__ = "0.3.0"
