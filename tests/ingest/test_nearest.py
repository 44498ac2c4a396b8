"""Which fields a header that nothing claims comes near to."""

from __future__ import annotations

import pytest

from lnmt_cli.ingest.nearest import LONGEST, nearest_fields, nearest_headers


@pytest.mark.parametrize(
    ("header", "field"), [("creatinin", "creatinine"), ("Albumine (sérique)", "albumin"), ("my own UPCR value", "upcr")]
)
def test_headers_come_near_to_fields(header: str, field: str) -> None:
    """A slip of the pen, another language and a name among other words come near to the field."""
    assert field in nearest_fields(header)


def test_text_is_no_header() -> None:
    """A text as long as a page resembles no field, even if it names one: it is not compared with every name."""
    question = "How much creatinine was measured? " * 20
    assert len(question) < LONGEST
    assert "creatinine" in nearest_fields(question)
    assert nearest_fields("creatinine" + "a" * LONGEST) == ()


def test_only_headers_near_to_the_fields_asked_for_are_named() -> None:
    """The headers named for a need are those that resemble one of its fields, by their places."""
    headers = {"A": "creatinin", "B": "a" * (LONGEST + 1), "C": "shoe size"}
    assert nearest_headers(["creatinine"], headers) == ("A",)
