"""Which records of a patient contradict each other, by the datum that is unknown for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Row = Mapping[str, Any]

DISAGREEING: Final = (
    (
        "drugs_disagree",
        "stop_date",
        "a drug of the combination or of the induction stops before it starts, or has two stops",
    ),
    ("induction_disagrees", "stop_date", "a drug of the induction stops before it starts"),
    ("exposure_disagrees", "stop_date", "a standard drug stops before it starts, or has two stops"),
    ("is_before_induction", "switch_date", "the switch is dated before the start of induction"),
    (
        "switch_disagrees",
        "switch_date",
        "the recorded switch and the treatments disagree on whether the combination was the first regimen",
    ),
)
"""The truths of a patient that say so, the datum that would settle each, and which records disagree."""
MADE_FROM: Final = {"egfr": ("sex", "birth_date", "age")}
"""What a measure is computed from, beside those of the visit."""
DAYS: Final = "_day"


def disagreements(row: Row) -> dict[str, str]:
    """Return which records of the patient of ``row`` disagree, in words, by the datum that would settle it."""
    found = {datum: words for truth, datum, words in reversed(DISAGREEING) if row[truth]}
    for field in row["conflicts"] or ():
        datum = f"{field.removesuffix(DAYS)}{'_date' if field == 'switch_day' else ''}"
        found.setdefault(datum, f"two rows give different values of {field}")
    return found


def disagreeing(row: Row, missing: tuple[str, ...]) -> Iterator[str]:
    """Yield which records disagree, for each of the ``missing`` data that are unknown for that."""
    found = disagreements(row)
    for datum in missing:
        made_from = next((fields for measure, fields in MADE_FROM.items() if datum.startswith(measure)), ())
        yield from (found[field] for field in (datum, *made_from) if field in found)
