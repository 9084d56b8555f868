"""Afdekking: what a package shows of others than its person: nothing, until someone looked (AVG art. 15 lid 4).

Who a value is about follows from the declarations: the group that a number stands in, the word `medewerker`, the
fields for mail and telephone. What people wrote themselves cannot be judged so: names and numbers that are known to be
another's are taken out of it, and the rest is put on the list of what a human must read (`vrije_tekst`).
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, cast

import msgspec

from grondslag.kernel.names import to_wire
from grondslag.kernel.shape import Field, Shape, fields_of
from grondslag.registers.inzage.betrokkene import ANDER_NUMMER, Betrokkene
from grondslag.registers.inzage.vrije_tekst import CODE, frees_of, is_free, is_written_freely, prose_of, shallow
from grondslag.surfaces.person_numbers import describes_person, holds_number, number_paths
from grondslag.vocabulary.nummers import NINE_DIGITS, check_bsn

MASK = "▒▒▒"
MEDEWERKER = "medewerker"
BRON = "personen.persoon"
SHORTEST_WORD = 3
LONGEST_PATH = 300
"""A path is told no further: names in an object of any form are as long as who wrote it likes."""
OF_A_PERSON = frozenset(
    (
        "afwijkendeNaamBetrokkene",
        "contactpersoonnaam",
        "contactPersoon",
        "emailadres",
        "telefoonnummer",
        "faxnummer",
        "aangemaaktDoor",
        "binnenlandsCorrespondentieadres",
        "buitenlandsCorrespondentieadres",
        "correspondentiePostadres",
    )
)
"""Fields of which only the record as a whole tells whose they are."""
_NAMES = frozenset(
    (
        "geslachtsnaam",
        "achternaam",
        "voornamen",
        "naam",
        "contactpersoonnaam",
        "afwijkendeNaamBetrokkene",
        "inpBsn",
        "inpA_nummer",
        "anpIdentificatie",
        "emailadres",
        "telefoonnummer",
        "aangemaaktDoor",
    )
)
"""What tells a person apart, wherever it is written; a street or a city does not."""
_STAYS = frozenset(("functie",))
_ADDRESS = re.compile(r"https?://\S*")
"""What leads to a record. Who writes what they like may begin with an address too: that is read like any text."""
Json = dict[str, Any]


class Noot(msgspec.Struct, frozen=True, kw_only=True):
    """What was done with a value, or must be by a human: `bron` the record, `veld` the dotted path in it."""

    bron: str
    veld: str
    wat: str
    """`afgedekt`, or `nakijken`."""
    reden: str


ANDER = "Gegevens van iemand anders."
ONBEKEND = "Er staat geen burgerservicenummer bij: of dit de betrokkene is, is niet vast te stellen."
VAN_MEDEWERKER = "Gegevens van een medewerker; alleen wat iemand doet, blijft staan."
CONTACTPERSOON = "Gegevens van een contactpersoon."
EIGEN_CONTACT = "Contactgegevens bij de rol van de betrokkene: kijk of ze van de betrokkene zelf zijn."
OOK_ZO = "Hier staat ook een ander nummer van de betrokkene: vraag apart op wat alleen daaronder staat."
VAN_WIE = "Het is niet vast te stellen van wie dit is."
VRIJ = "Vrije tekst: kijk of er iets over een ander in staat."
VRIJE_VORM = "Gegevens in een vrije vorm: kijk of ze over een ander gaan, of daar iets over zeggen."
NAAM_IN_TEKST = "In de tekst stond een naam of nummer van iemand anders."
VERWANT = "Gegevens van een verwant op de eigen persoonslijst (Wet BRP art. 2.55): kijk of ze mee mogen."


class Afdekking:
    """Covers the records of one package. First all of them by `record`, then each once more by `text`."""

    def __init__(self, who: Betrokkene, chosen: frozenset[str] = frozenset()) -> None:
        """`chosen`: the URLs of eigenschappen of which the value is picked or counted, and not written."""
        self.who, self.bsn, self.chosen = who, who.bsn, chosen
        self.noten: list[Noot] = []
        self._others: set[str] = set()
        self._own: set[str] = set()
        self._read: set[tuple[str, str]] = set()
        """What is on the list already: who read a text once need not read it again."""
        self._pattern: re.Pattern[str] | None = None

    # --- by the declarations --------------------------------------------------------------------------------------

    def record(self, shape: Shape, shown: Mapping[str, Any], bron: str, key: str = "") -> Json:
        """A record without what its fields say of others. `key`: its own, for who is known by the record alone."""
        place = self.who.place(shape.name, key, shown)
        whose = self._whose(shape, shown, place)
        return self._group(shape.fields, shown, _At(bron, "", whose, place, key, written=shape.key != BRON))

    def _whose(self, shape: Shape, shown: Mapping[str, Any], place: str) -> str:
        """Of whom the record is: `self`, `other`, `medewerker`, `organisatie`, or nothing that can be told."""
        if self.who.kind == "uri" and self.who.subject == place:
            return "self"
        for field in shape.fields:
            value = shown.get(field.wire)
            paths = number_paths(field)
            if not paths:
                continue
            if any(self._is_named(value, path, place) for path in paths):
                return "self"
            if field.one_of is None:
                continue
            kind = str(shown.get(to_wire(field.one_of.by)) or "")
            group = field.one_of.groups.get(kind)
            if kind == MEDEWERKER:
                return MEDEWERKER
            return "other" if group is None or describes_person(group) else "organisatie"
        return ""

    def _is_named(self, value: Any, path: str, place: str) -> bool:
        """Whether the number at a path inside a field, or what stands beside it, is that of the person."""
        if not path:
            return bool(self.bsn) and value == self.bsn
        above, _, last = path.rpartition(".")
        group = _at(value, above)
        known = cast("Json", group) if isinstance(group, dict) else {}
        return self.who.is_named(known.get(to_wire(last)), known.get(ANDER_NUMMER), place)

    def _group(self, fields: tuple[Field, ...], shown: Mapping[str, Any], at: "_At") -> Json:
        known = {each.wire: each for each in fields}
        return {
            name: self._value(known[name], value, shown, at.below(name)) if name in known and value else value
            for name, value in shown.items()
        }

    def _value(self, field: Field, value: Any, shown: Mapping[str, Any], at: "_At") -> Any:
        if field.many and isinstance(value, list):
            one = field.item
            return [self._value(one, each, shown, at) for each in cast("list[Any]", value)]
        if isinstance(value, dict):
            return self._nested(field, cast("Json", value), shown, at)
        if holds_number(field) and value != self.bsn:
            return self._hidden(value, at, ANDER)
        if field.wire in OF_A_PERSON or field.form.format == "email":
            return self._of_a_person(value, at)
        if field.wire == "betrokkene" and at.whose in ("other", MEDEWERKER, ""):
            return self._hidden(value, at, ANDER if at.whose else VAN_WIE)
        if at.written and self._is_to_read(field, value, shown):
            self._to_read(field, value, at, VRIJ)
        return value

    def _to_read(self, field: Field, value: Any, at: "_At", reden: str) -> None:
        if (field.wire, str(value)) not in self._read:
            self._read.add((field.wire, str(value)))
            self.noten.append(Noot(bron=at.bron, veld=at.veld, wat="nakijken", reden=reden))

    def _is_to_read(self, field: Field, value: Any, shown: Mapping[str, Any]) -> bool:
        """Whether somebody wrote a value freely, so that a human must read it."""
        if not is_written_freely(field):
            return False
        eigenschap = shown.get("eigenschap")
        return eigenschap is None or not (eigenschap in self.chosen or CODE.fullmatch(str(value)))

    def _nested(self, field: Field, value: Json, shown: Mapping[str, Any], at: "_At") -> Any:
        """A group: of a person, of a contact, of anything else; or a persoonslijst."""
        if is_free(field):
            if not at.written:
                return self._lijst(value, at)
            value = shallow(value)
            self._to_read(field, value, at, VRIJE_VORM)
            return value
        kind = str(shown.get(to_wire(field.one_of.by)) or "") if field.one_of is not None else ""
        group = field.one_of.groups.get(kind) if field.one_of is not None else field.group
        if kind == MEDEWERKER:
            return self._hidden(value, at, VAN_MEDEWERKER)
        if group is None:
            return self._hidden(value, at, VAN_WIE) if field.one_of is not None else value
        inner = fields_of(group)
        if describes_person(group):
            return self._person(inner, value, at)
        if field.wire in OF_A_PERSON:
            return self._of_a_person(value, at)
        if any(each.form.format == "email" for each in inner):
            return self._contact(value, at)
        return self._group(inner, value, at)

    def _person(self, fields: tuple[Field, ...], value: Json, at: "_At") -> Json:
        number = next(each.wire for each in fields if holds_number(each))
        if self.who.is_named(value.get(number), value.get(ANDER_NUMMER), at.place):
            if self.bsn and value.get(ANDER_NUMMER):
                self.noten.append(Noot(bron=at.bron, veld=f"{at.veld}.{ANDER_NUMMER}", wat="nakijken", reden=OOK_ZO))
            return self._of_self(value)
        return self._hidden(value, at, ANDER if value.get(number) or value.get(ANDER_NUMMER) else ONBEKEND)

    def _of_self(self, value: Json) -> Json:
        """What is of the person, whose names are remembered: they stay where people wrote them."""
        self._own.update(each.casefold() for name, each in _words(value) if name in _NAMES)
        return value

    def _contact(self, value: Json, at: "_At") -> Json:
        if self.who.subject == f"contactpersoon:{at.key}":
            return self._of_self(value)
        if at.whose == "self":
            self.noten.append(Noot(bron=at.bron, veld=at.veld, wat="nakijken", reden=EIGEN_CONTACT))
            return value
        return self._hidden(value, at, CONTACTPERSOON)

    def _of_a_person(self, value: Any, at: "_At") -> Any:
        if at.whose == "organisatie" and at.veld == "afwijkendeNaamBetrokkene":
            return value
        if at.whose == "self":
            return value
        return self._hidden(value, at, ANDER if at.whose else VAN_WIE)

    def _lijst(self, lijst: Json, at: "_At") -> Json:
        """A persoonslijst (LO3): parents, partners and children are others, as is whoever has the gezag."""
        found: Json = {}
        for categorie, stapels in lijst.items():
            related = categorie in VERWANTEN
            if related and stapels:
                self.noten.append(Noot(bron=at.bron, veld=f"{at.veld}.{categorie}", wat="nakijken", reden=VERWANT))
            found[categorie] = self._hidden(stapels, at.below(categorie), VERWANT) if related else stapels
            if categorie == "01":
                self._own.update(each.casefold() for name, each in _words(stapels) if name in NAAMELEMENTEN)
        return found

    def _hidden(self, value: Any, at: "_At", reden: str) -> Any:
        """The same value with a mask for every text and number in it; what it said is remembered."""
        value = shallow(value)
        self._others.update(
            each for name, each in _words({at.veld.rpartition(".")[2]: value}) if name in _NAMES | NAAMELEMENTEN
        )
        self.noten.append(Noot(bron=at.bron, veld=at.veld, wat="afgedekt", reden=reden))
        return _masked(value)

    # --- by what is written ---------------------------------------------------------------------------------------

    def text(self, shape: Shape, gegevens: Json, bron: str) -> Json:
        """The record without the names of others, nor any number that may be a BSN in what people wrote."""
        free: frozenset[str] = frees_of(shape) if shape.key != BRON else frozenset()
        at = _At(bron, "", "")
        return {name: self._cleaned(value, prose_of(shape), free, at.below(name)) for name, value in gegevens.items()}

    def _cleaned(self, value: Any, prose: frozenset[str], free: frozenset[str], at: "_At") -> Any:
        name = at.veld.rpartition(".")[2]
        if isinstance(value, dict) and name in free:
            return self._free(value, at)
        if isinstance(value, dict):
            found = cast("Json", value)
            return {inner: self._cleaned(each, prose, free, at.below(inner)) for inner, each in found.items()}
        if isinstance(value, list):
            return [self._cleaned(each, prose, free, at) for each in cast("list[Any]", value)]
        if not isinstance(value, str) or (_ADDRESS.fullmatch(value) and name not in prose):
            return value
        return self._told(value, self.words(value, numbers=name in prose), at)

    def _free(self, value: Any, at: "_At") -> Any:
        """An object of any form: its names may tell of others as well, and a BSN may be a number in it."""
        if isinstance(value, dict):
            found, times = Json(), Counter[str]()
            for name, each in cast("Json", value).items():
                cleaned = inner = self._told(name, self.words(name), at)
                while inner in found:
                    times[cleaned] += 1
                    inner = f"{cleaned} ({times[cleaned] + 1})"
                found[inner] = self._free(each, at.below(inner))
            return found
        if isinstance(value, list):
            return [self._free(each, at) for each in cast("list[Any]", value)]
        if isinstance(value, int | float) and not isinstance(value, bool):
            return self._told(value, MASK if self._may_be_other(str(value).removesuffix(".0")) else value, at)
        return self._told(value, self.words(value), at) if isinstance(value, str) else value

    def _told(self, value: Any, cleaned: Any, at: "_At") -> Any:
        """What is left of a value; where that is not all, it is told."""
        if cleaned != value:
            self.noten.append(Noot(bron=at.bron, veld=at.veld, wat="afgedekt", reden=NAAM_IN_TEKST))
        return cleaned

    def words(self, text: str, *, numbers: bool = True) -> str:
        """A text without the names of others, and without any other number that may be a BSN."""
        if self._pattern is None:
            self._pattern = _any_of({each for each in self._others if each.casefold() not in self._own} - {self.bsn})
        text = self._pattern.sub(MASK, text)
        return (
            NINE_DIGITS.sub(lambda found: MASK if self._may_be_other(found[0]) else found[0], text) if numbers else text
        )

    def _may_be_other(self, number: str) -> bool:
        return number != self.bsn and check_bsn(number) is None


class _At(msgspec.Struct, frozen=True):
    """A place in a record, and of whom that record is."""

    bron: str
    veld: str
    whose: str
    place: str = ""
    key: str = ""
    written: bool = True
    """Whether people write in the record: not in what a source keeps."""

    def below(self, name: str) -> "_At":
        """A place inside it."""
        return msgspec.structs.replace(self, veld=(f"{self.veld}.{name}" if self.veld else name)[:LONGEST_PATH])


VERWANTEN = frozenset(("02", "03", "05", "09"))
"""The categories of a persoonslijst that describe others: parents, partners, children."""
NAAMELEMENTEN = frozenset(("0110", "0120", "0210", "0240"))
_NOTHING = re.compile(r"(?!)")


def _at(value: Any, path: str) -> Any:
    for name in path.split(".") if path else ():
        value = cast("Json", value).get(to_wire(name)) if isinstance(value, dict) else None
    return value


def _words(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a value, with the name it stands under."""
    if isinstance(value, dict):
        for inner, each in cast("Json", value).items():
            yield from _words(each, inner)
    elif isinstance(value, list):
        for each in cast("list[Any]", value):
            yield from _words(each, name)
    elif isinstance(value, str) and len(value.strip()) >= SHORTEST_WORD:
        yield name, value.strip()


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: each if name in _STAYS else _masked(each) for name, each in cast("Json", value).items()}
    if isinstance(value, list):
        return [_masked(each) for each in cast("list[Any]", value)]
    return value if value is None or value in ("", False, True) else MASK


def is_covered(value: Any) -> bool:
    """Whether of all that is filled in in a value nothing is left to read."""
    found = list(_leaves(value))
    return bool(found) and all(each == MASK for each in found)


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for each in cast("Json", value).values() if isinstance(value, dict) else cast("list[Any]", value):
            yield from _leaves(each)
    elif value not in (None, "", False):
        yield value


def _any_of(words: set[str]) -> re.Pattern[str]:
    if not words:
        return _NOTHING
    longest_first = sorted(words, key=lambda each: (-len(each), each))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
