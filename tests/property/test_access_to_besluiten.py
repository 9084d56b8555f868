"""No answer ever holds a besluit outside the grants, nor a zaak that was reached by way of one."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from grondslag.kernel.access import Grant
from tests.property.test_access import PLENTY, RANKS
from tests.property.town import DECISION, ZAKEN_MADE, Town, marks
from tests.soorten import BESLUITEN

READ, TRAIL, WRITE = "besluiten.lezen", "audittrails.lezen", "besluiten.bijwerken"
LIST = f"{BESLUITEN}/besluiten"
some_grants = st.lists(
    st.tuples(st.sampled_from((0, 1, None)), st.sets(st.sampled_from((READ, TRAIL, WRITE)), min_size=1)), max_size=4
)
zaken = st.none() | st.tuples(st.sampled_from((0, 1)), st.sampled_from(RANKS))
"""The kind of zaak that may be read, and up to which confidentiality."""
some_paths = st.lists(
    st.sampled_from(("zaak", "zaak.status", "zaak.rollen", "zaak.hoofdzaak.rollen", "besluittype", "zaak.zaaktype")),
    min_size=1,
    max_size=4,
)
Said = list[tuple[int | None, set[str]]]


def granted(town: Town, said: Said, zaken: tuple[int, Any] | None = None) -> set[int]:
    """Give these rights; which zaken may be read."""
    grants = [Grant(component="besluiten", scopes=frozenset(scopes), key=_key(town, which)) for which, scopes in said]
    found: set[int] = set()
    if zaken is not None:
        zaaktype = town.soorten[zaken[0]].zaaktype[-36:]
        read = frozenset(("zaken.lezen",))
        grants.append(Grant(component="zaken", scopes=read, key=zaaktype, most=int(zaken[1])))
        found = {each.at for each in town.zaken if each.type == zaaktype and each.rank <= zaken[1]}
    town.grant(tuple(grants))
    return found


def _key(town: Town, which: int | None) -> str | None:
    return None if which is None else town.soorten[which].besluittype[-36:]


def reached(town: Town, said: Said, scope: str) -> set[int]:
    """The besluiten within a right: of its type, and without one all of them for audit trails alone."""
    return {
        each.at
        for each in town.besluiten
        for which, scopes in said
        if scope in scopes and (each.type == _key(town, which) if which is not None else scope == TRAIL)
    }


@PLENTY
@given(said=some_grants, zaken=zaken, paths=some_paths)
def test_lists(town: Town, said: Said, zaken: Any, paths: list[str]) -> None:
    seen, mine = granted(town, said, zaken), reached(town, said, READ)
    status, answer, raw = town.ask("GET", f"{LIST}?expand={','.join(paths)}")
    assert status == (200 if mine else 403)
    assert marks(raw, DECISION) == mine
    assert marks(raw) <= seen
    if status == 200:
        assert answer["count"] == len(answer["results"]) == len(mine)


@PLENTY
@given(said=some_grants, zaken=zaken, at=st.integers(0, ZAKEN_MADE - 1), paths=some_paths)
def test_one(town: Town, said: Said, zaken: Any, at: int, paths: list[str]) -> None:
    seen, mine, besluit = granted(town, said, zaken), reached(town, said, READ), town.besluiten[at]
    for url in (f"{besluit.url}?expand={','.join(paths)}", f"{besluit.part}?expand=besluit.zaak,informatieobject"):
        status, _, raw = town.ask("GET", url)
        assert status == (200 if at in mine else 403)
        assert marks(raw, DECISION) <= mine
        assert marks(raw) <= seen
    status, _, raw = town.ask("GET", besluit.url + "/audittrail")
    trails = reached(town, said, TRAIL)
    assert status == (200 if at in trails else 403)
    assert marks(raw, DECISION) <= trails


@PLENTY
@given(said=some_grants, only=st.none() | st.integers(0, ZAKEN_MADE - 1))
def test_lists_of_parts(town: Town, said: Said, only: int | None) -> None:
    granted(town, said)
    mine = reached(town, said, READ)
    query = "expand=besluit" if only is None else f"expand=besluit&besluit={town.besluiten[only].url}"
    status, answer, raw = town.ask("GET", f"{BESLUITEN}/besluitinformatieobjecten?{query}")
    assert status == (200 if mine else 403)
    assert marks(raw, DECISION) <= mine
    if status == 200:
        assert len(answer) == len(mine if only is None else mine & {only})


@PLENTY
@given(said=some_grants, at=st.integers(0, ZAKEN_MADE - 1))
def test_writes(town: Town, said: Said, at: int) -> None:
    """A refused write changes nothing, and shows nothing."""
    granted(town, said)
    mine, besluit = reached(town, said, WRITE), town.besluiten[at]
    status, _, raw = town.ask("PATCH", besluit.url, {"bestuursorgaan": "x"})
    assert status == (200 if at in mine else 403)
    assert marks(raw, DECISION) <= mine
    assert town.ask("DELETE", besluit.url)[0] == 403
