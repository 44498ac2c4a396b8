"""How exports are read: each reading option on each command, and what an export may be named by."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

Call = Callable[..., Any]
ROW = {
    "patient_id": "P1",
    "sex": "F",
    "biopsy_date": "2019-12-01",
    "biopsy_class": "IV",
    "induction_drug": "MMF",
    "induction_start": "2020-01-01",
    "switch_date": "2020-08-01",
    "visit_date": "2020-08-01",
    "upcr (g/g)": "2.5",
}
COMMANDS = ("validate", "ingest", "eligible", "outcomes", "describe")
MAPPING = '[[sheet]]\nname = "export"\n' + "".join(
    f'[[sheet.column]]\nheader = "{header}"\nfield = "{field}"\n'
    for header, field in {**{name: name for name in ROW if name != "patient_id"}, "Who": "patient_id"}.items()
).replace('field = "upcr (g/g)"', 'field = "upcr"')
SITE = '[field.patient_id]\naliases = ["Who"]\n'
DICTIONARY = (
    '"Variable / Field Name","Form Name","Field Type","Field Label","Choices, Calculations, OR Slider Labels",'
    '"Identifier?"\n'
    'patient_id,base,text,Patient,,\nsex,base,radio,Sex,"1, Female | 2, Male",\nbirth_date,base,text,Date of birth,,y\n'
    + "".join(f"{name},base,text,{name},,\n" for name in list(ROW)[2:-1])
)


@dataclass(frozen=True)
class Case:
    """What is put in the place of a header or of a cell, and the option that makes it work."""

    option: tuple[str, ...]
    headers: dict[str, str]
    cells: dict[str, str]


CASES = {
    "--unit": Case(("--unit", "upcr=g/g"), {"upcr (g/g)": "upcr"}, {}),
    "--code": Case(("--code", "sex=1:M,2:F"), {}, {"sex": "2"}),
    "--column": Case(("--column", "Who=patient_id"), {"patient_id": "Who"}, {}),
    "--missing": Case(("--missing", "upcr=999"), {}, {"upcr (g/g)": "999"}),
    "--missing of all": Case(("--missing", "999"), {}, {"upcr (g/g)": "999"}),
    "--dates": Case(("--dates", "dmy"), {}, {"visit_date": "03/04/2020"}),
    "--decimal": Case(("--decimal", "comma"), {}, {"upcr (g/g)": '"2,125"'}),
    "--at": Case(("--at", "V4=switch+24w"), {"upcr (g/g)": "V4 upcr (g/g)"}, {}),
    "--mapping": Case(("--mapping", "mapping.toml"), {"patient_id": "Who"}, {}),
    "--dictionary": Case(("--dictionary", "dictionary.csv"), {}, {"sex": "1"}),
    "--site": Case(("--site", "site.toml"), {"patient_id": "Who"}, {}),
}


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    """Write an export of one row, as a case says, with the files that options name beside it."""
    (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    (tmp_path / "site.toml").write_text(SITE, encoding="utf-8")
    (tmp_path / "dictionary.csv").write_text(DICTIONARY, encoding="utf-8")

    def write(case: Case | None = None, name: str = "export.csv", **cells: str) -> Path:
        row = {**ROW, **(case.cells if case else {}), **cells}
        headers = [case.headers.get(header, header) if case else header for header in row]
        path = tmp_path / name
        path.write_text(f"{','.join(headers)}\n{','.join(row.values())}\n", encoding="utf-8")
        return path

    return write


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("option", CASES)
def test_each_option_makes_an_export_work(call: Call, export: Call, command: str, option: str) -> None:
    """What cannot be used or is refused without the option is sound with it, in every command with exports."""
    case = CASES[option]
    path = export(case)
    assert call(command, path).status in (1, 3)
    ended = call(command, path, *case.option)
    assert (ended.status, ended.err) == (0, "")


@pytest.mark.parametrize("option", CASES)
def test_each_option_is_in_the_mapping_that_is_made(call: Call, export: Call, option: str) -> None:
    """`map` takes the same options, and the mapping that it then prints works without them."""
    case = CASES[option]
    path = export(case)
    mapped = call("map", path, *case.option, "--output", "made.toml")
    assert mapped.status == 0
    assert "nothing to be filled in" in mapped.err
    ended = call("validate", path, "--mapping", "made.toml")
    assert (ended.status, ended.err) == (0, "")


def test_mapping_is_made_corrected_and_passed(call: Call, export: Call, tmp_path: Path) -> None:
    """What `map` leaves open is refused in `--mapping` until it is filled in; then the export lands as with options."""
    path = export(Case((), {"upcr (g/g)": "upcr"}, {"sex": "2"}))
    assert call("map", path, "--output", "made.toml").status == 0
    open_ = call("ingest", path, "--mapping", "made.toml")
    assert (open_.status, open_.out) == (3, "")
    assert "still has to be filled in" in open_.err
    made = (tmp_path / "made.toml").read_text(encoding="utf-8")
    filled = made.replace('unit = ""', 'unit = "g/g"').replace('# codes = { "2" = "" }', 'codes = { "2" = "F" }')
    assert filled.count("g/g") > made.count("g/g")
    (tmp_path / "made.toml").write_text(filled, encoding="utf-8")
    assert call("ingest", path, "--mapping", "made.toml").status == 0
    options = ("--unit", "upcr=g/g", "--code", "sex=2:F")
    assert (
        call("eligible", "--as-of", "2021-01-01", "--format", "json").out
        == call("eligible", path, "--as-of", "2021-01-01", "--format", "json", *options).out
    )


def test_registry_remembers_the_mapping_and_says_so(call: Call, export: Call) -> None:
    """The next export with the same header needs no option at `ingest`, and a note says whose mapping was used."""
    case = CASES["--column"]
    call("ingest", export(case), *case.option)
    later = export(case, name="later.csv", patient_id="P2")
    ended = call("ingest", later)
    assert ended.status == 0
    assert "is read as remembered" in ended.out
    assert "export.csv" in ended.out
    assert call("eligible", later, "--registry", "other.duckdb").status == 3


@pytest.mark.parametrize(
    ("anchor", "at"), [("switch", "switch+168"), ("induction", "induction+168"), (None, "switch+168")]
)
def test_anchor_says_what_a_time_point_counts_from(call: Call, export: Call, anchor: str | None, at: str) -> None:
    """A week in a header counts from the switch, or from the start of induction with `--anchor induction`."""
    import duckdb

    path = export(Case((), {"upcr (g/g)": "upcr_24w (g/g)"}, {}))
    assert call("ingest", path, *(("--anchor", anchor) if anchor else ())).status == 0
    with duckdb.connect("lnmt.duckdb", read_only=True) as registry:
        rows = registry.execute("select anchor || '+' || day from visit where upcr is not null").fetchall()
    assert rows == [(at,)]


@pytest.mark.parametrize("command", COMMANDS)
def test_encoding_goes_before_what_is_made_out(call: Call, tmp_path: Path, command: str) -> None:
    """Text that is not in the encoding named is refused (3); in it, it is read."""
    path = tmp_path / "export.csv"
    path.write_bytes("환자번호,성별\nP1,여\n".encode("cp949"))
    assert call(command, path, "--encoding", "cp949", "--fail-on", "never").status == 0
    ended = call(command, path, "--encoding", "utf-8")
    assert (ended.status, ended.out) == (3, "")
    assert "export.csv" in ended.err


def test_identifiers_are_left_out_unless_asked_for(call: Call, export: Call) -> None:
    """A field that the data dictionary marks as identifying is not landed without `--with-identifiers`."""
    import duckdb

    path = export(birth_date="1990-05-17")
    with_dictionary = (path, "--dictionary", "dictionary.csv", "--fail-on", "never")
    found = {}
    for name, more in {"without": (), "with": ("--with-identifiers",)}.items():
        ended = call("ingest", *with_dictionary, *more, "--registry", f"{name}.duckdb")
        assert ended.status == 0
        assert "1990-05-17" not in ended.out + ended.err
        with duckdb.connect(f"{name}.duckdb", read_only=True) as registry:
            found[name] = registry.execute("select birth_date is not null from patient").fetchall()
    assert found == {"without": [(False,)], "with": [(True,)]}


def test_site_file_beside_the_registry_is_used(call: Call, export: Call, tmp_path: Path) -> None:
    """`lnmt.site.toml` beside `lnmt.duckdb` holds without an option, and for no registry of another name."""
    path = export(CASES["--site"])
    shutil.copy(tmp_path / "site.toml", tmp_path / "lnmt.site.toml")
    for command in COMMANDS:
        assert call(command, path).status == 0
        assert call(command, path, "--registry", "other.duckdb").status == 3


def test_site_file_that_is_not_sound_is_refused(call: Call, export: Call, tmp_path: Path) -> None:
    """A site file with a word that another field has is refused (3), with the file and the key."""
    (tmp_path / "site.toml").write_text('[field.upcr]\naliases = ["creatinine"]\n', encoding="utf-8")
    for command in (*COMMANDS, "map"):
        ended = call(command, export(), "--site", "site.toml")
        assert (ended.status, ended.out) == (3, "")
        assert "site.toml" in ended.err
        assert "field.upcr" in ended.err


@pytest.mark.parametrize("command", ["validate", "ingest", "eligible", "outcomes", "map"])
def test_dash_is_standard_input(call: Call, export: Call, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    """`-` reads delimited text from standard input, and gives what the file gives."""
    path = export()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(path.read_bytes()), encoding="utf-8"))
    form = () if command == "map" else ("--format", "json")
    ended = call(command, "-", *form)
    assert ended.status == 0
    of_file = call(command, path, "--registry", "other.duckdb", *form)
    if command in ("eligible", "outcomes"):
        assert ended.out == of_file.out
    assert len(ended.out.splitlines()) == len(of_file.out.splitlines())


@pytest.mark.parametrize("command", COMMANDS)
def test_folder_stands_for_its_files(call: Call, tmp_path: Path, command: str) -> None:
    """A folder, its files, and the files of two folders give the same; what is no export is named and left out."""
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "patients.csv").write_text("patient_id,sex\nP1,F\n", encoding="utf-8")
    (folder / "visits.csv").write_text("patient_id,visit_date,upcr (g/g)\nP1,2020-01-01,1.5\n", encoding="utf-8")
    ends = [
        call(command, *paths, "--format", "csv", "--registry", f"{number}.duckdb")
        for number, paths in enumerate([[folder], [folder / "patients.csv", folder / "visits.csv"]])
    ]
    assert ends[0] == ends[1]
    assert ends[0].status == 0
    (folder / "readme.docx").write_bytes(b"no export")
    with_other = call(command, folder, "--registry", "other.duckdb")
    assert with_other.status == 0


def test_folder_without_exports_is_refused(call: Call, tmp_path: Path) -> None:
    """A folder with nothing to read in it is refused (3) by name."""
    (tmp_path / "empty").mkdir()
    ended = call("validate", "empty")
    assert (ended.status, ended.out) == (3, "")
    assert "empty" in ended.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--anchor", "swich"), "did you mean switch"),
        (("--decimal", "coma"), "did you mean comma"),
        (("--dates", "exel"), "did you mean excel"),
        (("--at", "V4"), "V4=switch+24w"),
        (("--at", "V4=switch+24"), "switch+24w"),
        (("--missing", "upr=9"), "Did you mean upcr?"),
        (("--encoding", "utf-9"), "utf-8, cp949"),
        (("--mappin", "x.toml"), "--mapping"),
        (("--dictonary", "x.csv"), "--dictionary"),
        (("--summry",), "--summary"),
    ],
)
def test_wrong_option_names_the_right_one(call: Call, export: Call, arguments: tuple[str, ...], said: str) -> None:
    """An option, or a value of one, that is not known ends with 2 and the nearest that is, or with its form."""
    ended = call("validate", export(), *arguments)
    assert (ended.status, ended.out) == (2, "")
    assert said in ended.err


@pytest.mark.parametrize("option", [("--mapping", "gone.toml"), ("--dictionary", "gone.csv"), ("--site", "gone.toml")])
def test_file_of_an_option_that_is_not_there(call: Call, export: Call, option: tuple[str, str]) -> None:
    """A file that an option names and that is not there is 3, with its name."""
    ended = call("validate", export(), *option)
    assert (ended.status, ended.out) == (3, "")
    assert option[1] in ended.err


@pytest.mark.parametrize("command", ["validate", "eligible", "outcomes"])
@pytest.mark.parametrize("option", [case.option for name, case in CASES.items() if name != "--site"])
def test_options_about_exports_need_one(
    call: Call, registry: Path, command: str, option: tuple[str, ...], export: Call
) -> None:
    """An option about reading without an export is wrong usage (2): the registry has been read already."""
    export()
    ended = call(command, "--registry", registry, *option)
    assert (ended.status, ended.out) == (2, "")
    assert "Name the export files" in ended.err


def test_every_reading_option_is_on_every_command_with_exports() -> None:
    """What a registry needs to be read once, it needs in each command."""
    import typer

    from lnmt_cli.cli.app import build
    from lnmt_cli.cli.reading_options import Reading

    root: Any = typer.main.get_command(build())
    wanted = {f"--{name.replace('_', '-')}" for name in Reading.__slots__}
    for name in (*COMMANDS, "map"):
        assert wanted <= {text for parameter in root.commands[name].params for text in parameter.opts}


def test_rows_of_several_files_are_accounted_for(call: Call, export: Call) -> None:
    """Rows read are rows landed and rows set aside, file by file, in one call."""
    one, two = export(), export(name="two.csv", patient_id="")
    found = json.loads(call("ingest", one, two, "--format", "json", "--fail-on", "never").out)
    assert [(file["rows"], file["landed"], file["set_aside"]) for file in found["files"]] == [(1, 1, 0), (1, 0, 1)]
