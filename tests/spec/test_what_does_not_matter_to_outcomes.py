"""What must not change a figure of the outcomes in detail: order, names, units, and patients who have not switched."""

import numbers

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lnmt_cli.output.outcomes import projection

few = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
"""Each example lands an export and makes every figure twice."""

COUNT = 12
BEFORE = [4.0, 2.0, 1.5, 6.0, 3.0, 2.5, 4.5, 1.0, 5.0, 3.5, 2.25, 0.75]
cohorts = st.lists(
    st.tuples(
        st.sampled_from(["F", "F", "M", ""]),
        st.sampled_from(["PR", "NR"]),
        st.sampled_from([0.1, 0.25, 0.5, 1.0, 1.75, 3.0, 5.0, None]),
        st.sampled_from([60, 85, 100, None]),
        st.sampled_from([5, 10, None]),
        st.booleans(),
    ),
    min_size=COUNT,
    max_size=COUNT,
)
"""Twelve patients: sex, prior response, UPCR, eGFR and prednisolone of week 24, and whether they had an infection."""


def _tables(cohort, patients, factor=1, unit="g/g"):
    """Return the records of ``patients``, with UPCR in ``unit``, which is ``factor`` to 1 g/g."""
    visits, events = [], []
    for number, (_, _, upcr, egfr, dose, infected) in enumerate(patients):
        name = f"P{number + 1}"
        visits.append(f"{name} | 0 | {BEFORE[number] * factor} | 90 | 20")
        after = "" if upcr is None else upcr * factor
        visits.append(f"{name} | 168 | {after} | {egfr or ''} | {dose or ''}")
        events += [f"{name} | 30 | infection"] * infected
    head, *rows = cohort(COUNT, sex=[one[0] for one in patients], prior=[one[1] for one in patients]).split("\n")
    return {
        "patients": [head, *rows],
        "visits": [f"patient | day | upcr ({unit}) | egfr | prednisolone_dose (mg/day)", *visits],
        "events": ["patient | date | event", *events],
    }


def _figures(outcomes, tables):
    """Return every figure of the long table with all that tells it apart, less what notes say of the export."""
    drawn = {name: "\n".join(lines) for name, lines in tables.items() if len(lines) > 1}
    asked = dict.fromkeys(("sensitivity", "time_to_response", "kidney_function"), True)
    found = outcomes(subgroups=("sex", "prior_response"), more=asked, **drawn).outcomes
    return projection(found, detail=True).records()


def _same(ours, theirs):
    """Hold two long tables against each other: the same rows, with values equal but for the last digits."""
    assert [{**row, "value": None} for row in ours] == [{**row, "value": None} for row in theirs]
    for one, other in zip(ours, theirs, strict=True):
        if isinstance(one["value"], numbers.Real):
            assert one["value"] == pytest.approx(other["value"], rel=1e-9, abs=1e-9)
        else:
            assert one["value"] == other["value"]


@few
@given(cohorts, st.randoms(use_true_random=False))
def test_order_of_rows(outcomes, cohort, patients, random):
    """The rows of each table in any order give the same figures."""
    tables = _tables(cohort, patients)
    mixed = {name: [head, *random.sample(rows, len(rows))] for name, (head, *rows) in tables.items()}
    _same(_figures(outcomes, mixed), _figures(outcomes, tables))


@few
@given(cohorts, st.permutations(range(COUNT)))
def test_names_of_patients(outcomes, cohort, patients, places):
    """Patients by other names, which sort in another order, give the same figures."""
    tables = _tables(cohort, patients)
    renamed = {}
    for name, (head, *rows) in tables.items():
        cells = (row.partition(" | ") for row in rows)
        renamed[name] = [head, *(f"X{places[int(who[1:]) - 1]:02d} | {rest}" for who, _, rest in cells)]
    _same(_figures(outcomes, renamed), _figures(outcomes, tables))


@few
@given(cohorts, st.sampled_from([(1000, "mg/g"), (1, "mg/mg")]))
def test_units(outcomes, cohort, patients, written):
    """UPCR written in another unit gives the same figures."""
    factor, unit = written
    _same(_figures(outcomes, _tables(cohort, patients, factor, unit)), _figures(outcomes, _tables(cohort, patients)))


@few
@given(cohorts, st.sampled_from(["PR", "NR", "CR"]))
def test_a_patient_who_has_not_switched(outcomes, cohort, patients, prior):
    """A patient who has not switched, with visits and an event, changes no figure."""
    tables = _tables(cohort, patients)
    (columns, typical) = cohort(1, prior=prior, switched="").split("\n")
    assert columns == tables["patients"][0]
    more = {
        "patients": [*tables["patients"], typical.replace("P1 ", "N1 ", 1)],
        "visits": [*tables["visits"], "N1 | 0 | 3 | 70 | 20", "N1 | 168 | 0.2 | 70 | 5"],
        "events": [*tables["events"], "N1 | 30 | infection"],
    }
    _same(_figures(outcomes, more), _figures(outcomes, tables))
