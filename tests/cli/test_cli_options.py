"""Every option that changes what is read or what is said, once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

Call = Callable[..., Any]
AS_OF = ("--as-of", "2017-06-30")
COLUMNS = "patient_id,sex,biopsy_date,biopsy_class,induction_drug,induction_start,visit_date"


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    def write(*lines: str, name: str = "export.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


def subgroups(ended: Any) -> list[str]:
    return list(dict.fromkeys(row["subgroup"] for row in json.loads(ended.out)["response"] if row["subgroup"]))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--subgroup"], ["prior_response"]),
        (["--subgroup", "--all-switched"], ["prior_response"]),
        (["--subgroup", "sex"], ["sex"]),
        (["--subgroup=site"], ["site"]),
        (["--subgroup", "prior-response"], ["prior_response"]),
        (["--subgroup", "sex", "--subgroup"], ["sex", "prior_response"]),
        (["--subgroup", "class", "--subgroup", "induction-regimen"], ["class", "induction_regimen"]),
        (["--subgroup", "age_group", "--subgroup", "age-group"], ["age_group"]),
        ([], []),
    ],
)
def test_subgroup_with_and_without_field(call: Call, registry: Path, arguments: list[str], expected: list[str]) -> None:
    """--subgroup alone means prior response; with a field that field; again for more, each once, in order."""
    ended = call("outcomes", *AS_OF, "--registry", registry, "--format", "json", *arguments)
    assert subgroups(ended) == expected
    assert [test["subgroup"] for test in json.loads(ended.out)["tests"]] == expected


@pytest.mark.parametrize("name", ["choi-2017-visits.csv", "./export", "folder/export"])
def test_bare_subgroup_before_a_file(call: Call, visits: Path, tmp_path: Path, name: str) -> None:
    """--subgroup right before a file name is bare: the file is read as the export."""
    from lnmt_cli.cli.arguments import with_bare_options

    assert with_bare_options(["outcomes", "--subgroup", name]) == [
        "outcomes",
        "--subgroup",
        "default",
        name,
    ]


def test_bare_subgroup_before_a_file_end_to_end(call: Call, visits: Path) -> None:
    """`outcomes --subgroup export.csv` analyses the export by prior response."""
    ended = call("outcomes", *AS_OF, "--format", "json", "--subgroup", visits)
    assert subgroups(ended) == ["prior_response"]
    assert json.loads(ended.out)["cohort"]["switched"] == 29


def test_all_switched_adds_those_outside(call: Call, registry: Path) -> None:
    """--all-switched adds the patients who switched outside the criteria: 29 and 1 in the sample."""
    counts = [
        json.loads(call("outcomes", *AS_OF, "--registry", registry, "--format", "json", *more).out)["cohort"]
        for more in ([], ["--all-switched"])
    ]
    assert [cohort["switched"] for cohort in counts] == [29, 30]


def test_as_of_is_the_day_of_judgement(call: Call, registry: Path) -> None:
    """--as-of moves the day on which patients who have not switched are judged: who was pending is due."""
    verdicts = {}
    for day in ("2017-06-30", "2017-07-01"):
        ended = call("eligible", "--as-of", day, "--registry", registry, "--format", "json")
        found = json.loads(ended.out)
        assert found["as_of"] == day
        verdicts[day] = {patient["patient_id"]: patient for patient in found["patients"]}
    assert verdicts["2017-06-30"]["LN-040"]["status"] == "pending"
    assert verdicts["2017-06-30"]["LN-040"]["due_date"] == "2017-07-01"
    assert verdicts["2017-07-01"]["LN-040"]["status"] == "undetermined"


def test_as_of_is_today_by_default(call: Call, sound: Path) -> None:
    """Without --as-of the day is today's, and the output names it."""
    from datetime import date

    before = date.today().isoformat()
    found = json.loads(call("eligible", sound, "--format", "json").out)
    assert before <= found["as_of"] <= date.today().isoformat()


def test_attrition_shows_the_flow(call: Call, registry: Path) -> None:
    """--attrition adds the flow to the table, criterion by criterion, and leaves the JSON as it is."""
    plain = call("eligible", *AS_OF, "--registry", registry)
    flow = call("eligible", *AS_OF, "--registry", registry, "--attrition")
    assert len(flow.out.splitlines()) >= len(plain.out.splitlines()) + 4
    as_json = [
        call("eligible", *AS_OF, "--registry", registry, "--format", "json", *more).out
        for more in ([], ["--attrition"])
    ]
    assert as_json[0] == as_json[1]


@pytest.mark.parametrize("command", ["eligible", "outcomes"])
def test_show_sql_prints_what_is_run(call: Call, registry: Path, command: str) -> None:
    """--show-sql prints the SQL with the protocol's numbers written in, and it runs as it stands."""
    import duckdb

    ended = call(command, *AS_OF, "--registry", registry, "--show-sql")
    assert (ended.status, ended.err) == (0, "")
    assert "date '2017-06-30'" in ended.out
    assert "$" not in ended.out
    with duckdb.connect(str(registry)) as connection:
        rows = connection.execute(ended.out).fetchall()
    assert len(rows) == {"eligible": 51, "outcomes": 31}[command]


def test_unit_declares_what_the_header_does_not(call: Call, export: Call) -> None:
    """--unit gives the unit of a field whose header has none: 2500 mg/g is 2.5 g/g, and no problem."""
    path = export(f"{COLUMNS},upcr", "P1,F,2019-12-01,III,MMF,2020-01-01,2020-01-01,2500")
    refused = call("validate", path)
    assert refused.status == 3
    assert "--unit upcr=g/g" in refused.err
    assert call("validate", path, "--unit", "upcr=mg/g").status == 0
    assert call("validate", path, "--unit", "upcr=g/g").status == 1


def test_code_declares_what_codes_mean(call: Call, export: Call) -> None:
    """--code gives the meaning of integer codes; without it they are errors."""
    path = export(COLUMNS, "P1,2,2019-12-01,III,MMF,2020-01-01,2020-01-01")
    assert "code-undeclared" in call("validate", path).out
    assert call("validate", path, "--code", "sex=1:M,2:F").status == 0


def test_column_names_the_field_of_a_header(call: Call, export: Call) -> None:
    """--column reads a header as a field, and with - leaves the column out, without another word."""
    path = export("Who,sex,gender,visit_date", "P1,F,M,2020-01-01")
    assert call("validate", path).status == 3
    ended = call("validate", path, "--column", "Who=patient_id", "--column", "gender=-", "--format", "json")
    assert ended.status == 0
    assert json.loads(ended.out)["problems"] == []


def test_dates_declares_the_order(call: Call, export: Call) -> None:
    """--dates says whether 03/04/2020 is in April (dmy) or in March (mdy); without it neither."""
    path = export(f"{COLUMNS},switch_date", "P1,F,2019-12-01,III,MMF,2019-01-01,2019-01-01,03/04/2020")
    assert "date-ambiguous" in call("validate", path).out
    for order, day in (("dmy", "2020-04-03"), ("mdy", "2020-03-04")):
        found = json.loads(call("eligible", path, "--dates", order, "--format", "json").out)
        assert found["patients"][0]["index_date"] == day


@pytest.mark.parametrize(
    ("export_name", "expected"),
    [
        ("sound", {"error": 0, "warning": 0, "never": 0}),
        ("doubtful", {"error": 0, "warning": 1, "never": 0}),
        ("faulty", {"error": 1, "warning": 1, "never": 0}),
    ],
)
@pytest.mark.parametrize("command", ["ingest", "validate", "eligible", "outcomes"])
def test_fail_on_moves_the_line(
    call: Call, request: pytest.FixtureRequest, command: str, export_name: str, expected: dict[str, int]
) -> None:
    """--fail-on error (the default), warning or never: which problems give status 1, in every command."""
    path = request.getfixturevalue(export_name)
    found = {level: call(command, path, "--fail-on", level).status for level in expected}
    assert found == expected
    assert call(command, path).status == expected["error"]


def test_fail_on_counts_what_stands_in_the_registry(call: Call, faulty: Path) -> None:
    """On a registry, too, the problems that stand in it decide the status."""
    call("ingest", faulty)
    for command in ("validate", "eligible", "outcomes"):
        assert call(command).status == 1
        assert call(command, "--fail-on", "never").status == 0


def test_words_of_two_meanings_are_asked_about(call: Call, tmp_path: Path) -> None:
    """H and M, and O and X in boxes, are told with the option that declares them, until it is given."""
    path = tmp_path / "a.csv"
    rows = "patient_id,sexo,biopsy_date,ISNRPS3,ISNRPS4,ISNRPS5\nP1,H,2020-01-01,X,O,X\nP2,M,2020-01-01,O,X,X\n"
    path.write_text(rows, encoding="utf-8")
    asked = call("validate", path).out
    assert asked.count("word-ambiguous") == 2
    assert "--code sex=WORD:MEANING" in asked
    assert "--code biopsy_class=WORD:MEANING" in asked
    told = call("validate", path, "--code", "sex=H:M,M:F", "--code", "biopsy_class=O:yes,X:no").out
    assert "No problems found" in told
