"""The vocabulary and the checks are sound."""

from __future__ import annotations

import pytest

from lnmt_cli.knowledge.checks import SEVERITIES, load_check_parameters, load_checks
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.vocabulary import WORD_LISTS, load_vocabulary

VOCABULARY = load_vocabulary()
ERRORS = {
    *(
        "row-ragged",
        "patient-missing",
        "key-missing",
        "record-conflict",
        "patient-conflict",
    ),
    *("value-not-a-number", "value-not-a-date", "date-ambiguous", "birth-two-digit-year", "date-serial-undeclared"),
    *("decimal-ambiguous", "value-not-in-vocabulary", "code-undeclared", "class-unreadable", "class-as-date"),
    "word-ambiguous",
    *(
        "excel-error",
        "formula-without-value",
        "value-impossible",
        "switch-before-induction",
        "stop-before-start",
    ),
    *("visit-before-birth", "visit-after-death", "blood-pressure-order", "neutrophils-above-leukocytes"),
    "row-other-table",
    *("value-dipstick", "unit-undeclared", "unit-conflict", "unit-unknown", "timepoint-unknown"),
    *("abbreviation-open", "salt-open", "salt-contradictory"),
    *("dose-impossible", "patient-changed", "patient-alike", "patient-two-sites"),
}
WARNINGS = {
    *(
        "header-blank",
        "header-duplicate",
        "sheet-maybe-cut",
        "sheet-unclaimed",
        "sheet-empty",
        "row-duplicate",
        "date-incomplete",
    ),
    *("drug-unknown", "drug-local", "class-either", "value-implausible", "date-in-future", "biopsy-after-switch"),
    *("age-birth-date", "egfr-recomputed", "value-not-detected"),
    *("row-footnote", "row-summary"),
    *("value-censored", "value-censored-unused", "value-outside-dictionary", "date-two-digit-year", "date-as-serial"),
    *("upcr-albumin", "creatinine-jump", "treatment-overlap", "treatment-incomplete", "visit-after-eskd"),
    *("dose-out-of-range", "dose-zero"),
    *("export-shrunk", "patients-gone", "patient-not-listed", "value-below-measurable", "value-cleared"),
    "column-doubtful",
}

NOTES = {
    *("column-without-unit", "column-left-aside", "lab-test-without-unit", "value-range"),
    *("row-trailing-delimiter", "column-unclaimed", "column-not-in-mapping", "cells-merged", "row-repeated-header"),
    *("value-flagged", "lab-test-unclaimed", "identifier-withheld", "value-changed"),
    *("rows-hidden", "columns-hidden", "column-not-in-mapping"),
}


@pytest.mark.parametrize("name", WORD_LISTS)
def test_no_integer_is_a_word(name: str) -> None:
    """What an integer code means is declared with the export, never known beforehand."""
    assert [word for word in VOCABULARY.words[name] if word.isdigit()] == []


def test_values_of_the_lists() -> None:
    """The canonical values of sex and response are those of the design."""
    assert VOCABULARY.values["sex"] == ("F", "M")
    assert VOCABULARY.values["response"] == ("CR", "PR", "NR")
    assert VOCABULARY.values["biopsy_activity"] == ("A", "A/C", "C")
    assert VOCABULARY.values["specimen"] == ("24-hour", "first-morning", "spot")
    assert VOCABULARY.values["sediment"] == ("active", "inactive")
    words = ("low", "normal", "high", "normal_or_high", "negative", "borderline", "positive")
    assert VOCABULARY.values["level"] == words


def test_normal_or_high_is_a_word_of_its_own() -> None:
    """Of a complement that is "Normal/High" it is known that it is not low, and not which of the two it is."""
    said = VOCABULARY.words["level"]
    assert {said[normalise(word)] for word in ("Normal/High", "normal or high", "not low")} == {"normal_or_high"}


def test_events_that_count() -> None:
    """The kinds of event are those that change what is measured after them, cautions, and how patients are lost."""
    assert set(VOCABULARY.values["event_kind"]) == {
        *("pregnancy", "infection", "flare", "rescue_therapy", "dialysis", "transplant", "eskd", "malignancy", "death"),
        *("hyperkalaemia", "diabetes", "hypertension_emergency", "hepatitis_b", "hepatitis_c", "hiv", "tuberculosis"),
        *("hypersensitivity", "cytopenia", "nephrotoxicity", "withdrawal", "lost_to_follow_up", "complete_response"),
        "adverse_event",
    }


@pytest.mark.parametrize(
    ("group", "words"),
    [
        (
            "strong CYP3A4 inhibitor",
            "ketoconazole itraconazole clarithromycin voriconazole posaconazole ritonavir cobicistat nelfinavir"
            " darunavir atazanavir idelalisib nefazodone",
        ),
        (
            "moderate CYP3A4 inhibitor",
            "diltiazem verapamil fluconazole erythromycin grapefruit isavuconazole letermovir aprepitant imatinib"
            " dronedarone ciprofloxacin Wuzhi Schisandra",
        ),
        ("mild or moderate CYP3A4 inhibitor", "nifedipine nicardipine amiodarone"),
        (
            "CYP3A4 inducer",
            "rifampicin rifampin phenytoin carbamazepine phenobarbital hypericum rifabutin efavirenz bosentan primidone"
            " apalutamide",
        ),
        ("potassium-competitive acid blocker", "tegoprazan vonoprazan K-CAB 케이캡"),
        ("SGLT2 inhibitor", "Forxiga Jardiance"),
        ("mercaptopurine", "6-MP 6MP mercaptopurine"),
        ("proton-pump inhibitor", "omeprazole esomeprazole pantoprazole lansoprazole rabeprazole PPI"),
        ("antacid", "antacid 제산제"),
        ("potassium-sparing drug", "spironolactone eplerenone amiloride"),
        ("ACE inhibitor", "enalapril ramipril lisinopril perindopril"),
        ("ARB", "losartan valsartan candesartan telmisartan 로사르탄 Entresto"),
        ("calcineurin inhibitor", "tacrolimus ciclosporin voclosporin"),
        ("calcineurin inhibitor", "タクロリムス 他克莫司 ciclosporina ボクロスポリン 보클로스포린 Voclosporinum"),
        ("glucocorticoid", "prednisolone methylprednisolone deflazacort dexamethasone hydrocortisone"),
        ("antimalarial", "hydroxychloroquine"),
        ("anti-CD20", "rituximab obinutuzumab ofatumumab ocrelizumab ublituximab Rixathon Ruxience Riabni Blitzima"),
        ("anti-CD20", "リツキシマブ 利妥昔单抗 オビヌツズマブ 奥妥珠单抗 오크렐리주맙"),
        ("anti-BLyS", "belimumab telitacicept 泰它西普 ベリムマブ 贝利尤单抗 벨리무맙"),
        ("cyclophosphamide", "シクロホスファミド 环磷酰胺 ciclofosfamida Cyclophosphamid"),
        ("azathioprine", "アザチオプリン 硫唑嘌呤 azatioprina Azathioprin"),
    ],
)
def test_drugs_of_a_group(group: str, words: str) -> None:
    """Drugs are found by what they do: the interactions of the cautions, and the treatments of lupus nephritis."""
    names = {VOCABULARY.drug_names[normalise(word)] for word in words.split()}
    assert names <= set(VOCABULARY.drug_groups[group])


def test_every_drug_is_in_one_group() -> None:
    """The groups share the drugs out between them."""
    grouped = [name for names in VOCABULARY.drug_groups.values() for name in names]
    assert sorted(grouped) == sorted(VOCABULARY.drugs)


def test_no_response_is_not_missing() -> None:
    """A word for a response, a sex or a class is never taken for a missing value."""
    missing = VOCABULARY.missing_words | VOCABULARY.missing_abbreviations
    for name in ("sex", "response", "phase", "biopsy_activity", "event_kind", "specimen", "sediment", "level"):
        assert missing.isdisjoint(VOCABULARY.words[name]), name
    assert missing.isdisjoint(VOCABULARY.drug_names)
    assert missing.isdisjoint(map(normalise, VOCABULARY.class_notation.classes))


def test_no_number_is_missing() -> None:
    """97, 99 and 999 are values until they are declared: a C3 of 99 mg/dL is real."""
    words = VOCABULARY.missing_words | VOCABULARY.missing_abbreviations | VOCABULARY.missing_signs
    assert [word for word in words if any(character.isdigit() for character in word)] == []


def test_words_beside_numbers_are_not_missing() -> None:
    """A grade, a flag or a limit is never taken for a missing value, and no marker of a program is a number."""
    missing = VOCABULARY.missing_words | VOCABULARY.missing_abbreviations
    assert missing.isdisjoint(VOCABULARY.number_text.grades)
    assert VOCABULARY.missing_signs.isdisjoint(VOCABULARY.number_text.limits)
    assert missing.isdisjoint(map(normalise, VOCABULARY.number_text.flags))
    assert not any(marker.isdigit() for marker in VOCABULARY.missing_markers)


def test_salts_of_mycophenolate() -> None:
    """720 mg of the sodium salt count as 1 g of the mofetil; its products are names of the drug, and no others are."""
    drug = VOCABULARY.drugs["mycophenolate"]
    assert drug.equivalent is not None
    assert (drug.equivalent.multiply, drug.equivalent.divide) == (1000, 720)
    names = set(map(normalise, drug.names))
    assert drug.equivalent.names | drug.salt_open <= names
    assert (drug.equivalent.names | drug.salt_open).isdisjoint(map(normalise, ("MMF", "CellCept", "셀셉트")))
    assert [other.name for other in VOCABULARY.drugs.values() if other.equivalent] == ["mycophenolate"]


def test_drug_names_are_no_other_words() -> None:
    """No name of a drug is also a word that is passed over, joins, or makes a cell unreadable."""
    about = VOCABULARY.drug_text
    assert (about.ignored | about.joiners | about.refusing | about.local).isdisjoint(VOCABULARY.drug_names)
    assert about.local.isdisjoint(about.ignored | about.joiners | about.refusing)


def test_abbreviations_with_several_meanings() -> None:
    """Those of hospital lists are names of a drug, each with another meaning; their groups are groups of drugs."""
    known = VOCABULARY.abbreviations
    assert {"ctx", "cpm", "cpa", "mpa", "tac", "mp", "pd", "ace", "nih"} <= set(known.of) <= set(VOCABULARY.drug_names)
    assert all(about.others for about in known.of.values())
    for key, about in known.of.items():
        assert VOCABULARY.drug_names[key] not in {VOCABULARY.drug_names.get(other) for other in about.others}
    assert known.groups | known.neutral <= set(VOCABULARY.drug_groups)
    assert known.groups.isdisjoint(known.neutral)


def test_brands_and_local_products_are_names() -> None:
    """What decides the salt of a dose, or makes a drug local, is one of the names of its drug."""
    for drug in VOCABULARY.drugs.values():
        assert drug.brands | drug.local <= set(map(normalise, drug.names)), drug.name
        assert drug.brands.isdisjoint(drug.salt_open)


def test_drugs_of_the_protocol_are_known() -> None:
    """The drugs that criteria name are canonical names, written in one word."""
    for name in ("mycophenolate", "cyclophosphamide", "tacrolimus", "azathioprine", "prednisolone"):
        assert name in VOCABULARY.drugs
    assert all(name == name.casefold() and " " not in name for name in VOCABULARY.drugs)


def test_severities() -> None:
    """Each check has the severity that decides the exit status."""
    by_severity = {
        severity: {check.id for check in load_checks().values() if check.severity == severity}
        for severity in SEVERITIES
    }
    assert by_severity == {
        "error": ERRORS,
        "warning": WARNINGS,
        "note": NOTES,
    }


def test_messages_can_be_filled_in() -> None:
    """Every message is a sentence that takes field, unit, limits and what else a header means, and nothing else."""
    for check in load_checks().values():
        message = check.message.format(field="UPCR", unit="g/g", low=0, high=50, other="a ratio")
        assert message.endswith("."), check.id
        assert "{" not in message
        assert all(text.endswith((".", ")")) for text in (check.why, check.remedy)), check.id


def test_parameters() -> None:
    """The figures that checks compare with stand in the file."""
    expected = {"egfr_difference_percent": 10, "age_difference_years": 1, "earliest_year": 1900}
    expected |= {"two_digit_years_from": 1950, "serial_years_from": 1950, "serial_years_to": 2049, "serial_least": 61}
    expected |= {
        "misfit_values": 5,
        "misfit_share_percent": 10,
        "misfit_factor": 10,
        "words_share_percent": 90,
        "longest_offset_days": 36525,
    }
    assert expected.items() <= load_check_parameters().items()
