"""A package is checked without a server: every byte that is changed, added, removed or moved is seen."""

import base64
import io
import json
import random
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grondslag.integration.inzage.sealing import (
    KEY,
    MANIFEST,
    REVIEW,
    SIGNATURE,
    NotWhole,
    canonical,
    check,
    seal,
    without_review,
)
from grondslag.runtime import plain_zip
from grondslag.runtime.plain_zip import Damaged, Entry, TooLarge, Writer, head_of, read_entries, tail_of
from grondslag.runtime.signing import Signer, fingerprint
from tests.running import run

MOMENT = datetime(2026, 11, 26, 12, 0, 6, tzinfo=UTC)
SIGNER, FORGER = (Signer(Ed25519PrivateKey.from_private_bytes(bytes([each]) * 32)) for each in (1, 2))
FILES = {"inzage.json": b'{"a":1}', "inzage.pdf": b"%PDF-1.7 " + bytes(range(64)), "documenten/a.txt": b"Hallo"}
WITH_REVIEW = FILES | dict.fromkeys(REVIEW, b"Lees dit na.")


def packed(files: dict[str, bytes] = FILES, signer: Signer = SIGNER, naam: str = "Veldermeer") -> bytes:
    file = io.BytesIO()
    writer = Writer(file, MOMENT)
    for name, content in files.items():
        writer.add(name, [content[:3], content[3:]])
    seal(writer, signer, MOMENT, {"gemeente": {"code": "1810", "naam": naam}, "programma": "Grondslag 0"})
    return file.getvalue()


def faults(raw: bytes, folder: Path, key: str = "") -> list[str]:
    path = folder / "pakket.zip"
    path.write_bytes(raw)
    return check(path, key).faults


def repacked(raw: bytes, change: Callable[[dict[str, bytes]], dict[str, bytes]]) -> bytes:
    """The same package after someone changed its files and packed them again, as well as this program would."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        files = change({name: archive.read(name) for name in archive.namelist()})
    file = io.BytesIO()
    writer = Writer(file, MOMENT)
    for name, content in files.items():
        writer.add(name, [content])
    writer.finish()
    return file.getvalue()


def test_a_package_as_it_was_made_is_right_and_any_program_opens_it(tmp_path: Path) -> None:
    raw = packed()
    assert faults(raw, tmp_path) == []
    assert faults(raw, tmp_path, SIGNER.public_key) == []
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [*FILES, KEY, MANIFEST, SIGNATURE]
        assert SIGNER.public_key in archive.read(KEY).decode()
    assert packed() == raw


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_byte_can_be_changed_added_or_removed(tmp_path: Path, data: st.DataObject) -> None:
    raw = packed(data.draw(st.sampled_from((FILES, WITH_REVIEW))))
    at = data.draw(st.integers(0, len(raw) - 1))
    how = data.draw(st.sampled_from(("changed", "removed", "added", "swapped")))
    if how == "changed":
        made = raw[:at] + bytes([raw[at] ^ data.draw(st.integers(1, 255))]) + raw[at + 1 :]
    elif how == "removed":
        made = raw[:at] + raw[at + data.draw(st.integers(1, 40)) :]
    elif how == "added":
        made = raw[:at] + data.draw(st.binary(min_size=1, max_size=40)) + raw[at:]
    else:
        other = data.draw(st.integers(0, len(raw) - 1))
        low, high = sorted((at, other))
        made = raw[:low] + raw[high : high + 1] + raw[low + 1 : high] + raw[low : low + 1] + raw[high + 1 :]
    if made != raw:
        assert faults(made, tmp_path), (how, at)


def test_every_single_byte_counts(tmp_path: Path) -> None:
    raw = packed()
    for at in range(len(raw)):
        assert faults(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :], tmp_path), at


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda files: files | {"inzage.json": b'{"a":2}'}, "inzage.json was changed."),
        (lambda files: {name: files[name] for name in files if name != "inzage.pdf"}, "inzage.pdf was removed."),
        (lambda files: {"extra.txt": b"x"} | files, "'extra.txt' was added."),
        (lambda files: {name: files[name] for name in sorted(files)}, "The files stand in another order."),
        (lambda files: files | {MANIFEST: files[MANIFEST].replace(b"1810", b"0000")}, "The signature does not fit"),
        (lambda files: files | {MANIFEST: b"{}"}, "manifest.json is missing, or was changed so that"),
        (lambda files: files | {SIGNATURE: b"AAAA\n"}, "The signature does not fit"),
        (lambda files: files | {SIGNATURE: b"not base64"}, "manifest.sig is missing or was changed."),
        (lambda files: files | {KEY: b"another"}, "SLEUTEL.txt was changed."),
    ],
)
def test_what_was_done_is_told(tmp_path: Path, change: Callable[..., dict[str, bytes]], told: str) -> None:
    found = faults(repacked(packed(), change), tmp_path)
    assert any(each.startswith(told) for each in found), found


def test_a_forger_cannot_make_one_under_our_key(tmp_path: Path) -> None:
    forged = packed(FILES | {"inzage.json": b'{"a":"forged"}'}, FORGER)
    assert faults(forged, tmp_path) == []  # by itself it is whole: only the key tells
    (told,) = faults(forged, tmp_path, SIGNER.public_key)
    assert "another key" in told

    def with_our_key(files: dict[str, bytes]) -> dict[str, bytes]:
        named = files[MANIFEST].replace(FORGER.public_key.encode(), SIGNER.public_key.encode())
        return files | {MANIFEST: named}

    assert faults(repacked(forged, with_our_key), tmp_path)


# --- keys over time -----------------------------------------------------------------------------------------------


def test_a_list_of_keys_and_a_fingerprint_tell_as_well_as_the_key(tmp_path: Path) -> None:
    raw, key = packed(), SIGNER.public_key
    before = f"{FORGER.public_key} 2020-01-01 2025-12-31"
    for text in (
        fingerprint(key),
        f"{before}\n{key} 2026-01-01 -",
        f"{key} 2026-01-01 2026-11-26\n{before}",
        f"De sleutel: zie hieronder.\n{key}\n",
    ):
        assert faults(raw, tmp_path, text) == []
    for text in (fingerprint(FORGER.public_key), before):
        (told,) = faults(raw, tmp_path, text)
        assert "another key" in told


def test_a_key_that_was_not_in_use_then_is_not_believed(tmp_path: Path) -> None:
    """Who got hold of an old key cannot sign anything of today with it."""
    for days in ("2020-01-01 2026-11-20", "2026-12-01 -"):
        (told,) = faults(packed(), tmp_path, f"{SIGNER.public_key} {days}")
        assert "not in use on 2026-11-26" in told, days


@pytest.mark.parametrize("key", ["{ours}\n{forger}", "{forger}\n{ours}", " {ours}", "{short}"])
def test_a_package_that_names_more_than_its_key_is_refused(tmp_path: Path, key: str) -> None:
    """A forger names our key beside their own, to have it shown."""
    said = key.format(ours=SIGNER.public_key, forger=FORGER.public_key, short=fingerprint(SIGNER.public_key))

    def named(files: dict[str, bytes]) -> dict[str, bytes]:
        manifest = canonical(json.loads(files[MANIFEST]) | {"sleutel": said})
        return files | {MANIFEST: manifest, SIGNATURE: base64.b64encode(FORGER.sign(manifest)) + b"\n"}

    forged = repacked(packed(FILES, FORGER), named)
    for trust in ("", SIGNER.public_key, f"{SIGNER.public_key} 2026-01-01 -", fingerprint(SIGNER.public_key)):
        assert faults(forged, tmp_path, trust)


# --- without the review -------------------------------------------------------------------------------------------


def taken_out(raw: bytes, folder: Path) -> bytes:
    """The same package as it is sent."""
    path, file = folder / "met.zip", io.BytesIO()
    path.write_bytes(raw)
    assert without_review(path, file) == list(REVIEW)
    return file.getvalue()


def test_without_its_review_a_package_holds_and_that_is_told(tmp_path: Path) -> None:
    raw = packed(WITH_REVIEW)
    path = tmp_path / "pakket.zip"
    path.write_bytes(raw)
    whole = check(path, SIGNER.public_key)
    assert (whole.faults, whole.taken_out) == ([], [])
    path.write_bytes(taken_out(raw, tmp_path))
    sent = check(path, SIGNER.public_key)
    assert (sent.faults, sent.taken_out) == ([], list(REVIEW))
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [*FILES, KEY, MANIFEST, SIGNATURE]
        assert b"Lees dit na." not in path.read_bytes()
    again = io.BytesIO()
    assert without_review(path, again) == []
    assert again.getvalue() == path.read_bytes()


def test_one_of_the_two_may_be_taken_out_as_well(tmp_path: Path) -> None:
    path = tmp_path / "pakket.zip"
    path.write_bytes(
        repacked(packed(WITH_REVIEW), lambda files: {name: files[name] for name in files if name != REVIEW[1]})
    )
    found = check(path)
    assert (found.faults, found.taken_out) == ([], [REVIEW[1]])


@pytest.mark.parametrize("name", [*FILES, KEY, MANIFEST, SIGNATURE])
def test_nothing_else_may_be_taken_out(tmp_path: Path, name: str) -> None:
    """Neither from the whole package, nor from one without its review."""
    raw = packed(WITH_REVIEW)

    def without(*gone: str) -> bytes:
        return repacked(raw, lambda files: {each: files[each] for each in files if each not in gone})

    assert faults(without(name), tmp_path)
    assert faults(without(name, *REVIEW), tmp_path)
    assert not faults(without(*REVIEW), tmp_path)


def test_in_the_place_of_the_review_nothing_may_come(tmp_path: Path) -> None:
    raw = packed(WITH_REVIEW)
    other = repacked(raw, lambda files: files | {REVIEW[1]: b"Iets anders."})
    assert faults(other, tmp_path) == [f"{REVIEW[1]} was changed."]
    sent = taken_out(raw, tmp_path)
    back = repacked(sent, lambda files: files | {REVIEW[1]: b"Lees dit na."})
    assert faults(back, tmp_path) == ["The files stand in another order."]
    assert faults(packed(FILES), tmp_path) == [], "a package that never had one"
    more = repacked(packed(FILES), lambda files: {REVIEW[0]: b"x"} | files)
    assert faults(more, tmp_path) == [f"{REVIEW[0]!r} was added."]


def test_every_single_byte_counts_without_the_review_too(tmp_path: Path) -> None:
    raw = taken_out(packed(WITH_REVIEW), tmp_path)
    for at in range(len(raw)):
        assert faults(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :], tmp_path), at


def test_a_list_cannot_say_that_more_may_be_missing(tmp_path: Path) -> None:
    """Neither by who has another key, nor by a maker that goes wrong: only the review is believed to be loose."""
    raw = packed(WITH_REVIEW)
    for name in ("inzage.pdf", KEY):

        def loosened(files: dict[str, bytes], name: str = name) -> dict[str, bytes]:
            said = json.loads(files[MANIFEST])
            next(each for each in said["bestanden"] if each["naam"] == name)["verwijderbaar"] = True
            manifest = canonical(said)
            signature = base64.b64encode(SIGNER.sign(manifest)) + b"\n"
            return {each: files[each] for each in files if each != name} | {MANIFEST: manifest, SIGNATURE: signature}

        (told,) = faults(repacked(raw, loosened), tmp_path)
        assert told.startswith("manifest.json is missing, or was changed so that")


def test_a_package_of_before_the_review_was_apart_still_holds_whole(tmp_path: Path) -> None:
    """The first form of the list: nothing in it may be missing, whatever it is called."""

    def as_before(files: dict[str, bytes]) -> dict[str, bytes]:
        said = json.loads(files[MANIFEST]) | {"versie": 1}
        for each in said["bestanden"]:
            each.pop("verwijderbaar", None)
        manifest = canonical(said)
        return files | {MANIFEST: manifest, SIGNATURE: base64.b64encode(SIGNER.sign(manifest)) + b"\n"}

    raw = repacked(packed(WITH_REVIEW), as_before)
    assert faults(raw, tmp_path, SIGNER.public_key) == []
    gone = repacked(raw, lambda files: {name: files[name] for name in files if name != REVIEW[1]})
    assert faults(gone, tmp_path) == [f"{REVIEW[1]} was removed."]


def test_of_a_package_that_was_changed_nothing_is_taken_out(tmp_path: Path) -> None:
    path = tmp_path / "pakket.zip"
    path.write_bytes(packed(WITH_REVIEW).replace(b"Hallo", b"Hello"))
    with pytest.raises(NotWhole) as refused:
        without_review(path, io.BytesIO())
    assert refused.value.faults == ["documenten/a.txt was changed."]


def test_the_command_takes_the_review_out(tmp_path: Path) -> None:
    whole, sent = tmp_path / "pakket.zip", tmp_path / "brief.zip"
    whole.write_bytes(packed(WITH_REVIEW))
    done = run("inzage", "without-review", str(whole), "-o", str(sent))
    assert (done.code, done.out.strip()) == (0, f"{sent}: without {' and '.join(REVIEW)}.")
    assert sent.stat().st_mode & 0o077 == 0
    done = run("inzage", "verify", str(sent), "--key", SIGNER.public_key)
    assert done.code == 0
    assert f"Only the review was taken out, as may be done before sending: {', '.join(REVIEW)}." in done.out
    assert f"{len(FILES) + 1} files" in done.out
    assert "taken out" not in run("inzage", "verify", str(whole)).out
    done = run("inzage", "without-review", str(whole), "-o", str(sent))
    assert (done.code, "is there already" in done.err) == (1, True)
    whole.write_bytes(packed(WITH_REVIEW) + b"x")
    done = run("inzage", "without-review", str(whole), "-o", str(tmp_path / "b.zip"))
    assert (done.code, "not as it was made" in done.err) == (1, True)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["brief.zip", "pakket.zip"]


def test_what_was_packed_by_another_program_is_not_as_it_was_made(tmp_path: Path) -> None:
    raw = packed()
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        file = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(file, "w", method) as again:
            for name in before.namelist():
                again.writestr(name, before.read(name))
        assert faults(file.getvalue(), tmp_path)


def test_what_claims_to_be_enormous_costs_nothing(tmp_path: Path) -> None:
    """A header that says four gigabytes, files without end, a zip that unfolds: none of it is read."""
    huge = Entry(name="inzage.json", size=2**32 - 1, crc=0, sha256="", offset=0)
    assert "not the beginning of a file" in faults(head_of(huge, MOMENT) + b"x" * 100, tmp_path)[0]
    empty = Entry(name="a", size=0, crc=0, sha256="", offset=0)
    assert "more than" in faults(head_of(empty, MOMENT) * (plain_zip.MOST_FILES + 2), tmp_path)[0]
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(MANIFEST, b"\0" * 50_000_000)
    assert faults(bomb.getvalue(), tmp_path)
    assert faults(b"", tmp_path) == ["There is no package in it: it is no zip, or an empty one."]
    assert faults(random.Random(1).randbytes(5000), tmp_path)


def test_a_large_manifest_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grondslag.integration.inzage.sealing.LARGEST_MANIFEST", 10)
    assert faults(packed(), tmp_path) == ["manifest.json is missing, or was changed so that it cannot be read."]


def test_a_zip_has_bounds_and_no_name_twice() -> None:
    writer = Writer(io.BytesIO(), MOMENT)
    writer.add("a", [b"1"])
    with pytest.raises(ValueError, match="another file"):
        writer.add("a", [b"2"])
    with pytest.raises(ValueError, match="another file"):
        writer.add("b" * 300, [b"2"])


def test_more_than_fits_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_zip, "LARGEST", 100)
    monkeypatch.setattr(plain_zip, "MOST_FILES", 2)
    writer = Writer(io.BytesIO(), MOMENT)
    with pytest.raises(TooLarge):
        writer.add("a", [b"x" * 101])
    writer = Writer(io.BytesIO(), MOMENT)
    writer.add("a", [])
    writer.add("b", [])
    with pytest.raises(TooLarge):
        writer.add("c", [])


def test_a_broken_name_is_told() -> None:
    raw = head_of(Entry(name="aa", size=0, crc=0, sha256="", offset=0), MOMENT).replace(b"aa", b"\xff\xfe")
    with pytest.raises(Damaged, match="not text"):
        list(read_entries(io.BytesIO(raw), len(raw), {}))


def test_json_has_one_form() -> None:
    assert canonical({"b": [1, "é"], "a": None}) == '{"a":null,"b":[1,"é"]}'.encode()
    assert tail_of([], MOMENT).startswith(b"PK\x05\x06")


def test_the_command_tells_by_its_exit_code(tmp_path: Path) -> None:
    """It needs no settings, no database and no data directory: it runs where there is nothing."""
    good, bad, key = (tmp_path / name for name in ("good.zip", "bad.zip", "key.txt"))
    raw = packed()
    good.write_bytes(raw)
    bad.write_bytes(raw.replace(b"Hallo", b"Hello"))
    key.write_text(f"De sleutel van de gemeente:\n{SIGNER.public_key}\n")
    nowhere = {"GRONDSLAG_DATABASE": "postgresql://nowhere.invalid/x", "GRONDSLAG_DATA": str(tmp_path / "none")}
    done = run("inzage", "verify", str(good), "--key", str(key), environ=nowhere)
    assert (done.code, "is as it was made" in done.out) == (0, True)
    done = run("inzage", "verify", str(bad), environ=nowhere)
    assert done.code == 1
    assert "documenten/a.txt was changed." in done.out
    assert "NOT as it was made" in done.out
    done = run("inzage", "verify", str(good), "--key", FORGER.public_key, environ=nowhere)
    assert (done.code, "another key" in done.out) == (1, True)
    done = run("inzage", "verify", str(good), "--key", "ed25519:nonsense", environ=nowhere)
    assert done.code == 1
    key.write_text(f"{FORGER.public_key} 2020-01-01 2025-12-31\n{SIGNER.public_key} 2025-12-31 -\n")
    done = run("inzage", "verify", str(good), "--key", str(key), environ=nowhere)
    assert (done.code, "which signed from 2025-12-31." in done.out) == (0, True)
    assert "does NOT show who made it" not in done.out
    assert run("inzage", "verify", str(good), "--key", fingerprint(SIGNER.public_key), environ=nowhere).code == 0
    assert run("inzage", "verify", str(good), "--key", fingerprint(FORGER.public_key), environ=nowhere).code == 1
    key.write_text(f"{SIGNER.public_key} 2025-12-31 gisteren\n")
    done = run("inzage", "verify", str(good), "--key", str(key), environ=nowhere)
    assert (done.code, "when the key was in use" in done.err) == (1, True)
    key.write_text("Hier staat niets.")
    assert run("inzage", "verify", str(good), "--key", str(key), environ=nowhere).code == 1
    assert run("inzage", "verify", str(tmp_path / "absent.zip"), environ=nowhere).code == 2
    assert not (tmp_path / "none").exists()


def test_without_a_key_it_is_told_that_anyone_may_have_made_it_and_a_package_cannot_talk_over_that(
    tmp_path: Path,
) -> None:
    own = f"Veldermeer\nSigned with {SIGNER.public_key}\x1b[8m"
    path = tmp_path / "vals.zip"
    path.write_bytes(packed(FILES, FORGER, own))
    done = run("inzage", "verify", str(path))
    assert done.code == 0
    assert "\x1b" not in done.out
    said = done.out.splitlines()
    assert [each for each in said if each.startswith("Signed with")] == [said[1]]
    assert FORGER.public_key in said[1]
    assert "does NOT show who made it" in said[2]
    path.write_bytes(
        packed(FILES, FORGER, own).replace(b"Hallo", b"Hello").replace(b"documenten/a.txt", b"\x1b[8m\rok/abc.txt")
    )
    done = run("inzage", "verify", str(path))
    assert (done.code, "\x1b" in done.out) == (1, False)
