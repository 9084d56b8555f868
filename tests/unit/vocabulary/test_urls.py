"""URLs and the references in them."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grondslag.vocabulary.urls import check_url, is_uuid, split_reference

UUID_TEXT = "6ba7b810-9dad-11d1-80b4-00c04fd430c8"


@pytest.mark.parametrize(
    "url",
    ["http://localhost:8000/zaken/api/v1/zaken/x", "https://example.nl", "https://example.nl/?a=b&c=%20", "http://[::1]:8080/",
     "https://a_b.example.nl./", "http://127.0.0.1/"],
)  # fmt: skip
def test_urls(url: str) -> None:
    assert check_url(url) is None


@pytest.mark.parametrize(
    "text",
    ["", "x", "/zaken/1", "//example.nl/x", "ftp://example.nl/", "javascript:alert(1)", "https://", "https:///pad",
     "https:example.nl", "https://user:pw@example.nl/", "https://user@example.nl/", "https://example.nl:99999/", "https://example.nl:0/",
     "https://example.nl:x/", "https://exa mple.nl/", "https://example.nl/a b", "https://example.nl/\n",
     "https://example.nl\\@x/",
     "https://[::1/", "https://[zz]/", "https://-a.nl/", "https://a..nl/", "https://é.nl/", "https://example.nl/#deel",
     "https://example.nl/#", "https://" + "a" * 300 + ".nl/", "https://example.nl/" + "a" * 1000],
)  # fmt: skip
def test_other_texts_get_a_sentence(text: str) -> None:
    assert check_url(text)


def test_a_fragment_where_a_field_takes_one() -> None:
    assert check_url("https://example.nl/#deel", fragment=True) is None


@given(st.text(max_size=60))
def test_no_text_makes_it_fail(text: str) -> None:
    check_url(text)
    check_url("https://" + text)
    split_reference("https://" + text)


@given(st.uuids(), st.sampled_from(["http://a.nl", "https://a.nl:8000/zaken/api/v1", "https://a.nl/x/y/z"]))
def test_a_reference_splits_in_collection_and_uuid(key: UUID, root: str) -> None:
    url = f"{root}/zaken/{key}"
    assert split_reference(url) == (f"{root}/zaken", str(key))
    assert split_reference(f"{root}/zaken/{str(key).upper()}") == (f"{root}/zaken", str(key))


@pytest.mark.parametrize(
    "url",
    [
        f"https://a.nl/{UUID_TEXT}",
        f"https://a.nl/zaken/{UUID_TEXT}/",
        f"https://a.nl/zaken/{UUID_TEXT}?versie=1",
        f"https://a.nl/zaken/{UUID_TEXT}#x",
        f"https://u@a.nl/zaken/{UUID_TEXT}",
        f"https://a.nl//{UUID_TEXT}",
        "https://a.nl/zaken/1",
        f"/zaken/{UUID_TEXT}",
        f"https://a.nl/{'z' * 1000}/{UUID_TEXT}",
        "",
    ],
)
def test_other_urls_do_not_split(url: str) -> None:
    assert split_reference(url) is None


def test_uuids() -> None:
    assert is_uuid(UUID_TEXT)
    assert is_uuid(UUID_TEXT.upper())
    assert not any(
        is_uuid(text) for text in ("", UUID_TEXT[1:], UUID_TEXT.replace("-", ""), f"{{{UUID_TEXT}}}", UUID_TEXT + "\n")
    )
