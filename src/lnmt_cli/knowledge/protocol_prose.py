"""Study designs in plain sentences, made from the objects that the SQL is made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lnmt_cli.knowledge import values
from lnmt_cli.knowledge.expression.labels import number_text
from lnmt_cli.knowledge.prose import Line, Section, listed_any, meanings, response_sections, sentence
from lnmt_cli.knowledge.protocol import NO_RESPONSE_AFTER
from lnmt_cli.knowledge.reporting import MISSING
from lnmt_cli.knowledge.reporting_prose import figures
from lnmt_cli.knowledge.windows import CHOICES, TIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lnmt_cli.knowledge.design import Design
    from lnmt_cli.knowledge.protocol import Protocol, Subgroup
    from lnmt_cli.knowledge.windows import TimePoints


def protocol_sections(design: Design) -> tuple[Section, ...]:
    """Return a study design in sections, its response definition after its own."""
    protocol, sources = design.protocol, design.protocol.sources
    about = Line("title", sentence(protocol.title)), Line("version", f"Version {protocol.version}.")
    found = (
        Section("Protocol", f"Protocol {protocol.name}", about, protocol.source),
        Section("Population", "Population", tuple(_population(protocol)), sources.get("biopsy", "")),
        Section("Induction", "Induction", tuple(_induction(protocol)), sources.get("induction", "")),
        Section("Criteria", "Criteria, in the order in which they are judged", tuple(_criteria(design))),
        Section("Exclusions", "Exclusions, of those who have not switched", tuple(_exclusions(design))),
        Section("Beside the verdict", "Beside the verdict", tuple(_beside(design)), sources.get("adequacy", "")),
        Section("What the words mean", "What the words mean", tuple(_meanings(design))),
        Section("Switch", "Switch", tuple(_switch(protocol)), sources.get("switch", "")),
        Section("Outcomes", "Outcomes after the switch", tuple(_outcomes(design)), sources.get("outcome", "")),
        Section(
            "Missing data, rescue and failure",
            "Missing data, rescue and failure",
            tuple(_failure(protocol)),
            sources.get("rescue", ""),
        ),
        Section("Kidney function", "Kidney function", tuple(_kidney_function(design)), sources.get("reference", "")),
        Section("Subgroups", "Subgroups", tuple(map(_subgroup, protocol.subgroups.values()))),
        Section("Figures", "Figures", tuple(figures(protocol))),
    )
    return (*(section for section in found if section.lines), *response_sections(design.definition))


def _population(protocol: Protocol) -> Iterator[Line]:
    classes = listed_any(protocol.biopsy_classes, "or")
    yield Line(
        "biopsy.classes",
        f"Lupus nephritis of class {classes}, alone or mixed with other classes, in a biopsy on or before the day of"
        " judgement.",
    )
    excluded = listed_any(protocol.excluded_activity, "or")
    if excluded:
        yield Line(
            "biopsy.excluded_activity",
            f"A biopsy with lesions of activity {excluded} does not count (ISN/RPS: A active, C chronic, A/C both).",
        )


def _drugs(names: tuple[str, ...], last: str) -> str:
    from lnmt_cli.knowledge.vocabulary import load_vocabulary

    known = load_vocabulary().drugs
    return listed_any((values.in_sentence(known[name].label) if name in known else name for name in names), last)


def _induction(protocol: Protocol) -> Iterator[Line]:
    yield Line("induction.drugs", f"Standard induction is with {_drugs(protocol.induction_drugs, 'or')}.")
    yield Line(
        "induction.week",
        f"The response to induction is judged at week {protocol.induction_week}. The weeks of induction are reached on"
        f" day {protocol.induction_days} after its start, where the window of that week opens.",
    )
    yield from _time_points("induction", protocol.induction)
    yield Line(
        "induction.furthest_apart_days",
        "UPCR and kidney function of one time point that lie more than"
        f" {protocol.furthest_apart_days} days apart are pointed to.",
    )


def _time_points(key: str, points: TimePoints) -> Iterator[Line]:
    baseline, around = points.baseline, points.around
    day_0 = "the switch" if points.anchor == "switch" else "the start of induction"
    yield Line(
        f"{key}.baseline",
        f"The baseline of a measure is its last value from {baseline.look_back_days} days before {day_0} up to that"
        f" day; where there is none, its first within {baseline.grace_days} days after.",
    )
    weeks = [window for window in points.windows if window.point == "week" and not window.is_carried]
    days = [
        f"week {window.week} is day {window.target_day} (days {window.first_day} to {window.last_day})"
        for window in weeks
    ]
    to_day = " to the day" if around.choose == "nearest" else ""
    bound = ", but not after the switch" if points.anchor == "induction" else ""
    yield Line(
        f"{key}.window",
        f"A value serves a week from {around.days_before} days before its day to {around.days_after} days after it,"
        f" both included{bound}: {'; '.join(days)}.",
    )
    yield Line(f"{key}.choose", f"Of several values in a window, {CHOICES[around.choose]}{to_day} counts.")
    if around.choose == "nearest":
        yield Line(f"{key}.tie", sentence(f"{TIES[around.tie]} counts"))
    yield Line(f"{key}.each", "Each measure is chosen by itself.")


def _criteria(design: Design) -> Iterator[Line]:
    labels = values.labels_for_patients()
    for number, (name, rule) in enumerate(design.criteria.items(), 1):
        criterion = design.protocol.criteria[name]
        rule_in_words = rule.prose(labels)
        said = "" if criterion.label.lower() == rule_in_words.lower() else f": {rule_in_words}"
        waits = " Whoever fails nothing but this is pending, and not ineligible." if criterion.waits else ""
        yield Line(
            f"criteria.{name}", f"{number}. {criterion.label}{said}.{waits} Source: {criterion.source.rstrip('.')}."
        )
    yield Line(
        "criteria",
        "Each criterion is true, false or unknown. Whoever meets all of them and has not switched is a candidate for"
        " clinician review; where none is false and one cannot be told, the patient is undetermined.",
    )


def _exclusions(design: Design) -> Iterator[Line]:
    """Yield who is no candidate whatever the criteria say."""
    labels = values.labels_for_patients()
    for name, rule in design.exclusions.items():
        exclusion = design.protocol.exclusions[name]
        yield Line(
            f"exclusions.{name}",
            f"{exclusion.label}: {rule.prose(labels)}. Whoever has not switched is then not eligible, whatever the"
            f" criteria say; where it cannot be told, undetermined. Source: {exclusion.source.rstrip('.')}.",
        )


def _beside(design: Design) -> Iterator[Line]:
    """Yield what is shown beside the verdict: the adequacy of the induction, and a milestone."""
    adequacy, milestone = design.protocol.adequacy, design.milestone
    if design.adequacy and adequacy:
        rule = design.adequacy.prose(values.labels_for_patients())
        yield Line("adequacy.rule", sentence(f"An adequate induction: {rule}"))
        if adequacy.pulses:
            given = (
                f"A single dose of {_drugs(adequacy.pulses, 'or')} counts as exposure for {adequacy.pulse_days} days."
            )
            yield Line("adequacy.pulse_days", given)
    if milestone:
        yield Line(
            "milestone",
            f"{milestone.label} ({milestone.definition}), judged at week {milestone.week} of induction:"
            f" {milestone.rule.prose(values.labels_for_responses())}. Source: {milestone.source.rstrip('.')}.",
        )


def _meanings(design: Design) -> Iterator[Line]:
    rules = (*design.criteria.values(), *design.exclusions.values(), *filter(None, (design.adequacy,)))
    names = dict.fromkeys(name for rule in rules for name in rule.names)
    yield from meanings(names, values.of_patients())
    yield from _equivalents(names)


def _equivalents(names: Iterable[str]) -> Iterator[Line]:
    """Yield how the products of a drug are dosed in equivalents, for each drug that one of ``names`` is about."""
    from lnmt_cli.knowledge.vocabulary import load_vocabulary

    for drug in load_vocabulary().drugs.values():
        equal = drug.equivalent
        if equal and any(name.startswith(f"{drug.name}_") for name in names):
            yield Line(
                f"equivalent.{drug.name}",
                f"Equivalents of {values.in_sentence(drug.label)}: {equal.divide} mg of its sodium salt (EC-MPS) count"
                f" as {equal.multiply} mg of mofetil.",
            )


def _switch(protocol: Protocol) -> Iterator[Line]:
    yield Line(
        "switch.drugs",
        f"The switch is to {_drugs(protocol.switch_drugs, 'and')} together: on the recorded date, else on the first"
        " day on which both are being given after induction began.",
    )
    days = f"within {protocol.upfront_days} days of the first" if protocol.upfront_days else "on the day of the first"
    yield Line(
        "switch.upfront_days",
        f"Both as the first regimen of the induction are no switch: the second of them begun {days}, and no other drug"
        " of induction before it.",
    )
    if protocol.background_drugs:
        yield Line(
            "switch.background",
            f"No regimen by themselves are {_drugs(protocol.background_drugs, 'and')}.",
        )


def _outcomes(design: Design) -> Iterator[Line]:
    protocol = design.protocol
    weeks = listed_any((str(week) for week in protocol.outcome.weeks), "and")
    of = "week" if len(protocol.outcome.weeks) == 1 else "weeks"
    yield Line("outcome.weeks", f"Outcomes are told at {of} {weeks} after the switch.")
    yield from _time_points("outcome", protocol.outcome)
    measures = listed_any(
        (f"{values.in_sentence(design.labels[name])} ({_unit(design, name)})" for name in protocol.measures), "and"
    )
    yield Line("outcome.measures", f"The measures whose change is told: {measures}.")
    yield Line("outcome.response", f"The response is told by {design.response.name}, from the values at the switch on.")


def _unit(design: Design, measure: str) -> str:
    unit = design.units[measure]
    return f"{unit}, or the unit of its assay" if measure in design.of_assays else unit


def _failure(protocol: Protocol) -> Iterator[Line]:
    reporting = protocol.reporting
    yield Line("reporting.missing", sentence(f"{MISSING[reporting.missing]}; how many they are is told"))
    yield Line(
        "reporting.carried_days",
        "Where the last value is carried forward (locf), it is the last one after the switch, and lies at most"
        f" {reporting.carried_days} days before the window of the week.",
    )
    known = values.declared_for_responses()
    failures = listed_any((known[name].label for name in protocol.no_response_after), "or")
    others = listed_any(
        (known[name].label for name in NO_RESPONSE_AFTER if name not in protocol.no_response_after), "or"
    )
    until = "up to the target day of the week, or to the day of the UPCR judged where that is later"
    yield Line(
        "outcome.no_response_after",
        f"After {failures}, {until}, there is no response (NR), whatever the values say."
        if failures
        else "No event counts as no response by itself, unless the response definition says so.",
    )
    if others:
        yield Line(
            "outcome.told",
            f"After {others}, {until}, the response counts as its definition has it; what it would be as no response is"
            " told beside it.",
        )
    yield Line(
        "reporting.interrupted_days",
        f"A drug of the switch that is given again within {reporting.interrupted_days} days of its stop was not"
        " stopped.",
    )
    drugs = _drugs(protocol.rescue_drugs, "or")
    if drugs:
        yield Line("rescue.drugs", f"The start of {drugs} after the switch is rescue therapy.")


def _kidney_function(design: Design) -> Iterator[Line]:
    protocol = design.protocol
    yield Line("kidney_function.gfr", design.kidney_function.describe())
    yield Line("kidney_function.adult_age", f"Adults are patients from {protocol.adult_age} completed years.")
    limits = protocol.creatinine_limits
    yield Line(
        "reference.creatinine_uln",
        "Where the registry has no upper limit of normal of creatinine, it is"
        f" {number_text(limits['F'])} mg/dL for women and {number_text(limits['M'])} mg/dL for men.",
    )


def _subgroup(subgroup: Subgroup) -> Line:
    levels = f": {listed_any(subgroup.levels, 'and')}" if subgroup.levels else ""
    bounds = (
        f", in groups from {listed_any((str(bound) for bound in subgroup.bounds), 'and')} on" if subgroup.bounds else ""
    )
    return Line(f"subgroups.{subgroup.name}", sentence(f"{subgroup.label}{levels}{bounds}"))
