"""Protocols, response definitions, cautions and equations load, and what is not sound is refused by file and key."""

from pathlib import Path

import duckdb
import pytest

from lnmt_cli.errors import KnowledgeError, UsageError
from lnmt_cli.knowledge import protocol, response
from lnmt_cli.knowledge.cautions import load_cautions
from lnmt_cli.knowledge.design import EQUATIONS, load_design
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.protocol import PROTOCOLS, Window, load_protocol
from lnmt_cli.knowledge.response import RESPONSES, load_response
from lnmt_cli.knowledge.vocabulary import load_vocabulary

CONNECTION = duckdb.connect()
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
    assert load_design(CONNECTION, ABSTRACT.name, name).complete.names


@pytest.mark.parametrize("path", list(EQUATIONS.glob("*.sql")), ids=lambda path: path.stem)
def test_every_equation_is_a_macro_of_its_name(path: Path) -> None:
    """An equation's file makes the macro that protocols call it by."""
    connection = duckdb.connect()
    connection.execute(path.read_text(encoding="utf-8"))
    macros = connection.execute("select function_name from duckdb_functions() where function_type = 'macro'").fetchall()
    assert (path.stem.replace("-", "_"),) in macros


def test_cautions_compile() -> None:
    """Every packaged caution has a label and a source, and both of its expressions compile."""
    cautions = load_cautions(ABSTRACT.compare_decimals, CONNECTION)
    assert [caution.id for caution in cautions] == ["egfr_low", "pregnancy"]
    assert all(caution.label and caution.source for caution in cautions)


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


@pytest.mark.parametrize("name", ["multitarget", "../../fields", ""])
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
    assert refusal.value.hint == "Did you mean prior_response?"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "Switch', 'titel = "Switch', r"made-up\.toml: titel: unknown key"),
        ("weeks = 24\n", 'weeks = "24"\n', r"made-up\.toml: criteria\.induction_24_weeks\.weeks: a number is expected"),
        (
            'drugs = ["mycophenolate", "tacrolimus"]',
            'drugs = ["tacrolimus"]',
            r"made-up\.toml: switch\.drugs: two drugs",
        ),
        ("first_day = 140", "first_day = 169", r"made-up\.toml: induction\.week\.target_day: a day from"),
        ("default = true", "", r"made-up\.toml: subgroups\.default: exactly one default"),
        ("bounds = [18, 30, 40, 50]", 'bounds = "18"', r"made-up\.toml: subgroups\.age_group\.bounds: a list"),
        ('child_equation = "ckid-u25"', 'child_equation = "ckid"', r"kidney_function: there is no such equation"),
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
    with pytest.raises(KnowledgeError, match=message):
        load_design(CONNECTION, "made-up")


def test_a_response_that_is_not_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in an expression is refused with file, key and place."""
    text = (RESPONSES / "kdigo-2024.toml").read_text(encoding="utf-8")
    (tmp_path / "made-up.toml").write_text(text.replace("egfr_baseline", "gfr_baseline"), encoding="utf-8")
    monkeypatch.setattr(response, "RESPONSES", tmp_path)
    with pytest.raises(KnowledgeError, match=r"made-up\.toml: complete: at character 31: unknown name 'gfr_baseline'"):
        load_design(CONNECTION, ABSTRACT.name, "made-up")
