"""Quantiles and tails of the distributions that intervals and tests need, from ``scipy.special`` alone."""

from __future__ import annotations

import math


def normal_quantile(level: float) -> float:
    """Return the z that holds ``level`` of the standard normal distribution between -z and z."""
    from scipy.special import ndtri

    return -float(ndtri((1 - level) / 2))


def normal_p(z: float) -> float:
    """Return the probability of a standard normal deviate at least as far from 0 as ``z``."""
    return math.erfc(abs(z) / math.sqrt(2))


def t_quantile(freedom: int, level: float) -> float:
    """Return the t that holds ``level`` of Student's distribution between -t and t."""
    from scipy.special import betaincinv

    # P(|T| < t) is the incomplete beta function of t² / (freedom + t²): Abramowitz & Stegun 26.5.27.
    share = float(betaincinv(0.5, freedom / 2, level))
    return math.sqrt(freedom * share / (1 - share))


def t_p(t: float, freedom: int) -> float:
    """Return the probability of a Student deviate at least as far from 0 as ``t``."""
    from scipy.special import betainc

    return float(betainc(freedom / 2, 0.5, freedom / (freedom + t * t)))


def chi_square_p(chi_square: float, freedom: int) -> float:
    """Return the probability of a chi-square deviate of at least ``chi_square``."""
    from scipy.special import gammaincc

    return float(gammaincc(freedom / 2, chi_square / 2))
