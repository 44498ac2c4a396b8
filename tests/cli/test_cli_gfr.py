"""``lnmt gfr``, and ``--gfr`` of the analyses, as a person calls them."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from lnmt_cli import Registry
from lnmt_cli.knowledge.departures import Departures
from lnmt_cli.knowledge.equations import load_equations

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Call = Callable[..., Any]

WOMAN = ("--age", "28", "--sex", "F")


def values(call: Call, *arguments: str) -> dict[str, float]:
    ended = call("gfr", *arguments, "--format", "json")
    assert ended.status == 0, ended.err
    return {row["equation"]: row["value"] for row in json.loads(ended.out)["values"]}


def test_every_equation_that_the_values_suffice_for(call: Call) -> None:
    """Without --equation each equation is computed or left out with the reason; CKD-EPI 2021 gives 89.30 here."""
    found = json.loads(call("gfr", "--creatinine", "0.9 mg/dL", *WOMAN, "--format", "json").out)
    computed = {row["equation"]: row["value"] for row in found["values"]}
    left_out = {row["equation"]: row["reason"] for row in found["left_out"]}
    assert computed["ckd-epi-2021"] == pytest.approx(89.30, abs=0.005)
    assert {*computed, *left_out} == set(load_equations())
    assert left_out["ckd-epi-2012-cys"] == "without cystatin C"
    assert left_out["cockcroft-gault"] == "without weight"
    assert left_out["ckid-u25"] == "made for patients from 1 to 25 years"


def test_all_inputs(call: Call) -> None:
    """Cystatin C, height and weight serve the equations that take them; a unit may be attached to the number."""
    given = ("--creatinine", "0.7mg/dL", "--cystatin-c", "0.8 mg/L", "--height", "160", "--weight", "55")
    found = values(call, *given, *WOMAN)
    assert found["ckd-epi-2021-cr-cys"] == pytest.approx(116.53, abs=0.005)
    assert found["cockcroft-gault"] == pytest.approx(103.89, abs=0.005)
    # 0.83 mg/L is Q of EKFC; 0.8 is below it: 107.3 × (0.8/0.83)^−0.322, and the mean with 107.3 of creatinine.
    assert found["ekfc-cys"] == pytest.approx(108.58, abs=0.005)
    assert found["ekfc-cr-cys"] == pytest.approx(107.94, abs=0.005)
    child = values(call, *given, "--age", "17.9", "--sex", "female")
    assert child["ckid-u25"] == pytest.approx(94.36, abs=0.005)
    assert set(child) == {"ckid-u25", "ekfc", "schwartz-bedside"}


def test_one_unit_and_the_other(call: Call) -> None:
    """Creatinine in μmol/L is ÷ 88.4, wherever the unit stands; height may be in metres where it says so."""
    in_milligrams = values(call, "--creatinine", "1", "--unit", "mg/dL", *WOMAN)
    assert values(call, "--creatinine", "88.4 umol/L", *WOMAN) == in_milligrams
    assert values(call, "--creatinine", "88.4", "--unit", "μmol/L", *WOMAN) == in_milligrams
    young = ("--creatinine", "1 mg/dL", "--age", "15", "--sex", "F", "--height")
    assert values(call, *young, "1.6 m") == values(call, *young, "160")


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("--creatinine", "0.9"), '--creatinine "0.9 mg/dL" or --creatinine "0.9 umol/L"'),
        (("--cystatin-c", "1.1"), '--cystatin-c "1.1 mg/L"'),
        (("--creatinine", "0.9 g/g"), "Units are mg/dL"),
        (("--creatinine", "0.9 mg/dL", "--unit", "umol/L"), "Give one of them"),
        (("--creatinine", "0,9 mg/dL"), "a point before decimals"),
        (("--creatinine", "<0.9 mg/dL"), "takes a number"),
        (("--creatinine", "80 mg/dL"), "In μmol/L or mg/L it would be usual"),
        (("--creatinine", "0.9 umol/L"), "In mg/dL or mmol/L it would be usual"),
        (("--creatinine", "0.9 mg/dL", "--height", "1.6"), "In m it would be usual"),
        (("--creatinine", "0.9 mg/dL", "--equation", "ckd-epi"), "Did you mean ckd-epi-20"),
        (("--creatinine", "0.9 mg/dL", "--equation", "recorded"), "It is one of ckd-epi-2021"),
        (("--creatinine", "0.9 mg/dL", "--equation", "ckid-u25"), "ckid-u25: made for patients from 1 to 25 years"),
        (("--creatinine", "0.9 mg/dL", "--equation", "cockcroft-gault"), "cockcroft-gault: without weight"),
        ((), "No equation can be computed"),
    ],
)
def test_what_is_refused(call: Call, arguments: tuple[str, ...], hint: str) -> None:
    """A missing or wrong unit, an impossible value, an equation without its inputs are wrong usage, with advice."""
    ended = call("gfr", *arguments, *WOMAN)
    assert ended.status == 2
    assert hint in ended.err
    assert ended.out == ""


def test_a_word_that_is_no_sex(call: Call) -> None:
    """A sex that is not known is refused; a coded integer is never guessed."""
    assert call("gfr", "--creatinine", "0.9 mg/dL", "--age", "28", "--sex", "2").status == 2


@pytest.mark.parametrize(
    ("creatinine", "is_warned"),
    [("15 mg/dL", False), ("15.1 mg/dL", True), ("0.2 mg/dL", False), ("0.19 mg/dL", True), ("17 umol/L", True)],
)
def test_a_doubtful_creatinine(call: Call, creatinine: str, is_warned: bool) -> None:
    """Outside 0.2 to 15 mg/dL a creatinine is used, and a warning stands on standard error."""
    ended = call("gfr", "--creatinine", creatinine, *WOMAN)
    assert ended.status == 0
    assert ("Warning: --creatinine" in ended.err) is is_warned


def test_people_read_one_decimal_and_machines_all(call: Call) -> None:
    """Tables round to one decimal, half away from zero; the other formats keep every digit."""
    given = ("gfr", "--creatinine", "0.9 mg/dL", *WOMAN, "--equation", "ckd-epi-2021")
    assert " 89.3 " in call(*given).out
    (row,) = csv.DictReader(io.StringIO(call(*given, "--format", "csv").out))
    assert float(row["value"]) == values(call, *given[1:])["ckd-epi-2021"]
    assert len(row["value"]) > 10


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "jsonl", "md"])
def test_every_format(call: Call, tmp_path: Path, form: str) -> None:
    """Each format names every equation, on standard output and in a file alike."""
    given = ("gfr", "--creatinine", "0.9 mg/dL", *WOMAN, "--format", form)
    ended = call(*given)
    assert [name for name in load_equations() if name not in ended.out] == []
    assert call(*given, "--output", "found.txt").out == ""
    assert (tmp_path / "found.txt").read_text(encoding="utf-8") == ended.out


# ------------------------------------------------------------------------------------------------- of the analyses


@pytest.mark.parametrize(("name", "n"), [("as-recorded", 27), ("recorded", 22), ("mdrd-175", 27)])
def test_gfr_of_the_analyses(call: Call, registry: Path, name: str, n: int) -> None:
    """`--gfr` goes into the figures of outcomes and the notes of eligible, as `gfr` does in Python."""
    ended = call("outcomes", "--registry", registry, "--gfr", name, "--format", "json")
    (shown,) = [row for row in json.loads(ended.out)["changes"] if row["measure"] == "egfr"]
    with Registry.open(registry) as opened:
        (change,) = [row for row in opened.outcomes(departures=Departures(gfr=name)).changes if row.measure == "egfr"]
        notes = opened.eligible(as_of="2017-06-30", departures=Departures(gfr=name)).notes
    assert (shown["n"], shown["change_mean"]) == (change.n, change.change_mean)
    assert change.n == n
    told = call("eligible", "--registry", registry, "--as-of", "2017-06-30", "--gfr", name).out
    (source,) = [note for note in notes if note.startswith("eGFR:")]
    assert source in told
    assert ("MDRD 175" in source) == (name == "mdrd-175")


@pytest.mark.parametrize("command", ["eligible", "outcomes"])
def test_an_equation_that_is_not_there(call: Call, registry: Path, command: str) -> None:
    """A misspelt equation is wrong usage, answered with the nearest."""
    ended = call(command, "--registry", registry, "--gfr", "ckid-u26")
    assert ended.status == 2
    assert "Did you mean ckid-u25?" in ended.err
