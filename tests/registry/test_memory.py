"""The registry remembers how a header was read."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lnmt_cli.registry import memory
from lnmt_cli.registry.memory import Remembered, header_key
from lnmt_cli.registry.store import in_memory

FIRST, LATER = datetime(2026, 11, 22, 9, 30), datetime(2026, 12, 1)


@pytest.fixture
def connection():
    with in_memory() as opened:
        yield opened


@given(st.lists(st.text(max_size=8), max_size=6), st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_order_of_columns_is_no_part_of_a_header(headers: list[str], random) -> None:
    """Exports with the same columns in another order have the same header."""
    shuffled = random.sample(headers, len(headers))
    assert header_key(shuffled) == header_key(headers)


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        (["patient ID", "UPCR (MG/G)", "＃"], True),
        (["Patient_id", "upcr mg/g", "#", ""], True),
        (["Patient ID", "UPCR (g/g)", "#"], False),
        (["Patient ID", "UPCR (mg/g)", "%"], False),
        (["Patient ID", "UPCR (mg/g)"], False),
        (["Patient ID", "UPCR (mg/g)", "#", "#"], False),
    ],
)
def test_what_makes_a_header_another(other: list[str], is_same: bool) -> None:
    """Case, spaces, blank columns and full width do not matter; a unit, a sign or a further column does."""
    assert (header_key(other) == header_key(["Patient ID", "UPCR (mg/g)", "#"])) is is_same


def test_nothing_is_known_of_a_header_not_seen(connection) -> None:
    """A header that was never declared is not remembered."""
    assert memory.recall(connection, header_key(["a"])) is None
    assert memory.everything(connection) == {}


def test_newest_declaration_counts(connection) -> None:
    """A header has one memory: another declaration takes its place, the same one leaves it as it was."""
    key = header_key(["id", "upcr"])
    memory.remember(connection, key, '{"a": 1}', "visits.csv", FIRST)
    memory.remember(connection, key, '{"a": 1}', "again.csv", LATER)
    assert memory.recall(connection, key) == Remembered('{"a": 1}', "visits.csv", FIRST)
    memory.remember(connection, key, '{"a": 2}', "again.csv", LATER)
    assert memory.everything(connection) == {key: Remembered('{"a": 2}', "again.csv", LATER)}
    memory.forget(connection, key)
    assert memory.recall(connection, key) is None


def test_sheets_of_one_header_have_to_agree() -> None:
    """Where two sheets of one header were declared differently, neither is remembered."""
    assert memory.agreed([("k", "1"), ("m", "1"), ("k", "2"), ("m", "1")]) == {"m": "1"}
