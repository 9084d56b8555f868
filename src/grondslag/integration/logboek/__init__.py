"""Logboek: reading, taking in and handing over the records of what was done with data of persons."""
