"""Text → words of the vocabulary, drugs, identifiers; and what comes before any of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lnmt_cli.ingest.parsing import NOTHING, ColumnReading, DrugMention, Parsed, is_missing, parse
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.normalising import normalise
from lnmt_cli.knowledge.vocabulary import load_vocabulary
from lnmt_cli.reading.sheet import CellKind

FIELDS = load_fields()
DRUG = "drug"


def mentions(*names: str) -> tuple[DrugMention, ...]:
    """Return the drugs of these names, without a dose."""
    return tuple(map(DrugMention, names))


def named(parsed: Parsed) -> tuple[list[str], tuple[str, ...]]:
    """Return the names of the drugs of a cell, and its checks."""
    assert isinstance(parsed.value, tuple)
    return [mention.name for mention in parsed.value], parsed.checks


def read(text: str, field: str, kind: CellKind = CellKind.TEXT, **codes: str) -> Parsed:
    """Return what a cell gives in a column of this field."""
    return parse(text, kind, ColumnReading(FIELDS[field], codes={key[1:]: value for key, value in codes.items()}))


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        *(
            ("sex", "F", "F"),
            ("sex", "female", "F"),
            ("sex", "Woman", "F"),
            ("sex", "여", "F"),
            ("sex", "여성", "F"),
        ),
        *(("sex", "m", "M"), ("sex", "MALE", "M"), ("sex", "남자", "M"), ("sex", "Ｍ", "M")),
        *(("prior_response", "complete remission", "CR"), ("prior_response", "CRR", "CR")),
        *(("prior_response", "완전관해", "CR"), ("prior_response", "Partial response", "PR")),
        *(("prior_response", "부분 관해", "PR"), ("prior_response", "no response", "NR")),
        *(("prior_response", "Non-responder", "NR"), ("prior_response", "무반응", "NR")),
        *(
            ("phase", "Induction", "induction"),
            ("phase", "유지요법", "maintenance"),
            ("phase", "switch", "switch"),
        ),
        *(
            ("event_kind", "Renal flare", "flare"),
            ("event_kind", "임신", "pregnancy"),
            ("event_kind", "사망", "death"),
        ),
        *(("biopsy_activity", "A/C", "A/C"), ("biopsy_activity", "active and chronic", "A/C")),
        *(("biopsy_activity", "Chronic", "C"), ("biopsy_activity", "a", "A")),
    ],
)
def test_words_of_the_lists(field: str, text: str, value: str) -> None:
    """A word in English or Korean is its canonical value."""
    assert read(text, field) == Parsed(value)


@pytest.mark.parametrize("field", ["sex", "prior_response", "phase", "event_kind", "biopsy_activity"])
@pytest.mark.parametrize("text", ["1", "2", "0", "９"])
def test_integers_are_codes(field: str, text: str) -> None:
    """An integer in a column of words is a code without a meaning until one is declared."""
    assert read(text, field) == Parsed(None, ("code-undeclared",))
    assert read(text, field, CellKind.NUMBER) == Parsed(None, ("code-undeclared",))


def test_declared_codes() -> None:
    """A declared code has its declared meaning, which may be missing; what is not declared stays unknown."""
    codes = {"_1": "female", "_2": "M", "_9": "unknown", "_3": "other"}
    assert read("1", "sex", **codes) == Parsed("F")
    assert read(" 2 ", "sex", **codes) == Parsed("M")
    assert read("9", "sex", **codes) == NOTHING
    assert read("3", "sex", **codes) == Parsed(None, ("value-not-in-vocabulary",))
    assert read("0", "sex", **codes) == Parsed(None, ("code-undeclared",))


@pytest.mark.parametrize(
    ("field", "text"), [("sex", "X"), ("prior_response", "better"), ("sex", "F/M"), ("phase", "?x")]
)
def test_words_not_known(field: str, text: str) -> None:
    """A word that is in no list is not guessed at."""
    assert read(text, field) == Parsed(None, ("value-not-in-vocabulary",))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "  ",
            "-",
            ".",
            "N/A",
            "NA",
            "na",
            "ND",
            "n.d.",
            "검사안함",
            "검사 안함",
            "미시행",
            "없음",
            "unknown",
            "Not done",
        ),
        *("\u3000", "—", "Ｎ／Ａ", "?", "null", "미상"),
    ],
)
def test_missing(text: str) -> None:
    """Blank cells, signs and words for missing are missing in every field, without a finding; ND in no result."""
    assert is_missing(text)
    measure = "egfr" if text in {"ND", "n.d."} else "upcr"
    for field in ("patient_id", "sex", "prior_response", measure, "visit_date", "drug", "biopsy_class"):
        assert read(text, field) == NOTHING, field


@pytest.mark.parametrize("text", ["ND", "n.d.", "not detected", "불검출", "nicht nachweisbar", "未検出"])
@pytest.mark.parametrize("field", ["upcr", "creatinine", "c3", "anti_dsdna", "tacrolimus_trough", "urine_rbc"])
def test_not_detected(text: str, field: str) -> None:
    """ND of a laboratory value is not detected: below a limit that is not stated, so that it is told and not used."""
    assert read(text, field) == Parsed(None, ("value-not-detected",))


@pytest.mark.parametrize("text", ["not done", "not determined", "미시행", "nicht bestimmt", "non fait", "未検査"])
@pytest.mark.parametrize("field", ["upcr", "visit_date", "sex", "prednisolone_dose"])
def test_not_done(text: str, field: str) -> None:
    """What is spelt "not done" is missing, in a laboratory's values too."""
    assert read(text, field) == NOTHING


@pytest.mark.parametrize("field", ["visit_date", "sex", "prior_response", "c3_category", "height", "age", "dose"])
def test_nd_of_no_laboratory(field: str) -> None:
    """ND in a date, a word, or a number that no laboratory measures is missing."""
    assert read("ND", field) == NOTHING


@pytest.mark.parametrize("text", ["None", "nil", "없음", "keine", "ninguno", "なし", "无", "aucune"])
def test_no_dose(text: str) -> None:
    """None of a dose is 0 mg a day, in a column of whatever unit; of another number it is missing."""
    assert read(text, "prednisolone_dose") == read(text, "dose") == Parsed(0.0)
    assert read(text, "upcr") == read(text, "doses") == read(text, "visit_date") == NOTHING


@pytest.mark.parametrize("text", ["NR", "N/R", "n.r.", "not reported", "non renseigné", "NP"])
@pytest.mark.parametrize("field", ["upcr", "visit_date", "sex", "drug", "biopsy_class", "pregnant", "dose"])
def test_not_reported(text: str, field: str) -> None:
    """NR and its kin are missing wherever they are no response."""
    assert read(text, field) == NOTHING


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        *[("sex", text, "F") for text in ("女性", "femme", "mujer", "Frau", "femenino", "feminino")],
        *[("sex", text, "M") for text in ("男性", "homme", "hombre", "varón", "Mann", "masculino")],
        *[("prior_response", text, "CR") for text in ("Vollremission", "RC", "rémission complète")],
        *[("prior_response", text, "CR") for text in ("remisión completa", "respuesta completa", "完全寛解")],
        *[("prior_response", text, "PR") for text in ("Teilremission", "RP", "rémission partielle")],
        *[("prior_response", text, "PR") for text in ("respuesta parcial", "部分寛解", "不完全寛解", "不完全寛解Ⅰ型")],
        *[("prior_response", text, "NR") for text in ("keine Remission", "pas de réponse", "sin respuesta", "無効")],
        *[("pregnant", text, "yes") for text in ("ja", "oui", "sí", "si", "はい", "是", "あり")],
        *[("pregnant", text, "no") for text in ("nein", "non", "no", "いいえ", "否", "なし")],
        *[("event_kind", text, "complete_response") for text in ("Vollremission", "完全寛解", "rémission complète")],
    ],
)
def test_words_of_other_languages(field: str, text: str, value: str) -> None:
    """Words in Chinese, French, German, Japanese and Spanish are their canonical values."""
    assert read(text, field) == Parsed(value)


@pytest.mark.parametrize("text", ["0", "99", "999", "-9", "97", "NR", "no", "F", "I", "MMF"])
def test_not_missing(text: str) -> None:
    """No number is missing by itself, and no response, sex, class or drug is."""
    assert not is_missing(text)


def test_a_site_may_be_called_na() -> None:
    """A short abbreviation in a free text may be a code, and stays; a word for missing does not."""
    assert read("NA", "site") == Parsed("NA")
    assert read("unknown", "site") == NOTHING
    assert read("-", "site") == NOTHING


@pytest.mark.parametrize(
    "text", ["##_USER_MISSING_95##", "##_USER_MISSING_99##", "## user missing 97 ##", "NASK", "MSK"]
)
def test_what_programs_write_for_missing(text: str) -> None:
    """The texts that programs write for a missing value are missing in every field but an identifier's own text."""
    for field in ("sex", "prior_response", "upcr", "visit_date", "drug", "biopsy_class"):
        assert read(text, field) == NOTHING, field


def declared(text: str, field: str, *codes: str, comma: bool = False) -> Parsed:
    """Return what a cell gives where these codes are declared to stand for no value."""
    how = ColumnReading(FIELDS[field], missing=frozenset(codes), decimal_comma=comma)
    return parse(text, CellKind.TEXT, how)


@pytest.mark.parametrize("text", ["-9", "-9.0", "−9", "-9.00", " -9 ", "－９", "-09"])
@pytest.mark.parametrize("field", ["upcr", "sex", "biopsy_class", "prior_response", "study_day"])
def test_declared_codes_for_missing(text: str, field: str) -> None:
    """A declared code is missing as it is written and as the same number; undeclared it never is."""
    assert declared(text, field, "-9") == declared(text, field, "-9.0") == NOTHING
    assert declared(text, field) != NOTHING
    assert declared(text, field, "9", "-99") != NOTHING


def test_declared_codes_are_words_dates_and_identifiers_too() -> None:
    """A code may be a word, a date or, as written only, a text: 099 is a site of its own."""
    assert declared("x", "upcr", "x") == NOTHING
    assert declared("1900-01-01", "visit_date", "1900-01-01") == NOTHING
    assert declared("1900-01-01T00:00:00", "visit_date", "1900-01-01") == NOTHING
    assert declared("-9,0", "upcr", "-9", comma=True) == NOTHING
    assert declared("99", "site", "99") == NOTHING
    assert declared("099", "site", "99") == Parsed("099")


@given(st.integers(-999, 9999), st.sampled_from(list(FIELDS)))
def test_no_number_is_missing_undeclared(number: int, field: str) -> None:
    """No integer is taken for missing by itself, in any field."""
    assert declared(str(number), field) != NOTHING
    assert declared(str(number), field, str(number)) == NOTHING


def test_identifiers_stay_as_written() -> None:
    """An identifier keeps its leading zeros and its case; white space around it goes."""
    assert read(" 00123 ", "patient_id") == Parsed("00123")
    assert read("1E5", "patient_id") == Parsed("1E5")
    assert read("kn-07", "patient_id") == Parsed("kn-07")


@pytest.mark.parametrize("field", list(FIELDS))
def test_errors_and_formulas_are_no_values(field: str) -> None:
    """An error cell and a formula without a value are told as what they are, whatever the field."""
    assert read("#DIV/0!", field, CellKind.ERROR) == Parsed(None, ("excel-error",))
    assert read("", field, CellKind.FORMULA_WITHOUT_VALUE) == Parsed(None, ("formula-without-value",))


@pytest.mark.parametrize(
    ("text", "drugs"),
    [
        ("MMF", "mycophenolate"),
        ("Mycophenolate mofetil", "mycophenolate"),
        ("EC-MPS 720 mg bid", "mycophenolate"),
        ("셀셉트 500mg", "mycophenolate"),
        ("마이렙트캡슐 250mg", "mycophenolate"),
        ("MMF 1g bid", "mycophenolate"),
        ("MMF1.5g", "mycophenolate"),
        ("IV CYC (Euro-Lupus)", "cyclophosphamide"),
        ("IVCYC 500 mg/m2 q4w x6", "cyclophosphamide"),
        ("NIH", "cyclophosphamide"),
        ("사이클로포스파마이드 주사", "cyclophosphamide"),
        ("Prograf 1 mg cap", "tacrolimus"),
        ("FK506", "tacrolimus"),
        ("FK-506 2mg", "tacrolimus"),
        ("Tac", "tacrolimus"),
        ("타크로벨", "tacrolimus"),
        ("CsA", "ciclosporin"),
        ("Lupkynis", "voclosporin"),
        ("AZA", "azathioprine"),
        ("HCQ", "hydroxychloroquine"),
        ("Pred 10 mg", "prednisolone"),
        ("PDS", "prednisolone"),
        ("Solu-Medrol pulse 500 mg x 3", "methylprednisolone"),
        ("MP", "methylprednisolone"),
        *(("6-MP", "mercaptopurine"), ("6MP", "mercaptopurine"), ("6-MP 50 mg qd", "mercaptopurine")),
        ("6-mercaptopurine", "mercaptopurine"),
        ("IVCYC x6 MP pulse 500 mg x 3", "cyclophosphamide methylprednisolone"),
        ("MPA", "mycophenolate"),
        ("MMF + TAC", "mycophenolate tacrolimus"),
        ("tac/mmf", "mycophenolate tacrolimus"),
        ("MMF and TAC", "mycophenolate tacrolimus"),
        ("CYC/steroid", "cyclophosphamide glucocorticoid"),
        ("MMF, Pred, HCQ", "hydroxychloroquine mycophenolate prednisolone"),
        ("셀셉트 + 프로그랍", "mycophenolate tacrolimus"),
        ("ACE inhibitor/ARB", "ace_inhibitor angiotensin_receptor_blocker"),
        ("anti-CD20", "rituximab"),
    ],
)
def test_drugs(text: str, drugs: str) -> None:
    """Generic names, salts, brands and abbreviations are the drug; doses and routes do not change which."""
    assert named(read(text, DRUG)) == (drugs.split(), ())


@pytest.mark.parametrize(
    ("text", "drugs"),
    [
        ("MMF + newdrug", "mycophenolate"),
        ("MMF trial", "mycophenolate"),
        ("newdrug", ""),
        ("500 mg", ""),
    ],
)
def test_drugs_not_known(text: str, drugs: str) -> None:
    """What is not recognised is told, and what is recognised is kept; nothing recognised is told too."""
    assert read(text, DRUG) == Parsed(mentions(*drugs.split()), ("drug-unknown",))


def test_code_in_place_of_a_drug() -> None:
    """A bare integer is a code, and what it means has to be declared."""
    assert read("3", DRUG) == Parsed((), ("code-undeclared",))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "no MMF",
            "MMF stopped",
            "MMF allergy",
            "MMF or CYC",
            "CYC → MMF",
            "CYC -> MMF",
            "CYC then MMF",
            "MMF?",
        ),
        *(
            "CYC followed by MMF",
            "without TAC",
            "MMF 중단",
            "switched from CYC to MMF",
            "MMF vs AZA",
            "MMF, no TAC",
        ),
    ],
)
def test_cells_that_do_not_say_what_is_given(text: str) -> None:
    """A drug that is denied, stopped, or one of two, is not taken as given."""
    assert read(text, DRUG) == Parsed((), ("drug-unknown",))


def every_name() -> list[tuple[str, str]]:
    """Return every name of every drug with the canonical one."""
    return [(name, drug.name) for drug in load_vocabulary().drugs.values() for name in (drug.name, *drug.names)]


def every_plain_name() -> list[tuple[str, str]]:
    """Return every name but abbreviations with several meanings, products for local use, and drugs that have those."""
    vocabulary = load_vocabulary()
    open_names = vocabulary.abbreviations.of
    others = {other for about in open_names.values() for other in about.others}
    return [
        (name, drug)
        for name, drug in every_name()
        if normalise(name) not in vocabulary.drugs[drug].local | open_names.keys()
        and not any(other in normalise(name) for other in others)
    ]


@given(
    st.sampled_from(every_name()),
    st.sampled_from([str, str.upper, str.lower]),
    st.sampled_from(["", " ", "\u00a0"]),
)
def test_every_name_in_any_case(name: tuple[str, str], case: object, space: str) -> None:
    """Every name of the list is recognised, in any case and among spaces."""
    written, canonical = name
    is_local = normalise(written) in load_vocabulary().drugs[canonical].local
    expected = ([canonical], ("drug-local",) if is_local else ())
    assert named(read(space + case(written) + space, DRUG)) == expected


@given(
    st.lists(st.sampled_from(every_plain_name()), min_size=1, max_size=4),
    st.sampled_from([" + ", "/", ", ", " & ", "; "]),
)
def test_order_of_drugs_does_not_matter(names: list[tuple[str, str]], joiner: str) -> None:
    """Any drugs joined by any sign, in any order, are those drugs, each once and sorted; two salts of one are told."""
    forwards = read(joiner.join(written for written, _ in names), DRUG)
    assert named(forwards)[0] == sorted({canonical for _, canonical in names})
    assert set(forwards.checks) <= {"salt-contradictory"}
    assert read(joiner.join(written for written, _ in names[::-1]), DRUG) == forwards


@given(st.text(max_size=15), st.sampled_from(list(FIELDS)), st.sampled_from(list(CellKind)))
def test_no_cell_raises(text: str, field: str, kind: CellKind) -> None:
    """Whatever a cell holds, of whatever kind, in whatever field, it is read or refused."""
    assert isinstance(read(text, field, kind), Parsed)
