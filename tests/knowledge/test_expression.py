"""Expressions can compare and compute, and do nothing else."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lnmt_cli.errors import KnowledgeError
from lnmt_cli.knowledge.expression import NUMBER, TEXT, Expression, Place, compile_expression

NAMES = {"upcr": NUMBER, "upcr_baseline": NUMBER, "egfr": NUMBER, "sex": TEXT}
CONNECTION = duckdb.connect()


def compiled(written: str) -> Expression:
    return compile_expression(written, NAMES, 9, Place("made-up.toml", "complete"), CONNECTION)


def value(
    written: str, upcr: float | None = None, baseline: float | None = None, sex: str | None = None
) -> bool | None:
    query = (
        f"select {compiled(written).sql} from (select cast(? as double) as upcr, cast(? as double) as upcr_baseline,"
    )
    query += " cast(null as double) as egfr, cast(? as varchar) as sex)"
    return CONNECTION.execute(query, [upcr, baseline, sex]).fetchall()[0][0]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("upcr < 0.5", True),
        ("upcr < 0.4", False),
        ("upcr <= 0.4", True),
        ("not (upcr < 0.5)", False),
        ("upcr < 0.5 and egfr > 60", None),
        ("upcr > 0.5 and egfr > 60", False),
        ("upcr < 0.5 or egfr > 60", True),
        ("egfr is null", True),
        ("least(upcr, upcr_baseline) = 0.4", True),
        ("abs(upcr - upcr_baseline) = 2.6", True),
        ("upcr + 1 > 1e0", True),
        ("sex = 'F'", True),
        ("sex <> 'F'", False),
    ],
)
def test_what_an_expression_can_say(written: str, expected: bool | None) -> None:
    """Comparisons, arithmetic and the listed functions work, with SQL's three-valued logic."""
    assert value(written, 0.4, 3.0, "F") is expected


@pytest.mark.parametrize(
    "written",
    [
        "upcr < 1; drop table patient",
        "read_text('made-up.txt') = 'x'",
        "(select 1) < 2",
        "exists (select 1)",
        "upcr < 1 from visit",
        "upcr < 1 where true",
        "upcr < 1 limit 1",
        "upcr < 1 order by 1",
        "upcr < 1 union select true",
        "upcr < 1, true",
        "upcr in (1, 2)",
        "case when upcr < 1 then true end",
        "upcr::integer < 3",
        "upcr < getvariable('x')",
        "upcr < $1",
        "upcr < ?",
        "visit.upcr < 1",
        "upcr[1] < 1",
        "sum(upcr) < 1",
        "upcr % 2 < 1",
        "upcr < 'low'",
        "sex < 1",
        "upcr",
        "true",
        "null",
        "*",
        "",
        "upcr <",
        "pragma_version()",
        "upcr < " + "1 + " * 600 + "1",
    ],
)
def test_what_an_expression_cannot_say(written: str) -> None:
    """Whatever is not on the white list is refused, with the file and the key."""
    with pytest.raises(KnowledgeError, match=r"^made-up\.toml: complete: "):
        compiled(written)


def test_a_misspelt_name_is_answered_with_the_nearest() -> None:
    """A name that is not known is said with its place and the name that was perhaps meant."""
    with pytest.raises(
        KnowledgeError, match="at character 12: unknown name 'upcr_basline'; did you mean 'upcr_baseline'"
    ):
        compiled("upcr < 0.5*upcr_basline")


def test_names_are_those_used_in_order_of_use() -> None:
    """The names tell which data a verdict needs."""
    assert compiled("egfr > 1 and upcr < egfr").names == ("egfr", "upcr")


@given(st.integers(1, 100_000).map(lambda hundredths: hundredths / 100))
def test_a_fall_of_exactly_half_is_half(baseline: float) -> None:
    """Both sides are rounded to the 9th decimal: half of any UPCR with two decimals counts as a fall of 50 %."""
    half = float(f"{baseline / 2:.3f}")
    assert value("upcr <= 0.5 * upcr_baseline", half, baseline)
    assert not value("upcr < 0.5 * upcr_baseline", half, baseline)


def test_rounding_decides_at_the_ninth_decimal() -> None:
    """What differs from a bound by less than half of the 9th decimal is equal to it; by more, it is not."""
    assert value("upcr < 0.5", 0.5 - 4e-10) is False
    assert value("upcr < 0.5", 0.5 - 6e-10) is True
