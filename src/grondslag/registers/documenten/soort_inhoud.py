"""What content is by its first bytes, held against what is said of it: a small table, and no more than a hint."""

from collections.abc import Iterator

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_BEGINS: dict[str, tuple[bytes, ...]] = {
    "application/pdf": (b"%PDF-",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/tiff": (b"II*\x00", b"MM\x00*"),
    "application/zip": (_ZIP, b"PK\x05\x06"),
    "application/msword": (_OLE,),
    "application/vnd.ms-excel": (_OLE,),
    "application/vnd.ms-powerpoint": (_OLE,),
    "application/vnd.ms-outlook": (_OLE,),
    f"{_OFFICE}wordprocessingml.document": (_ZIP,),
    f"{_OFFICE}spreadsheetml.sheet": (_ZIP,),
    f"{_OFFICE}presentationml.presentation": (_ZIP,),
    f"{_OPEN}text": (_ZIP,),
    f"{_OPEN}spreadsheet": (_ZIP,),
    f"{_OPEN}presentation": (_ZIP,),
}
"""How content of a kind begins."""
_EXTENSIONS = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "zip": "application/zip",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "msg": "application/vnd.ms-outlook",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "odt": f"{_OPEN}text",
    "ods": f"{_OPEN}spreadsheet",
    "odp": f"{_OPEN}presentation",
}
_TEXT = ("text/", "application/json", "application/xml")
_TEXT_EXTENSIONS = ("txt", "csv", "htm", "html", "xml", "json", "md")


def _fits(head: bytes, kind: str) -> bool:
    """Whether content that begins so may be of this kind; of a kind that is not in the table anything may be."""
    if kind.startswith(_TEXT):
        return b"\0" not in head and not any(head.startswith(each) for begins in _BEGINS.values() for each in begins)
    return kind not in _BEGINS or head.startswith(_BEGINS[kind])


def misfit(head: bytes, formaat: str, bestandsnaam: str) -> Iterator[str]:
    """In what the content differs from its formaat and from the extension of its name, in Dutch sentences."""
    if not head:
        return
    kind = formaat.partition(";")[0].strip().lower()
    if kind and not _fits(head, kind):
        yield f"De inhoud ziet er niet uit als {kind}, zoals formaat zegt."
    extension = bestandsnaam.rpartition(".")[2].lower() if "." in bestandsnaam else ""
    named = "text/plain" if extension in _TEXT_EXTENSIONS else _EXTENSIONS.get(extension, "")
    if named and not _fits(head, named):
        yield f"De inhoud past niet bij de extensie {extension} van bestandsnaam."
