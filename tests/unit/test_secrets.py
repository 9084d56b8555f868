"""Secrets at rest: only the right key, at the right place, opens them."""

import stat
from pathlib import Path

import pytest

from grondslag.runtime.secrets import SecretBox, check_secret, new_secret, open_box
from grondslag.settings import Settings, StartError

KEY = "k" * 32


def test_a_secret_comes_back_and_never_looks_the_same_twice() -> None:
    box = SecretBox(KEY.encode())
    stored = box.encrypt("geheim", "client")
    assert box.decrypt(stored, "client") == "geheim"
    assert b"geheim" not in stored
    assert stored != box.encrypt("geheim", "client")


def test_another_key_or_another_place_does_not_open_it() -> None:
    stored = SecretBox(KEY.encode()).encrypt("geheim", "client")
    with pytest.raises(StartError, match="another key"):
        SecretBox(b"l" * 32).decrypt(stored, "client")
    with pytest.raises(StartError, match="another key"):
        SecretBox(KEY.encode()).decrypt(stored, "other")
    with pytest.raises(StartError, match="does not know"):
        SecretBox(KEY.encode()).decrypt(b"\x07" + stored, "client")


def test_a_short_key_or_secret_is_refused() -> None:
    with pytest.raises(StartError, match="31 bytes"):
        SecretBox(b"k" * 31)
    with pytest.raises(StartError, match="at least 32"):
        check_secret("s" * 31)
    assert check_secret(new_secret())


def test_without_a_key_one_is_made_for_our_eyes_only_and_kept(tmp_path: Path) -> None:
    settings = Settings(data=str(tmp_path / "var"))
    stored = open_box(settings).encrypt("geheim", "client")
    assert open_box(settings).decrypt(stored, "client") == "geheim"
    assert stat.S_IMODE((tmp_path / "var" / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret.key"]


def test_the_key_of_the_settings_goes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("f" * 32 + "\n")
    of_file = open_box(Settings(secret_key_file=str(tmp_path / "key"))).encrypt("geheim", "client")
    assert SecretBox(b"f" * 32).decrypt(of_file, "client") == "geheim"
    both = Settings(secret_key=KEY, secret_key_file=str(tmp_path / "absent"))
    assert SecretBox(KEY.encode()).decrypt(open_box(both).encrypt("x", "y"), "y") == "x"
    with pytest.raises(StartError, match="cannot be read"):
        open_box(Settings(secret_key_file=str(tmp_path / "absent")))
