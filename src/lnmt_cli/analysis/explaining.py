"""Explains the verdict on single patients: the dates and values used, each term of each rule, what would change it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from lnmt_cli.analysis.cautioning import Given, explained_caution
from lnmt_cli.analysis.changing import changes, without_effect
from lnmt_cli.analysis.choosing import timed_values
from lnmt_cli.analysis.contradiction import disagreeing
from lnmt_cli.analysis.eligibility import PATIENTS
from lnmt_cli.analysis.explained import (
    ExplainedResponse,
    Explanation,
    Happening,
    Moment,
    Rule,
    Term,
)
from lnmt_cli.analysis.flagging import flags
from lnmt_cli.analysis.lacking import missing_for, missing_for_exclusion
from lnmt_cli.analysis.refractory import acr_2024
from lnmt_cli.analysis.rendering import EXCLUDED
from lnmt_cli.analysis.results import Status
from lnmt_cli.errors import UsageError
from lnmt_cli.knowledge import values as named
from lnmt_cli.knowledge.vocabulary import event_labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from lnmt_cli.analysis.engine import Analysis
    from lnmt_cli.knowledge.expression import Expression, Label
    from lnmt_cli.knowledge.protocol import Criterion

    Row = Mapping[str, Any]

NOT_RECOGNISED: Final = "drug not recognised"
ACTIVITIES: Final = {
    "A": "active lesions (A)",
    "A/C": "active and chronic lesions (A/C)",
    "C": "chronic lesions only (C)",
}
RESPONSES: Final = "select * from response where anchor = 'induction' and patient_id in ({ids})"
BIOPSIES: Final = """
select b.patient_id, coalesce(b.date, c.reference + b.day) as date, b.partial_date, n.written, b.activity,
  array_to_string(b.classes, '+') as classes, b.classes as class_list
from known_biopsy b
join course c on c.patient_id = b.patient_id
left join notation n on n.patient_id = b.patient_id and n.date is not distinct from b.date
  and n.day is not distinct from b.day and n.partial_date is not distinct from b.partial_date
where b.patient_id in ({ids})
"""
TREATMENTS: Final = """
select patient_id, drug, phase, start, stop, partial_stop, is_open, dose, doses
from dated_treatment where patient_id in ({ids}) order by start, drug
"""
EVENTS: Final = """
select e.patient_id, e.kind, coalesce(e.date, c.reference + e.day) as date, e.partial_date
from known_event e join course c on c.patient_id = e.patient_id where e.patient_id in ({ids})
"""

DATES: Final = """
select patient_id, 'Death' as what, death_date as date from known_patient
where death_date is not null and patient_id in ({ids})
union all
select patient_id, 'ESKD', eskd_date from known_patient where eskd_date is not null and patient_id in ({ids})
union all
select patient_id, 'Withdrawal', withdrawal_date from known_patient
where withdrawal_date is not null and patient_id in ({ids})
"""


def explain(analysis: Analysis, patient_ids: Sequence[str]) -> tuple[Explanation, ...]:
    """Return the explanation for each of ``patient_ids``, in their order.

    Raises UsageError where one is not in the data; the message has no identifier.
    """
    wanted = list(dict.fromkeys(patient_ids))
    ids = ", ".join("'" + one.replace("'", "''") + "'" for one in wanted)
    rows = {row["patient_id"]: row for row in analysis.rows(f"select * from ({PATIENTS}) where patient_id in ({ids})")}  # noqa: S608
    unknown = sum(one not in rows for one in wanted)
    if unknown:
        which = "The identifier" if len(wanted) == 1 else f"{unknown} of the {len(wanted)} identifiers"
        raise UsageError(
            f"{which} given to --explain {'is' if unknown == 1 else 'are'} of no patient in the data.",
            "They are written as in the export, with leading zeros; `lnmt eligible` lists them.",
        )
    records = Records(analysis, ids)
    return tuple(_explanation(analysis, rows[one], records) for one in wanted)


class Records:
    """What is recorded of the patients asked for, by patient."""

    def __init__(self, analysis: Analysis, ids: str) -> None:
        ask = partial(_by_patient, analysis, ids)
        self.biopsies, self.treatments, self.events = ask(BIOPSIES), ask(TREATMENTS), ask(EVENTS)
        self.responses, self.dates = ask(RESPONSES), ask(DATES)
        self.values = timed_values(analysis, ids)


def _by_patient(analysis: Analysis, ids: str, query: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in analysis.rows(query.format(ids=ids)):
        found.setdefault(row["patient_id"], []).append(row)
    return found


def _explanation(analysis: Analysis, row: Row, records: Records) -> Explanation:
    patient, design = row["patient_id"], analysis.design
    weeks = {response["week"]: response for response in records.responses.get(patient, [])}
    values = records.values.get(patient, ())
    labels = named.labels_for_patients()
    given = tuple(_given(row, one) for one in records.treatments.get(patient, []) if one["drug"])
    return Explanation(
        patient_id=patient,
        site=row["site"],
        protocol=design.protocol.name,
        status=Status(row["status"]),
        judged=moment(row, row["assessment_date"]),
        course=tuple(sorted(_course(row, records), key=_when)),
        criteria=tuple(
            _criterion(analysis, row, labels, criterion, records) for criterion in design.protocol.criteria.values()
        ),
        values=values,
        response=_response(analysis, row, weeks.get(design.protocol.induction_week, {})),
        milestone=_milestone(analysis, weeks),
        adequacy=_adequacy(analysis, row, labels),
        cautions=tuple(explained_caution(caution, row, labels, given) for caution in analysis.cautions),
        changes=tuple(changes(analysis, row)),
        flags=tuple(flags(analysis, row, values)),
        exclusions=tuple(_exclusions(analysis, row, labels)),
        without_effect=tuple(without_effect(analysis, row)),
        acr_2024=acr_2024(analysis, row),
    )


def moment(row: Row, day: date | None) -> Moment:
    """Return when something was, for the patient of ``row``: one without dates has days only."""
    start = row["induction_start"]
    days = (day - start).days if day is not None and start is not None else None
    return Moment(None if row["is_relative"] else day, days)


def rule(
    name: str,
    label: str,
    expression: Expression,
    row: Row,
    labels: Mapping[str, Label],
    met: bool | None,
    source: str = "",
) -> Rule:
    """Return a rule with each of its terms for the patient of ``row``; ``met`` is the verdict that the SQL gave."""
    terms = (
        Term(term.written, term.prose(labels), term.evaluate(row), term.explain(row, labels))
        for term in expression.terms
    )
    return Rule(name, label, met, tuple(terms), source)


def _criterion(
    analysis: Analysis, row: Row, labels: Mapping[str, Label], criterion: Criterion, records: Records
) -> Rule:
    expression = analysis.design.criteria[criterion.id]
    met = row[f"met_{criterion.id}"]
    found = rule(criterion.id, criterion.label, expression, row, labels, met, criterion.source)
    behind = (told for name in expression.names for told in (_behind(analysis, row, name, records),) if told)
    lacking = tuple(missing_for(row, criterion.id, analysis)) if met is None else ()
    return found._replace(used=tuple(behind), disagree=tuple(dict.fromkeys(disagreeing(row, lacking))))


def _exclusions(analysis: Analysis, row: Row, labels: Mapping[str, Label]) -> Iterator[Rule]:
    for name, exclusion in analysis.design.protocol.exclusions.items():
        met = row[f"{EXCLUDED}{name}"]
        if not row["has_switched"]:
            found = rule(name, exclusion.label, analysis.design.exclusions[name], row, labels, met, exclusion.source)
            lacking = tuple(missing_for_exclusion(row, name, analysis)) if met is None else ()
            yield found._replace(disagree=tuple(dict.fromkeys(disagreeing(row, lacking))))


def _behind(analysis: Analysis, row: Row, name: str, records: Records) -> str:
    """Return what a value of a criterion was made from, in words; empty where its name says all."""
    protocol, weeks = analysis.design.protocol, row["induction_weeks"]
    if name == "biopsy_qualifies":
        return _biopsies(analysis, row, records)
    if name == "standard_induction":
        of_induction = [one for one in records.treatments.get(row["patient_id"], []) if one["phase"] == "induction"]
        odd = any(one["drug"] is None for one in of_induction)
        return ", ".join(filter(None, (row["induction_regimen"], NOT_RECOGNISED if odd else "")))
    if name == "weeks_of_induction_reached":
        days = "" if weeks is None else f"{round(7 * weeks)} days from its start to the assessment date"
        return days and f"{days}, {protocol.induction_days} asked for; {_exposure(row)}"
    if name in {"complete_response", "prior_response"} and row["recorded_response"]:
        return f"{row['recorded_response']} as recorded"
    return f"{row['computed_response']} as computed" if name == "complete_response" and row["computed_response"] else ""


def _exposure(row: Row) -> str:
    weeks = row["induction_exposure_weeks"]
    return f"days on standard drugs: {'not known' if weeks is None else round(7 * weeks)}"


def _biopsies(analysis: Analysis, row: Row, records: Records) -> str:
    """Return the class judged, or, where a biopsy fails by its activity alone, that it does."""
    protocol = analysis.design.protocol
    for biopsy in records.biopsies.get(row["patient_id"], []):
        asked_for = set(biopsy["class_list"] or ()).intersection(protocol.biopsy_classes)
        if row["biopsy_qualifies"] is False and asked_for and biopsy["activity"] in protocol.excluded_activity:
            activity = ACTIVITIES[biopsy["activity"]]
            return f"class {biopsy['classes']}, {activity}, which the protocol excludes"
    if row["class"] or row["biopsy_qualifies"] is not None:
        return f"class {row['class']}" if row["class"] else ""
    return (
        "whether it was before the day of judgement is not known" if row["has_undated_biopsy"] else "class not recorded"
    )


def _when(happening: Happening) -> tuple[bool, Any, str]:
    at = happening.at
    return at == (None, None), at.date or at.day or 0, happening.what


def _course(row: Row, records: Records) -> Iterator[Happening]:
    patient = row["patient_id"]
    for biopsy in records.biopsies.get(patient, []):
        seen = biopsy["written"] or biopsy["classes"] or "class not recorded"
        partial_date = f", {biopsy['partial_date']}" if biopsy["partial_date"] and not row["is_relative"] else ""
        yield Happening("Biopsy", f"{seen}{partial_date}", moment(row, biopsy["date"]))
    for treatment in records.treatments.get(patient, []):
        stop = None if treatment["stop"] is None else moment(row, treatment["stop"])
        yield Happening(_drug(treatment["drug"]), _treatment(treatment), moment(row, treatment["start"]), stop)
    for event in records.events.get(patient, []):
        yield Happening("Event", named.in_sentence(event_labels()[event["kind"]]), moment(row, event["date"]))
    for record in records.dates.get(patient, []):
        date = None if row["is_relative"] else record["date"]
        yield Happening(record["what"], "date on record", moment(row, date))
    if row["is_upfront"]:
        yield Happening("Combination", "both drugs, as the first regimen", moment(row, row["combination_start"]))
    if row["has_switched"]:
        yield Happening("Switch", "", moment(row, row["switch_date"]))


def _given(row: Row, treatment: Row) -> Given:
    start, stop, judged = treatment["start"], treatment["stop"], row["assessment_date"]
    begun, over = (None if None in (day, judged) else (judged - day).days for day in (start, stop))
    until = _on_day(row, "until", stop) if over is not None and over > 0 else ""
    words = " ".join(filter(None, (_drug(treatment["drug"]), _on_day(row, "since", start), until)))
    return Given(treatment["drug"], words, begun, over)


def _on_day(row: Row, word: str, day: date | None) -> str:
    at = moment(row, day)
    return f"{word} {at.date}" if at.date else "" if at.day is None else f"{word} day {at.day} of induction"


def _drug(name: str | None) -> str:
    from lnmt_cli.knowledge.vocabulary import load_vocabulary

    drugs = load_vocabulary().drugs
    return NOT_RECOGNISED if name is None else named.in_sentence(drugs[name].label) if name in drugs else name


def _treatment(treatment: Row) -> str:
    stop = (
        "no stop recorded" if treatment["is_open"] else treatment["partial_stop"] and f"to {treatment['partial_stop']}"
    )
    parts = (
        treatment["phase"],
        treatment["dose"] and f"{treatment['dose']:g} mg/day",
        treatment["doses"] and f"{treatment['doses']:g} doses",
        stop,
    )
    return ", ".join(part for part in parts if part)


def _response(analysis: Analysis, row: Row, judged: Row) -> ExplainedResponse:
    definition, labels = analysis.design.definition, named.labels_for_responses()
    complete, partly = definition.complete, definition.partial
    return ExplainedResponse(
        definition=definition.response.name,
        week=analysis.design.protocol.induction_week,
        counted=row["prior_response"],
        recorded=row["recorded_response"],
        computed=row["computed_response"],
        complete=rule("complete", "Complete response", complete, judged, labels, judged.get("is_complete")),
        partial=rule("partial", "Partial response", partly, judged, labels, judged.get("is_partial"))
        if partly
        else None,
    )


def _milestone(analysis: Analysis, weeks: Mapping[int, Row]) -> Rule | None:
    milestone = analysis.design.milestone
    if milestone is None:
        return None
    judged, labels = weeks.get(milestone.week, {}), named.labels_for_responses()
    label = f"{milestone.label} (judged at week {milestone.week})"
    met = judged.get("milestone_met")
    return rule(milestone.definition, label, milestone.rule, judged, labels, met, milestone.source)


def _adequacy(analysis: Analysis, row: Row, labels: Mapping[str, Label]) -> Rule | None:
    adequacy, expression = analysis.design.protocol.adequacy, analysis.design.adequacy
    if adequacy is None or expression is None:
        return None
    met = row["induction_adequate"]
    found = rule("induction_adequate", "Induction adequate", expression, row, labels, met, adequacy.source)
    none_given = tuple(labels[name].text for name in expression.names if row[name] == 0)
    return found._replace(terms=tuple(_of_drugs_given(term, none_given) for term in found.terms))


def _of_drugs_given(term: Term, none_given: tuple[str, ...]) -> Term:
    """Return a term less what is said of a drug that was not given, where something is said of another."""
    told = tuple(reason for reason in term.reasons if not none_given or not reason.startswith(none_given))
    return term._replace(reasons=told or term.reasons)
