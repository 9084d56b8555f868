"""No answer ever holds a document outside the grants, or one that is not ready for who may see only those that are."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from grondslag.kernel.access import Grant
from tests.property.test_access import PLENTY, RANKS
from tests.property.town import PAPER, ZAKEN_MADE, Document, Town, marks
from tests.soorten import DOCUMENTEN, ZAKEN

READ, TRAIL, WRITE = "documenten.lezen", "audittrails.lezen", "documenten.bijwerken"
DOCUMENTS = f"{DOCUMENTEN}/enkelvoudiginformatieobjecten"

a_grant = st.tuples(
    st.sampled_from((0, 1, None)),
    st.sampled_from((None, *RANKS)),
    st.sets(st.sampled_from((READ, TRAIL, WRITE)), min_size=1),
)
some_rights = st.tuples(st.none() | st.lists(a_grant, max_size=4), st.booleans())
"""The grants (None: everything is granted), and whether only what is ready to be published may be seen."""
an_order = st.sampled_from(("", "bronorganisatie=123456782", "objectinformatieobjecten_objectType=zaak", "page=1"))
Said = tuple[list[tuple[int | None, Any, set[str]]] | None, bool]


def granted(town: Town, said: Said) -> None:
    grants = tuple(
        Grant(component="documenten", scopes=frozenset(scopes), key=_key(town, which), most=most)
        for which, most, scopes in said[0] or ()
    )
    every = Grant(component="zaken", scopes=frozenset(("zaken.lezen",)), everywhere=True)
    town.grant((*grants, every), superuser=said[0] is None, flagged=said[1])


def _key(town: Town, which: int | None) -> str | None:
    return None if which is None else town.soorten[which].informatieobjecttype[-36:]


def opens(said: Said, scope: str) -> bool:
    """Whether a right is given at all: without a type that is only so for audit trails."""
    if said[0] is None:
        return True
    return any(scope in scopes and (which is not None or scope == TRAIL) for which, _, scopes in said[0])


def reached(town: Town, said: Said, scope: str) -> set[int]:
    """The documents within a right, in plain words."""

    def within(document: Document) -> bool:
        if said[1] and document.ready is not True:
            return False
        return said[0] is None or any(
            scope in scopes
            and (
                (document.type == _key(town, which) and (most is None or document.rank <= most))
                if which is not None
                else scope == TRAIL
            )
            for which, most, scopes in said[0]
        )

    return {document.at for document in town.documents if within(document)}


@PLENTY
@given(said=some_rights, query=an_order)
def test_lists(town: Town, said: Said, query: str) -> None:
    granted(town, said)
    mine = reached(town, said, READ)
    status, answer, raw = town.ask("GET", f"{DOCUMENTS}?{query}".rstrip("?"))
    assert status == (200 if opens(said, READ) else 403)
    assert marks(raw, PAPER) <= mine
    if status == 200:
        assert answer["count"] == len(answer["results"]) == len(mine)


@PLENTY
@given(said=some_rights, chosen=st.sets(st.integers(0, ZAKEN_MADE - 1), max_size=6))
def test_searches(town: Town, said: Said, chosen: set[int]) -> None:
    granted(town, said)
    mine = reached(town, said, READ)
    body = {"uuid__in": [town.documents[each].url[-36:] for each in sorted(chosen)]}
    status, answer, raw = town.ask("POST", f"{DOCUMENTS}/_zoek", body)
    assert status == (200 if opens(said, READ) else 403)
    assert marks(raw, PAPER) <= mine
    if status == 200:
        assert answer["count"] == len(mine & chosen)


@PLENTY
@given(said=some_rights, at=st.integers(0, ZAKEN_MADE - 1))
def test_one(town: Town, said: Said, at: int) -> None:
    granted(town, said)
    mine = reached(town, said, READ)
    document = town.documents[at]
    for url in (document.url, document.url + "?versie=1", document.right, document.right + "?expand=informatieobject"):
        status, _, raw = town.ask("GET", url)
        assert status == (200 if at in mine else 403), url
        assert marks(raw, PAPER) <= mine
    status, _, raw = town.ask("GET", document.url + "/audittrail")
    assert status == (200 if at in reached(town, said, TRAIL) else 403)
    assert marks(raw, PAPER) <= reached(town, said, TRAIL)


@PLENTY
@given(said=some_rights, collection=st.sampled_from(("gebruiksrechten", "objectinformatieobjecten")))
def test_lists_of_parts(town: Town, said: Said, collection: str) -> None:
    granted(town, said)
    mine = reached(town, said, READ)
    status, answer, raw = town.ask("GET", f"{DOCUMENTEN}/{collection}?expand=informatieobject")
    assert status == (200 if opens(said, READ) else 403)
    assert marks(raw, PAPER) <= mine
    if status == 200:
        each = 1 if collection == "gebruiksrechten" else 2  # a document belongs to a zaak and holds a besluit
        assert len(answer) == each * len(mine)


@PLENTY
@given(said=some_rights, at=st.integers(0, ZAKEN_MADE - 1))
def test_documents_of_a_zaak(town: Town, said: Said, at: int) -> None:
    """Whoever reads the zaak sees that a document belongs to it; the document itself only within the rights on it."""
    granted(town, said)
    mine = reached(town, said, READ)
    url = f"{ZAKEN}/zaakinformatieobjecten?zaak={town.zaken[at].url}&expand=informatieobject"
    status, answer, raw = town.ask("GET", url)
    if said[0] is None:
        assert (status, len(answer)) == (200, 1)
        assert marks(raw, PAPER) == mine & {at}
    else:
        assert marks(raw, PAPER) <= mine


@PLENTY
@given(said=some_rights, at=st.integers(0, ZAKEN_MADE - 1))
def test_writes(town: Town, said: Said, at: int) -> None:
    """What may not be seen is not changed either; what may is told to be locked first."""
    granted(town, said)
    mine, document = reached(town, said, WRITE), town.documents[at]
    status, answer, raw = town.ask("PATCH", document.url, {"titel": "x"})
    assert status == (400 if at in mine else 403)
    assert marks(raw, PAPER) <= mine
    if at in mine:
        assert [each["code"] for each in answer["invalidParams"]] == ["unlocked"]
