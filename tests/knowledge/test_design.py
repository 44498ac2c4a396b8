"""Protocols, response definitions, cautions and equations load, and what is not sound is refused by file and key."""

from pathlib import Path

import duckdb
import pytest

from lnmt_cli.errors import KnowledgeError, LnmtError, UsageError
from lnmt_cli.knowledge import protocol, response
from lnmt_cli.knowledge.cautions import load_cautions
from lnmt_cli.knowledge.departures import Departures
from lnmt_cli.knowledge.design import judged_milestone, load_design
from lnmt_cli.knowledge.equations import EQUATIONS, macro_sql
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.protocol import PROTOCOLS, load_protocol
from lnmt_cli.knowledge.refractory import load_refractory
from lnmt_cli.knowledge.response import RESPONSES, load_response
from lnmt_cli.knowledge.values import declared_for_patients, kinds_of_measures
from lnmt_cli.knowledge.vocabulary import load_vocabulary
from lnmt_cli.knowledge.windows import Window
from lnmt_cli.registry.store import SCHEMA

CONNECTION = duckdb.connect()
CONNECTION.execute(SCHEMA.read_text(encoding="utf-8"))
ABSTRACT = load_protocol()


@pytest.mark.parametrize("name", [path.stem for path in PROTOCOLS.glob("*.toml")])
def test_every_packaged_protocol_is_sound(name: str) -> None:
    """A packaged design loads with its response; its measures are fields, its drugs in the vocabulary."""
    design = load_design(CONNECTION, name)
    assert design.protocol.name == name
    assert set(design.measures) <= set(load_fields())
    assert {*design.protocol.induction_drugs, *design.protocol.switch_drugs} <= set(load_vocabulary().drugs)


@pytest.mark.parametrize("name", [path.stem for path in RESPONSES.glob("*.toml")])
def test_every_packaged_response_is_sound(name: str) -> None:
    """A packaged response definition carries the name of its file and its source, and compiles."""
    found = load_response(name)
    assert found.name == name
    assert found.source
    assert load_design(CONNECTION, ABSTRACT.name, Departures((name,))).definition.complete.names


@pytest.mark.parametrize("path", list(EQUATIONS.glob("*.sql")), ids=lambda path: path.stem)
def test_every_equation_is_a_macro_of_its_name(path: Path) -> None:
    """An equation's file makes the macro that protocols call it by."""
    connection = duckdb.connect()
    connection.execute(macro_sql(path.stem))
    macros = connection.execute("select function_name from duckdb_functions() where function_type = 'macro'").fetchall()
    assert (path.stem.replace("-", "_"),) in macros


def test_cautions_compile() -> None:
    """Every packaged caution has a label, a reason and a source, and its expressions compile."""
    cautions = load_cautions(ABSTRACT.compare_decimals, CONNECTION, kinds_of_measures(CONNECTION))
    assert {"egfr_low", "pregnancy", "blood_pressure", "hyperkalaemia", "cyp3a4_inhibitor_strong"} < {
        one.id for one in cautions
    }
    assert all(caution.label and caution.why and caution.source for caution in cautions)


def test_drugs_and_events_of_values_are_known() -> None:
    """The drugs and the kinds of events that values are made from are words of the vocabulary."""
    vocabulary = load_vocabulary()
    for value in declared_for_patients().values():
        assert set(value.drugs) <= set(vocabulary.drugs)
        assert not value.event or value.event in vocabulary.values["event_kind"]


def test_days_of_a_drug() -> None:
    """A drug acts for the same number of days in every value that is made from it."""
    declared = [value for value in declared_for_patients().values() if value.drugs]
    days = {(drug, value.after_days, value.by_infusion) for value in declared for drug in value.drugs}
    assert len(days) == len({drug for drug, *_ in days})


def test_the_milestone_of_the_protocol() -> None:
    """A milestone within the window of the week of induction is judged at that week, another at its own."""
    found = load_design(CONNECTION, ABSTRACT.name).milestone
    assert found is not None
    assert (found.definition, found.week) == ("eular-2019.month_6", 24)
    later = ABSTRACT._replace(milestone="eular-2019.month_12")
    assert judged_milestone(CONNECTION, later, kinds_of_measures(CONNECTION)).week == 52


@pytest.mark.parametrize("milestone", ["month_6", "eular-2019.month_7", "eular-2019.toml"])
def test_a_milestone_that_is_not_there(milestone: str) -> None:
    """A milestone that no definition has is refused."""
    with pytest.raises(LnmtError):
        judged_milestone(CONNECTION, ABSTRACT._replace(milestone=milestone), kinds_of_measures(CONNECTION))


def test_the_numbers_of_the_abstract() -> None:
    """24 weeks less the window of 28 days are 140 days; week 24 is day 168, days 140 to 196."""
    assert ABSTRACT.induction_days == 140
    assert ABSTRACT.windows == (
        Window("induction", "baseline", None, 1, -90, 0, 0),
        Window("induction", "baseline", None, 2, 1, 14, 0),
        Window("induction", "week", 24, 1, 140, 196, 168, not_after_switch=True),
        Window("switch", "baseline", None, 1, -90, 0, 0),
        Window("switch", "baseline", None, 2, 1, 7, 0),
        Window("switch", "week", 24, 1, 140, 196, 168),
    )


def test_the_response_of_kdigo() -> None:
    """KDIGO 2024: < 0.5 g/g; a fall of at least 50 % to < 3 g/g; eGFR not below 85 % of the baseline."""
    kdigo = load_response("kdigo-2024")
    assert kdigo.complete == "upcr < 0.5 and egfr >= 0.85 * egfr_baseline"
    assert kdigo.partial == "upcr <= 0.5 * upcr_baseline and upcr < 3.0 and egfr >= 0.85 * egfr_baseline"


@pytest.mark.parametrize("name", ["multitarget", "fields", ""])
def test_a_protocol_that_is_not_there(name: str) -> None:
    """A name that is no packaged protocol is wrong usage, answered with the names that are."""
    with pytest.raises(UsageError) as refusal:
        load_protocol(name)
    assert "multitarget-2017" in refusal.value.hint


def test_a_subgroup_that_is_not_there() -> None:
    """A misspelt subgroup is answered with the nearest; hyphen and underscore are the same."""
    assert ABSTRACT.subgroup("prior-response").name == "prior_response"
    with pytest.raises(UsageError) as refusal:
        ABSTRACT.subgroup("prior_respons")
    assert refusal.value.hint.startswith("Did you mean prior_response? It takes prior_response, sex")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "Switch', 'titel = "Switch', r"made-up\.toml, line \d+: titel: unknown key"),
        ("week = 24\n", 'week = "24"\n', r"made-up\.toml, line \d+: induction\.week: a number is expected"),
        (
            "weeks = [24]\n",
            "weeks = []\n",
            r"made-up\.toml, line \d+: outcome\.weeks: a list of whole numbers from 1 to 5217 is expected",
        ),
        (
            'tie = "later"',
            'tie = "latest"',
            r"made-up\.toml, line \d+: induction\.window\.tie: one of later, earlier is expected",
        ),
        (
            "no_response_after = []",
            'no_response_after = ["dead"]',
            r"outcome\.no_response_after: names among rescue, died",
        ),
        (
            'rule = "not complete_response"',
            'rule = "not complete"',
            r"no_complete_response\.rule: at character 5: unknown name",
        ),
        (
            'drugs = ["mycophenolate", "tacrolimus"]',
            'drugs = ["tacrolimus"]',
            r"made-up\.toml, line \d+: switch\.drugs: two drugs",
        ),
        (
            "days_before = 28",
            "days_before = -28",
            r"made-up\.toml, line \d+: induction\.window\.days_before: a whole number from 0 to 36525 is expected",
        ),
        ("confidence_level = 0.95", "confidence_level = 1", r"confidence_level: a number between 0 and 1 is expected"),
        ("compare_decimals = 9", "compare_decimals = 1e308", r"compare_decimals: a whole number from 0 to 15"),
        ("week = 24\n", "week = 9223372036854775807\n", r"induction\.week: a whole number from 0 to 5217"),
        ("default = true", "", r"made-up\.toml: subgroups\.default: exactly one default"),
        ("bounds = [18, 30, 40, 50]", 'bounds = "18"', r"line \d+: subgroups\.age_group\.bounds: a list"),
        ('child_equation = "ckid-u25"', 'child_equation = "ckid"', r"kidney_function: there is no such equation"),
        ('gfr = "as-recorded"', 'gfr = "as_recorded"', r"kidney_function: there is no such equation"),
        ("adult_age = 18", "adult_ages = 18", r"kidney_function\.adult_ages: unknown key"),
        ('"ckd-epi-2021"', '"cockcroft-gault"', r"kidney_function: equations in one unit are expected"),
    ],
)
def test_a_protocol_that_is_not_sound(
    old: str, new: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake in a protocol is refused with the file and the key, before anything is computed."""
    text = (PROTOCOLS / "multitarget-2017.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "made-up.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    monkeypatch.setattr(protocol, "PROTOCOLS", tmp_path)
    load_protocol.cache_clear()
    with pytest.raises(KnowledgeError, match=message):
        load_design(CONNECTION, "made-up")


@pytest.mark.parametrize(
    ("line", "equations"),
    [
        ("", ["ckd-epi-2021 from 18 years", "ckid-u25 from 1 to 17 years"]),
        ('gfr = "as-recorded"', ["ckd-epi-2021 from 18 years", "ckid-u25 from 1 to 17 years"]),
        ('gfr = "recorded"', []),
        ('gfr = "ekfc"', ["ekfc from 2 years", "ckid-u25 of 1 years"]),
        ('gfr = "ekfc-cr-cys"', ["ekfc-cr-cys from 18 years", "ckid-u25 from 1 to 17 years"]),
        ('gfr = "schwartz-bedside"', ["schwartz-bedside from 1 to 17 years", "ckd-epi-2021 from 18 years"]),
        ('gfr = "ckid-u25"', ["ckid-u25 from 1 to 25 years", "ckd-epi-2021 from 26 years"]),
        ('gfr = "cockcroft-gault"', ["cockcroft-gault from 18 years"]),
    ],
)
def test_where_egfr_comes_from(
    line: str, equations: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A protocol may say where eGFR comes from: no age has two equations, and those outside get the protocol's own."""
    text = (PROTOCOLS / "multitarget-2017.toml").read_text(encoding="utf-8")
    (tmp_path / "made-up.toml").write_text(text.replace('gfr = "as-recorded"', line, 1), encoding="utf-8")
    monkeypatch.setattr(protocol, "PROTOCOLS", tmp_path)
    load_protocol.cache_clear()
    found = load_design(CONNECTION, "made-up").kidney_function
    assert [f"{rule.equation.name} {rule.ages}" for rule in found.rules] == equations
    load_protocol.cache_clear()


def test_a_response_that_is_not_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in an expression is refused with file, key and place."""
    text = (RESPONSES / "kdigo-2024.toml").read_text(encoding="utf-8")
    (tmp_path / "made-up.toml").write_text(text.replace("egfr_baseline", "gfr_baseline"), encoding="utf-8")
    monkeypatch.setattr(response, "RESPONSES", tmp_path)
    place = r"made-up\.toml, line 10, column 43: complete: at character 31"
    with pytest.raises(KnowledgeError, match=f"{place}: unknown name 'gfr_baseline'"):
        load_design(CONNECTION, ABSTRACT.name, Departures(("made-up",)))


def test_weeks_of_an_inadequate_response() -> None:
    """No response is an inadequate one from 24 weeks, six months, to 52, twelve. ACR 2024."""
    asked = load_refractory()
    assert [week for week in (12, 23, 24, 52, 53) if asked.is_judged_at(week)] == [24, 52]
