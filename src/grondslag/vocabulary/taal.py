"""Languages by ISO 639-2/B code. The shape is checked, not the list: the standard bounds it no further."""


def check_taal(text: str) -> str | None:
    """Three lower-case letters, such as `nld` or `dut`."""
    if len(text) == 3 and text.isascii() and text.isalpha() and text.islower():
        return None
    return "Een taal is een code van drie kleine letters (ISO 639-2/B), bijvoorbeeld nld."
