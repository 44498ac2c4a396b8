"""Numbers as people read them."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lnmt_cli.output.rounding import p_value_text, rounded

plain_numbers = st.floats(-1e6, 1e6)
digits = st.integers(0, 6)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (0.5, 0, "1"),
        (1.5, 0, "2"),
        (2.5, 0, "3"),
        (-2.5, 0, "-3"),
        (0.125, 2, "0.13"),
        (2.675, 2, "2.68"),
        (1.005, 2, "1.01"),
        (-1.005, 2, "-1.01"),
        (10.35, 1, "10.4"),
        (2.4999999, 0, "2"),
        (62.96296296296296, 1, "63.0"),
        (9.996, 2, "10.00"),
        (3, 1, "3.0"),
    ],
)
def test_half_goes_away_from_zero(value: float, places: int, text: str) -> None:
    """A half goes away from zero, in the number as it is written and not in its binary neighbour."""
    assert rounded(value, places) == text


@pytest.mark.parametrize("value", [0.0, -0.0, -0.04, 0.04, -1e-300])
def test_zero_has_no_sign(value: float) -> None:
    """What rounds to zero is printed as zero, never as minus zero."""
    assert rounded(value, 1) == "0.0"


@pytest.mark.parametrize(("value", "text"), [(1e22, "1" + "0" * 22 + ".0"), (1.5e-7, "0.0")])
def test_no_exponent(value: float, text: str) -> None:
    """Very large and very small numbers are written out."""
    assert rounded(value, 1) == text


def test_every_float_has_room() -> None:
    """The largest float is no obstacle."""
    assert Decimal(rounded(1.7976931348623157e308, 6)) == Decimal("1.7976931348623157e308")


@given(plain_numbers, digits)
def test_is_the_nearest(value: float, places: int) -> None:
    """What is printed lies within half a unit of its last digit, and has that many decimals."""
    text = rounded(value, places)
    assert abs(Decimal(text) - Decimal(repr(value))) <= Decimal(5).scaleb(-places - 1)
    assert -Decimal(text).as_tuple().exponent == places


@given(plain_numbers.filter(lambda value: abs(value) > 1), digits)
def test_sign_mirrors(value: float, places: int) -> None:
    """A fall and a rise of the same size are printed alike but for the sign."""
    assert rounded(-abs(value), places) == "-" + rounded(abs(value), places)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_only_finite_numbers(value: float) -> None:
    """No value is not a number: the caller words it."""
    with pytest.raises(ValueError, match="finite"):
        rounded(value, 1)


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.0, "<0.001"),
        (0.0009999, "<0.001"),
        (0.001, "0.001"),
        (0.0345023, "0.035"),
        (0.0005, "<0.001"),
        (0.0495, "0.050"),
        (0.9996, "1.000"),
        (1.0, "1.000"),
    ],
)
def test_p_value(p: float, text: str) -> None:
    """Three decimals, and below 0.001 a bound; never 0.000."""
    assert p_value_text(p) == text
