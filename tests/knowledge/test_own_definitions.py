"""Protocols and response definitions of one's own: based on packaged ones, checked, and never more than definitions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from lnmt_cli.analysis.checking import checked
from lnmt_cli.analysis.describing import described, kind_of
from lnmt_cli.analysis.eligibility import assess
from lnmt_cli.analysis.engine import prepare
from lnmt_cli.analysis.scope import Scope
from lnmt_cli.errors import KnowledgeError, LnmtError, UsageError
from lnmt_cli.knowledge.definitions import names_of
from lnmt_cli.knowledge.departures import Departures
from lnmt_cli.knowledge.design import load_design
from lnmt_cli.knowledge.protocol import PROTOCOLS, load_protocol
from lnmt_cli.knowledge.response import RESPONSES, load_response
from lnmt_cli.registry.store import in_memory

if TYPE_CHECKING:
    from pathlib import Path

CONNECTION = in_memory()
HEAD = 'name = "mine"\ntitle = "Mine"\nversion = "1"\nsource = "Made up"\n'
HOSTILE = [
    "x'; drop table patient; --",
    'x"; drop table patient; --',
    "x';\n\ncreate view eligibility as\nselect * from read_csv($$/etc/passwd$$);\n",
    "x' or read_text('/etc/passwd') is null or 'x' = 'x",
    "${as_of}",
    "$failure",
    "x\x1b[2Jx",
]


def protocol_file(folder: Path, text: str) -> str:
    path = folder / "mine.toml"
    path.write_text(f'based_on = "multitarget-2017"\n{HEAD}{text}', encoding="utf-8")
    return str(path)


def response_file(folder: Path, text: str) -> str:
    path = folder / "mine.toml"
    path.write_text(f"{HEAD}{text}", encoding="utf-8")
    return str(path)


def toml_text(text: str) -> str:
    """Return a text as a TOML string, with every sign that needs it written by its code."""
    return '"' + "".join(f"\\u{ord(sign):04x}" if not sign.isalnum() else sign for sign in text) + '"'


def test_what_a_file_does_not_say_is_as_in_its_base(tmp_path: Path) -> None:
    """A file based on a packaged protocol has its own keys, key by key, and for the rest those of the base."""
    found = load_protocol(protocol_file(tmp_path, "[induction]\nweek = 36\n"))
    base = load_protocol("multitarget-2017")
    assert (found.name, found.induction_week) == ("mine", 36)
    assert found.induction_drugs == base.induction_drugs
    assert found.induction.around == base.induction.around
    assert list(found.criteria) == list(base.criteria)


def test_a_criterion_of_the_base_can_be_left_out(tmp_path: Path) -> None:
    """`false` in place of a table leaves out what the base has there; true and false themselves are set."""
    text = "[criteria]\ninduction_24_weeks = false\n[criteria.no_complete_response]\nwaits = true\n"
    found = load_protocol(protocol_file(tmp_path, text))
    assert list(found.criteria) == ["biopsy_class", "standard_induction", "no_complete_response"]
    assert found.criteria["no_complete_response"].waits


def test_a_protocol_without_a_criterion_that_waits(tmp_path: Path) -> None:
    """A protocol with any number of criteria runs, with none that waits too: nobody is then pending."""
    text = "[criteria]\ninduction_24_weeks = false\nstandard_induction = false\nno_complete_response = false\n"
    connection = in_memory()
    connection.execute("insert into patient (patient_id) values ('P1')")
    connection.execute("insert into biopsy (patient_id, date, classes) values ('P1', date '2020-01-01', ['IV'])")
    found = assess(prepare(connection, protocol_file(tmp_path, text), date(2021, 1, 1), Scope.INDUCTION))
    assert [patient.status for patient in found.patients] == ["candidate"]
    assert [step.id for step in found.attrition] == ["biopsy_class"]


def test_a_response_beside_the_protocol(tmp_path: Path) -> None:
    """A protocol may name a response definition in a file beside it."""
    (tmp_path / "ours.toml").write_text(HEAD + 'complete = "upcr < 0.3"\n', encoding="utf-8")
    design = load_design(CONNECTION, protocol_file(tmp_path, ""))
    assert design.response.name == "kdigo-2024"
    path = tmp_path / "with.toml"
    path.write_text(f'based_on = "multitarget-2017"\nresponse = "ours.toml"\n{HEAD}', encoding="utf-8")
    assert load_design(CONNECTION, str(path)).response.complete == "upcr < 0.3"


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "secret.txt/", "sub\\secret"])
def test_only_toml_files_are_read(name: str, tmp_path: Path) -> None:
    """A path that a definition or the command line names is read only if it ends in .toml."""
    with pytest.raises(UsageError, match=r"ends in \.toml"):
        load_response(name)
    path = tmp_path / "mine.toml"
    path.write_text(f"based_on = \"multitarget-2017\"\nresponse = '{name}'\n{HEAD}", encoding="utf-8")
    with pytest.raises(UsageError, match=r"ends in \.toml"):
        load_design(CONNECTION, str(path))


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ('[biopsy]\nclasses = ["III", "4"]\n', r"line 7: biopsy\.classes: classes are expected", "Valid here: I, II"),
        ('[induction]\ndrugs = ["mycofenolate"]\n', r"line 7: induction\.drugs: drugs are", "mycophenolate"),
        ('[outcome]\nmeasures = ["ucpr"]\n', r"line 7: outcome\.measures: measures", "upcr"),
        ("[biopsy]\nclasses = []\n", r"biopsy\.classes: at least one is expected", ""),
        ('[subgroups.race]\nlabel = "Race"\n', r"subgroups\.race: unknown key", "prior_response"),
        ('[criteria.biopsy_class]\nrule = "biopsy_qualifys"\n', r"line 7, column 9: .*unknown name", ""),
        ('[induction]\ndrugs = ["MMF"]\n', r"line 7: induction\.drugs: drugs are", "write mycophenolate"),
        ("[criteria]\ninduction_24_week = false\n", "no such criterion in multitarget-2017", "induction_24_weeks"),
        ('[criteria.biopsy_class]\nrule = "egfr < 45"\n', "did you mean 'egfr_last'", ""),
        ('[criteria.biopsy_class]\nrule = "zzzz < 45"\n', r"known are, among others, (\w+, ){9}\w+\.$", ""),
        ("[criteria.biopsy_class]\nrule = \"prior_response = 'Partial'\"\n", r"column 26: .*never 'Partial'", ""),
        ("[criteria.biopsy_class]\nrule = \"biopsy_activity in ('A', 'B')\"\n", "never 'B'; known are A, A/C, C", ""),
        ('[criteria.biopsy_class]\nrule = "creatinine_last > 80"\n', r"never 80; it is from 0\.1 to 30 mg/dL", ""),
        ('[criteria."a b"]\nlabel = "x"\nrule = "age > 17"\nsource = "x"\n', "a name of small letters", ""),
    ],
)
def test_a_mistake_is_shown_with_line_and_nearest_word(text: str, message: str, hint: str, tmp_path: Path) -> None:
    """A mistake of a protocol is told with file, line and place, and with the nearest word that is known."""
    with pytest.raises(KnowledgeError, match=message) as refusal:
        checked(CONNECTION, protocol_file(tmp_path, text))
    assert hint in refusal.value.hint
    assert refusal.value.message.startswith("mine.toml")


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("sediment = 'inactiv'", r"line 5, column 24: .*'sediment' is never 'inactiv'; did you mean 'inactive'\?"),
        ("'female' <> sex", r"column 13: .*'sex' is never 'female'; known are F, M"),
        ("rbc_casts in ('no', 'none')", "'rbc_casts' is never 'none'"),
        ("c3_level_baseline = 'lo'", "did you mean 'low'"),
        ("upcr < 300", r"'upcr' is never 300; it is from 0 to 50 g/g\."),
        ("30 <= albumin_baseline", r"'albumin_baseline' is never 30; it is from 0\.5 to 7 g/dL"),
        ("egfr between 60 and 1000", "'egfr' is never 1000"),
        ("upcr < 0,3", r"decimals take a point"),
    ],
)
def test_a_value_is_compared_only_with_what_it_can_be(rule: str, message: str, tmp_path: Path) -> None:
    """A word that is not one of the value's own, and a number beyond its hard limits, are refused with their place."""
    with pytest.raises(KnowledgeError, match=message):
        load_response(response_file(tmp_path, f'complete = "{rule}"\n'))


@pytest.mark.parametrize("kind", ["response", "protocol"])
def test_the_packaged_definitions_are_sound_as_ones_own(kind: str, tmp_path: Path) -> None:
    """What is asked of one's own definitions holds for the packaged ones too."""
    for name in names_of(RESPONSES if kind == "response" else PROTOCOLS):
        path = tmp_path / f"{name}.toml"
        path.write_text(f'based_on = "{name}"\n{HEAD}', encoding="utf-8")
        assert checked(CONNECTION, str(path)).understood


def test_every_mistake_of_a_definition_is_told(tmp_path: Path) -> None:
    """Mistakes that do not depend on each other are told together, each with its line."""
    text = 'complete = "ucpr < 0.5"\npartial = "(upcr < 1"\n'
    with pytest.raises(KnowledgeError) as refusal:
        load_response(response_file(tmp_path, text))
    first, second = refusal.value.message.splitlines()
    assert first.startswith("mine.toml, line 5, column 13: complete:")
    assert second.startswith("mine.toml, line 6, column 12: partial: at character 1: not an expression: this bracket")
    with pytest.raises(KnowledgeError, match=r"(?s)line 7: induction\.drugs.*line 9, column 9: criteria") as refusal:
        load_protocol(protocol_file(tmp_path, '[induction]\ndrugs = ["x"]\n[criteria.biopsy_class]\nrule = "y"\n'))
    assert refusal.value.hint == "2 mistakes."


def test_what_can_be_left_out_is_used(tmp_path: Path) -> None:
    """A name under `[lacking]` that no condition uses is refused: leaving it out would leave out nothing."""
    text = 'complete = "upcr < 0.5 and albumin > 3"\n[lacking]\nalbumine = "Without albumin."\n'
    with pytest.raises(KnowledgeError, match=r"line 7: lacking\.albumine: no condition .* uses this name") as refusal:
        load_response(response_file(tmp_path, text))
    assert refusal.value.hint == "Did you mean albumin?"


def test_a_response_that_is_not_complete_has_a_name_of_its_own() -> None:
    """A definition that names its first category is told by that name, with what the code CR stands for."""
    for name, called in (("alms", "Response to induction"), ("bliss-ln-perr", "Primary efficacy renal response")):
        sections = described(CONNECTION, name).sections
        assert f"{called} (CR): all of" in [section.title for section in sections]
        assert not [section for section in sections if "Complete response" in section.title]
        assert (
            "is no complete response"
            in load_design(CONNECTION, "multitarget-2017", Departures((name,))).definition.describe()
        )


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_gets_out_of_its_quotes(text: str, tmp_path: Path) -> None:
    """Whatever stands in a label, a title or a source, the SQL is the same and the registry is whole."""
    connection = in_memory()
    connection.execute("insert into patient (patient_id) values ('P1')")
    hostile = toml_text(text)
    own = f"label = {hostile}\nsource = {hostile}\n"
    path = protocol_file(tmp_path, f"[criteria.biopsy_class]\n{own}[criteria.standard_induction]\n{own}")
    plain = prepare(connection, "multitarget-2017", date(2020, 1, 1), Scope.INDUCTION).sql("select * from eligibility")
    study = prepare(connection, path, date(2020, 1, 1), Scope.INDUCTION)
    assert study.sql("select * from eligibility") == plain
    assert assess(study).counts
    assert connection.execute("select count(*) from patient").fetchall() == [(1,)]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    "place",
    [
        "[biopsy]\nclasses = [{}]",
        "[biopsy]\nexcluded_activity = [{}]",
        "[induction]\ndrugs = [{}]",
        '[switch]\ndrugs = ["tacrolimus", {}]',
        "[rescue]\ndrugs = [{}]",
        "[adequacy]\npulses = [{}]",
        "[outcome]\nmeasures = [{}]",
        "[outcome]\nno_response_after = [{}]",
        "[outcome.window]\nchoose = {}",
        "[kidney_function]\ngfr = {}",
        "[criteria.{}]\nlabel = 'x'\nrule = 'age > 17'\nsource = 'x'",
        "[criteria.biopsy_class]\nrule = {}",
        "[subgroups.{}]\nlabel = 'x'",
    ],
)
def test_nothing_hostile_is_taken_for_a_word(place: str, text: str, tmp_path: Path) -> None:
    """A drug, a class, a measure or a name that is not a known one, or none at all, is refused before any SQL."""
    with pytest.raises(KnowledgeError):
        load_design(CONNECTION, protocol_file(tmp_path, place.format(toml_text(text))))


@pytest.mark.parametrize(
    "rule",
    [
        "upcr < 0.5 and (select count(*) from patient) > 0",
        "upcr < length(read_text('/etc/passwd'))",
        "getenv('HOME') = 'x'",
        "upcr < 0.5); drop table patient; --",
        "upcr in (select upcr from visit)",
        "upcr < 0.5 union select true",
        "current_setting('secret_directory') = 'x'",
    ],
)
def test_an_expression_can_only_compare_and_compute(rule: str, tmp_path: Path) -> None:
    """No expression of a definition reads a file, runs a statement or calls a function that is not on the list."""
    path = response_file(tmp_path, f"complete = {toml_text(rule)}\n")
    with pytest.raises(KnowledgeError, match=r"mine\.toml, line 5"):
        checked(CONNECTION, path)


def test_a_file_says_what_it_is(tmp_path: Path) -> None:
    """A file is a protocol or a response definition by its keys or its base; one with neither is refused."""
    assert kind_of(protocol_file(tmp_path, "")) == "protocol"
    assert kind_of(response_file(tmp_path, 'complete = "upcr < 0.5"\n')) == "response"
    assert kind_of(response_file(tmp_path, 'based_on = "kdigo-2024"\n')) == "response"
    with pytest.raises(KnowledgeError, match="neither a protocol nor a response definition"):
        kind_of(response_file(tmp_path, ""))


def test_left_out_terms_are_named() -> None:
    """A definition without an item has neither its terms nor its name, and says what it then is."""
    whole = load_design(CONNECTION, "multitarget-2017", Departures(("liu-2015",))).definition
    without = load_design(CONNECTION, "multitarget-2017", Departures(("liu-2015",), leave_out=("sediment",))).definition
    assert without.response.name == "liu-2015 without sediment"
    assert len(without.complete.terms) == len(whole.complete.terms) - 1
    assert not {"sediment", "urine_rbc", "rbc_casts"} & set(without.names)
    assert whole.response.lacking["sediment"] in without.describe()


@pytest.mark.parametrize(("response", "name"), [("liu-2015", "creatinine"), ("kdigo-2024", "egfr"), ("alms", "x'")])
def test_only_what_a_definition_allows_is_left_out(response: str, name: str) -> None:
    """A value can be left out only where the definition says what it is without it."""
    with pytest.raises(UsageError, match="cannot be told without"):
        load_design(CONNECTION, "multitarget-2017", Departures((response,), leave_out=(name,)))


def test_nothing_is_left_out_by_itself() -> None:
    """Where a definition needs what no visit has, a note names the option, and the response is not assessable."""
    connection = in_memory()
    connection.execute("insert into patient (patient_id) values ('P1')")
    notes = assess(
        prepare(connection, "multitarget-2017", date(2020, 1, 1), Scope.INDUCTION, Departures(("lunar",)))
    ).notes
    assert [note for note in notes if "--leave-out sediment" in note]
    connection.execute("insert into visit (patient_id, date, urine_rbc) values ('P1', date '2020-01-01', 3)")
    notes = assess(
        prepare(connection, "multitarget-2017", date(2020, 1, 1), Scope.INDUCTION, Departures(("lunar",)))
    ).notes
    assert not [note for note in notes if "--leave-out" in note]


def test_refusals_show_no_control_characters_of_a_file(tmp_path: Path) -> None:
    """An error about a hostile file is one of ours, never a bug."""
    with pytest.raises(LnmtError):
        checked(CONNECTION, protocol_file(tmp_path, f"[induction]\ndrugs = [{toml_text(HOSTILE[-1])}]\n"))
