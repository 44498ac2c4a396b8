"""What headers say: field, unit and occasion, and what they do not say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.names import HeaderReading, Names, find_test, find_unit
from lnmt_cli.knowledge.timepoints import time_point

NAMES = Names()
FIELDS = load_fields()

WIDE = """
upcr_bl                        | upcr         |        | bl
upcr_24w                       | upcr         |        | 24w
UPCR baseline                  | upcr         |        | baseline
Baseline UPCR                  | upcr         |        | baseline
upcr.baseline                  | upcr         |        | baseline
UPCR[baseline]                 | upcr         |        | baseline
UPCR (baseline)                | upcr         |        | baseline
[baseline] UPCR                | upcr         |        | baseline
upcrBaseline                   | upcr         |        | baseline
upcrbl                         | upcr         |        | bl
C3 6개월                       | c3           |        | 6개월
6개월 C3                       | c3           |        | 6개월
기저 알부민                    | albumin      |        | 기저
기저알부민                     | albumin      |        | 기저
24주알부민                     | albumin      |        | 24주
알부민24주                     | albumin      |        | 24주
24주 UPCR                      | upcr         |        | 24주
alb_pre                        | albumin      |        | pre
alb_post                       | albumin      |        | post
albPost                        | albumin      |        | post
pre_K                          | potassium    |        | pre
alb_V1                         | albumin      |        | v1
SBP_V2                         | systolic_bp  |        | v2
upcr_T0                        | upcr         |        | t0
FU1 UPCR                       | upcr         |        | fu1
follow-up 2 UPCR               | upcr         |        | followup2
visit_1_upcr                   | upcr         |        | visit1
upcr_0                         | upcr         |        | 0
upcr_24                        | upcr         |        | 24
UPCR24                         | upcr         |        | 24
c3 12                          | c3           |        | 12
K_1                            | potassium    |        | 1
Cr1                            | creatinine   |        | 1
upcr_w24                       | upcr         |        | w24
wk24_upcr                      | upcr         |        | wk24
UPCR W24                       | upcr         |        | w24
UPCR: W24                      | upcr         |        | w24
UPCR - week 24                 | upcr         |        | week24
UPCR, week 24                  | upcr         |        | week24
UPCR_24wks                     | upcr         |        | 24wks
UPCR_6mo                       | upcr         |        | 6mo
egfr_m6                        | egfr         |        | m6
egfrm6                         | egfr         |        | m6
M12_eGFR                       | egfr         |        | m12
day 168 UPCR                   | upcr         |        | day168
UPCR 168일                     | upcr         |        | 168일
UPCR 1년                       | upcr         |        | 1년
upcr 1.5y                      | upcr         |        | 1.5y
UPCR at 24 weeks               | upcr         |        | 24weeks
UPCR week -2                   | upcr         |        | week -2
UPCR -2w                       | upcr         |        | -2w
UPCR Week 24 (± 7 days)        | upcr         |        | week24
Week 24 (+/-7d) UPCR           | upcr         |        | week24
UPCR week-24                   | upcr         |        | week-24
UPCR 24 weeks after switch     | upcr         |        | 24weeksafterswitch
UPCR post-switch week 24       | upcr         |        | postswitchweek24
전환 후 24주 UPCR              | upcr         |        | 전환후24주
전환시 UPCR                    | upcr         |        | 전환
upcr_switch                    | upcr         |        | switch
induction 24w UPCR             | upcr         |        | induction24w
upcr_ind_bl                    | upcr         |        | indbl
Baseline (week 0) UPCR         | upcr         |        | baseline(week0)
visit 4 (24w) UPCR             | upcr         |        | visit4(24w)
UPCR (mg/g) 24w                | upcr         | mg/g   | 24w
upcr_24w (mg/g)                | upcr         | mg/g   | 24w
UPCR (24w, mg/g)               | upcr         | mg/g   | 24w
UPCR (mg/g, 24w)               | upcr         | mg/g   | 24w
UPCR (mg/g) [baseline]         | upcr         | mg/g   | baseline
upcr_24w_mg_g                  | upcr         | mg/g   | 24w
upcr.mg.g.24w                  | upcr         | mg/g   | 24w
C3 (g/L) 6개월                 | c3           | g/L    | 6개월
24w_c3_g_l                     | c3           | g/L    | 24w
C3, g/L, 24w                   | c3           | g/L    | 24w
Cr (umol/L) Baseline           | creatinine   | μmol/L | baseline
Serum creatinine (umol/L) at baseline | creatinine | μmol/L | baseline
혈청 크레아티닌 (mg/dL) 3개월  | creatinine   | mg/dL  | 3개월
anti dsDNA IU/mL W12           | anti_dsdna   | IU/mL  | w12
weight kg 6m                   | weight       | kg     | 6m
dose_1 (mg/day)                | dose         | mg/day | 1
24h_urine_protein_24w          | proteinuria  |        | 24w
U-RBC_24w                      | urine_rbc    |        | 24w
TAC C0 24w                     | tacrolimus_trough |   | 24w
sediment_pre                   | sediment     |        | pre
C3 status W12                  | c3_category  |        | w12
alt_24                         | alt          |        | 24
eGFR (mL/min/1.73m2) baseline  | egfr         | mL/min/1.73 m² | baseline
c3_24w                         | c3           |        | 24w
C4 4w                          | c4           |        | 4w
AI_24w                         | activity_index |      | 24w
K_24w                          | potassium    |        | 24w
Cr24w                          | creatinine   |        | 24w
SLEDAI-2K W24                  | sledai       |        | w24
anti-dsDNA 24w                 | anti_dsdna   |        | 24w
ht_6m                          | height       |        | 6m
체중 6개월                     | weight       |        | 6개월
DFGe M6                        | egfr         |        | m6
visit_date_24w                 | visit_date   |        | 24w
Week 24 visit date             | visit_date   |        | week24
24주 방문일                    | visit_date   |        | 24주
방문일2                        | visit_date   |        | 2
date_24w                       | visit_date   |        | 24w
Visit 1 date                   | visit_date   |        | visit1
baseline_date                  | visit_date   |        | baseline
date_2                         | biopsy_date visit_date event_date | | 2
biopsy_date_2                  | biopsy_date  |        | 2
2nd biopsy date                | biopsy_date  |        | 2
date of first biopsy           | biopsy_date  |        | 1
2차 생검일                     | biopsy_date  |        | 2
biopsy_class_2                 | biopsy_class |        | 2
bx2_class                      | biopsy_class |        | 2
LN class 24w                   | biopsy_class |        | 24w
drug1                          | drug         |        | 1
start_1                        | start_date   |        | 1
induction_drug_2               | induction_drug |      | 2
induction date (2)             | induction_start |     | 2
start_day_3                    | start_day    |        | 3
stop_day_3                     | stop_day     |        | 3
AE day 2                       | event_day    |        | 2
months since switch (3)        | month_since_switch |  | 3
AE1 date                       | event_date   |        | 1
"""
"""A header, the fields that it can mean, its unit and its occasion."""

PLAIN = """
c3                             | c3           |
C4                             | c4           |
K                              | potassium    |
AI                             | activity_index |
CKD-EPI 2021                   | egfr         |
eGFR (2009)                    | egfr         |
sledai_2k                      | sledai       |
SLEDAI (0-24)                  | sledai       | points
clinical SLEDAI-2K             | clinical_sledai |
임상 SLEDAI                    | clinical_sledai |
PGA (0-3)                      | pga          | points-of-3
Physician's Global Assessment [0-3] | pga     | points-of-3
의사 전반적 평가 (0~3)         | pga          | points-of-3
major organ activity           | major_organ_activity |
age (y)                        | age          | years
height_m                       | height       | m
dose (mg/24h)                  | dose         | mg/day
UPCR (spot) (mg/g)             | upcr         | mg/g
UPCR (mg/g) (spot)             | upcr         | mg/g
UPCR..mg.g.                    | upcr         | mg/g
Albumin (serum)                | albumin      |
Height (m, self-reported)      | height       | m
Weight (kilograms)             | weight       | kg
UPCR (mg/g{creat})             | upcr         | mg/g
eGFR (CKD-EPI) (mL/min/{1.73_m2}) | egfr      | mL/min/1.73 m²
SUBID                          | patient_id   |
크레아티닌(Cr)                 | creatinine   |
first dose date                | start_date   |
death_date                     | death_date   |
induction_start                | induction_start |
전환일                         | switch_date  |
study day                      | study_day    |
week                           | visit_week   |
days since switch              | day_since_switch |
Months after induction         | month_since_induction |
day                            | biopsy_day start_day study_day event_day |
date                           | biopsy_date visit_date event_date |
visit                          | visit_point  |
Time point                     | visit_point  |
시점                           | visit_point  |
redcap_data_access_group       | site         |
Study Subject ID               | patient_id   |
血清クレアチニン               | creatinine   |
Fecha de nacimiento            | birth_date   |
varName                        | lab_test     |
conceptValue                   | lab_value    |
unit                           | lab_unit     |
24h protein                    | proteinuria  |
urine protein 24h              | proteinuria  |
24-hour urine protein (mg/24h) | proteinuria  | mg/day
24시간 단백뇨 (g/일)           | proteinuria  | g/day
WBC (10^3/uL)                  | wbc          | 10³/μL
WBC (×10⁹/L)                   | wbc          | 10⁹/L
ANC (cells/mm3)                | anc          | /μL
WBC (urine)                    | urine_wbc    |
urine WBC (/HPF)               | urine_wbc    |
RBC/HPF                        | urine_rbc    |
AST(GOT)                       | ast          |
ALT (GPT)                      | alt          |
fasting glucose (mmol/L)       | glucose      | mmol/L
TAC C0                         | tacrolimus_trough |
preflare eGFR                  | egfr_preflare |
SCr ULN (umol/L)               | creatinine_uln | μmol/L
C3 level (mg/dL)               | c3           | mg/dL
C3 status                      | c3_category  |
anti-dsDNA (qualitative)       | anti_dsdna_category |
number of doses                | doses        |
dose                           | dose         |
당뇨병                         | diabetes     |
루푸스신염 진단일              | diagnosis_date |
탈락일                         | withdrawal_date |
"""
"""A header without an occasion, its fields and its unit."""

NOBODYS = """
urine protein · 24h creatinine · neutrophils (%) · ANCA · urine creatinine · Creatinine (urine)
Creatinine (urine, mg/dL) · U-creatinine · albumin/creatinine ratio · urine albumin · albumin (24h urine)
prealbumin · pre-albumin · Pre albumin (mg/dL) · transthyretin · vitamin_b12 · hba1c · T4 · free T4
CH50 · 4c · c5 · c324w · c312 · K1 · aim2 · cry1 · eGFR 2009 · UPCR 2017년 · eGFR 1.73 m · V4 · 24w
baseline · 24 · Visit 1 · induction 24w · 2nd · age_24w · sex_1 · patient_id_2 · death_date_24w
birth_date_2 · response_24w · class_3 · ISNRPS3 · WHO4 · upcr comment · upcr change · delta upcr
weight loss 24w · 24h dose · unit of · 단위 24주 · induction_start_24w · w4_induction_drug
induction date (w4) · event 24w · visit_24w · creatinine clearance 24w · upcr_24w_48w
week 24 month 6 UPCR · note 24w · upcr 0.5 · urine glucose · glucose (CSF) · tacrolimus level · anti-HBs · anti-HCV
IGRA · SLE diagnosis date · date of diagnosis · steroid withdrawal date · urine cystatin C · eGFR (cystatin C)
creatinine (ULN) · diabetes_24w · AST/ALT · RBC · casts · CYC dose · QTc · HBV DNA · low C3
"""
"""Headers that no field claims."""


def rows(table: str) -> list[list[str]]:
    """Return the cells of each line of a drawn table."""
    return [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]


def said(reading: HeaderReading) -> tuple[list[str], str]:
    """Return the names of the fields and the symbol of the unit."""
    units = {unit.symbol for field in reading.fields if reading.unit and (unit := find_unit(field, reading.unit))}
    return [field.name for field in reading.fields], "".join(units)


@pytest.mark.parametrize(("header", "fields", "unit", "occasion"), rows(WIDE))
def test_name_unit_and_occasion(header: str, fields: str, unit: str, occasion: str) -> None:
    """A header says its field, with a unit and a time or number before, behind or within the name."""
    reading = NAMES.read(header)
    assert (*said(reading), reading.occasion, reading.is_unit_of) == (fields.split(), unit, occasion, False)


@pytest.mark.parametrize(("header", "fields", "unit"), [[*row, ""][:3] for row in rows(PLAIN)])
def test_plain_names_have_no_occasion(header: str, fields: str, unit: str) -> None:
    """What is a name or an alias as a whole is not split, and a remark in brackets is no time."""
    reading = NAMES.read(header)
    assert (*said(reading), reading.occasion) == (fields.split(), unit, "")


@pytest.mark.parametrize(
    "header", [header.strip() for line in NOBODYS.strip().splitlines() for header in line.split("·")]
)
def test_what_nobody_claims(header: str) -> None:
    """Other analytes, labels alone, times of what a patient has once, and numbers that are no time mean no field."""
    assert NAMES.read(header) == HeaderReading()


@pytest.mark.parametrize("name", FIELDS)
def test_every_alias_reads_as_its_own_field(name: str) -> None:
    """A plain alias always wins over a split."""
    for alias in (name, *FIELDS[name].aliases):
        reading = NAMES.read(alias)
        assert (reading.fields, reading.unit, reading.occasion) == ((FIELDS[name],), None, ""), alias


@pytest.mark.parametrize("name", FIELDS)
def test_every_shared_word_can_mean_its_field(name: str) -> None:
    """A shared word means the field among others, and no occasion."""
    for word in FIELDS[name].shared_aliases:
        reading = NAMES.read(word)
        assert FIELDS[name] in reading.fields
        assert reading.occasion == ""


MEASURES = sorted(name for name, field in FIELDS.items() if field.table == "visit" and field.type == "number")
PLACES = ["{f}_{t}", "{t}_{f}", "{f} {t}", "{t} {f}", "{f}.{t}", "{f} ({t})", "{f}[{t}]", "{f} - {t}"]


@given(
    st.sampled_from(MEASURES),
    st.sampled_from(["24w", "W24", "bl", "6개월", "V4", "post", "month 6"]),
    st.sampled_from(PLACES),
)
@settings(max_examples=60)
def test_place_of_the_occasion_does_not_matter(name: str, label: str, place: str) -> None:
    """The time can stand before the name or behind it, with any separator and in brackets: it is the same reading."""
    reading = NAMES.read(place.format(f=name, t=label))
    assert reading.fields == (FIELDS[name],)
    assert time_point(reading.occasion) == time_point(label)
    assert reading.occasion == NAMES.read(f"{name} {label}").occasion


LABELS = [
    "w{n}",
    "m{n}",
    "d_{n}",
    "v{n}",
    "t{n}",
    "month {n}",
    "week_{n}",
    "visit {n}",
    "{n}",
    "{n}m",
    "{n} weeks",
    "{n}개월",
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize(("name", "number"), [("c3", 4), ("c4", 3), ("C3", 3), ("C4", 4), ("보체3", 4)])
def test_number_of_a_name_is_not_that_of_a_time(name: str, number: int, label: str, place: str) -> None:
    """C3 in month 4 is never C4 in month 3, wherever and however the time is written."""
    reading = NAMES.read(place.format(f=name, t=label.format(n=number)))
    assert [field.name for field in reading.fields] == [{"보체3": "c3"}.get(name, name.lower())]
    assert str(number) in reading.occasion


@given(st.sampled_from(MEASURES), st.text(max_size=30))
@settings(max_examples=60)
def test_reading_never_fails(name: str, text: str) -> None:
    """Any text is read, and an occasion has a field."""
    for header in (text, f"{name} {text}", f"{text}{name}"):
        reading = NAMES.read(header)
        assert reading.fields or not reading.occasion


@pytest.mark.parametrize(
    ("header", "field", "occasion"),
    [
        ("upcr_unit", "upcr", ""),
        ("UPCR units", "upcr", ""),
        ("upcrUnit", "upcr", ""),
        ("unit of upcr", "upcr", ""),
        ("Cr 단위", "creatinine", ""),
        ("Cr단위", "creatinine", ""),
        ("UPCR (unit)", "upcr", ""),
        ("dose unit", "dose", ""),
        ("creatinine_unit_24w", "creatinine", "24w"),
        ("upcr_24w_unit", "upcr", "24w"),
        ("24w upcr unit", "upcr", "24w"),
    ],
)
def test_units_of_a_column(header: str, field: str, occasion: str) -> None:
    """A column can hold the units of a measure, for one time point or for all."""
    reading = NAMES.read(header)
    assert (said(reading)[0], reading.occasion, reading.is_unit_of) == ([field], occasion, True)


@pytest.mark.parametrize("header", ["sex unit", "biopsy_class unit", "visit date unit"])
def test_what_has_no_unit_has_no_column_of_units(header: str) -> None:
    """Only a measure has units."""
    assert not NAMES.read(header).fields


def test_declared_columns() -> None:
    """A declaration decides the field, or that there is none; the unit and the time stay those of the header."""
    names = Names({"Protein ratio": "upcr", "prot 24w": "upcr", "UPCR (mg/g) W24": "creatinine", "upcr": "-"})
    assert [field.name for field in names.read("protein_ratio").fields] == ["upcr"]
    assert names.read("PROTEIN RATIO").by == "declared"
    assert names.read("prot_24w").occasion == "24w"
    assert (names.read("UPCR (mg/g) W24").unit, names.read("UPCR (mg/g) W24").occasion) == ("mg/g", "w24")
    assert names.read("UPCR").left_out
    assert names.read("upcr_24w").by == "name"


@pytest.mark.parametrize(
    ("header", "by"),
    [
        ("upcr", "name"),
        ("UPCR (mg/g)", "name"),
        ("UPC ratio", "alias"),
        ("Serum creatinine", "alias"),
        ("Complement C3", "alias"),
        ("Kidney biopsy", "label"),
        ("nothing", ""),
    ],
)
def test_how_it_was_recognised(header: str, by: str) -> None:
    """A reading tells by what the field was found."""
    assert NAMES.read(header).by == by


def test_the_identifier() -> None:
    """Only names of the patient's identifier identify the patient."""
    assert NAMES.read("환자번호").is_identifier
    assert not NAMES.read("upcr_24w").is_identifier


@pytest.mark.parametrize(
    ("test", "field", "unit"),
    [
        ("Creatinine", "creatinine", None),
        ("Creatinine (mg/dL)", "creatinine", "mg/dL"),
        ("Creatinine, serum", "creatinine", None),
        ("2160-0", "creatinine", None),
        ("LOINC:2160-0", "creatinine", None),
        ("http://loinc.org|2890-2", "upcr", None),
        ("Protein/creatinine", "upcr", None),
        ("Protein/Creatinine ratio, spot urine", "upcr", None),
        ("Proteinuria (UPCR)", "upcr", None),
        ("단백뇨(UPCR) (g/g)", "upcr", "g/g"),
        ("Potassium [Moles/volume] in Serum or Plasma", "potassium", None),
        ("알부민(g/dL)", "albumin", "g/dL"),
        ("C3", "c3", None),
        ("4498-2", "c4", None),
        ("weight", "weight", None),
        ("24 h protein", "proteinuria", None),
        ("2889-4", "proteinuria", None),
        ("WBC", "wbc", None),
    ],
)
def test_tests_of_a_laboratory(test: str, field: str, unit: str | None) -> None:
    """A laboratory's test is found by an alias as a whole, with or without a unit, or by its LOINC code."""
    reading = find_test(test)
    assert ([found.name for found in reading.fields], reading.unit) == ([field], unit)


@pytest.mark.parametrize(
    "test",
    [
        *(
            "Urine creatinine",
            "Creatinine, urine",
            "Creatinine (urine)",
            "Albumin (U)",
            "Albumin, urine",
        ),
        *("Albumin/Creatinine ratio", "Creatinine clearance", "2161-8", "12160-0", "1754-1", "Prealbumin", "C3 24w"),
        *("date", "sex", "biopsy_class", "dose", "", "1234567-0"),
    ],
)
def test_other_tests(test: str) -> None:
    """Another analyte, another code and what is no measure of a visit are no test of the dictionary."""
    assert find_test(test) == HeaderReading()
