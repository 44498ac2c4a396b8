"""The study's rules once more, in plain Python: no SQL, and nothing of the tool but what an export says.

Written from the clinical notes of the project (windows, criteria, KDIGO 2024, CKD-EPI 2021, CKiD U25), to be held
against the tool. Truths are True, False and None for unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cases.cohort import Tables

Truth = bool | None
RESCUE = ("rituximab", "obinutuzumab", "cyclophosphamide", "belimumab")
STANDARD = ("mycophenolate", "cyclophosphamide")
TOLERANCE = 1e-9


def every(*truths: Truth) -> Truth:
    """Return the three-valued conjunction: one false decides, else one unknown does."""
    return False if False in truths else None if None in truths else True


def opposite(truth: Truth) -> Truth:
    """Return the three-valued negation."""
    return None if truth is None else not truth


def below(value: float | None, limit: float | None) -> Truth:
    """Return whether the value is below the limit, and not equal to it within the tolerance."""
    return None if value is None or limit is None else value < limit - TOLERANCE


def at_most(value: float | None, limit: float | None) -> Truth:
    """Return whether the value is at most the limit, within the tolerance."""
    return None if value is None or limit is None else value <= limit + TOLERANCE


def at_least(value: float | None, limit: float | None) -> Truth:
    """Return whether the value is at least the limit, within the tolerance."""
    return at_most(limit, value)


def share(part: float, value: float | None) -> float | None:
    """Return a share of a value, None where there is none."""
    return None if value is None else part * value


WORDS = ("rbc_casts", "sediment", "major_organ_activity", "new_activity")
MEASURES = (
    *("upcr", "creatinine", "egfr", "albumin", "c3", "c4", "height", "prednisolone_dose", "sledai", "proteinuria"),
    *("urine_rbc", "urine_wbc", "rbc_casts", "sediment", "creatinine_uln"),
    *("clinical_sledai", "pga", "major_organ_activity", "new_activity"),
)
"""The measures of a visit, in the order of the export; some are kept in words."""


class Visit(NamedTuple):
    """One visit: its day and its measures by name, None where not measured."""

    day: date
    measures: dict[str, Any]


@dataclass
class Patient:
    """What an export says of one patient."""

    name: str
    sex: str = ""
    born: date | None = None
    recorded_response: str = ""
    recorded_switch: date | None = None
    preflare: float | None = None
    died: date | None = None
    known_until: date | None = None
    biopsies: list[tuple[date, str, str]] = field(default_factory=list)
    treatments: list[tuple[str, date | None, date | None, str]] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    events: list[tuple[date, str]] = field(default_factory=list)


def patients_of(tables: Tables) -> dict[str, Patient]:
    """Return every patient of an export, by name."""
    found = {
        name: Patient(name, sex, _day(born), response, _day(switched), _number(preflare), _day(died))
        for name, _, sex, born, response, switched, preflare, died in tables["patients"]
    }
    for name, day, written, activity in tables["biopsies"]:
        found[name].biopsies.append((date.fromisoformat(day), written, activity))
    for name, drug, start, stop, phase in tables["treatments"]:
        found[name].treatments.append((drug, _day(start), _day(stop), phase))
    for name, day, *cells in tables["visits"]:
        measures = {
            measure: (cell or None) if measure in WORDS else _number(cell)
            for measure, cell in zip(MEASURES, cells, strict=True)
        }
        found[name].visits.append(Visit(date.fromisoformat(day), measures))
    for name, day, kind in tables["events"]:
        found[name].events.append((date.fromisoformat(day), kind))
    return found


def known_on(patient: Patient, as_of: date) -> Patient:
    """Return the patient as known on a day: nothing that is dated later. A stop after it stays, for it was to come."""

    def known(day: date | None) -> bool:
        return day is None or day <= as_of

    return replace(
        patient,
        known_until=as_of,
        recorded_switch=patient.recorded_switch if known(patient.recorded_switch) else None,
        died=patient.died if known(patient.died) else None,
        biopsies=[biopsy for biopsy in patient.biopsies if known(biopsy[0])],
        treatments=[treatment for treatment in patient.treatments if known(treatment[1])],
        visits=[visit for visit in patient.visits if known(visit.day)],
        events=[event for event in patient.events if known(event[0])],
    )


def _number(text: str) -> float | None:
    return float(text) if text else None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


# ------------------------------------------------------------------------------------------------ course


COMBINATION = ("mycophenolate", "tacrolimus")
BESIDE_EVERY_REGIMEN = ("prednisolone", "hydroxychloroquine", "losartan")
FIRST_REGIMEN = timedelta(days=14)


class Row(NamedTuple):
    """One treatment of an export."""

    drug: str
    start: date | None
    stop: date | None
    phase: str

    @property
    def contradicts_itself(self) -> bool:
        """Return whether it stops before it starts."""
        return self.start is not None and self.stop is not None and self.stop < self.start

    def given(self, day: date | None) -> Truth:
        """Return whether it was being given on a day on which it had begun, if its start is known."""
        if self.contradicts_itself:
            return None
        if day is not None and self.stop is not None and self.stop < day:
            return False
        return None if self.start is None else True

    def ended_before(self, day: date) -> bool:
        """Return whether it was over by a day, for certain."""
        return not self.contradicts_itself and self.stop is not None and self.stop < day


def induction_start(patient: Patient) -> tuple[date | None, bool]:
    """Return the first day of induction, and whether a stop before a start leaves it open."""
    rows = [row for row in map(Row._make, patient.treatments) if row.phase == "induction"]
    starts = [row.start for row in rows if row.start and not row.contradicts_itself]
    doubtful = [row.stop for row in rows if row.stop and row.contradicts_itself]
    if doubtful and (not starts or min(doubtful) < min(starts)):
        return None, True
    return min(starts, default=None), False


class Course(NamedTuple):
    """Whether a patient switched, and on what day; whether the combination was the first regimen of the induction.

    ``earliest``: the first day on which there may have been one. ``is_early``: it is recorded before the induction.
    """

    switched: Truth
    upfront: Truth
    day: date | None
    earliest: date | None
    is_early: bool = False


def course_of(patient: Patient) -> Course:
    """Return the course of a patient: the recorded switch, else the first day on both drugs after induction began."""
    begun, is_doubtful = induction_start(patient)
    certain, possible, is_open = together(patient, begun, is_doubtful)
    derived = certain if certain and (possible is None or certain <= possible) else None
    treated = treated_upfront(patient, begun, certain, possible)
    recorded = patient.recorded_switch
    if recorded is None:
        upfront = treated if certain or is_open else False
        combined = True if certain else None if is_open else False
        return Course(every(combined, opposite(upfront)), upfront, derived, derived or possible)
    if begun is None:
        return Course(True, False, recorded, recorded)
    if recorded < begun and treated is not True:
        return Course(True, False, recorded, recorded, is_early=True)
    told = first_regimen(patient, begun, recorded)
    upfront = None if None not in (told, treated) and told != treated else told
    return Course(opposite(upfront), upfront, recorded, recorded)


def together(patient: Patient, begun: date | None, is_doubtful: bool) -> tuple[date | None, date | None, bool]:
    """Return the first day certainly on both drugs, the first perhaps, and whether it is open for some of the rows."""
    rows = [Row._make(treatment) for treatment in patient.treatments]
    certain, possible, is_open = [], [], False
    for one in (row for row in rows if row.drug == COMBINATION[0]):
        for other in (row for row in rows if row.drug == COMBINATION[1]):
            starts = [row.start for row in (one, other) if row.start and not row.contradicts_itself]
            day = max([*starts, *([begun] if begun else [])], default=None)
            both = every(one.given(day), other.given(day))
            if both and begun is None:
                both = None if is_doubtful else False
            is_open = is_open or both is None
            if both is not False and day:
                (certain if both else possible).append(day)
    return min(certain, default=None), min(possible, default=None), is_open


def treated_upfront(patient: Patient, begun: date | None, certain: date | None, possible: date | None) -> Truth:
    """Return whether by the treatments the combination was the first regimen; unknown where there may be none."""
    days = [day for day in (certain, possible) if day]
    if begun is None or not days:
        return None
    if first_regimen(patient, begun, min(days)) is False:
        return False
    return True if certain and first_regimen(patient, begun, certain) else None


def first_regimen(patient: Patient, begun: date, day: date) -> Truth:
    """Return whether the combination from ``day`` on is the first regimen of the induction that began on ``begun``."""
    rows = [row for row in map(Row._make, patient.treatments) if not row.ended_before(begun)]
    parts = [row for row in rows if row.drug in COMBINATION]
    others = [
        row
        for row in rows
        if row not in parts
        and row.drug not in BESIDE_EVERY_REGIMEN
        and (row.phase == "induction" or row.drug in STANDARD)
    ]
    first = min((max(row.start, begun) for row in parts if row.start and not row.contradicts_itself), default=begun)
    if day > first + FIRST_REGIMEN:
        return False
    if any(row.start and not row.contradicts_itself and row.start < day for row in others):
        return False
    if any(row.start is None or row.contradicts_itself for row in others):
        return None
    is_late = day > begun + FIRST_REGIMEN
    return None if is_late and any(row.start is None or row.contradicts_itself for row in parts) else True


def completed_years(born: date | None, day: date) -> int | None:
    """Return the age in completed years."""
    return None if born is None else day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def exact_years(born: date | None, day: date) -> float | None:
    """Return the age in years of 365.25 days."""
    return None if born is None else (day - born).days / 365.25


# ------------------------------------------------------------------------------------------------ kidney function


def with_kidney_function(patient: Patient, judged: date) -> list[Visit]:
    """Return the visits with one eGFR each: as recorded, or computed by one equation for all of the patient's."""
    with_creatinine = [visit for visit in patient.visits if visit.measures["creatinine"] is not None]
    if all(visit.measures["egfr"] is not None for visit in with_creatinine):
        return patient.visits
    age = completed_years(patient.born, judged)
    equation = None if age is None else ckd_epi_2021 if age >= 18 else ckid_u25
    return [
        visit._replace(measures=visit.measures | {"egfr": equation(patient, visit) if equation else None})
        for visit in patient.visits
    ]


def ckd_epi_2021(patient: Patient, visit: Visit) -> float | None:
    """Return 142 · min(Scr/κ, 1)^α · max(Scr/κ, 1)^-1.200 · 0.9938^age · 1.012 [female]."""
    creatinine, age = visit.measures["creatinine"], completed_years(patient.born, visit.day)
    if creatinine is None or age is None or not patient.sex:
        return None
    is_female = patient.sex == "F"
    ratio = creatinine / (0.7 if is_female else 0.9)
    power = -0.241 if is_female else -0.302
    return 142 * min(ratio, 1) ** power * max(ratio, 1) ** -1.2 * 0.9938**age * (1.012 if is_female else 1)


def ckid_u25(patient: Patient, visit: Visit) -> float | None:
    """Return k · height (m) / Scr, k by sex and age."""
    creatinine, height = visit.measures["creatinine"], visit.measures["height"]
    age = exact_years(patient.born, visit.day)
    if creatinine is None or height is None or age is None or not patient.sex:
        return None
    k_at_12, rise, adult = (36.1, 1.023, 41.4) if patient.sex == "F" else (39.0, 1.045, 50.8)
    k = adult if age >= 18 else k_at_12 * (rise if age >= 12 else 1.008) ** (age - 12)
    return k * height / 100 / creatinine


# ------------------------------------------------------------------------------------------------ time points


def baseline(visits: Iterable[Visit], measure: str, day_0: date, grace: int) -> Any:
    """Return the last value in the 90 days up to day 0, else the first in the ``grace`` days after it."""
    days = _days(visits, measure, day_0)
    before = [day for day in days if -90 <= day <= 0]
    after = [day for day in days if 1 <= day <= grace]
    return days[max(before)] if before else days[min(after)] if after else None


def at_week_24(visits: Iterable[Visit], measure: str, day_0: date, no_later: date | None = None) -> Any:
    """Return the value nearest to day 168 in days 140 to 196; of two equally near, the later."""
    known = [visit for visit in visits if no_later is None or visit.day <= no_later]
    days = {day: value for day, value in _days(known, measure, day_0).items() if 140 <= day <= 196}
    return days[min(days, key=lambda day: (abs(day - 168), -day))] if days else None


def _days(visits: Iterable[Visit], measure: str, day_0: date) -> dict[int, Any]:
    known = ((visit, visit.measures[measure]) for visit in visits)
    return {(visit.day - day_0).days: value for visit, value in known if value is not None}


# ------------------------------------------------------------------------------------------------ response

Told = tuple[Truth, Truth]
"""Whether complete, and whether partial response."""
Values = dict[str, Any]
"""Each measure at the week, and with ``_baseline`` at baseline."""


def either(*truths: Truth) -> Truth:
    """Return the three-valued disjunction: one true decides, else one unknown does."""
    return True if True in truths else None if None in truths else False


def above(value: float | None, limit: float | None) -> Truth:
    """Return whether the value is above the limit, and not equal to it within the tolerance."""
    return below(limit, value)


def halved(values: Values, measure: str = "upcr") -> Truth:
    """Return whether a measure fell by 50 % or more."""
    return True if values[measure] == 0 else at_most(values[measure], share(0.5, values[f"{measure}_baseline"]))


def kdigo(values: Values, tolerance: float) -> Told:
    """Return complete and partial response: below 0.5 g/g, or at most half and below 3, with stable function."""
    is_stable = at_least(values["egfr"], share(1 - tolerance, values["egfr_baseline"]))
    complete = every(below(values["upcr"], 0.5), is_stable)
    return complete, every(halved(values), below(values["upcr"], 3), is_stable)


def eular_2012(values: Values) -> Told:
    """Return below 0.5 g/g, or at most half and below 3.5, with eGFR 90 or more or 90 % of baseline."""
    is_near_normal = either(at_least(values["egfr"], 90), at_least(values["egfr"], share(0.9, values["egfr_baseline"])))
    complete = every(below(values["upcr"], 0.5), is_near_normal)
    return complete, every(halved(values), below(values["upcr"], 3.5), is_near_normal)


def bliss(values: Values, proteinuria: Truth, normal: float, part: float) -> Told:
    """Return the proteinuria asked for, eGFR normal or near that before the flare, 10 mg at most and no rescue."""
    is_stable = either(at_least(values["egfr"], normal), at_least(values["egfr"], share(part, values["egfr_preflare"])))
    return every(proteinuria, is_stable, at_most(values["prednisolone_dose"], 10), opposite(values["rescue"])), False


def aurora(values: Values) -> Told:
    """Return at most 0.5 g/g, eGFR 60 or more or 80 % of baseline, 10 mg at most and no rescue."""
    is_stable = either(at_least(values["egfr"], 60), at_least(values["egfr"], share(0.8, values["egfr_baseline"])))
    is_low = at_most(values["upcr"], 0.5)
    return every(is_low, is_stable, at_most(values["prednisolone_dose"], 10), opposite(values["rescue"])), False


def regency(values: Values) -> Told:
    """Return below 0.5 g/g and eGFR 85 % of baseline, alive, with working kidneys and without rescue."""
    is_stable = at_least(values["egfr"], share(0.85, values["egfr_baseline"]))
    none = [opposite(values[name]) for name in ("rescue", "died", "kidney_failure")]
    return every(below(values["upcr"], 0.5), is_stable, *none), False


def is_normal(values: Values) -> Truth:
    """Return whether creatinine is at most the upper limit of normal."""
    return at_most(values["creatinine"], values["creatinine_limit"])


def within(values: Values, part: float) -> Truth:
    """Return whether creatinine is at most that part of baseline."""
    return at_most(values["creatinine"], share(part, values["creatinine_baseline"]))


def first_known(*truths: Truth) -> Truth:
    """Return the first of several ways to tell the same that can tell it."""
    return next((truth for truth in truths if truth is not None), None)


def protein(values: Values, tell: Callable[[str], Truth]) -> Truth:
    """Return what is told by the protein of 24 hours, or where that cannot tell it by the ratio."""
    return first_known(tell("proteinuria"), tell("upcr"))


def without_casts(values: Values) -> Truth:
    """Return whether there are no red-cell casts."""
    return None if values["rbc_casts"] is None else values["rbc_casts"] == "no"


def in_words(values: Values, point: str = "") -> Truth:
    """Return whether the sediment is recorded as inactive."""
    return None if values[f"sediment{point}"] is None else values[f"sediment{point}"] == "inactive"


def nobility(values: Values) -> Told:
    """Return complete and partial renal response of NOBILITY: the cells counted, or the sediment in words."""
    sediment = first_known(every(below(values["urine_rbc"], 10), without_casts(values)), in_words(values))
    low = below(values["upcr"], 0.5)
    complete = every(low, is_normal(values), within(values, 1.15), sediment, opposite(values["rescue"]))
    ceiling = either(below(values["upcr"], 1), every(at_least(values["upcr_baseline"], 3), below(values["upcr"], 3)))
    return complete, every(halved(values), ceiling, within(values, 1.15), opposite(values["rescue"]))


def lunar(values: Values) -> Told:
    """Return complete and partial response of LUNAR: the sediment in words, or the cells counted.

    Creatinine may rise by 15 % where it was normal before: what is above 115 % of the limit is no such rise.
    """
    sediment = first_known(in_words(values), every(below(values["urine_rbc"], 5), without_casts(values)))
    was_normal = at_most(values["creatinine_baseline"], values["creatinine_limit"])
    is_near = at_most(values["creatinine"], share(1.15, values["creatinine_limit"]))
    is_stable = either(is_normal(values), every(was_normal, within(values, 1.15), is_near))
    complete = every(below(values["upcr"], 0.5), is_stable, sediment, opposite(values["rescue"]))
    ceiling = either(below(values["upcr"], 1), every(above(values["upcr_baseline"], 3), at_most(values["upcr"], 3)))
    cells = first_known(
        True if values["urine_rbc"] == 0 else at_most(values["urine_rbc"], share(1.5, values["urine_rbc_baseline"])),
        either(in_words(values), opposite(in_words(values, "_baseline"))),
    )
    return complete, every(halved(values), ceiling, within(values, 1.15), cells, opposite(values["rescue"]))


def access(values: Values) -> Told:
    """Return below 0.5 g/g, or more than halved; creatinine at most 1.2 mg/dL or 125 % of baseline, 10 mg at most."""
    is_stable = either(at_most(values["creatinine"], 1.2), within(values, 1.25))
    rest = every(is_stable, at_most(values["prednisolone_dose"], 10))
    more_than_halved = below(values["upcr"], share(0.5, values["upcr_baseline"]))
    return every(below(values["upcr"], 0.5), rest), every(more_than_halved, rest)


def acr_2024(values: Values) -> Told:
    """Return at most 0.5 g/g with eGFR 80 % of baseline or more, and no partial response."""
    return every(at_most(values["upcr"], 0.5), at_least(values["egfr"], share(0.8, values["egfr_baseline"]))), False


def mperr(values: Values) -> Told:
    """Return at most 0.7 g/g with eGFR 60 or more, or at most 20 % below baseline; no steroids, no rescue."""
    fall = None if None in (values["egfr"], values["egfr_baseline"]) else values["egfr_baseline"] - values["egfr"]
    is_kept = either(at_least(values["egfr"], 60), at_most(fall, share(0.2, values["egfr_baseline"])))
    return every(at_most(values["upcr"], 0.7), is_kept), False


def allure(values: Values) -> Told:
    """Return below 0.5 g/g, eGFR 90 or 85 % of baseline, no casts, 10 mg at most.

    An inactive sediment has no casts; an active one may have cells alone.
    """
    is_kept = either(at_least(values["egfr"], 90), at_least(values["egfr"], share(0.85, values["egfr_baseline"])))
    casts = values["rbc_casts"] or ("no" if values["sediment"] == "inactive" else None)
    without = None if casts is None else casts == "no"
    return every(below(values["upcr"], 0.5), is_kept, without, at_most(values["prednisolone_dose"], 10)), False


def eular_2025(values: Values) -> Told:
    """Return below 0.5 g/g, or at most half, with eGFR 80 % of baseline or more."""
    is_kept = at_least(values["egfr"], share(0.8, values["egfr_baseline"]))
    return every(below(values["upcr"], 0.5), is_kept), every(halved(values), is_kept)


def doris(values: Values) -> Told:
    """Return no clinical point, global assessment below 0.5, 5 mg at most.

    Of a total alone: none is none; 2 or 4 may be all serology (complement and anti-DNA, 2 points each); others are not.
    """
    clinical, total = values["clinical_sledai"], values["sledai"]
    is_quiet = clinical == 0 if clinical is not None else {None: None, 0: True, 2: None, 4: None}.get(total, False)
    return every(is_quiet, below(values["pga"], 0.5), at_most(values["prednisolone_dose"], 5)), False


def lldas(values: Values) -> Told:
    """Return 4 points at most, no major organ, nothing new, global assessment at most 1, 7.5 mg at most."""
    absent = [{"no": True, "yes": False, None: None}[values[name]] for name in ("major_organ_activity", "new_activity")]
    low = (at_most(values["sledai"], 4), at_most(values["pga"], 1), at_most(values["prednisolone_dose"], 7.5))
    clinical = values["clinical_sledai"]  # a part of the whole
    return every(*absent, *low, clinical is None or at_most(clinical, 4)), False


def remission(values: Values) -> Truth:
    """Return whether protein is at most 0.4 g, creatinine normal, the sediment inactive, albumin 3.5 or more."""
    sediment = first_known(in_words(values), every(below(values["urine_rbc"], 5), without_casts(values)))
    is_low = protein(values, lambda measure: at_most(values[measure], 0.4))
    return every(is_low, is_normal(values), sediment, at_least(values["albumin"], 3.5))


def liu(values: Values) -> Told:
    """Return complete and partial response of Liu 2015."""
    is_stable = either(is_normal(values), within(values, 1.25))
    is_lower = protein(values, lambda measure: halved(values, measure))
    is_low = protein(values, lambda measure: below(values[measure], 3.5))
    return remission(values), every(is_lower, is_low, is_stable, at_least(values["albumin"], 3))


def eular_2019(values: Values) -> Told:
    """Return protein below 0.7 g, or at most half, with eGFR 90 or more or 90 % of baseline."""
    is_near_normal = either(at_least(values["egfr"], 90), at_least(values["egfr"], share(0.9, values["egfr_baseline"])))
    complete = every(protein(values, lambda measure: below(values[measure], 0.7)), is_near_normal)
    return complete, every(protein(values, lambda measure: halved(values, measure)), is_near_normal)


def acr(values: Values) -> Told:
    """Return complete in all three of proteinuria, function and sediment; or better in the first and worse in none."""
    counted = [at_most(values[f"urine_{cells}"], 5) for cells in ("rbc", "wbc")]
    sediment = first_known(in_words(values), every(*counted, without_casts(values)))
    complete = every(below(values["upcr"], 0.2), at_least(values["egfr"], 90), sediment)
    casts = values["rbc_casts_baseline"]
    was_active = first_known(
        opposite(in_words(values, "_baseline")),
        either(
            above(values["urine_rbc_baseline"], 5),
            above(values["urine_wbc_baseline"], 5),
            None if casts is None else casts == "yes",
        ),
    )
    is_kept = above(values["egfr"], share(0.75, values["egfr_baseline"]))
    return complete, every(halved(values), at_most(values["upcr"], 2), is_kept, either(sediment, was_active))


def alms(values: Values) -> Told:
    """Return response in ALMS: from 3 g/g or more to below 3, from less by half or more, with stable creatinine.

    3 g/g or more are none whatever there was before; nothing at all is one.
    """
    was_high = at_least(values["upcr_baseline"], 3)
    is_lower = either(every(was_high, below(values["upcr"], 3)), every(opposite(was_high), halved(values)))
    if values["upcr_baseline"] is None and values["upcr"] is not None:
        is_lower = False if values["upcr"] >= 3 else True if values["upcr"] == 0 else None
    return every(is_lower, within(values, 1.25)), False


def aurora_2(values: Values) -> Told:
    """Return at most 0.7 g/g, and no ratio above it since one of 30 days or more before."""
    return every(at_most(values["upcr"], 0.7), at_most(values["upcr_sustained"], 0.7)), False


DEFINITIONS: dict[str, Callable[[Values], Told]] = {
    "kdigo-2024": lambda values: kdigo(values, 0.15),
    "kdigo-2024-strict": lambda values: kdigo(values, 0.10),
    "eular-2012": eular_2012,
    "bliss-ln-perr": lambda values: bliss(values, at_most(values["upcr"], 0.7), 60, 0.8),
    "bliss-ln-crr": lambda values: bliss(values, below(values["upcr"], 0.5), 90, 0.9),
    "aurora-crr": aurora,
    "aurora-2-adequate": aurora_2,
    "regency": regency,
    "nobility": nobility,
    "lunar": lunar,
    "access": access,
    "liu-2015": liu,
    "bao-2008": lambda values: (remission(values), False),
    "eular-2019": eular_2019,
    "acr-2006": acr,
    "alms": alms,
    "acr-2024": acr_2024,
    "mperr": mperr,
    "allure": allure,
    "eular-2025": eular_2025,
    "doris-2021": doris,
    "lldas": lldas,
}


NOTHING_TO_HALVE: dict[str, Callable[[Values], Truth]] = {
    "nobility": lambda values: below(values["upcr_baseline"], 0.5),
    "lunar": lambda values: below(values["upcr_baseline"], 0.5),
    "liu-2015": lambda values: protein(values, lambda measure: at_most(values[f"{measure}_baseline"], 0.4)),
    "acr-2006": lambda values: below(values["upcr_baseline"], 0.2),
}
"""Who had the complete level of proteinuria at baseline already: such a patient cannot be a partial responder."""


def category(definition: str, values: Values) -> str | None:
    """Return CR, PR, NR, or None where it cannot be told."""
    complete, partial = DEFINITIONS[definition](values)
    if complete is not False:
        return "CR" if complete else None
    if partial and NOTHING_TO_HALVE.get(definition, lambda _: False)(values) is not False:
        return None
    return {True: "PR", False: "NR", None: None}[partial]


def sustained_upcr(
    patient: Patient, visits: Sequence[Visit], day_0: date, grace: int, near: list[int], no_later: date | None
) -> float | None:
    """Return the highest UPCR after the baseline from the last one 30 days before that of the week up to it.

    After kidney failure no value is that of the patient's own kidneys.
    """
    failed = min(((day - day_0).days for day, kind in patient.events if kind in KIDNEY_FAILURE), default=10**6)
    if failed <= 0:
        return None
    known = [visit for visit in visits if no_later is None or visit.day <= no_later]
    days = _days(known, "upcr", day_0)
    before = [day for day in days if -90 <= day <= 0]
    after = [day for day in days if 1 <= day <= grace]
    first = 0 if before or not after else min(after)
    last = (patient.died - day_0).days if patient.died and patient.died > day_0 else 10**6
    later = {day: ratio for day, ratio in days.items() if first < day <= last and day < failed}
    judged = min(near, key=lambda day: (abs(day - 168), -day)) if near else None
    since = [day for day in later if judged in later and day <= judged - 30] if judged is not None else []
    return max(ratio for day, ratio in later.items() if max(since) <= day <= judged) if since else None


def values_at(
    patient: Patient, visits: Sequence[Visit], anchor: str, day_0: date, no_later: date | None = None
) -> Values:
    """Return what a response is judged by: measures, and what befell the therapy up to the time point."""
    grace = {"induction": 14, "switch": 7}[anchor]
    found = {measure: at_week_24(visits, measure, day_0, no_later) for measure in MEASURES}
    found |= {f"{measure}_baseline": baseline(visits, measure, day_0, grace) for measure in MEASURES}
    found["egfr_preflare"] = found["egfr_baseline"] if patient.preflare is None else patient.preflare
    by_sex = {"F": 1.0, "M": 1.2}.get(patient.sex)
    found["creatinine_limit"] = by_sex if found["creatinine_uln"] is None else found["creatinine_uln"]
    judged = [
        (visit.day - day_0).days
        for visit in visits
        if visit.measures["upcr"] is not None and (no_later is None or visit.day <= no_later)
    ]
    near = [day for day in judged if 140 <= day <= 196]
    until = max(168, min(near, key=lambda day: (abs(day - 168), -day))) if near else 168
    found["upcr_sustained"] = sustained_upcr(patient, visits, day_0, grace, near, no_later)
    rescues: list[date | None] = [day for day, kind in patient.events if kind == "rescue_therapy"]
    if anchor == "switch":  # a drug of the induction whose first day is not known began before the switch
        drugs = [(start, phase) for drug, start, _, phase in patient.treatments if drug in RESCUE]
        rescues += [start for start, phase in drugs if start or phase != "induction"]
    found["rescue"] = either(False, *(None if day is None else 0 < (day - day_0).days <= until for day in rescues))
    found["died"] = patient.died is not None and 0 < (patient.died - day_0).days <= until
    failures = [day for day, kind in patient.events if kind in KIDNEY_FAILURE]
    found["kidney_failure"] = any(0 < (day - day_0).days <= until for day in failures)
    found["stopped"] = anchor == "switch" and stopped(patient, day_0, until)
    return found


KIDNEY_FAILURE = ("dialysis", "transplant", "eskd")
INTERRUPTED_DAYS = 28
"""The same drug so many days after a stop, or sooner, makes it none."""


def stopped(patient: Patient, switched: date, until: int) -> Truth:
    """Return whether a drug of the combination was stopped after the switch, up to a day, and not taken up again."""
    first = 1 if patient.recorded_switch else 0
    told: list[Truth] = [False]
    for place, (drug, start, stop, _) in enumerate(patient.treatments):
        if stop is None or (patient.known_until and stop > patient.known_until):
            continue
        if drug in ("mycophenolate", "tacrolimus") and first <= (stop - switched).days <= until:
            others = [t for at, t in enumerate(patient.treatments) if at != place and t[0] == drug]
            told.append(every(*(opposite(follows(start, stop, other[1], other[2])) for other in others)))
    return either(*told)


def follows(start: date | None, stop: date, other_start: date | None, other_stop: date | None) -> Truth:
    """Return whether another record of a drug goes on where one stops; without a stop, a later one ends it."""
    is_soon = None if other_start is None else other_start <= stop + timedelta(days=INTERRUPTED_DAYS)
    if other_stop:
        return every(is_soon, other_stop > stop)
    return every(is_soon, None if start is None or other_start is None else other_start > start)


def response_after(definition: str, values: Values) -> str | None:
    """Return the response after the switch: none after death or kidney failure."""
    return "NR" if values["died"] or values["kidney_failure"] else category(definition, values)


# ------------------------------------------------------------------------------------------------ eligibility


class Verdict(NamedTuple):
    """Status, criteria in their order, the response to induction, the switch; after it, the values and the response."""

    status: str
    criteria: tuple[Truth, ...]
    prior_response: str | None
    index_date: date | None
    values: Values | None
    response: str | None


def judge(patient: Patient, as_of: date, definition: str = "kdigo-2024") -> Verdict:
    """Return the verdict on a patient by what was known on a day, as of the switch or that day."""
    patient = known_on(patient, as_of)
    course, (begun, _) = course_of(patient), induction_start(patient)
    index_date = course.day if course.switched else None
    judged, visits = judged_on(course, as_of), visits_judged(patient, course, as_of)
    complete, computed = response_to_induction(patient, as_of, definition)
    recorded = patient.recorded_response
    is_told = begun is not None and judged is not None and not course.is_early
    criteria = (
        qualifying_biopsy(patient, judged, is_early=course.is_early),
        standard_induction(patient),
        judged - begun >= timedelta(days=140) if is_told else None,
        opposite(recorded == "CR" if recorded else complete),
    )
    values = values_at(patient, visits, "switch", index_date) if index_date else None
    is_due = index_date is not None and index_date + timedelta(days=168) <= as_of
    if values and not is_due:
        values |= dict.fromkeys(MEASURES)
    return Verdict(
        status=status_of(criteria, course, is_excluded=has_died_or_failed(patient, as_of)),
        criteria=criteria,
        prior_response=recorded or computed,
        index_date=index_date,
        values=values,
        response=response_after(definition, values) if values and is_due else None,
    )


def has_died_or_failed(patient: Patient, as_of: date) -> bool:
    """Return whether death or kidney failure is on record by a day: no candidate for review."""
    has_failed = any(day <= as_of for day, kind in patient.events if kind in KIDNEY_FAILURE)
    return has_failed or (patient.died is not None and patient.died <= as_of)


def judged_on(course: Course, as_of: date) -> date | None:
    """Return the day of judgement: the switch, or the as-of date without one; None where that cannot be told."""
    return {True: course.day, False: as_of, None: None}[course.switched]


def visits_judged(patient: Patient, course: Course, as_of: date) -> list[Visit]:
    """Return the visits with the eGFR of the equation that the day of judgement decides on."""
    perhaps = None if course.upfront else course.earliest
    return with_kidney_function(patient, judged_on(course, as_of) or perhaps or as_of)


def response_to_induction(patient: Patient, as_of: date, definition: str) -> tuple[Truth, str | None]:
    """Return whether the response to induction is complete by the values, and its category."""
    course, (begun, _) = course_of(patient), induction_start(patient)
    if begun is None:
        return None, None
    perhaps = None if course.upfront else course.earliest
    visits = visits_judged(patient, course, as_of)
    values = values_at(patient, visits, "induction", begun, perhaps or judged_on(course, as_of))
    return DEFINITIONS[definition](values)[0], category(definition, values)


def standard_induction(patient: Patient) -> Truth:
    """Return whether a standard drug is among those of induction; unknown where none is recorded."""
    drugs = [drug for drug, _, _, phase in patient.treatments if phase == "induction"]
    return any(drug in STANDARD for drug in drugs) if drugs else None


CLASS_III_OR_IV: dict[str, Truth] = {
    **dict.fromkeys(("III", "IV", "III+V", "IV+V", "III/IV", "III (A)"), True),
    **dict.fromkeys(("V", "II"), False),
    **dict.fromkeys(("V (±III)", "see report", ""), None),
}
READABLE = frozenset(CLASS_III_OR_IV) - {"see report", ""}


def qualifying_biopsy(patient: Patient, judged: date | None, *, is_early: bool) -> Truth:
    """Return whether a biopsy up to the day is of class III or IV and not chronic only.

    A switch before the induction (``is_early``) leaves open whether one after it was in time.
    """

    def in_time(day: date) -> Truth:
        return None if judged is None or (is_early and day > judged) else day <= judged

    told = [
        every(in_time(day), CLASS_III_OR_IV[written], activity != "C")
        if written in READABLE
        else None
        for day, written, activity in patient.biopsies
    ]
    return True if True in told else None if None in told or not told else False


NO_PARTIAL_TIER = (
    "acr-2024",
    "allure",
    "alms",
    "aurora-crr",
    "bao-2008",
    "bliss-ln-crr",
    "bliss-ln-perr",
    "doris-2021",
    "lldas",
    "mperr",
    "regency",
)
ACTING: dict[str, tuple[tuple[str, ...], int]] = {
    "voclosporin": (("voclosporin",), 0),
    "belimumab": (("belimumab",), 28),
    "anti_cd20": (("rituximab", "obinutuzumab"), 365),
}
"""The drugs of a caution, and for how many days after the last one they count."""


def cautions(patient: Patient, as_of: date, definition: str) -> dict[str, str]:
    """Return each caution that is told here: present, absent or unknown."""
    patient = known_on(patient, as_of)
    judged = judged_on(course_of(patient), as_of)
    given = {name: is_acting(patient, judged, drugs, days) for name, (drugs, days) in ACTING.items()}
    if all(phase == "induction" for *_, phase in patient.treatments):  # nothing says what else is given
        given = {name: truth or None for name, truth in given.items()}
    age = None if judged is None else completed_years(patient.born, judged)
    differs, differs_in_complete, _ = told_of_induction(patient, as_of, definition)
    truths = {
        **given,
        "adolescent": None if age is None else age < 18,
        "response_disagrees": differs,
        "complete_response_disagrees": differs_in_complete,
    }
    return {name: {True: "present", False: "absent", None: "unknown"}[truth] for name, truth in truths.items()}


def is_acting(patient: Patient, judged: date | None, drugs: Sequence[str], days: int) -> Truth:
    """Return whether one of the drugs is being given, or was in so many days before."""
    rows = [(drug, start, stop) for drug, start, stop, _ in patient.treatments if drug in drugs]
    names = [drug for drug, _, _ in rows]
    return either(False, *(_acts(judged, days, start, stop, names.count(drug) > 1) for drug, start, stop in rows))


def _acts(judged: date | None, days: int, start: date | None, stop: date | None, is_one_dose: bool) -> Truth:
    if judged is None or (start and stop and stop < start):
        return None
    if (start and start > judged) or (stop and (judged - stop).days > days):
        return False
    if stop:
        return True if start or stop <= judged else None
    if start is None:
        return None
    # Infusions that are months apart: what has no stop was one dose, for all that is known.
    is_in_doubt = days == 365 and (judged - start).days > days
    return (False if is_one_dose else None) if is_in_doubt else True


def told_of_induction(patient: Patient, as_of: date, definition: str) -> tuple[Truth, Truth, Truth]:
    """Return whether record and values differ, whether in a complete response, and whether it is inadequate."""
    recorded = patient.recorded_response
    complete, computed = response_to_induction(patient, as_of, definition)
    is_tiered = definition not in NO_PARTIAL_TIER
    in_complete = None if not recorded or complete is None else (recorded == "CR") != complete
    differs = in_complete
    if is_tiered and not in_complete:
        differs = recorded != computed if recorded and computed else None
    response = recorded or computed
    inadequate = None if response is None else response == "NR"
    return differs, in_complete, None if inadequate and not recorded and not is_tiered else inadequate


def status_of(criteria: Sequence[Truth], course: Course, *, is_excluded: bool) -> str:
    """Return the status of a patient; only the third criterion waits. Who is excluded is no candidate."""
    met = every(*criteria)
    if course.upfront or course.switched is None:
        return "upfront" if course.upfront else "undetermined"
    if course.switched:
        return {True: "switched", False: "switched_outside", None: "undetermined"}[met]
    if is_excluded or False in (criteria[0], criteria[1], criteria[3]):
        return "not_eligible"
    if criteria[2] is False:
        return "pending"
    return "candidate" if met else "undetermined"
