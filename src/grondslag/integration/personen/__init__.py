"""Personen: questions to the basisregistratie, answered from a source of persoonslijsten."""
