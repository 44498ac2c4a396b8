"""What an analysis leaves out because it is dated after the as-of date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from lnmt_cli.analysis.results import WARNING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lnmt_cli.analysis.engine import Analysis

KINDS: Final = {
    "visits": ("visit", "visits"),
    "biopsies": ("biopsy", "biopsies"),
    "treatments": ("treatment begun", "treatments begun"),
    "events": ("event", "events"),
    "switches": ("switch", "switches"),
    "deaths": ("death", "deaths"),
    "kidney_failures": ("kidney failure", "kidney failures"),
    "withdrawals": ("withdrawal", "withdrawals"),
}
"""One and several of each kind of record that is counted, by the column of `LATER`."""
LATER: Final = """
select
  (select count(*) from visit) - (select count(*) from known_visit) as visits,
  (select count(*) from biopsy) - (select count(*) from known_biopsy) as biopsies,
  (select count(*) from treatment) - (select count(*) from known_treatment) as treatments,
  (select count(*) from event) - (select count(*) from known_event) as events,
  (select count(switch_date) from patient) - (select count(switch_date) from known_patient) as switches,
  (select count(death_date) from patient) - (select count(death_date) from known_patient) as deaths,
  (select count(eskd_date) from patient) - (select count(eskd_date) from known_patient) as kidney_failures,
  (select count(withdrawal_date) from patient) - (select count(withdrawal_date) from known_patient) as withdrawals
"""
WITHOUT_ANY: Final = """
select count(*) filter (where known = 0) as later, count(*) as patients,
  min(first) filter (where known = 0) as first, max(last) filter (where known = 0) as last
from (
  select v.patient_id, min(v.date) as first, max(v.date) as last, any_value(coalesce(k.visits, 0)) as known
  from visit v
  left join (select patient_id, count(*) as visits from known_visit group by patient_id) k
    on k.patient_id = v.patient_id
  where v.date is not null
  group by v.patient_id
)
"""
"""Patients with dated visits, and those of them who have none up to the as-of date, with the span of their visits."""


def cut_off_notes(analysis: Analysis) -> Iterator[str]:
    """Yield how many records lie after the as-of date, and a warning where that is so of most patients' visits.

    Dates shifted by a century, as de-identified exports have them, lie after every day of judgement.
    """
    (later,) = analysis.rows(LATER)
    counts = [f"{n} {KINDS[kind][n != 1]}" for kind, n in later.items() if n]
    if counts:
        yield f"Not used, for they are dated after {analysis.as_of}: {', '.join(counts)}."
    if not later["visits"]:
        return
    (seen,) = analysis.rows(WITHOUT_ANY)
    if 2 * seen["later"] > seen["patients"]:
        yield (
            f"{WARNING}all visits of {seen['later']} of {seen['patients']} patients are dated after {analysis.as_of}"
            f" ({seen['first']} to {seen['last']}); --as-of names the day on which to judge."
        )
