"""`python -m grondslag` is the command line."""

from grondslag.cli import main

main(prog_name="grondslag")
