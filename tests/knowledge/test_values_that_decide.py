"""What decides a response decides it whatever a missing value is, in every packaged definition.

A response is unknown only where a missing value could change it. The grid has the edges of every definition; a missing
value is tried at each of them and at extremes beyond, so that "whatever it is" is no accident of the grid.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli.knowledge import values
from lnmt_cli.knowledge.definitions import names_of
from lnmt_cli.knowledge.design import Definition, load_definition
from lnmt_cli.knowledge.response import RESPONSES, load_response
from lnmt_cli.knowledge.values import BASELINE, NUMBER
from lnmt_cli.knowledge.vocabulary import load_vocabulary
from lnmt_cli.registry.store import in_memory

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Case = Mapping[str, Any]

SEED = 2026
DRAWN = 3000
"""Cases without a missing value from which those are chosen that the values are taken from."""
TRIED = 1500
MISSING = (0.1, 0.2, 0.4)
"""The share of values that are missing in a case."""

EDGES: dict[str, tuple[float, ...]] = {
    "upcr": (0, 0.1, 0.19, 0.2, 0.4, 0.49, 0.5, 0.51, 0.69, 0.7, 0.9, 1, 1.2, 1.5, 2, 2.9, 3, 3.1, 3.5, 4, 8),
    "upcr_sustained": (0, 0.4, 0.69, 0.7, 0.71, 1, 3),
    "proteinuria": (0, 0, 0.2, 0.4, 0.41, 0.69, 0.7, 1, 2, 3.4, 3.5, 6),
    "egfr": (5, 40, 59, 60, 72, 80, 85, 89, 90, 95, 100, 120),
    "egfr_preflare": (40, 75, 90, 100, 120),
    "creatinine": (0.3, 0.6, 0.8, 0.9, 1, 1.1, 1.15, 1.2, 1.25, 1.3, 1.5, 2, 6),
    "creatinine_uln": (0.8, 1, 1.1, 1.2, 1.3),
    "prednisolone_dose": (0, 2.5, 5, 5.1, 7.5, 7.6, 10, 10.1, 20),
    "albumin": (1, 2.9, 3, 3.4, 3.5, 4),
    "urine_rbc": (0, 3, 4, 5, 6, 9, 10, 15, 40),
    "urine_wbc": (0, 4, 5, 6, 40),
    "sledai": (0, 1, 2, 4, 5, 8, 20),
    "clinical_sledai": (0, 1, 4, 5, 20),
    "pga": (0, 0.4, 0.5, 0.6, 1, 1.1, 3),
}
EXTREMES = (1e-6, 1e6)
"""Beyond every edge: what a missing number may be besides, 0 where it can be."""


def edges(name: str) -> tuple[Any, ...]:
    """Return the values of a name about which responses change: of a text its words, of a truth both."""
    known = values.of_responses()[name]
    if known.kind == NUMBER:
        return EDGES[name if name in EDGES else name.removesuffix(BASELINE)]
    return load_vocabulary().values[known.words] if known.words else (True, False)


def completions(name: str) -> tuple[Any, ...]:
    """Return what a missing value is tried at, what lies farthest apart first."""
    return (*(EXTREMES if values.of_responses()[name].kind == NUMBER else ()), *edges(name))


def cases(definition: Definition) -> Iterator[Case]:
    """Yield cases with missing values, of which as many lie near each category of the definition."""
    draw = random.Random(SEED)
    near: dict[str | None, list[Case]] = {}
    for _ in range(DRAWN):
        whole = {name: draw.choice(edges(name)) for name in definition.names}
        near.setdefault(definition.category(whole), []).append(whole)
    for _ in range(TRIED):
        whole, missing = draw.choice(near[draw.choice(list(near))]), draw.choice(MISSING)
        yield {name: None if draw.random() < missing else value for name, value in whole.items()}


def settled(definition: Definition, case: Case, name: str) -> str | None:
    """Return the category that every value of ``name`` gives; None where they part, or give none."""
    common: str | None = None
    for value in completions(name):
        category = definition.category({**case, name: value})
        if category is None or common not in {None, category}:
            return None
        common = category
    return common


@pytest.mark.parametrize("name", names_of(RESPONSES))
def test_a_response_is_unknown_only_where_a_missing_value_could_change_it(name: str) -> None:
    """Where every value that one missing name can have gives the same response, the definition gives that response.

    One name at a time is enough: what all values of several missing names agree on is reached one by one.
    """
    with in_memory() as connection:
        definition = load_definition(connection, load_response(name), 9, values.kinds_of_measures(connection))
    for case in cases(definition):
        for missing in (name for name, value in case.items() if value is None):
            category = settled(definition, case, missing)
            assert category in {None, definition.category(case)}, (missing, case)
