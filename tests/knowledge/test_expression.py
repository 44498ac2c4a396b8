"""Expressions can compare and compute, and do nothing else."""

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lnmt_cli.errors import KnowledgeError
from lnmt_cli.knowledge.expression import DEEPEST, LONGEST, NUMBER, TEXT, TRUTH, Expression, Place, compile_expression

NAMES = {"upcr": NUMBER, "upcr_baseline": NUMBER, "egfr": NUMBER, "sex": TEXT, "rescue": TRUTH}
CONNECTION = duckdb.connect()


def compiled(written: str) -> Expression:
    return compile_expression(written, NAMES, 9, Place("made-up.toml", "complete"), CONNECTION)


def value(
    written: str, upcr: float | None = None, baseline: float | None = None, sex: str | None = None
) -> bool | None:
    query = (
        f"select {compiled(written).sql} from (select cast(? as double) as upcr, cast(? as double) as upcr_baseline,"
    )
    query += " cast(null as double) as egfr, cast(? as varchar) as sex, false as rescue)"
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
        ("not rescue and upcr < 0.5", True),
        ("sex in ('F', 'M')", True),
        ("sex not in ('M')", True),
        ("upcr in (0.4, 3)", True),
        ("upcr between 0.4 and 0.5", True),
        ("upcr not between 0.4 and 0.5", False),
        ("egfr is not null", False),
        ("coalesce(egfr, upcr) < 0.5", True),
        ("coalesce(egfr < 60, rescue)", False),
        ("least(upcr, egfr) < 0.5", None),
        ("greatest(upcr, egfr) > 0.3", None),
        ("greatest(upcr, upcr_baseline) = 3", True),
        ("upcr_baseline / (upcr - 0.4) > 1", None),
        ("upcr * 1e308 * 1e308 > 1", None),
        ("upcr * 1e308 * 1e308 is null", True),
        ("coalesce(upcr / (upcr - 0.4), 3) = 3", True),
        ("0.1234567890123456 * 0.1234567890123456 * 0.1234567890123456 > 0", True),
        ("0.1 + 0.2 = 0.3", True),
        ("0.1 + 0.2 > 0.3", False),
    ],
)
def test_what_an_expression_can_say(written: str, expected: bool | None) -> None:
    """Comparisons, arithmetic and the listed functions work, with SQL's three-valued logic, in SQL and in Python.

    A value that is divided by zero or beyond all bounds is not known; nor is the least of what is not all known.
    """
    assert value(written, 0.4, 3.0, "F") is expected
    values = {"upcr": 0.4, "upcr_baseline": 3.0, "sex": "F", "rescue": False}
    assert compiled(written).evaluate(values) is expected


REFUSED = [
    "upcr < 1; drop table patient",
    "upcr < 1;",
    "(select 1) < 2",
    "upcr in (select 1)",
    "upcr < all(1)",
    "exists (select 1)",
    "upcr < 1 from visit",
    "upcr < 1) from read_csv('made-up.csv') where (upcr < 1",
    "upcr < 1 where true",
    "upcr < 1 limit 1",
    "upcr < 1 order by 1",
    "upcr < 1 union select true",
    "upcr < 1, true",
    "upcr < 1 as low",
    "read_text('made-up.txt') = 'x'",
    "read_csv('made-up.csv') = 'x'",
    "getenv('HOME') = 'x'",
    "current_setting('threads') < 2",
    "upcr < getvariable('x')",
    "pragma_version()",
    "current_date < 1",
    "sum(upcr) < 1",
    "sum(upcr) over () < 1",
    "count(*) < 1",
    "main.abs(upcr) < 1",
    "upcr.abs() < 1",
    "abs(distinct upcr) < 1",
    "abs(upcr) filter (where upcr > 1) < 1",
    "abs(x := upcr) < 1",
    "abs(upcr, 1) < 1",
    "least(upcr) < 1",
    "coalesce(upcr) < 1",
    "coalesce(sex, 'F') = 'F'",
    "coalesce(upcr, sex) < 1",
    "case when upcr < 1 then true end",
    "upcr::integer < 3",
    "try_cast(upcr as integer) < 3",
    "date '2020-01-01' < '2020-01-02'",
    "interval 1 day < 1",
    "try(upcr < 1)",
    "x -> x",
    "list_transform([1], x -> x)",
    "*",
    "columns(*) < 1",
    "upcr < $1",
    "upcr < ?",
    "#1 < 2",
    "visit.upcr < 1",
    "upcr[1] < 1",
    "upcr % 2 < 1",
    "upcr ^ 2 < 1",
    "sex || 'x' = 'Fx'",
    "sex like 'F%'",
    "sex ~ 'F'",
    "sex similar to 'F'",
    "sex collate nocase = 'f'",
    "sex < 'F'",
    "sex = 'F\\x'",
    "sex = 'F\n'",
    "sex in ()",
    "upcr in (egfr, 1)",
    "upcr in ('low')",
    "upcr between 'low' and 2",
    "upcr is distinct from 1",
    "upcr < 'low'",
    "sex < 1",
    "rescue = true",
    "(upcr < 1) = (egfr < 1)",
    "upcr",
    "not upcr",
    "upcr and egfr < 1",
    "true",
    "null",
    "upcr < null",
    "upcr < 1e400",
    "upcr < 1e-400",
    "upcr < NaN",
    "upcr < infinity",
    "upcr < 0x10",
    "",
    "  ",
    "upcr <",
    "upcr < 1)",
    "(upcr < 1",
    "upcr\u00a0< 1",
    "upcr < 1 -- and egfr > 60",
    "upcr < /* 0.5 and egfr < */ 1",
    "sex = E'\\'' -- '",
    "sex = $$'$$ -- '",
    "upcr < " + "1 + " * (LONGEST // 4) + "1",
]
NESTED = ["(" * 900 + "upcr < 1" + ")" * 900, "not " * 400 + "rescue", "1+" * 900 + "1 < upcr", "abs(" * 300 + "upcr"]
NESTED += ["abs(" * 300 + "upcr" + ")" * 300 + " < 1", "- " * 600 + "upcr < 1", "not " * (DEEPEST + 1) + "rescue"]


@pytest.mark.parametrize("written", REFUSED)
def test_what_an_expression_cannot_say(written: str) -> None:
    """Whatever is not on the white list is refused, with the file and the key."""
    with pytest.raises(KnowledgeError, match=r"^made-up\.toml: complete: "):
        compiled(written)


@pytest.mark.parametrize("written", NESTED)
def test_nesting_is_bounded(written: str) -> None:
    """What is nested beyond what anyone can follow is refused in one clear sentence, however it is nested."""
    sentence = rf"^made-up\.toml: complete: the expression is nested more than {DEEPEST} levels deep\.$"
    with pytest.raises(KnowledgeError, match=sentence):
        compiled(written)


def test_what_is_long_but_flat_is_allowed() -> None:
    """The bound is on nesting: many terms side by side are no matter."""
    assert len(compiled(" and ".join(["upcr < 1"] * 100)).terms) == 100


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("egfr > 60 and read_csv('x') < 1", "at character 15: the function 'read_csv' is not allowed; known are abs,"),
        ("leest(upcr, 1) < 1", "at character 1: the function 'leest' is not allowed; did you mean 'least'?"),
        ("UPCR < 1", "at character 1: unknown name 'UPCR'; did you mean 'upcr'?"),
        ("'é' = sex and ucpr < 1", "at character 15: unknown name 'ucpr'; did you mean 'upcr'?"),
        ("egfr > 60 and upcr::integer < 1", "at character 19: a cast is not allowed here: `::integer`."),
        ("upcr < 'low'", "at character 8: a number is expected here, not a text: `'low'`."),
        ("upcr < 1 -- and egfr > 60", "at character 10: a comment is not allowed in an expression."),
        ("sex like 'F%'", "at character 5: `like` is not allowed here: `like 'F%'`."),
        ("upcr < 0.5 adn egfr > 60", 'at character 12: not an expression: syntax error at or near "adn".'),
        ("upcr < 1 and", "not an expression: it ends too early."),
        ("upcr < 1)", "at character 9: not an expression: a bracket too many."),
        ("(upcr < 1 and (egfr > 60)", "at character 1: not an expression: this bracket is not closed."),
        ("egfr > 60 and upcr < 0,3", "at character 22: decimals take a point, not a comma."),
    ],
)
def test_a_refusal_shows_what_and_where(written: str, message: str) -> None:
    """A message names the character, counted as people count, the fragment, and what is allowed there."""
    with pytest.raises(KnowledgeError) as refusal:
        compiled(written)
    assert refusal.value.message.startswith(f"made-up.toml: complete: {message}")


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


def test_what_pandas_calls_missing_is_not_known() -> None:
    """NaN is no number to compare with: a value that is NaN, or is not given at all, is not known."""
    assert compiled("upcr < 0.5").evaluate({"upcr": float("nan")}) is None
    assert compiled("upcr < 0.5").evaluate({}) is None
