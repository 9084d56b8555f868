"""What kind of document content is, as far as we read its text: by how it begins, else by what is said of it."""

_ZIP = b"PK\x03\x04"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_TYPES = {
    "application/pdf": "pdf",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "message/rfc822": "mail",
    "text/plain": "text",
    "text/csv": "text",
    "text/markdown": "text",
}
_EXTENSIONS = {
    "pdf": "pdf",
    "htm": "html",
    "html": "html",
    "xhtml": "html",
    "eml": "mail",
    "txt": "text",
    "csv": "text",
    "md": "text",
}
_ZIPPED = frozenset(("docx", "docm", "pptx", "pptm", "xlsx", "xlsm", "odt", "ods", "odp"))


def kind_of(formaat: str, bestandsnaam: str, head: bytes) -> str:
    """`pdf`, `office`, `html`, `mail` or `text`; '' for what we do not read."""
    media, extension = formaat.partition(";")[0].strip().lower(), bestandsnaam.rpartition(".")[2].lower()
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(_ZIP):
        return "office" if extension in _ZIPPED or media.startswith((_OFFICE, _OPEN)) else ""
    found = _TYPES.get(media) or _EXTENSIONS.get(extension, "")
    is_binary = b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return "" if is_binary or found == "pdf" else found
