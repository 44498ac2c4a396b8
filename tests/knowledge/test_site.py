"""The site's own file: its words hold beside the packaged ones while it is in use, and never against them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import lnmt_cli
from lnmt_cli.errors import KnowledgeError
from lnmt_cli.ingest.declarations import declare
from lnmt_cli.knowledge import site
from lnmt_cli.knowledge.fields import Field, Limits, load_fields
from lnmt_cli.knowledge.names import Names
from lnmt_cli.knowledge.site_file import load_site, using
from lnmt_cli.knowledge.timepoints import TimePoint
from lnmt_cli.knowledge.units import load_units
from lnmt_cli.knowledge.vocabulary import load_vocabulary

PACKAGED = frozenset(load_fields())
PROTEIN = '[field.crp]\nlabel = "C-reactive protein"\nunit = "mg/L"\naliases = ["hsCRP", "씨반응단백"]\n'


def extra_measures() -> tuple[Field, ...]:
    """Return the fields that the site file in use adds to the dictionary."""
    return tuple(field for name, field in load_fields().items() if name not in PACKAGED)


@pytest.fixture
def own(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "lnmt.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def fields_of(header: str) -> list[str]:
    return [field.name for field in Names().read(header).fields]


def test_alias_holds_while_the_file_is_in_use(own) -> None:
    """An alias of the site means its field while the file is in use, and nothing before and after."""
    path = own('[field.upcr]\naliases = ["Eiweissindex Seoul"]\n')
    assert fields_of("eiweissindex seoul") == []
    with using(path):
        assert fields_of("eiweissindex seoul") == ["upcr"]
    assert fields_of("eiweissindex seoul") == []


def test_words_end_with_the_block_even_by_an_error(own) -> None:
    """A failure within the block leaves the packaged dictionaries as they were."""
    before = load_fields()["upcr"].aliases
    with pytest.raises(ZeroDivisionError), using(own('[field.upcr]\naliases = ["Quotient X"]\n')):
        raise ZeroDivisionError
    assert load_fields()["upcr"].aliases == before
    assert site.active() is None


def test_new_measure_is_a_number_of_the_visit(own) -> None:
    """A measure with a label and a unit becomes a field of the visit table, read under its aliases in that unit."""
    with using(own(PROTEIN + "soft = { low = 0.4, high = 8 }\n")):
        (measure,) = extra_measures()
        assert (measure.name, measure.table, measure.type, measure.column) == (
            "crp",
            "visit",
            "number",
            "crp",
        )
        assert (measure.unit, measure.soft) == ("mg/L", Limits(0.4, 8.0))
        assert measure.source == "The site's own file, lnmt.toml"
        for header in ("crp", "HSCRP", "씨반응단백", "C-reactive protein (mg/L)"):
            assert fields_of(header) == ["crp"], header
        assert declare().usual_units["crp"].symbol == "mg/L"
    assert extra_measures() == ()
    assert "crp" not in load_fields()
    assert "crp" not in load_units()


def test_new_measure_with_a_quantity_of_its_own(own) -> None:
    """A quantity of the site has units with factors, as the packaged ones have."""
    text = (
        '[quantity.crp]\ncanonical = "mg/L"\n'
        '[[quantity.crp.unit]]\nsymbol = "mg/L"\n'
        '[[quantity.crp.unit]]\nsymbol = "mg/dL"\nmultiply = 10\n'
        '[field.crp]\nlabel = "C-reactive protein"\nunit_required = true\n'
    )
    with using(own(text)):
        (measure,) = extra_measures()
        assert (measure.quantity, measure.unit, measure.unit_required) == ("crp", "mg/L", True)
        unit = load_units()["crp"].find("mg/dl")
        assert unit is not None
        assert unit.to_canonical(2) == 20  # type: ignore[arg-type]  # an int will do
        assert load_site().units == {}


def test_new_measure_may_take_a_known_quantity_or_none(own) -> None:
    """A measure can share a packaged quantity; one without any is a score without a unit."""
    text = '[field.urea]\nlabel = "Urea"\nquantity = "albumin"\n[field.vas]\nlabel = "VAS"\n'
    with using(own(text)):
        urea, vas = extra_measures()
        assert (urea.quantity, urea.unit) == ("albumin", load_units()["albumin"].canonical)
        assert (vas.quantity, vas.unit) == (None, None)


def test_known_quantity_takes_another_unit(own) -> None:
    """A unit of the site is added to a packaged quantity, and the packaged ones stay."""
    text = '[[quantity.albumin.unit]]\nsymbol = "cg/dL"\ndivide = 100\n'
    with using(own(text)):
        albumin = load_units()["albumin"]
        assert albumin.find("cg/dl") is not None
        assert albumin.find(albumin.canonical) is not None


def test_declarations_of_the_site_lie_under_the_options(own) -> None:
    """Units hold where the export has none; codes and time points of an option count before; missing codes add up."""
    text = (
        '[field.upcr]\nunit = "mg/g"\nmissing = ["-9"]\n'
        '[field.sex]\ncodes = { "1" = "M", "2" = "F" }\n'
        '[field.visit_date]\ndates = "dmy"\n'
        '[missing]\nwords = ["fehlt"]\ncodes = ["9999"]\n'
        '[point]\n"V4" = "switch+24w"\n"V1" = "baseline"\n'
    )
    with using(own(text)):
        found = declare(codes=["sex=2:M"], missing=["upcr=-8", "777"], points=["v4=switch+26w"])
        assert found.units == {}
        assert {name: unit.symbol for name, unit in found.usual_units.items()} == {"upcr": "mg/g"}
        assert found.codes == {"sex": {"1": "M", "2": "M"}}
        assert found.missing == {"upcr": {"-9", "-8"}, "": {"9999", "777"}}
        assert found.points == {"v4": TimePoint("switch", 182), "v1": TimePoint("switch", 0)}
        assert found.usual_dates == {"visit_date": "dmy"}
        assert "fehlt" in load_vocabulary().missing_words
    assert declare() == declare()
    assert declare().missing == {}
    assert "fehlt" not in load_vocabulary().missing_words


def test_drug_names_of_the_site(own) -> None:
    """A name of the site means its drug, and the packaged names go on meaning theirs."""
    with using(own('[drug.mycophenolate]\nnames = ["Seoulcept"]\n')):
        assert load_vocabulary().drug_names["seoulcept"] == "mycophenolate"
        assert load_vocabulary().drug_names["mmf"] == "mycophenolate"
        assert "Seoulcept" in load_vocabulary().drugs["mycophenolate"].names
    assert "seoulcept" not in load_vocabulary().drug_names


@pytest.mark.parametrize(
    ("text", "key", "hint"),
    [
        ("[feild.upcr]\n", "feild", "field"),
        ('[field.uprc]\naliases = ["x1"]\n', "field.uprc.label", "upcr"),
        ('[field.upcr]\nalias = ["x1"]\n', "field.upcr.alias", "aliases"),
        ('[field.upcr]\naliases = ["creatinine"]\n', "field.upcr.aliases", "--column"),
        ('[field.upcr]\naliases = ["Serum-Creatinine"]\n', "field.upcr.aliases", "--column"),
        ('[field.visit_date]\naliases = ["date"]\n', "field.visit_date.aliases", "--column"),
        ('[field.upcr]\naliases = ["%"]\n', "field.upcr.aliases", ""),
        ('[field.upcr]\naliases = ["qx"]\n[field.c3]\naliases = ["QX"]\n', "field.upcr.aliases", ""),
        ('[field.upcr]\nunit = "mg/dL"\n', "field.upcr.unit", "mg/g"),
        ('[field.sex]\nunit = "mg/dL"\n', "field.sex.unit", ""),
        ('[field.upcr]\nlabel = "UPCR"\n', "field.upcr.label", ""),
        ('[field.visit_date]\ndates = "dym"\n', "field.visit_date.dates", "mdy"),
        ('[field.sex]\ncodes = { "1" = "" }\n', "field.sex.codes.1", ""),
        (PROTEIN.replace("crp", "date"), "field.date.label", ""),
        (PROTEIN.replace("crp", "anchor"), "field.anchor.label", ""),
        (PROTEIN.replace("crp", '"C-reactive protein"'), "field.C-reactive protein.label", ""),
        (PROTEIN.replace('"hsCRP"', '"C3"'), "field.crp.aliases", "--column"),
        (PROTEIN + 'quantity = "albumine"\n', "field.crp.quantity", "albumin"),
        (PROTEIN + "hard = { low = 3, high = 1 }\n", "field.crp.hard", ""),
        ('[quantity.albumin]\ncanonical = "g/L"\n', "quantity.albumin.canonical", "unit"),
        ('[drug.mycofenolate]\nnames = ["x"]\n', "drug.mycofenolate.names", "mycophenolate"),
        ('[drug.mycophenolate]\nnames = ["Prograf"]\n', "drug.mycophenolate", ""),
        ('[missing]\nwords = ["999"]\n', "missing.words", "codes"),
        ('[point]\n"V4" = "later"\n', "point.V4", "switch+24w"),
        ('[point]\n"V4" = "24w"\n"v-4" = "12w"\n', "point.v-4", ""),
    ],
)
def test_what_is_not_sound_is_refused(own, text: str, key: str, hint: str) -> None:
    """A mistake is refused when the file comes into use, with file, key and, where there is one, the nearest word."""
    path = own(text)
    with pytest.raises(KnowledgeError) as caught, using(path):
        pass
    assert re.match(rf"lnmt\.toml(, line \d+)?: {re.escape(key)}", caught.value.message)
    assert hint in caught.value.hint
    assert site.active() is None
    assert load_fields()["upcr"].aliases


def test_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A file that was named and is not there is refused, and not passed over."""
    with pytest.raises(KnowledgeError, match=r"own\.toml"), using(tmp_path / "own.toml"):
        pass


def test_file_beside_the_registry(tmp_path: Path) -> None:
    """The site file has the registry's name with the suffix .toml; where there is none, none is in use."""
    registry = tmp_path / "lnmt.duckdb"
    assert site.beside(registry) is None
    (tmp_path / "lnmt.site.toml").write_text("", encoding="utf-8")
    assert site.beside(registry) == tmp_path / "lnmt.site.toml"
    assert site.beside(tmp_path / "lnmt.site.toml") is None


def test_key_tells_states_of_the_file_apart(own) -> None:
    """The key is another for another content, and empty without a file."""
    keys = [site.key()]
    for text in ("", '[field.upcr]\naliases = ["Quotient X"]\n'):
        with using(own(text)):
            keys.append(site.key())
    assert keys[0] == ""
    assert len(set(keys)) == 3


def test_nothing_is_imported_without_a_file() -> None:
    """The reader of the site file is not even imported where there is none."""
    code = (
        "import sys; from lnmt_cli.ingest.declarations import declare\n"
        "declare(units=['upcr=mg/g'])\n"
        "print('lnmt_cli.knowledge.site_file' in sys.modules)"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(lnmt_cli.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, encoding="utf-8", check=True
    )
    assert done.stdout.strip() == "False"
