"""A knowledge file that is not sound is refused by file and key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lnmt_cli.errors import KnowledgeError
from lnmt_cli.knowledge.checks import load_check_parameters, load_checks
from lnmt_cli.knowledge.fields import load_fields
from lnmt_cli.knowledge.toml import FOLDER, read_toml
from lnmt_cli.knowledge.units import load_units
from lnmt_cli.knowledge.vocabulary import load_vocabulary

Loader = Callable[[Path], object]

FIELD = '[field.upcr]\ntable = "visit"\ntype = "number"\nlabel = "UPCR"\nsource = "s"\n'
UNIT = '[quantity.upcr]\ncanonical = "g/g"\nsource = "s"\n[[quantity.upcr.unit]]\nsymbol = "g/g"\n'
CHECK = '[check.x]\nseverity = "error"\ntitle = "t"\nmessage = "m"\nwhy = "w"\nremedy = "r"\nexample = "e"\n'


def refusal(loader: Loader, text: str, folder: Path) -> KnowledgeError:
    """Return what the loader says of a file with ``text``."""
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        loader(path)
    assert "own.toml" in caught.value.message
    assert str(folder) not in caught.value.message
    return caught.value


@pytest.mark.parametrize(
    ("loader", "text", "key"),
    [
        (load_fields, FIELD + 'aliass = ["UPC"]', "field.upcr.aliass"),
        (load_fields, FIELD.replace('"visit"', '"visits"'), "field.upcr.table"),
        (load_fields, FIELD.replace('"number"', '"float"'), "field.upcr.type"),
        (load_fields, FIELD.replace('label = "UPCR"\n', ""), "field.upcr.label"),
        (load_fields, FIELD.replace('"UPCR"', '" "'), "field.upcr.label"),
        (load_fields, FIELD + 'aliases = "UPC"', "field.upcr.aliases"),
        (load_fields, FIELD + 'aliases = [""]', "field.upcr.aliases"),
        (load_fields, FIELD + 'per_patient = "yes"', "field.upcr.per_patient"),
        (load_fields, FIELD + 'quantity = "upc"\nunit = "g/g"', "field.upcr.quantity"),
        (load_fields, FIELD + 'quantity = "upcr"\nunit = "mg/g"', "field.upcr.unit"),
        (load_fields, FIELD + 'unit = "g/g"', "field.upcr.unit"),
        (load_fields, FIELD + "unit_required = true", "field.upcr.unit_required"),
        (load_fields, FIELD + "soft = { low = 2, high = 1 }", "field.upcr.soft"),
        (load_fields, FIELD + "hard = {}", "field.upcr.hard"),
        (load_fields, FIELD + "hard = { low = nan }", "field.upcr.hard.low"),
        (load_fields, FIELD + "hard = 3", "field.upcr.hard"),
        (load_fields, FIELD + 'censored = ["="]', "field.upcr.censored"),
        (load_fields, FIELD + "usual = { low = 2, high = 1 }", "field.upcr.usual"),
        (load_fields, "fields = 1", "fields"),
        (load_units, UNIT.replace('canonical = "g/g"', 'canonical = "mg/g"'), "quantity.upcr.canonical"),
        (load_units, UNIT + "divide = 10", "quantity.upcr.canonical"),
        (load_units, UNIT + "divide = 0", "quantity.upcr.unit[1].divide"),
        (load_units, UNIT + 'multiply = "2"', "quantity.upcr.unit[1].multiply"),
        (
            load_units,
            UNIT + '[[quantity.upcr.unit]]\nsymbol = "mg/g"\nspellings = ["G / G"]',
            "quantity.upcr.unit",
        ),
        (load_units, UNIT.split("[[", maxsplit=1)[0], "quantity.upcr.unit"),
        (load_checks, CHECK.replace('"error"', '"fatal"'), "check.x.severity"),
        (load_checks, CHECK.replace('"m"', '"The value {value}."'), "check.x.message"),
        (load_checks, CHECK + 'remedies = "r"', "check.x.remedies"),
        (load_checks, CHECK.replace('example = "e"\n', ""), "check.x.example"),
        (load_checks, CHECK.replace('"m"', '"A cell of {field}."'), "check.x.denominator"),
        (load_checks, CHECK + 'denominator = "d"', "check.x.numerator"),
        (load_checks, 'check = "x"', "check"),
        (load_check_parameters, "[parameter.x]\nvalue = 10", "parameter.x.source"),
        (load_check_parameters, '[parameter.x]\nsource = "s"', "parameter.x.value"),
    ],
)
def test_the_key_is_named(loader: Loader, text: str, key: str, tmp_path: Path) -> None:
    """The message names the file and the full key of what is not sound."""
    assert f" {key}: " in refusal(loader, text, tmp_path).message


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('F = [\n  "F",', 'F = [\n  "M",', "sex.words.M"),
        ('F = [\n  "F",', 'F = [\n  "1",', "sex.words.F"),
        ('names = ["voclosporin",', 'names = ["tacrolimus",', "drug.voclosporin"),
        ('graded = ["III",', 'graded = ["VII",', "biopsy_class.graded"),
        ("masses = { mg = 1,", 'masses = { mg = "1",', "dose_text.masses.mg"),
        ("], multiply = 1000, divide = 720,", "], multiply = 1000,", "drug.mycophenolate.equivalent.divide"),
        ('[sex]\nsource = "Plain words;', '[sex]\nsauce = "Plain words;', "sex.sauce"),
    ],
)
def test_one_word_one_meaning(old: str, new: str, key: str, tmp_path: Path) -> None:
    """A word with two meanings in a list, an integer as a word, a class that is none: refused."""
    text = (FOLDER / "vocabulary.toml").read_text(encoding="utf-8")
    assert text.count(old) == 1
    assert f" {key}: " in refusal(load_vocabulary, text.replace(old, new), tmp_path).message


def test_the_nearest_key_is_suggested(tmp_path: Path) -> None:
    """An unknown key or choice is answered with the valid one that is nearest."""
    assert refusal(load_fields, FIELD + 'aliass = ["UPC"]', tmp_path).hint == "Did you mean aliases?"
    assert refusal(load_fields, FIELD.replace('"visit"', '"visits"'), tmp_path).hint == "Did you mean visit?"


def test_what_is_not_toml_is_refused_by_line(tmp_path: Path) -> None:
    """Broken TOML is refused with the line."""
    assert "line 2" in refusal(load_fields, "a = 1\nb = =", tmp_path).message


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """A file that is missing or not UTF-8 is a KnowledgeError, without the folders of the machine."""
    with pytest.raises(KnowledgeError, match=r"^none\.toml: the file cannot be read"):
        read_toml(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b'a = "\xe9"')
    with pytest.raises(KnowledgeError, match=r"^latin\.toml: the file is not UTF-8"):
        read_toml(tmp_path / "latin.toml")


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    """A file that Windows saved with a byte order mark loads."""
    path = tmp_path / "bom.toml"
    path.write_text("\ufeff" + FIELD, encoding="utf-8")
    assert list(load_fields(path)) == ["upcr"]
