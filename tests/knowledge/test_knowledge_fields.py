"""The dictionary of fields is sound, and its aliases are without ambiguity."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from lnmt_cli.knowledge.fields import TABLES, Limits, load_fields
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.units import load_units
from lnmt_cli.knowledge.vocabulary import WORD_LISTS, load_vocabulary

FIELDS = load_fields()

PLAIN_WORDS = {
    *("date", "날짜", "일자", "class", "classification", "분류", "등급", "kind", "type", "종류", "유형"),
    *("start", "from", "begin", "시작", "stop", "end", "to", "until", "종료", "중단"),
    *("day", "days", "검사", "항목", "value", "result", "results", "결과", "값", "수치"),
    *("unit", "units", "단위", "単位", "单位"),
}

OFFSETS = {
    **dict.fromkeys(("switch_day", "biopsy_day", "induction_start_day", "induction_stop_day"), ("reference", 1.0)),
    **dict.fromkeys(("start_day", "stop_day", "event_day", "study_day"), ("reference", 1.0)),
    **{"visit_week": ("reference", 7.0), "visit_month": ("reference", 30.4375)},
    **{"day_since_switch": ("switch", 1.0), "week_since_switch": ("switch", 7.0)},
    **{"month_since_switch": ("switch", 30.4375), "day_since_induction": ("induction", 1.0)},
    **{"week_since_induction": ("induction", 7.0), "month_since_induction": ("induction", 30.4375)},
}
"""What fields of relative time count from, and the days of their unit."""


def owners(alias: str) -> set[str]:
    """Return the names of the fields that claim an alias as their own."""
    key = normalise(alias)
    return {field.name for field in FIELDS.values() if key in map(normalise, (field.name, *field.aliases))}


def test_names_and_order() -> None:
    """The fields that the design names are there, the patient's first."""
    names = list(FIELDS)
    assert names[0] == "patient_id"
    assert set(names) == {
        *("patient_id", "site", "sex", "birth_date", "age", "prior_response", "switch_date", "death_date", "eskd_date"),
        *("biopsy_date", "biopsy_class", "biopsy_activity", "activity_index", "chronicity_index"),
        *("induction_drug", "induction_start", "induction_stop", "drug", "start_date", "stop_date", "dose", "phase"),
        *("visit_date", "upcr", "creatinine", "egfr", "albumin", "c3", "c4", "height", "weight", "anti_dsdna"),
        *("sledai", "prednisolone_dose", "potassium", "systolic_bp", "diastolic_bp", "event_date", "event_kind"),
        *("diagnosis_date", "egfr_preflare", "withdrawal_date", "withdrawal_reason", "diabetes", "malignancy"),
        *("hepatitis_b", "hepatitis_c", "hiv", "tuberculosis", "hypersensitivity", "contraception", "qt_prolongation"),
        *("tma", "doses", "proteinuria", "upcr_specimen", "cystatin_c", "creatinine_uln", "urine_rbc", "urine_wbc"),
        *("rbc_casts", "sediment", "wbc", "anc", "glucose", "alt", "ast", "tacrolimus_trough", "pregnant", "infection"),
        *("c3_category", "c4_category", "anti_dsdna_category", "anti_dsdna_assay"),
        *("clinical_sledai", "pga", "major_organ_activity", "new_activity"),
        *OFFSETS,
        "visit_point",
        *("lab_test", "lab_value", "lab_unit"),
    }


def test_relative_time() -> None:
    """Fields of relative time, and no others, count from an anchor in units of days, weeks or months."""
    assert {name: (field.anchor, field.days) for name, field in FIELDS.items() if field.type == "offset"} == OFFSETS
    assert all(
        (field.type == "offset") == (field.anchor is not None) == (field.days is not None) for field in FIELDS.values()
    )


def test_relative_time_has_its_column() -> None:
    """Days fill the column of days of their table, from whatever unit they come."""
    columns = {field.table: set[str]() for field in FIELDS.values() if field.type == "offset"}
    for field in FIELDS.values():
        if field.type == "offset":
            columns[field.table].add(field.column)
    assert columns == {
        "patient": {"switch_day"},
        "biopsy": {"day"},
        "treatment": {"start_day", "stop_day"},
        "visit": {"day"},
        "event": {"day"},
    }


def test_lists_of_results_are_no_table() -> None:
    """What a list of results has besides patient and date belongs to no canonical table."""
    assert {field.name for field in FIELDS.values() if field.table not in TABLES} == {
        "lab_test",
        "lab_value",
        "lab_unit",
    }


def test_a_code_means_one_measure() -> None:
    """A LOINC code has the form of one, and belongs to one measure of the visit."""
    codes = [(code, field) for field in FIELDS.values() for code in field.loinc]
    assert len({code for code, _ in codes}) == len(codes) > 0
    assert all(re.fullmatch(r"\d{3,6}-\d", code) and field.table == "visit" for code, field in codes)
    assert all(_check_digit(code[:-2]) == int(code[-1]) for code, _ in codes)


def _check_digit(number: str) -> int:
    """Return the last digit of a LOINC code: modulus 10 (LOINC Users' Guide, check digit)."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = "".join(str(digit) for digit in digits[0::2])
    odd = str(int("".join(reversed(doubled))) * 2)
    total = sum(map(int, odd)) + sum(digits[1::2])
    return -total % 10


def test_no_alias_is_claimed_twice() -> None:
    """An alias means one field, and is given once; shared words apart."""
    claims: dict[str, list[str]] = defaultdict(list)
    for field in FIELDS.values():
        for alias in (field.name, *field.aliases):
            claims[normalise(alias)].append(f"{field.name}: {alias}")
    assert {key: claimed for key, claimed in claims.items() if not key or len(claimed) > 1} == {}


def test_shared_words_are_plain() -> None:
    """Only plain words are shared, and none of them is anybody's own alias."""
    shared = {word for field in FIELDS.values() for word in field.shared_aliases}
    assert shared <= PLAIN_WORDS
    assert {word for word in shared if owners(word)} == set()


@pytest.mark.parametrize(
    "header",
    [
        "urine protein",
        "UACR",
        "ACR",
        "albumin/creatinine ratio",
        "urine albumin",
    ],
)
def test_other_analytes_are_not_upcr(header: str) -> None:
    """The albumin/creatinine ratio and protein without a specimen are other analytes: no field claims them."""
    assert owners(header) == set()


@pytest.mark.parametrize("header", ["24h protein", "24-h urine protein", "urine protein 24h"])
def test_protein_of_24_hours_is_not_upcr(header: str) -> None:
    """Protein in 24 hours is a measure of its own, in grams per day, and never the ratio."""
    assert owners(header) == {"proteinuria"}


@pytest.mark.parametrize("header", ["신장", "PCR", "P/C", "성", "response", "protein", "switch", "death"])
def test_ambiguous_words_are_claimed_by_nobody(header: str) -> None:
    """What means two things (신장: kidney, height) is claimed by no field."""
    assert owners(header) == set()


@pytest.mark.parametrize(
    ("header", "field"),
    [
        *(("UPC", "upcr"), ("uPCR", "upcr"), ("P/C ratio", "upcr"), ("Protein/Creatinine ratio", "upcr")),
        *(
            ("단백뇨/크레아티닌비", "upcr"),
            ("요단백/크레아티닌비", "upcr"),
            ("Cr", "creatinine"),
            ("SCr", "creatinine"),
        ),
        *(
            ("크레아티닌", "creatinine"),
            ("alb", "albumin"),
            ("알부민", "albumin"),
            ("보체3", "c3"),
            ("보체 C4", "c4"),
        ),
        *(
            ("GFR", "egfr"),
            ("사구체여과율", "egfr"),
            ("Gender", "sex"),
            ("성별", "sex"),
            ("DOB", "birth_date"),
        ),
        *(("생년월일", "birth_date"), ("병원", "site"), ("Institution", "site"), ("MRN", "patient_id")),
        *(
            ("환자번호", "patient_id"),
            ("연구번호", "patient_id"),
            ("record_id", "patient_id"),
            ("방문일", "visit_date"),
        ),
        *(
            ("검사일", "visit_date"),
            ("Sample date", "visit_date"),
            ("Date of visit", "visit_date"),
            ("키", "height"),
        ),
        *(
            ("체중", "weight"),
            ("전환일", "switch_date"),
            ("유도요법 시작일", "induction_start"),
            ("약제명", "drug"),
        ),
        *(
            ("Birthdate", "birth_date"),
            ("Kidney biopsy date", "biopsy_date"),
            ("ISN/RPS class", "biopsy_class"),
        ),
    ],
)
def test_headers_in_use(header: str, field: str) -> None:
    """Headers that registries use in English and Korean mean one field."""
    assert owners(header) == {field}


def test_units_are_canonical() -> None:
    """The unit of a field is the canonical one of its quantity, and only numbers have one."""
    for field in FIELDS.values():
        assert (field.quantity is None) == (field.unit is None)
        assert field.type == "number" or (field.quantity is None and not field.unit_required)
        if field.quantity:
            assert field.unit == load_units()[field.quantity].canonical


def test_which_fields_need_a_declared_unit() -> None:
    """A measure in use in several units or on several scales needs one; a score, eGFR, age, a trough do not."""
    assert {field.name for field in FIELDS.values() if field.unit_required} == {
        *("upcr", "creatinine", "albumin", "c3", "c4", "height", "weight", "potassium"),
        *("dose", "prednisolone_dose", "anti_dsdna", "proteinuria", "creatinine_uln", "wbc", "anc", "glucose"),
        "pga",
    }


def test_canonical_units_of_the_design() -> None:
    """Figures are kept in the units of the design."""
    units = {field.name: field.unit for field in FIELDS.values() if field.unit}
    assert units["upcr"] == "g/g"
    assert units["creatinine"] == units["c3"] == units["c4"] == "mg/dL"
    assert units["egfr"] == "mL/min/1.73 m²"
    assert units["albumin"] == "g/dL"
    assert units["dose"] == units["prednisolone_dose"] == "mg/day"


def test_soft_limits_lie_within_hard_ones() -> None:
    """A value that is impossible is implausible too."""
    for field in FIELDS.values():
        if field.soft and field.hard:
            assert all(end is None or field.hard.hold(end) for end in (field.soft.low, field.soft.high)), field.name


def test_limits_are_inclusive() -> None:
    """A value on a limit passes, the next one does not; an end without a limit holds everything."""
    limits = Limits(0.1, 30)
    assert limits.hold(0.1)
    assert limits.hold(30)
    assert not limits.hold(0.0999)
    assert not limits.hold(30.0001)
    assert Limits(None, 3).hold(-1e9)
    assert Limits(3, None).hold(1e9)


def test_patient_fields_belong_to_the_patient() -> None:
    """The fields of the patient's table, and the induction on a patient's row, have one value per patient."""
    per_patient = {field.name for field in FIELDS.values() if field.per_patient}
    of_patient = {field.name for field in FIELDS.values() if field.table == "patient"} - {"patient_id"}
    induction = {"induction_drug", "induction_start", "induction_stop", "induction_start_day", "induction_stop_day"}
    assert per_patient == of_patient | induction


def test_induction_is_a_treatment() -> None:
    """Induction on a patient's row fills drug, start and stop of a treatment in the phase induction."""
    columns = {}
    for name in ("induction_drug", "induction_start", "induction_stop"):
        assert (FIELDS[name].table, FIELDS[name].phase) == ("treatment", "induction")
        columns[name] = FIELDS[name].column
    assert list(columns.values()) == ["drug", "start", "stop"]
    assert "induction" in load_vocabulary().values["phase"]


def test_types_that_are_words_have_a_list() -> None:
    """A field whose values are words has its list of words in the vocabulary."""
    plain = {"identifier", "text", "number", "date", "drug", "biopsy_class", "offset", "point"}
    assert {field.type for field in FIELDS.values()} - plain <= set(WORD_LISTS)


def test_a_measure_in_words_has_its_field() -> None:
    """What stands in words where figures are expected has a field of words in the same table."""
    in_words = {field.name: field.in_words for field in FIELDS.values() if field.in_words}
    assert in_words == {"c3": "c3_category", "c4": "c4_category", "anti_dsdna": "anti_dsdna_category"}
    for name in in_words.values():
        assert (FIELDS[name].table, FIELDS[name].type) == ("visit", "level")


def test_history_is_yes_or_no() -> None:
    """What a caution asks of the patient's history, and of the visit, is answered by yes or no."""
    asked = {field.name for field in FIELDS.values() if field.type == "yes_no"}
    assert asked == {
        *("diabetes", "malignancy", "hepatitis_b", "hepatitis_c", "hiv", "tuberculosis", "hypersensitivity"),
        *("contraception", "qt_prolongation", "pregnant", "infection", "rbc_casts", "tma"),
        *("major_organ_activity", "new_activity"),
    }
