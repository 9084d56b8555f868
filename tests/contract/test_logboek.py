"""The log itself: what was written is found, by whoever may ask; what is handed in is kept once."""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grondslag.integration.logboek import otlp
from grondslag.integration.logboek.asking import Asking, Question, find, question
from grondslag.integration.logboek.carrying import LONGEST_LINE, _of_days, beside, export, import_file, verified
from grondslag.integration.logboek.records import SELECTED, Verwerking, of_row
from grondslag.integration.logboek.taking import Coming, Taken, coming, take
from grondslag.kernel.access import Caller
from grondslag.kernel.links import Links
from grondslag.kernel.shape import derive_world
from grondslag.registers.logboek import names
from grondslag.runtime.accounting import Accounting
from grondslag.runtime.database import open_pool
from grondslag.runtime.log_rows import records
from grondslag.runtime.observe import Observer
from grondslag.runtime.partitions import ensure_months
from grondslag.runtime.pool import Pool
from grondslag.runtime.pseudonyms import Pseudonyms
from grondslag.runtime.secrets import SecretBox
from grondslag.runtime.signing import Signer
from grondslag.runtime.town import Call
from grondslag.settings import StartError
from grondslag.surfaces.problems import Invalid
from tests.logboek_builders import ACTIVITY, BSN, NOW, REGISTER, a_record

BOX = SecretBox(b"s" * 32)
SCHEMAS = ("zaken", "documenten", "catalogi")


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    opened = await open_pool(database, 6, 10_000)
    yield opened
    await opened.close()


@pytest.fixture
async def keys(pool: Pool) -> Pseudonyms:
    return await Pseudonyms.open(pool, BOX, NOW.date())


@pytest.fixture
async def signer(pool: Pool) -> Signer:
    return await Signer.open(pool, BOX)


async def keep(pool: Pool, *those: Verwerking, component: str = "zaken") -> Taken:
    taken = Taken()
    await take(pool, [Coming(component, each) for each in those], taken)
    return taken


async def all_of(pool: Pool, schemas: Sequence[str] = SCHEMAS) -> list[tuple[str, Verwerking]]:
    found: list[tuple[str, Verwerking]] = []
    for schema in schemas:
        rows = await pool.fetch(f"select {SELECTED} from ({records(schema)}) r order by tijd, trace_id, span_id")
        found += [(schema, of_row(row)) for row in rows]
    return found


def of_person(keys: Pseudonyms, number: int, bsn: str = BSN, **given: Any) -> Verwerking:
    return a_record(number, betrokkene=bytes.fromhex(keys.of(f"bsn:{bsn}")), sleutel=keys.current, **given)


# --- searching ----------------------------------------------------------------------------------------------------


async def test_a_person_is_found_in_every_component_and_year_newest_first(pool: Pool, keys: Pseudonyms) -> None:
    old = of_person(keys, 1, tijd=NOW - timedelta(days=300), einde=NOW - timedelta(days=300))
    await keys.refresh(pool, date(2027, 1, 1))
    fresh = of_person(keys, 2)
    assert old.betrokkene != fresh.betrokkene
    await keep(pool, old, of_person(keys, 3, "111222333"), a_record(4))
    await keep(pool, fresh, component="documenten")
    found = await find(pool, SCHEMAS, asked(subject=f"bsn:{BSN}"), keys)
    assert (found.records, found.last) == ([("documenten", fresh), ("zaken", old)], None)


def asked(**given: Any) -> Question:
    usual: dict[str, Any] = {"begin": NOW - timedelta(days=366), "end": NOW + timedelta(days=1)}
    return Question(**(usual | given))


async def test_by_trace_activity_and_time(pool: Pool, keys: Pseudonyms) -> None:
    mine, other = a_record(1, activiteit=ACTIVITY), a_record(2, ouder_span_id=b"\0" * 7 + b"\1")
    child = a_record(3, trace_id=mine.trace_id, ouder_span_id=mine.span_id)
    await keep(pool, mine, other)
    await keep(pool, child, component="documenten")

    async def by(**given: Any) -> list[Verwerking]:
        return [record for _, record in (await find(pool, SCHEMAS, asked(**given), keys)).records]

    assert await by(trace=mine.trace_id, begin=None, end=None) == [mine, child]
    assert await by(activity=ACTIVITY) == [mine]
    assert await by(trace=mine.trace_id, activity=ACTIVITY) == [mine]
    assert await by(trace=mine.trace_id, begin=mine.tijd) == [mine]
    assert await by(trace=mine.trace_id, end=mine.tijd) == [child]
    assert await by(activity="00000000-0000-4000-8000-000000000000") == []


async def test_pages_together_are_the_whole_also_of_one_moment(pool: Pool, keys: Pseudonyms) -> None:
    those = [of_person(keys, number, tijd=NOW, einde=NOW) for number in range(1, 8)]
    those += [of_person(keys, number) for number in range(8, 15)]
    for place, record in enumerate(those):
        await keep(pool, record, component=SCHEMAS[place % 3])
    found: list[Verwerking] = []
    after = None
    for _ in range(10):
        page = await find(pool, SCHEMAS, asked(subject=f"bsn:{BSN}", limit=4, after=after), keys)
        found += [record for _, record in page.records]
        after = page.last
        if after is None:
            break
    assert found == sorted(those, key=lambda each: each.place, reverse=True)


async def test_a_question_uses_an_index_of_every_month(pool: Pool, keys: Pseudonyms) -> None:
    await keep(pool, *(a_record(number, tijd=NOW - timedelta(days=40 * number), einde=NOW) for number in range(1, 4)))
    page = (NOW - timedelta(days=41), b"\1" * 16, b"\1" * 8)
    questions = (
        asked(subject=f"bsn:{BSN}"),
        asked(subject=f"bsn:{BSN}", after=page),
        asked(activity=ACTIVITY),
        asked(activity=ACTIVITY, after=page),
        asked(trace=b"\1" * 16, begin=None, end=None),
    )
    async with pool.acquire() as connection:
        await connection.execute("set enable_seqscan = off")
        for each in questions:
            asking = Asking(each, keys)
            rows = await connection.fetch(f"explain {asking.sql('zaken')}", *asking.values)
            plan = "\n".join(row[0] for row in rows)
            assert "Seq Scan" not in plan, plan
        await connection.execute("reset enable_seqscan")


def test_a_question_as_the_extension_writes_it() -> None:
    said = question(
        dict(
            **{
                "traceId": "ef4e77b9-b03b-585f-b613-5fcf8d8555fb",
                "dpl.core.processing_activity_id": names.activity_url(REGISTER, ACTIVITY),
                "dpl.core.data_subject_id": BSN,
                "dpl.core.data_subject_id_type": "BSN",
                "startTime": 1764068470669,
                "endTime": "2026-11-26T12:00:00Z",
                "limit": 5,
            }
        ),
        NOW,
    )
    assert said == Question(
        trace=bytes.fromhex("ef4e77b9b03b585fb6135fcf8d8555fb"),
        activity=ACTIVITY,
        subject=f"bsn:{BSN}",
        begin=datetime(2025, 11, 25, 11, 1, 10, 669_000, UTC),
        end=NOW,
        limit=5,
    )


def test_who_says_no_time_looks_back_a_year_but_for_a_trace() -> None:
    by_activity = question(dict(**{names.ACTIVITY: ACTIVITY}), NOW)
    assert by_activity.begin is not None
    assert by_activity.end is not None
    assert by_activity.begin < NOW - timedelta(days=364) < NOW < by_activity.end
    assert question({"traceId": "1" * 32}, NOW).begin is None


def test_who_begins_late_ends_where_no_record_can_be() -> None:
    said = question({"traceId": "1" * 32, "startTime": names.millis(names.LATEST) - 1}, NOW)
    assert said.end == names.LATEST


WRONG: list[tuple[dict[str, Any], str]] = [
    ({}, "nonFieldErrors"),
    ({"startTime": 1, "endTime": 2}, "nonFieldErrors"),
    ({"traceId": "1"}, "traceId"),
    ({"traceId": 1}, "traceId"),
    ({"traceId": "0" * 32}, "traceId"),
    ({names.ACTIVITY: "https://elders.example/9"}, names.ACTIVITY),
    ({names.SUBJECT: BSN}, names.SUBJECT_TYPE),
    ({names.SUBJECT_TYPE: "BSN"}, names.SUBJECT),
    ({names.SUBJECT_TYPE: "BSN", names.SUBJECT: "123456789"}, names.SUBJECT),
    ({names.SUBJECT_TYPE: "BSN", names.SUBJECT: "x" * 1001}, names.SUBJECT),
    ({names.SUBJECT_TYPE: "schoenmaat", names.SUBJECT: "43"}, names.SUBJECT_TYPE),
    ({"traceId": "1" * 32, "startTime": -1}, "startTime"),
    ({"traceId": "1" * 32, "startTime": True}, "startTime"),
    ({"traceId": "1" * 32, "startTime": 2**70}, "startTime"),
    ({"traceId": "1" * 32, "endTime": "gisteren"}, "endTime"),
    ({"traceId": "1" * 32, "startTime": 2000, "endTime": 1000}, "endTime"),
    ({"traceId": "1" * 32, "startTime": 1, "endTime": 10**12}, "endTime"),
    ({"traceId": "1" * 32, "endTime": "0001-01-01T00:00:00Z"}, "endTime"),
    ({"traceId": "1" * 32, "startTime": "9999-12-30T00:00:00Z"}, "startTime"),
    ({"traceId": "1" * 32, "startTime": "1969-12-31T23:59:59Z", "endTime": "1970-01-02T00:00:00Z"}, "startTime"),
    ({"traceId": "1" * 32, "endTime": 0}, "endTime"),
    ({"traceId": "1" * 32, "limit": 1001}, "limit"),
    ({"traceId": "1" * 32, "limit": 0}, "limit"),
    ({"traceId": "1" * 32, "limit": "veel"}, "limit"),
    ({"traceId": "1" * 32, "cursor": "x"}, "cursor"),
]


@pytest.mark.parametrize(("said", "name"), WRONG)
def test_a_wrong_question_is_told_where_and_never_shows_whom(said: dict[str, Any], name: str) -> None:
    with pytest.raises(Invalid) as refused:
        question(dict(**said), NOW)
    assert [each.name or "nonFieldErrors" for each in refused.value.violations] == [name]
    assert "123456789" not in str([each.reason for each in refused.value.violations])


# --- taking in ----------------------------------------------------------------------------------------------------


async def test_a_record_is_kept_once_however_often_and_by_how_many_it_is_sent(pool: Pool) -> None:
    those = [a_record(number) for number in range(1, 6)]
    fates = await asyncio.gather(*(keep(pool, *those, those[0]) for _ in range(6)))
    assert sum(each.new for each in fates) == 5
    assert sum(each.known for each in fates) == 31
    assert [record for _, record in await all_of(pool)] == sorted(those, key=lambda each: each.place)


@pytest.mark.parametrize("objecten", [("b", "a"), ("a", "a"), ("zaak/B", "zaak/a"), ("",), ()])
async def test_what_another_saw_is_kept_as_it_tells_it(pool: Pool, objecten: tuple[str, ...]) -> None:
    sent = a_record(1, objecten=objecten), a_record(2, objecten=objecten, betrokkene=b"\1" * 17)
    assert (await keep(pool, *sent)).new == 2
    assert (await keep(pool, *sent)).known == 2
    assert [each.objecten for _, each in await all_of(pool)] == [objecten] * 2


async def test_the_same_span_with_other_content_is_refused_and_the_first_stays(pool: Pool) -> None:
    first = a_record(1)
    await keep(pool, first)
    later = a_record(1, tijd=NOW - timedelta(days=200), einde=NOW)
    taken = await keep(pool, a_record(1, naam="iets anders"), later, a_record(1, client="een ander"), a_record(2))
    assert (taken.new, taken.known, taken.refused) == (1, 0, 3)
    assert [record for _, record in await all_of(pool)] == [a_record(2), first]


async def test_of_a_list_of_very_many_no_more_is_laid_out_than_what_is_handed_in(pool: Pool) -> None:
    month = datetime(NOW.year, NOW.month, 1, tzinfo=UTC)
    whose = [b"\1" + number.to_bytes(16, "big") for number in range(1000)]
    things = [f"zaken.zaak/{number}" for number in range(1000)]
    await ensure_months(pool, ["zaken"], [month.date()])
    await pool.execute("insert into zaken.gezien values ($1, 'veel', 1, $2, $3)", month, whose, things)
    action = a_record(7)
    await pool.execute(
        "insert into zaken.verwerking (tijd, einde, trace_id, span_id, naam, status, client, gezien) "
        "values ($1, $2, $3, $4, $5, 1, 'balie', 'veel')",
        *(action.tijd, action.einde, action.trace_id, action.span_id, action.naam),
    )
    one = next(record for _, record in await all_of(pool) if record.betrokkene == whose[77])
    assert (one.ouder_span_id, one.objecten) == (action.span_id, (things[77],))
    actions = "select * from zaken.verwerking where trace_id = $1"
    laid_out = f"select span_id from ({records('zaken', actions, spans='$2::bytea[]')}) r"
    for spans in ([one.span_id], [action.span_id], [one.span_id, a_record(8).span_id]):
        found = {row[0] for row in await pool.fetch(laid_out, action.trace_id, spans)}
        assert found == {action.span_id, *spans} - {a_record(8).span_id}
    parent = msgspec.structs.replace(action, objecten=())
    assert (await keep(pool, one, parent)).known == 2
    other = msgspec.structs.replace(one, betrokkene=whose[78])
    taken = await keep(pool, other, msgspec.structs.replace(one, ouder_span_id=None), a_record(7, naam="anders"))
    assert (taken.new, taken.refused) == (0, 3)


async def test_records_of_long_ago_have_a_month(pool: Pool) -> None:
    old = a_record(1, tijd=datetime(2020, 2, 29, tzinfo=UTC), einde=datetime(2020, 2, 29, tzinfo=UTC))
    assert (await keep(pool, old, a_record(2))).new == 2
    assert await pool.fetchval("select count(*) from zaken.verwerking_2020_02") == 1


def sent(*those: Verwerking, keys: Pseudonyms, component: str = "zaken") -> bytes:
    return otlp.line([(component, each) for each in those], REGISTER, keys.marks)


def plainly(record: Verwerking, bsn: str, keys: Pseudonyms) -> bytes:
    """A record as another application sends it, which has no pseudonyms."""
    marker = b"\x01" + b"\xee" * 16
    line = sent(a_record(1, betrokkene=marker, naam=record.naam), keys=keys)
    return line.replace(marker.hex().encode(), bsn.encode())


async def test_a_person_handed_in_plainly_becomes_a_pseudonym_and_a_replay_is_known_next_year(
    pool: Pool, keys: Pseudonyms
) -> None:
    line = plainly(a_record(1), BSN, keys)
    for year, fate in ((2026, (1, 0)), (2026, (0, 1)), (2027, (0, 1))):
        await keys.refresh(pool, date(year, 12, 1))
        taken = Taken()
        await take(pool, coming(line, keys, SCHEMAS, NOW, taken, "zaaksysteem"), taken)
        assert ((taken.new, taken.known), taken.refused) == (fate, 0)
    rows = await pool.fetch(f"select client, betrokkene, sleutel from ({records('logboek')}) r")
    assert [tuple(row) for row in rows] == [("zaaksysteem", keys.all_of(f"bsn:{BSN}")[0], 1)]
    found = await find(pool, (*SCHEMAS, "logboek"), asked(subject=f"bsn:{BSN}"), keys)
    assert [component for component, _ in found.records] == ["logboek"]


UNFIT: tuple[dict[str, Any], ...] = (
    {"tijd": NOW + timedelta(days=2), "einde": NOW + timedelta(days=2)},
    {"tijd": datetime(1980, 1, 1, tzinfo=UTC)},
    {"naam": f"ophalen van {BSN}"},
    {"objecten": (f"persoon/{BSN}",)},
    {"verwerker": f"https://elders.example/?bsn={BSN}"},
    {"lees_api": f"https://elders.example/?bsn={BSN}"},
)


def test_what_is_out_of_time_or_tells_a_bsn_is_refused(keys: Pseudonyms) -> None:
    taken = Taken()
    for wrong in UNFIT:
        found = coming(sent(a_record(1, **wrong), a_record(2), keys=keys), keys, SCHEMAS, NOW, taken)
        assert [each.record for each in found] == [a_record(2)], wrong
    assert taken.refused == len(UNFIT)
    assert BSN not in str(taken.reasons)


def test_a_wrong_bsn_is_refused(keys: Pseudonyms) -> None:
    taken = Taken()
    assert coming(plainly(a_record(1), "123456789", keys), keys, SCHEMAS, NOW, taken, "zaaksysteem") == []
    assert taken.reasons == {"Dit is geen BSN.": 1}


# --- in a file ----------------------------------------------------------------------------------------------------


async def written(pool: Pool, keys: Pseudonyms, signer: Signer, folder: Path) -> Path:
    path = folder / "log.jsonl"
    days = (date(2026, 1, 1), NOW.date())
    await export(pool, keys, signer, path, gemeente="0000", days=days, register=REGISTER)
    return path


def names_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


async def filled(pool: Pool, keys: Pseudonyms) -> None:
    await keep(pool, *(of_person(keys, number) for number in range(1, 700)))
    await keep(pool, a_record(701, activiteit=ACTIVITY, versie=2), component="documenten")
    await keep(pool, a_record(702, tijd=datetime(2025, 12, 31, 23, 59, tzinfo=UTC), einde=NOW))


async def test_a_file_restores_the_log_and_again_it_is_all_known(
    pool: Pool, keys: Pseudonyms, signer: Signer, tmp_path: Path
) -> None:
    await filled(pool, keys)
    path = await written(pool, keys, signer, tmp_path)
    said = verified(path, signer.public_key)
    assert (said.records, said.lines, said.gemeente) == (700, 3, "0000")
    assert BSN not in path.read_text()
    before = await all_of(pool)
    assert (await import_file(pool, keys, path, signer.public_key, lambda: NOW))[1].known == 700
    for schema in SCHEMAS:
        await pool.execute(f"delete from {schema}.verwerking where tijd >= '2026-01-01'")
    _, taken = await import_file(pool, keys, path, signer.public_key, lambda: NOW)
    assert (taken.new, taken.known, taken.refused) == (700, 0, 0)
    assert await all_of(pool) == before


async def test_what_showed_much_of_one_person_is_read_back_as_it_was_written(
    pool: Pool, keys: Pseudonyms, signer: Signer, tmp_path: Path
) -> None:
    """Hundreds of records of thousands of things make several lines, none too long to be read."""
    things = tuple(f"zaken.status/00000000-0000-4000-8000-{number:012}" for number in range(600))
    await keep(pool, *(of_person(keys, number, objecten=(*things, f"zaken.zaak/{number}")) for number in range(1, 301)))
    path = await written(pool, keys, signer, tmp_path)
    assert path.stat().st_size > LONGEST_LINE / 4
    said, taken = await import_file(pool, keys, path, signer.public_key, lambda: NOW)
    assert (said.records, taken.known, taken.refused) == (300, 300, 0)
    assert said.lines > 1


async def test_a_list_in_a_file_is_the_same_records_and_is_known_where_it_was_made(
    pool: Pool, keys: Pseudonyms, signer: Signer, tmp_path: Path
) -> None:
    await ensure_months(pool, SCHEMAS, [NOW.date().replace(day=1)])
    accounting = Accounting(pool, keys, SCHEMAS, Observer("error"))
    persons = ("123456782", BSN, "111222333")
    for number in (1, 2):
        call = Call(caller=Caller(client="balie"), links=Links(derive_world(()), {}), method="GET", path="/")
        call.trace_id, call.span_id = f"{number:032x}", f"{number:016x}"
        call.began = (NOW - timedelta(days=1)).timestamp()
        shown = [(f"bsn:{bsn}", f"zaken.zaak/{place}") for place, bsn in enumerate((*persons, BSN))]
        await accounting.write("zaken", accounting.span(call, "zaken.zaak.lijst", shown))
    assert await pool.fetchval("select count(*) from zaken.gezien") == 1
    before = await all_of(pool)
    assert len(before) == 2 * (1 + len(persons))
    assert [len(each.objecten) for _, each in before if each.betrokkene == keys.all_of(f"bsn:{BSN}")[0]] == [2, 2]
    path = await written(pool, keys, signer, tmp_path)
    assert (await import_file(pool, keys, path, signer.public_key, lambda: NOW))[1].known == len(before)
    await pool.execute("delete from zaken.verwerking")
    await pool.execute("delete from zaken.gezien")
    assert (await import_file(pool, keys, path, signer.public_key, lambda: NOW))[1].new == len(before)
    assert await all_of(pool) == before
    found = await find(pool, SCHEMAS, asked(subject=f"bsn:{BSN}", limit=1), keys)
    again = await find(pool, SCHEMAS, asked(subject=f"bsn:{BSN}", limit=1, after=found.last), keys)
    assert [each.trace_id[-1] for page in (found, again) for _, each in page.records] == [2, 1]
    assert again.last is None


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def changed(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"code":1', b'"code":2', 1))


def added(path: Path) -> None:
    path.write_bytes(path.read_bytes() + path.read_bytes().splitlines(keepends=True)[0])


def manifest_changed(path: Path) -> None:
    where = beside(path)
    where.write_bytes(where.read_bytes().replace(b'"records": 700', b'"records": 699'))


def manifest_gone(path: Path) -> None:
    beside(path).unlink()


def manifest_nonsense(path: Path) -> None:
    beside(path).write_bytes(b"[]")


async def test_a_file_of_some_days_is_made_of_their_months_alone(pool: Pool) -> None:
    await ensure_months(pool, ["zaken"], [date(2026, month, 1) for month in range(5, 12)])
    since = datetime(2026, 8, 30, tzinfo=UTC)
    plan = "\n".join(row[0] for row in await pool.fetch(f"explain {_of_days('zaken')}", since, date(2026, 9, 2)))
    assert set(re.findall("on ((?:gezien|verwerking)_[0-9_]{7})", plan)) == {
        f"{table}_2026_{month}" for table in ("gezien", "verwerking") for month in ("08", "09")
    }, plan


@pytest.mark.parametrize("harm", [cut, changed, added, manifest_changed, manifest_gone, manifest_nonsense])
async def test_a_file_that_is_not_as_it_was_signed_is_refused_as_a_whole(
    pool: Pool, keys: Pseudonyms, signer: Signer, tmp_path: Path, harm: Any
) -> None:
    await filled(pool, keys)
    path = await written(pool, keys, signer, tmp_path)
    await pool.execute("delete from zaken.verwerking")
    harm(path)
    with pytest.raises(StartError, match=r"changed|cannot be read|no manifest|cut off"):
        verified(path, signer.public_key)
    with pytest.raises(StartError):
        await import_file(pool, keys, path, signer.public_key, lambda: NOW)
    assert await pool.fetchval("select count(*) from zaken.verwerking") == 0


async def test_a_file_signed_by_another_is_refused(
    pool: Pool, keys: Pseudonyms, signer: Signer, tmp_path: Path, fresh_database: Any
) -> None:
    elsewhere = await open_pool(fresh_database(), 1, 10_000)
    forged = await Signer.open(elsewhere, SecretBox(b"z" * 32))
    await elsewhere.close()
    await keep(pool, a_record(1))
    path = await written(pool, keys, forged, tmp_path)
    assert verified(path, forged.public_key).records == 1
    with pytest.raises(StartError, match="not signed with this key"):
        await import_file(pool, keys, path, signer.public_key, lambda: NOW)
    with pytest.raises(StartError, match="is not a public key"):
        verified(path, "sleutel")


async def test_a_file_that_changes_while_it_is_read_leaves_nothing(
    pool: Pool, keys: Pseudonyms, signer: Signer, tmp_path: Path
) -> None:
    await filled(pool, keys)
    path = await written(pool, keys, signer, tmp_path)
    await pool.execute("delete from zaken.verwerking")

    def now() -> datetime:
        # Asked for between the check and the reading.
        path.write_bytes(path.read_bytes().replace(b'"code":1', b'"code":2', 1))
        return NOW

    with pytest.raises(StartError, match="changed"):
        await import_file(pool, keys, path, signer.public_key, now)
    assert await pool.fetchval("select count(*) from zaken.verwerking") == 0


async def test_a_file_that_exists_is_not_written_over(
    pool: Pool, keys: Pseudonyms, signer: Signer, tmp_path: Path
) -> None:
    path = await written(pool, keys, signer, tmp_path)
    with pytest.raises(StartError, match="exists"):
        await written(pool, keys, signer, tmp_path)
    assert names_in(tmp_path) == [path.name, beside(path).name]


async def test_what_another_put_in_its_way_is_neither_followed_nor_shared(
    pool: Pool, keys: Pseudonyms, signer: Signer, tmp_path: Path
) -> None:
    theirs, shared = tmp_path / "theirs", tmp_path / "log.jsonl.manifest.json.part"
    theirs.write_text("theirs")
    (tmp_path / "log.jsonl.part").symlink_to(theirs)
    shared.touch()
    shared.chmod(0o666)
    path = await written(pool, keys, signer, tmp_path)
    assert theirs.read_text() == "theirs"
    assert [each.stat().st_mode & 0o777 for each in (path, beside(path))] == [0o600, 0o600]
