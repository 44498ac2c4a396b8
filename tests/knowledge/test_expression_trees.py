"""What must hold of every expression, whatever it says: SQL, Python, prose and explanation tell the same thing."""

import re
from decimal import Decimal

import duckdb
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lnmt_cli.knowledge.expression import NUMBER, TEXT, TRUTH, Expression, Label, Place, compile_expression
from lnmt_cli.knowledge.expression.evaluating import rounded, truth
from lnmt_cli.knowledge.expression.labels import number_text
from lnmt_cli.knowledge.expression.nodes import (
    And,
    Arithmetic,
    Between,
    Coalesce,
    Comparison,
    Constant,
    Function,
    IsKnown,
    IsUnknown,
    Membership,
    Name,
    Node,
    Not,
    Or,
)
from lnmt_cli.knowledge.expression.tree import joined, names_in, negated, straightened, walked
from lnmt_cli.knowledge.expression.writing import sql, written

CONNECTION = duckdb.connect()
NAMES = {"upcr": NUMBER, "upcr_baseline": NUMBER, "egfr": NUMBER, "age": NUMBER}
NAMES |= {"sex": TEXT, "class": TEXT, "rescue": TRUTH, "death": TRUTH}
TYPES = {NUMBER: "double", TEXT: "varchar", TRUTH: "boolean"}
LABELS = {
    "upcr": Label("UPCR", "g/g"),
    "upcr_baseline": Label("UPCR at baseline", "g/g"),
    "egfr": Label("eGFR", "mL/min/1.73 m²"),
    "age": Label("age", "years"),
    "sex": Label("sex"),
    "class": Label("class"),
    "rescue": Label("rescue therapy"),
    "death": Label("death"),
}
WORDS = ["F", "M", "III", "IV", "it's"]
NUMBERS = st.sampled_from([0.0, 0.5, 1.0, 3.0, 0.1, 0.2, 0.3, 0.85, 60.0, -1.0, 1e-9, 5e-10, 1e200]) | st.floats(
    -1000, 1000, allow_subnormal=False
)
CONSTANTS = NUMBERS.map(lambda number: Constant(number + 0.0))


def named(kind: str) -> st.SearchStrategy[Node]:
    return st.sampled_from([Name(name, found) for name, found in NAMES.items() if found == kind])


def computed(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Arithmetic, st.sampled_from("+-*/"), st.tuples(inner, inner)),
        st.builds(Arithmetic, st.just("-"), st.tuples(named(NUMBER))),
        st.builds(Function, st.sampled_from(["least", "greatest"]), several),
        st.builds(Function, st.just("abs"), st.tuples(inner)),
        st.builds(Coalesce, several),
    )


QUANTITIES = st.recursive(named(NUMBER) | CONSTANTS, computed, max_leaves=5)
SIGNS = st.sampled_from(["<", "<=", ">", ">=", "=", "<>"])
WORD_LISTS = st.lists(st.sampled_from(WORDS).map(Constant), min_size=1, max_size=3).map(tuple)
LEAVES = st.one_of(
    st.builds(Comparison, QUANTITIES, SIGNS, QUANTITIES),
    st.builds(Comparison, named(NUMBER), SIGNS, st.builds(Arithmetic, st.just("*"), st.tuples(CONSTANTS, QUANTITIES))),
    st.builds(
        Comparison, named(TEXT), st.sampled_from(["=", "<>"]), named(TEXT) | st.sampled_from(WORDS).map(Constant)
    ),
    st.builds(Between, QUANTITIES, QUANTITIES, QUANTITIES),
    st.builds(Membership, named(TEXT), WORD_LISTS),
    st.builds(Membership, QUANTITIES, st.lists(CONSTANTS, min_size=1, max_size=3).map(tuple)),
    st.builds(IsKnown, QUANTITIES | named(TEXT) | named(TRUTH)),
    st.builds(IsUnknown, QUANTITIES | named(TEXT) | named(TRUTH)),
    named(TRUTH),
)


def conditions(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        several.map(lambda parts: joined(And, parts)),
        several.map(lambda parts: joined(Or, parts)),
        st.builds(Not, inner),
        st.builds(Coalesce, several.map(tuple)),
        st.builds(IsKnown, inner),
    )


TREES = st.recursive(LEAVES, conditions, max_leaves=6)
VALUES = st.fixed_dictionaries(
    {
        name: st.none() | {NUMBER: NUMBERS, TEXT: st.sampled_from(WORDS), TRUTH: st.booleans()}[kind]
        for name, kind in NAMES.items()
    }
)


def verdict_of_sql(condition: str, values: dict[str, object]) -> bool | None:
    columns = ", ".join(f'cast(? as {TYPES[NAMES[name]]}) as "{name}"' for name in values)
    found = CONNECTION.execute(f"select {condition} from (select {columns})", list(values.values())).fetchall()
    return found[0][0]


@settings(max_examples=60, deadline=None)
@given(TREES, VALUES)
def test_sql_and_python_agree(tree: Node, values: dict[str, object]) -> None:
    """An expression gives the same verdict in the registry and in Python, unknown values included."""
    assert truth(tree, values, 9) is verdict_of_sql(sql(tree, 9), values)


@settings(max_examples=60, deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 9))
@example(2.5, 0)
@example(-0.5, 0)
@example(0.285, 2)
@example(1.005, 2)
@example(0.49999999999999994, 0)
@example(4503599627370497.5, 0)
@example(1e300, 9)
def test_numbers_are_rounded_as_in_sql(number: float, decimals: int) -> None:
    """Half is rounded away from zero, as the registry does it."""
    assert [(rounded(number, decimals),)] == CONNECTION.execute(
        f"select round(?::double, {decimals})", [number]
    ).fetchall()


@settings(max_examples=60, deadline=None)
@given(TREES)
def test_what_is_written_is_read_as_the_same(tree: Node) -> None:
    """A tree written as an expression and parsed again is the same tree."""
    assert compile_expression(written(tree), NAMES, 9, Place("made-up.toml", "complete"), CONNECTION).tree == tree


@settings(max_examples=60, deadline=None)
@given(TREES, VALUES)
def test_the_opposite_is_the_opposite(tree: Node, values: dict[str, object]) -> None:
    """What is negated is false where the condition is true, and unknown where it is; so it is part by part."""
    verdict = truth(tree, values, 9)
    assert truth(negated(tree), values, 9) is (None if verdict is None else not verdict)
    assert truth(straightened(tree), values, 9) is verdict


@settings(max_examples=60, deadline=None)
@given(TREES)
def test_prose_leaves_nothing_out(tree: Node) -> None:
    """Each label and each constant of an expression, as a number or in percent, occurs in its prose."""
    prose = Expression(tree, 9, written(tree)).prose(LABELS)
    for name in names_in(tree):
        assert LABELS[name].text in prose or (
            name == "upcr_baseline" and re.search("UPCR .*its value at baseline", prose)
        )
    for constant in (node.value for node in walked(tree) if isinstance(node, Constant)):
        if isinstance(constant, str):
            assert constant in prose
        else:
            assert number_text(constant) in prose or f"{number_text(Decimal(repr(constant)) * 100)} %" in prose


@settings(max_examples=60, deadline=None)
@given(TREES, VALUES)
def test_every_verdict_has_a_reason(tree: Node, values: dict[str, object]) -> None:
    """A verdict is explained, by something that is not known if and only if it is unknown or asks for it."""
    expression = Expression(tree, 9, written(tree))
    reasons = expression.explain(values, LABELS)
    assert reasons
    if expression.evaluate(values) is None:
        assert any("not known" in reason or "computed" in reason or "divided" in reason for reason in reasons)


@settings(max_examples=60, deadline=None)
@given(st.floats(0.01, 200), SIGNS, st.sampled_from([0.5, 0.85, 1.0, 1.15]), st.floats(0.01, 200))
@example(0.4996, "<", 1.0, 0.5)
@example(0.5, "<", 1.0, 0.4996)
@example(0.4999999999, "<", 1.0, 0.5)
def test_a_printed_comparison_reads_true(upcr: float, sign: str, share: float, baseline: float) -> None:
    """The numbers of an explanation are shortened only as far as the comparison stays true to the reader."""
    bound = Arithmetic("*", (Constant(share), Name("upcr_baseline")))
    (reason,) = Expression(Comparison(Name("upcr"), sign, bound), 9, "").explain(
        {"upcr": upcr, "upcr_baseline": baseline}
    )
    shown = re.fullmatch(r"upcr (\S+) (\S+) (\S+) × (\S+)", reason)
    assert shown
    assert float(shown[3]) == share
    left, right = round(float(shown[1]), 9), round(share * float(shown[4]), 9)
    assert {"<": left < right, "≤": left <= right, ">": left > right, "≥": left >= right}.get(
        shown[2], (left == right) == (shown[2] == "=")
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(LEAVES, min_size=1, max_size=4), st.sets(st.sampled_from(sorted(NAMES))), VALUES)
def test_terms_are_the_whole(parts: list[Node], left_out: set[str], values: dict[str, object]) -> None:
    """All terms together are the expression; without some names, it is the terms that do not use them."""
    expression = Expression(joined(And, parts), 9, "")
    assert joined(And, [term.tree for term in expression.terms]) == expression.tree
    rest = expression.without(left_out)
    kept = [term for term in expression.terms if left_out.isdisjoint(term.names)]
    assert (rest.terms if rest else ()) == tuple(Expression(term.tree, 9, written(term.tree)) for term in kept)
