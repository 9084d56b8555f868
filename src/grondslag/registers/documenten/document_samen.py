"""A document and its place in a zaak in one call, both or neither: beyond the standard, as the incumbent has it."""

from grondslag.kernel.rules import Part, act
from grondslag.registers.documenten.enkelvoudiginformatieobject import EnkelvoudigInformatieObject

act(
    "document_registreren",
    scope="documenten.aanmaken",
    status=201,
    single=False,
    extra=True,
    parts=(
        Part(name="enkelvoudiginformatieobject", target="documenten.enkelvoudiginformatieobject"),
        Part(name="zaakinformatieobject", target="zaken.zaakinformatieobject", points="informatieobject"),
    ),
)(EnkelvoudigInformatieObject)
