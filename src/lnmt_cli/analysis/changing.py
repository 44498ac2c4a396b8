"""What would change the verdict on a patient: the nearest thing, for what waits, cannot be told, or is not met."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.analysis.contradiction import disagreeing
from lnmt_cli.analysis.lacking import missing_for, missing_for_exclusion, of_switch
from lnmt_cli.analysis.rendering import EXCLUDED
from lnmt_cli.knowledge import values as named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from lnmt_cli.analysis.engine import Analysis
    from lnmt_cli.knowledge.windows import Window

    Row = Mapping[str, Any]

AT_BASELINE: Final = "_at_baseline"
OF_EQUATIONS: Final = {"age": "a birth date or an age", "sex": "the sex", "height": "a height", "weight": "a weight"}
"""What an equation needs beside creatinine, in words."""
NEEDED: Final = {
    "biopsy_class": "a biopsy class that can be read",
    "biopsy_date": "the date of the biopsy",
    "induction_drug": "the drugs of induction, each of them recognised",
    "induction_start": "the start of induction",
    "switch_date": "the day of the switch",
    "start_date": "the day on which a drug was begun",
    "biopsy_activity": "the activity of the biopsy",
    "prior_response": "the response to induction",
    "stop_date": "the day on which a drug was stopped, or that it is still being given",
    "dose": "the doses of mycophenolate",
    "doses": "the number of doses of cyclophosphamide",
    "death_date": "the day of death",
    "eskd_date": "the day of ESKD, of the first dialysis or of the transplant",
    "event_date": "the days of flares and of complete response, or the response itself",
}
"""What is needed, in words, by the field that is missing."""


def changes(analysis: Analysis, row: Row) -> Iterator[str]:
    """Yield what would change the verdict on the patient of ``row``, in the order of the criteria."""
    if row["is_upfront"]:
        yield "Began induction on both drugs of the combination: that is no switch, whatever the criteria say."
    else:
        yield from _changes(analysis, row)


def _changes(analysis: Analysis, row: Row) -> Iterator[str]:
    failing = [one for name, one in analysis.design.protocol.criteria.items() if row[f"met_{name}"] is False]
    firm = [one.label for one in failing if not one.waits]
    if firm:
        yield f"Not met, and time does not change it: {', '.join(firm)}."
    waiting = [one.label for one in failing if one.waits]
    if waiting and row["has_switched"]:
        yield f"Not met at the switch, and it cannot be made up for: {', '.join(waiting)}."
    elif waiting:
        yield _due(analysis, row)
    excluding, open_ones = _excluding(analysis, row)
    if excluding:
        yield f"Excluded, whatever the criteria say: {', '.join(excluding)}."
    lacking = _lacking(analysis, row, open_ones)
    if row["has_switched"] is None or not (firm or excluding or (waiting and row["has_switched"])):
        for item in lacking:
            why = "".join(f" ({words})" for words in disagreeing(row, (item,)))
            yield f"Needs {_needed(analysis, row, item)}{why}."
    if not failing and not lacking and not excluding:
        switched = "has switched" if row["has_switched"] else "is a candidate for clinician review"
        yield f"Nothing is lacking: every criterion is met, and the patient {switched}."


def without_effect(analysis: Analysis, row: Row) -> Iterator[str]:
    """Yield what is not known besides, of a patient whose verdict would be the same if it were."""
    failing = [one for name, one in analysis.design.protocol.criteria.items() if row[f"met_{name}"] is False]
    excluding, open_ones = _excluding(analysis, row)
    is_decided = bool(excluding) or any(row["has_switched"] or not one.waits for one in failing)
    if row["is_upfront"] or (is_decided and row["has_switched"] is not None):
        yield from (_needed(analysis, row, item) for item in _lacking(analysis, row, open_ones))


def _excluding(analysis: Analysis, row: Row) -> tuple[list[str], list[str]]:
    """Return the labels of the exclusions that hold, and the names of those that cannot be told."""
    exclusions = analysis.design.protocol.exclusions
    labels = [named.in_sentence(one.label) for name, one in exclusions.items() if row[f"{EXCLUDED}{name}"]]
    return labels, [name for name in exclusions if row[f"{EXCLUDED}{name}"] is None]


def _lacking(analysis: Analysis, row: Row, exclusions: Iterable[str]) -> list[str]:
    unknown = [name for name in analysis.design.criteria if row[f"met_{name}"] is None]
    of_criteria = (item for name in unknown for item in missing_for(row, name, analysis))
    of_exclusions = (item for name in exclusions for item in missing_for_exclusion(row, name, analysis))
    of_this = of_switch(row) if row["has_switched"] is None else ()
    return list(dict.fromkeys([*of_criteria, *of_exclusions, *of_this]))


def _due(analysis: Analysis, row: Row) -> str:
    protocol = analysis.design.protocol
    window = protocol.induction.windows[-1]
    opens, due, closes = (_on(row, day) for day in (window.first_day, window.target_day, window.last_day))
    return f"Week {window.week} of induction falls due {due}; its window opens {opens} and closes {closes}."


def _on(row: Row, day: int) -> str:
    """Return a day of induction with its date; a patient without dates has the day only."""
    start = row["induction_start"]
    if start is None or row["is_relative"]:
        return f"on day {day}"
    return f"on {start + timedelta(days=day)} (day {day})"


def _needed(analysis: Analysis, row: Row, item: str) -> str:
    if item in NEEDED:
        return NEEDED[item]
    measure, windows = _time_point(analysis, item)
    if windows:
        needed = f"{_article(analysis.design.labels[measure])} between {_days(row, windows)}"
        return needed + (_not_computed(analysis, row) if measure == "egfr" else "")
    value = named.of_patients().get(item)
    return named.in_sentence(value.label) if value else item.replace("_", " ")


def _not_computed(analysis: Analysis, row: Row) -> str:
    """Return why no eGFR is computed though there is a creatinine, and what would help; empty where there is none."""
    rules = analysis.design.kidney_function.rules
    patient = row["patient_id"].replace("'", "''")
    (found,) = analysis.rows(
        "select count(creatinine) as creatinine, max(age_judged) as age, max(sex) as sex, max(equation) as equation,"  # noqa: S608
        f" max(height) as height, max(weight) as weight from equation_course where patient_id = '{patient}'"
    )
    if not found["creatinine"] or not rules or found["equation"] == "recorded":
        return ""
    inputs = {name for rule in rules if rule.equation.name == found["equation"] for name in rule.equation.inputs}
    lacking = [words for name, words in OF_EQUATIONS.items() if found[name] is None and (name in inputs or not inputs)]
    if not inputs:
        lacking = [words for words in lacking if words in {OF_EQUATIONS["age"], OF_EQUATIONS["sex"]}]
    if not lacking:
        return ""
    needed = " and ".join(lacking)
    return f"; creatinine is recorded, but no eGFR can be computed from it: needs {needed}, or recorded eGFRs"


def _time_point(analysis: Analysis, item: str) -> tuple[str, Sequence[Window]]:
    """Return measure and windows of a missing value such as ``egfr_at_week_24``; no windows for anything else."""
    induction = analysis.design.protocol.induction
    measure, is_baseline = item.removesuffix(AT_BASELINE), item.endswith(AT_BASELINE)
    if not is_baseline:
        measure = item.partition("_at_week_")[0]
    windows: Sequence[Window] = induction.baseline.windows("induction") if is_baseline else induction.windows[-1:]
    return measure, windows if measure in analysis.design.labels else ()


def _article(label: str) -> str:
    # "an eGFR", "an ALT", but "a UPCR": by the sound.
    return f"{'an' if label[0] in 'AEIOaeio' else 'a'} {named.in_sentence(label)}"


def _days(row: Row, windows: Sequence[Window]) -> str:
    first, last = min(one.first_day for one in windows), max(one.last_day for one in windows)
    days = f"days {first} and {last}"
    start = row["induction_start"]
    if start is None or row["is_relative"]:
        return days
    limit = " and not after the switch" if row["has_switched"] and windows[0].not_after_switch else ""
    return f"{days} ({start + timedelta(days=first)} to {start + timedelta(days=last)}){limit}"
