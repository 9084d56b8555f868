"""Correctie: a request to put a fact right becomes a zaak, in one transaction: both are there, or neither."""

from itertools import filterfalse

import msgspec

from grondslag.kernel.declare import Json
from grondslag.kernel.decode import decode_record
from grondslag.kernel.rules import Violation
from grondslag.kernel.shape import World, fields_of
from grondslag.registers.inzage.bronhouder import bronhouder_van
from grondslag.runtime.changing import change
from grondslag.runtime.mirrors import WARNING, after
from grondslag.runtime.together import Bound, together
from grondslag.runtime.town import Answer, Call, Town, Wish
from grondslag.surfaces.person_numbers import groups_of
from grondslag.surfaces.problems import Conflict, Invalid

VERZOEK = "inzage.correctieverzoek"
PERSOON = "personen.persoon"
"""What the BRP says of a person: no record of ours."""
NEEDS = ("catalogi", "zaken")
# The version in force of the zaaktype with this identificatie, its first step, and the rol of who asks.
_ZAAKTYPE = """
    select z.id::text, c.rsin,
        (select s.id::text from catalogi.statustype s where s.zaaktype = z.id order by s.volgnummer limit 1),
        (select r.id::text from catalogi.roltype r where r.zaaktype = z.id and r.omschrijving_generiek = 'initiator'
         order by r.id limit 1)
    from catalogi.zaaktype z join catalogi.catalogus c on c.id = z.catalogus
    where z.identificatie = $1 and not z.concept and z.begin_geldigheid <= $2
        and (z.einde_geldigheid is null or z.einde_geldigheid >= $2)
    order by z.begin_geldigheid desc limit 1
"""


class NoZaaktype(Conflict):
    """There is no zaaktype in which such a request can be dealt with."""

    code, title = "no-zaaktype", "Er is geen zaaktype voor correctieverzoeken."


class Soort(msgspec.Struct, frozen=True):
    """The kind of zaak that a request becomes, by keys."""

    zaaktype: str
    rsin: str
    statustype: str | None
    roltype: str | None


class Correctie:
    """Takes requests. `zaaktype`: the identificatie that the municipality chose."""

    def __init__(self, zaaktype: str) -> None:
        self.zaaktype = zaaktype

    async def request(self, town: Town, call: Call, body: Json) -> Answer:
        """Record a request, with the zaak in which it is dealt with. Raises NoZaaktype, Invalid and as any write."""
        shape = town.engine.world.shapes[VERZOEK]
        decoded = decode_record(shape, body, call.links, partial=False)
        wrong = decoded.violations or unknown_fact(town.engine.world, body["gegeven"])
        if wrong:
            raise Invalid(wrong)
        if body.get("zaak"):
            return await change(town, call, Wish(shape=shape, action="create", body=body))
        async with together(town) as bound:
            soort = await self._soort(bound)
            body = body | {"zaak": await _zaak(bound, call, soort, body)}
            answer = await change(bound, call, Wish(shape=shape, action="create", body=body))
        if not await after(town, bound):
            answer.headers += ((b"x-warning", WARNING),)
        return answer

    async def _soort(self, town: Town) -> Soort:
        if not self.zaaktype:
            raise NoZaaktype("Kies een zaaktype met de instelling correctie_zaaktype, of noem een zaak.")
        if missing := [each for each in NEEDS if each not in town.engine.served]:
            raise NoZaaktype(f"Hier draait geen {' en '.join(missing)}: maak de zaak daar, en noem haar.")
        row = await town.pool.fetchrow(_ZAAKTYPE, self.zaaktype, town.today())
        if row is None:
            raise NoZaaktype(f"Er geldt geen gepubliceerd zaaktype met identificatie '{self.zaaktype}'.")
        found = Soort(*row)
        if found.roltype is None:
            raise NoZaaktype(f"Het zaaktype '{self.zaaktype}' heeft geen roltype voor de initiator.")
        return found


def unknown_fact(world: World, gegeven: Json) -> list[Violation]:
    """That there is no such fact, where its kind is described here: who can put it right follows from its name.

    What stands elsewhere, or at the BRP, is not known here: it is taken as it is told.
    """
    resource, veld = gegeven["resource"], gegeven["veld"]
    if resource == PERSOON or resource.partition(".")[0] not in world.components:
        return []
    shape = world.shapes.get(resource)
    if shape is None:
        return [Violation("unknown-resource", f"Er is geen resource {resource}.", "gegeven.resource")]
    fields = shape.fields
    for step in filterfalse(str.isdecimal, veld.split(".")):
        found = next((each for each in fields if each.wire == step and each.shown), None)
        if found is None:
            return [Violation("unknown-field", f"{resource} heeft geen gegeven {veld}.", "gegeven.veld")]
        groups = groups_of(found)
        if found.kind == "json" and not groups:
            return []
        fields = tuple(inner for group in groups for inner in fields_of(group))
    return []


async def _zaak(bound: Bound, call: Call, soort: Soort, body: Json) -> str:
    """A zaak of this kind, with who asks as initiator and its first status; its URL.

    Who may take such requests may do so, whatever else they may do with zaken.
    """
    caller = msgspec.structs.replace(call.caller, superuser=True, reaches={})
    own = msgspec.structs.replace(call, caller=caller, idempotency_key="")
    links, today = call.links, bound.today().isoformat()
    gegeven = body["gegeven"]
    bron = bronhouder_van(gegeven["resource"], gegeven["veld"])

    async def make(key: str, said: Json) -> str:
        shape = bound.engine.world.shapes[key]
        answer = await change(bound, own, Wish(shape=shape, action="create", body=said))
        return msgspec.json.decode(answer.body)["url"]

    zaak = await make(
        "zaken.zaak",
        {
            "zaaktype": links.url("catalogi.zaaktype", soort.zaaktype),
            "bronorganisatie": soort.rsin,
            "verantwoordelijkeOrganisatie": soort.rsin,
            "startdatum": today,
            "omschrijving": "Verzoek om een gegeven te verbeteren",
            "toelichting": f"Bronhouder: {bron.naam}.",
        },
    )
    await make(
        "zaken.rol",
        {
            "zaak": zaak,
            "roltype": links.url("catalogi.roltype", soort.roltype or ""),
            "betrokkeneType": "natuurlijk_persoon",
            "roltoelichting": "Vraagt om een verbetering",
            "betrokkeneIdentificatie": {"inpBsn": body["burgerservicenummer"]},
        },
    )
    if soort.statustype is not None:
        moment = bound.now()[0].isoformat()
        statustype = links.url("catalogi.statustype", soort.statustype)
        await make("zaken.status", {"zaak": zaak, "statustype": statustype, "datumStatusGezet": moment})
    return zaak
