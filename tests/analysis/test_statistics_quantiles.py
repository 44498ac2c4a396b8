"""Median and quartiles."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lnmt_cli.analysis.statistics import Quartiles, quartiles

# R 4.2.2: quantile(x), type 7. The vectors of docs/reference-values.md first.
R_FIGURES = [
    ([3.10, 1.82, 5.61, 2.45, 0.95, 4.20, 1.30, 2.75], (1.690, 2.600, 3.375)),
    ([0.6, 1.4, 1.1, 2.0, 0.4, 1.9, 7.2, 5.5, 9.8, 1.5], (1.175, 1.700, 4.625)),
    ([3.0, 1.0, 2.0], (1.5, 2.0, 2.5)),
    ([1.0, 2.0], (1.25, 1.5, 1.75)),
]


@pytest.mark.parametrize(("values", "expected"), R_FIGURES)
def test_agrees_with_r(values: list[float], expected: tuple[float, float, float]) -> None:
    """Median and quartiles are those of R's ``quantile``, type 7."""
    found = quartiles(values)
    assert found is not None
    assert found.n == len(values)
    assert (found.lower, found.median, found.upper) == pytest.approx(expected, rel=1e-14)


@settings(max_examples=60)
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40))
def test_agrees_with_numpy(values: list[float]) -> None:
    """At every size they are NumPy's linear quantiles."""
    found = quartiles(values)
    assert found is not None
    expected = np.quantile(values, [0.25, 0.5, 0.75])
    assert (found.lower, found.median, found.upper) == pytest.approx(expected, rel=1e-12, abs=1e-9)


def test_one_value_and_none() -> None:
    """One value is its own median and quartiles; of no values there are none."""
    assert quartiles([0.7]) == Quartiles(1, 0.7, 0.7, 0.7)
    assert quartiles([]) is None


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_not_finite(value: float) -> None:
    """A value that is no number is a mistake of the caller."""
    with pytest.raises(ValueError, match="finite"):
        quartiles([1.0, value])
