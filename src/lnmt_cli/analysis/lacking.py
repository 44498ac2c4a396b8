"""What is missing where a criterion cannot be told: fields, or values at time points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.knowledge.values import AGE, BASELINE, LAST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from lnmt_cli.analysis.engine import Analysis

    Row = Mapping[str, Any]

ADEQUACY_FIELDS: Final = {
    "standard_induction": "induction_drug",
    "induction_weeks": "induction_start",
    "induction_exposure_weeks": "stop_date",
    "mycophenolate_mean_dose": "dose",
    "cyclophosphamide_doses": "doses",
    "cyclophosphamide_pulses": "doses",
}
"""The fields without which the values cannot be told by which adequacy is judged."""


def missing_for(row: Row, criterion: str, analysis: Analysis) -> Iterator[str]:
    """Yield the fields, or the values at time points, without which ``criterion`` cannot be told."""
    for name in analysis.design.criteria[criterion].names:
        if row[name] is None:
            yield from _lacking(row, name, analysis)


def missing_for_exclusion(row: Row, exclusion: str, analysis: Analysis) -> Iterator[str]:
    """Yield the fields without which the exclusion called ``exclusion`` cannot be told."""
    for name in analysis.design.exclusions[exclusion].names:
        if row[name] is None:
            yield from _lacking(row, name, analysis)


def _lacking(row: Row, name: str, analysis: Analysis) -> Iterator[str]:
    """Yield what is missing to tell the value called ``name``."""
    if name in MADE_OF:
        yield from MADE_OF[name](row, analysis)
    else:
        yield name.removesuffix(AGE) if name.endswith(LAST + AGE) else name


def _of_biopsy(row: Row, _analysis: Analysis) -> Iterator[str]:
    if row["has_undated_biopsy"] and row["has_biopsy"]:
        is_told = row["assessment_date"] and not row["is_before_induction"]
        yield from ("biopsy_date",) if is_told else of_switch(row)
    elif "biopsy_activity" in (row["conflicts"] or ()):
        yield "biopsy_activity"
    else:
        yield "biopsy_class"


def _of_drugs(_row: Row, _analysis: Analysis) -> Iterator[str]:
    yield "induction_drug"


def _of_weeks(row: Row, _analysis: Analysis) -> Iterator[str]:
    if row["induction_start"]:
        yield from of_switch(row)
    else:
        yield "stop_date" if row["induction_disagrees"] else "induction_start"


def _waits_for_switch(row: Row) -> bool:
    """Return whether the day of judgement is not known for want of the switch: what is dated may well be recorded."""
    return row["assessment_date"] is None and row["has_switched"] is not False


def of_switch(row: Row) -> Iterator[str]:
    """Yield what is missing where the day of the switch is not known, or whether there was one."""
    if row["has_switched"] or row["switch_disagrees"]:
        yield "switch_date"
        return
    if row["switch_lacks_start"]:
        yield "start_date"
    if row["switch_lacks_stop"] or row["drugs_disagree"]:
        yield "stop_date"
    if not (row["switch_lacks_start"] or row["switch_lacks_stop"] or row["drugs_disagree"]):
        # Both were given: it is not known whether as the first regimen.
        yield "induction_drug" if row["switch_lacks_drug"] else "start_date"


def _of_exposure(row: Row, _analysis: Analysis) -> Iterator[str]:
    yield "stop_date" if row["induction_start"] or row["induction_disagrees"] else "induction_start"


def _of_adequacy(row: Row, _analysis: Analysis) -> Iterator[str]:
    yield from (field for value, field in ADEQUACY_FIELDS.items() if row[value] is None)


def _of_relapse(_row: Row, _analysis: Analysis) -> Iterator[str]:
    yield "event_date"


def _of_renal_flare(row: Row, _analysis: Analysis) -> Iterator[str]:
    yield "upcr" if row["induction_start"] else "induction_start"


def _of_inadequacy(row: Row, analysis: Analysis) -> Iterator[str]:
    if row["prior_response"] is None:
        yield from _of_response(row, analysis)
    else:
        yield "prior_response"


def _of_courses(row: Row, _analysis: Analysis) -> Iterator[str]:
    yield "stop_date" if row["treatments_recorded"] else "induction_drug"


def _of_refractory(row: Row, analysis: Analysis) -> Iterator[str]:
    if row["inadequate_response"] is None:
        yield from _of_inadequacy(row, analysis)
    if row["two_standard_courses"] is None:
        yield from _of_courses(row, analysis)
    elif row["inadequate_response"]:
        yield "complete_at_last_visit"


def _of_death(row: Row, _analysis: Analysis) -> Iterator[str]:
    yield from of_switch(row) if _waits_for_switch(row) else ("death_date",)


def _of_kidney_failure(row: Row, _analysis: Analysis) -> Iterator[str]:
    yield from of_switch(row) if _waits_for_switch(row) else ("eskd_date",)


def _of_withdrawal(row: Row, _analysis: Analysis) -> Iterator[str]:
    yield from of_switch(row) if _waits_for_switch(row) else ("withdrawal_date",)


def _of_response(row: Row, analysis: Analysis) -> Iterator[str]:
    """Yield the values that the response to induction lacks, at baseline or at the week."""
    if row["has_two_responses"]:
        yield "prior_response"
        return
    if not row["has_response"]:
        yield "stop_date" if row["induction_disagrees"] else "induction_start"
        return
    protocol = analysis.design.protocol
    is_cut = _waits_for_switch(row) and _may_come_first(row, protocol.induction.windows[-1].last_day)
    for name in analysis.design.definition.complete.names:
        if row[name] is None:
            measure = name.removesuffix(BASELINE)
            if measure != name:
                yield f"{measure}_at_baseline"
            elif is_cut:
                yield from of_switch(row)
            else:
                yield f"{name}_at_week_{protocol.induction_week}"


def _may_come_first(row: Row, last_day: int) -> bool:
    """Return whether an unknown switch may lie before the window closes: no value from then on counts."""
    earliest, start = row["earliest_switch"], row["induction_start"]
    return earliest is None or start is None or (earliest - start).days <= last_day


MADE_OF: Final[Mapping[str, Callable[[Row, Analysis], Iterator[str]]]] = {
    "biopsy_qualifies": _of_biopsy,
    "standard_induction": _of_drugs,
    "weeks_of_induction_reached": _of_weeks,
    "induction_weeks": _of_weeks,
    "induction_exposure_weeks": _of_exposure,
    "induction_adequate": _of_adequacy,
    "flare_after_complete_response": _of_relapse,
    "renal_flare": _of_renal_flare,
    "died_before": _of_death,
    "kidney_failure_before": _of_kidney_failure,
    "withdrawn_before": _of_withdrawal,
    "complete_response": _of_response,
    "prior_response": _of_response,
    "inadequate_response": _of_inadequacy,
    "two_standard_courses": _of_courses,
    "refractory": _of_refractory,
}
"""What tells what is missing, for the values that are made of others."""
