"""Few statements for many requests: PostgreSQL plans each text once per connection, and keeps its plan."""

from grondslag import targets
from grondslag.kernel.access import Reach
from grondslag.kernel.query import Page, page_sql
from grondslag.runtime.engine import Engine

WORLD = targets.world()
ZAAK = WORLD.shapes["zaken.zaak"]
PROJECTION = Engine(WORLD, frozenset(("zaken", "catalogi"))).projection(ZAAK)
REACH = Reach(upto={"a": 1, "b": 2})


def test_pages_of_a_limited_caller_share_their_statements() -> None:
    texts = {page_sql(WORLD, PROJECTION, Page(number=number), REACH)[0] for number in range(1, 129)}
    assert len(texts) == 8


def test_of_each_type_there_are_enough_for_the_page() -> None:
    for number in (1, 2, 3, 5, 64, 65, 100):
        sql, _ = page_sql(WORLD, PROJECTION, Page(number=number), REACH)
        asked = int(sql.partition("order by z.id desc limit ")[2].partition(")")[0])
        assert number * 100 <= asked < 2 * number * 100
