"""The stores, each by the same promise: what was finished is there, whole; what was not, is not."""

import asyncio
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import obstore
import pytest

from grondslag.runtime.objects import Directory, Missing, Store, StoreSilent, fresh_key
from grondslag.runtime.objects_elsewhere import REMOVED_AT_ONCE, Elsewhere, open_elsewhere
from grondslag.runtime.stores import open_store
from grondslag.settings import StartError
from tests.objects import AZURITE, azure, is_installed, s3


@pytest.fixture(scope="module", params=["directory", "s3", "azure"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    root = Path(tmp_path_factory.mktemp("store"))
    if request.param == "directory":
        yield Directory(root / "inhoud")
    elif request.param == "s3":
        with s3(root / "s3") as (url, options):
            yield open_elsewhere(url, options)
    elif is_installed(AZURITE, "azurite"):
        with azure(root / "azure") as (url, options):
            yield open_elsewhere(url, options)
    else:
        pytest.skip("needs npm, to install Azurite")


async def written(store: Store, *pieces: bytes, like: str = "") -> str:
    """A key under which these bytes lie. `like`: where they may lie already."""
    writer = store.writer()
    for piece in pieces[:-1]:
        await writer.write(piece)
    key = writer.key(hashlib.sha256(b"".join(pieces)).hexdigest())
    await writer.finish(pieces[-1], like)
    return key


async def whole(store: Store, key: str, start: int, stop: int) -> bytes:
    """The bytes under a key."""
    return b"".join([each async for each in store.read(key, start, stop)])


async def listed(store: Store) -> dict[str, int]:
    """What there is."""
    found = [each async for each in store.keys()]  # noqa: SIM118 - no dictionary
    assert [key for key, _ in found] == sorted(key for key, _ in found)
    return dict(found)


async def test_what_was_written_is_read(store: Store) -> None:
    key = await written(store, b"een ", b"twee ", b"drie")
    assert await whole(store, key, 0, 13) == b"een twee drie"
    assert await whole(store, key, 4, 8) == b"twee"
    assert (await listed(store))[key] == 13


async def test_the_same_again_has_a_key_of_its_own(store: Store) -> None:
    first = await written(store, b"dubbel")
    second = await written(store, b"dubbel", like=first)
    assert first != second
    await store.remove([first])
    assert await whole(store, second, 0, 6) == b"dubbel"
    third = await written(store, b"dubbel", like=first)
    assert await whole(store, third, 0, 6) == b"dubbel", "what it was like is gone"


async def test_other_bytes_of_the_same_size_are_never_taken_for_these(store: Store) -> None:
    first = await written(store, b"x" * 3_000_000)
    second = await written(store, b"x" * 1_500_000, b"x" * 1_499_999 + b"y", like=first)
    assert await whole(store, second, 2_999_998, 3_000_000) == b"xy"


async def test_large_content_goes_in_parts(store: Store) -> None:
    lump = os.urandom(2**20)
    key = await written(store, *[lump] * 20, b"slot")
    assert (await listed(store))[key] == 20 * 2**20 + 4
    assert await whole(store, key, 10 * 2**20, 11 * 2**20) == lump
    assert await whole(store, key, 20 * 2**20, 20 * 2**20 + 4) == b"slot"


async def test_nothing_is_there_before_it_is_finished(store: Store) -> None:
    writer = store.writer()
    key = writer.key(hashlib.sha256(b"x" * 12 * 2**20).hexdigest())
    for _ in range(12):
        await writer.write(b"x" * 2**20)
    assert key not in await listed(store)
    await writer.abandon()
    assert key not in await listed(store)
    with pytest.raises(Missing):
        await whole(store, key, 0, 1)


async def test_what_is_removed_is_gone(store: Store) -> None:
    keys = [await written(store, b"weg") for _ in range(3)]
    await store.remove([*keys[:2], fresh_key()])
    assert set(keys) & set(await listed(store)) == {keys[2]}
    with pytest.raises(Missing):
        await whole(store, keys[0], 0, 3)


async def test_less_than_there_should_be_is_missing(store: Store) -> None:
    key = await written(store, b"kort")
    with pytest.raises(Missing):
        await whole(store, key, 0, 10)


async def test_many_are_removed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    under_way = most = count = 0

    async def slowly(_store: object, _path: str) -> None:
        nonlocal under_way, most, count
        under_way, count = under_way + 1, count + 1
        most = max(most, under_way)
        await asyncio.sleep(0.01)
        under_way -= 1

    monkeypatch.setattr(obstore, "delete_async", slowly)
    await Elsewhere(None).remove(fresh_key() for _ in range(100))
    assert (count, most, under_way) == (100, REMOVED_AT_ONCE, 0)


async def test_a_store_that_is_away_is_unreachable() -> None:
    options = {"endpoint": "http://127.0.0.1:9", "access_key_id": "a", "secret_access_key": "b", "region": "c"}
    store = open_elsewhere("s3://emmer", options | {"aws_s3_express": "false"})
    with pytest.raises(StoreSilent):
        async with asyncio.timeout(60):
            await written(store, b"x")
    with pytest.raises(StoreSilent):
        async with asyncio.timeout(60):
            await store.remove([fresh_key()])


async def test_a_draft_that_nobody_writes_to_is_removed(tmp_path: Path) -> None:
    store = Directory(tmp_path)
    old, new = store.writer(), store.writer()
    await old.write(b"oud")
    (draft,) = (tmp_path / ".nieuw").iterdir()
    os.utime(draft, (0, 0))
    await new.write(b"nieuw")
    await store.tidy()
    assert not draft.exists()
    new.key(hashlib.sha256(b"nieuw").hexdigest())
    await new.finish(b"")
    assert len(await listed(store)) == 1


def test_the_setting_says_where(tmp_path: Path) -> None:
    assert open_store("", {}, tmp_path, "1810").root == tmp_path / "inhoud" / "1810"  # type: ignore[attr-defined]
    assert open_store(str(tmp_path / "elders"), {}, tmp_path, "").root == tmp_path / "elders"  # type: ignore[attr-defined]
    with pytest.raises(StartError, match="neither s3"):
        open_store("ftp://server/map", {}, tmp_path, "")
