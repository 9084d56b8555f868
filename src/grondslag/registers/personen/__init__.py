"""Personen: who is in the basisregistratie personen, asked at the source (BRP Personen bevragen 2.7)."""
