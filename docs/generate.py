"""Write docs/reference.md and docs/checks.md from the code and the knowledge files: ``python docs/generate.py``.

Nothing on these pages is written by hand, so that it cannot be wrong: tests/test_docs.py fails when a committed page is
not the one that this makes.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

from lnmt_cli import errors
from lnmt_cli.cli.app import build
from lnmt_cli.errors import ExitStatus, LnmtError
from lnmt_cli.knowledge.checks import SEVERITIES, load_checks
from lnmt_cli.knowledge.equations import EQUATIONS, load_equations
from lnmt_cli.knowledge.fields import LISTS, TABLES, load_fields
from lnmt_cli.knowledge.protocol import PROTOCOLS
from lnmt_cli.knowledge.response import RESPONSES
from lnmt_cli.knowledge.toml import FOLDER, read_toml
from lnmt_cli.knowledge.units import load_units
from lnmt_cli.knowledge.version import KNOWLEDGE_VERSION, TOOL_VERSION
from lnmt_cli.knowledge.vocabulary import WORD_LISTS, load_vocabulary
from lnmt_cli.registry.store import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lnmt_cli.knowledge.checks import Check
    from lnmt_cli.knowledge.fields import Doubt, Field, Limits
    from lnmt_cli.knowledge.toml import Table
    from lnmt_cli.knowledge.units import Unit

PAGE: Final = Path(__file__).with_name("reference.md")
CHECKS_PAGE: Final = Path(__file__).with_name("checks.md")

STATUSES: Final = {
    ExitStatus.DONE: "done",
    ExitStatus.DATA_ERRORS: "done, and the data have problems of the severity of `--fail-on` or worse",
    ExitStatus.BUG: "a bug: something that lnmt did not foresee",
    ExitStatus.INTERRUPTED: "interrupted from the keyboard; nothing was changed",
}
"""The statuses that no error of the tree has."""

SEVERITY_MEANINGS: Final = (
    "An **error**: the value is not used, or the answer may be wrong. A **warning**: it is used, and somebody should"
    " look. A **note**: told for completeness. Words in braces stand for the field, its unit, its limits, and what else"
    " a header may mean.",
)


def reference() -> str:
    """Return the whole page, in Markdown."""
    parts = (
        _opening(),
        _commands(),
        _statuses(),
        _fields(),
        _units(),
        _time_points(),
        _vocabulary(),
        _checks(),
        _study(),
        _tables(),
    )
    return "\n".join(line for part in parts for line in part) + "\n"


def _opening() -> Iterator[str]:
    yield "# Reference"
    yield ""
    yield f"lnmt {TOOL_VERSION}, knowledge {KNOWLEDGE_VERSION}. Made by `python docs/generate.py`; do not edit."
    yield "The rules in sentences: [methods.md](methods.md)."
    yield ""


def _commands() -> Iterator[str]:
    root: Any = typer.main.get_command(build())
    yield from _heading(2, "Commands", "`lnmt [--version] COMMAND …`. Every command takes `-h` and `--help`.")
    for name, command in _named(root):
        arguments = [parameter for parameter in command.params if parameter.param_type_name == "argument"]
        usage = " ".join(["lnmt", name, "[OPTIONS]", *map(_in_usage, arguments)])
        yield from _heading(3, f"lnmt {name}", f"`{usage}`", *command.help.split("\n\n"))
        if command.params:
            rows = ([_written(parameter), *_explained(parameter)] for parameter in command.params)
            yield from _table(("option or argument", "meaning", "if not given"), rows)


def _named(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - as below
    """Yield every command with its name; those of a group have its name before their own."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _named(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def _in_usage(argument: Any) -> str:  # noqa: ANN401 - an argument of the command line, as below
    name = f"{{{argument.metavar}}}" if argument.required else f"[{argument.metavar}]"
    return name if argument.nargs == 1 else f"{name}..."


def _written(parameter: Any) -> str:  # noqa: ANN401 - a parameter of the command line, of whichever parser Typer has
    if parameter.param_type_name == "argument":
        return f"`{parameter.metavar}`"
    names = ", ".join(f"`{name}`" for name in parameter.opts)
    return f"{names} `{parameter.metavar}`" if parameter.metavar else names


def _explained(parameter: Any) -> tuple[str, str]:  # noqa: ANN401 - as above
    default = "" if parameter.default is None or parameter.default is False else f"`{parameter.default}`"
    if parameter.envvar:
        default = f"`${parameter.envvar}`, else {default}"
    return parameter.help or "", default


def _statuses() -> Iterator[str]:
    yield from _heading(2, "Exit statuses")
    yield from _table(("status", "meaning"), ([str(int(status)), _meaning(status)] for status in ExitStatus))
    yield from _heading(3, "Errors", "An error is one sentence on standard error, and a hint.")
    yield from _table(
        ("code", "status", "meaning"),
        ([f"`{error.code}`", str(int(error.status)), _first_line(error.__doc__)] for error in _error_classes()),
    )


def _meaning(status: ExitStatus) -> str:
    if status in STATUSES:
        return STATUSES[status]
    meanings = (_first_line(error.__doc__).rstrip(".") for error in _error_classes() if error.status == status)
    return "; ".join(text[0].lower() + text[1:] for text in meanings)


def _error_classes() -> list[type[LnmtError]]:
    found = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, LnmtError)]
    return [error for error in found if error is not LnmtError]


def _first_line(docstring: str | None) -> str:
    return (docstring or "").splitlines()[0]


def _fields() -> Iterator[str]:
    yield from _heading(
        2,
        "Fields",
        "The name of a field is the header that always works. Headers compare without regard to case, spaces and"
        " punctuation; the unit stands behind the name, in parentheses or brackets. A unit in bold has to be"
        " declared, in the header or by `--unit`. Outside the usual range a value is used with a warning,"
        " outside the possible one it is not used. A field marked • must be the same in all rows of a patient."
        " A field marked ○ is one that no packaged study needs: a column of it that cannot be read is left aside, and"
        " the export is not refused. Of a field marked ↑ a range (5-9) is read as its upper end.",
    )
    for table in (*TABLES, *LISTS):
        fields = [field for field in load_fields().values() if field.table == table]
        lists = "Of lists of results, one row per result; they are read into the visits." if table in LISTS else ""
        yield from _heading(3, f"Fields of {table}", *filter(None, [lists]))
        yield from _table(
            ("field", "label", "type", "unit", "usual", "possible", "source"),
            (_field_row(field) for field in fields),
        )
        yield from _table(("field", "other headers", f"only in a sheet about {table}"), map(_alias_row, fields))

    yield from _measures()


def _measures() -> Iterator[str]:
    yield from _heading(
        3,
        "Measures in lists, at limits, and in wrong units",
        "In a list of results a test is known by a name of its field or by LOINC code. A result beyond a limit of the"
        " assay on a side given here is used as that limit, on the other it is not used. A column whose median lies"
        " outside the range of medians is held against other units of its quantity.",
    )
    known = [field for field in load_fields().values() if field.loinc or field.censored or field.usual or field.other]
    rows = (
        [
            f"`{field.name}`",
            ", ".join(field.loinc),
            _listed(field.censored),
            _range(field.usual),
            ", ".join(field.other),
        ]
        for field in known
    )
    yield from _table(("field", "LOINC", "limits used", "median of any registry", "other analytes"), rows)
    yield from _heading(
        3,
        "Headers with two readings",
        "Such a header is read as the field where the cells or the other columns bear it out, and nothing speaks"
        " against it; else the column is not used (`column-doubtful`), and can be named with `--column`.",
    )
    doubts = [(field, doubt) for field in load_fields().values() for doubt in field.doubtful]
    yield from _table(
        ("field", "headers", "may also be", "speaks for the field", "speaks against it"),
        ([f"`{field.name}`", ", ".join(doubt.aliases), doubt.other, *_evidence(doubt)] for field, doubt in doubts),
    )


def _evidence(doubt: Doubt) -> tuple[str, str]:
    """Return what speaks for the field of a doubtful header, and what against it."""
    own = [f"beside: {', '.join(doubt.beside)}" if doubt.beside else ""]
    own += [f"beside a column of {', '.join(doubt.beside_fields)}" if doubt.beside_fields else ""]
    own += [f"a number outside {_range(doubt.outside)}" if doubt.outside else ""]
    own += [f"only multiples of {doubt.multiples_of}" if doubt.multiples_of else ""]
    other = [f"beside: {', '.join(doubt.against)}" if doubt.against else ""]
    other += [f"only {' and '.join(words)}" for words in doubt.codes]
    other += [f"{', '.join(doubt.other_methods)} in a column {', '.join(doubt.method_in)}" if doubt.method_in else ""]
    return "; ".join(filter(None, own)), "; ".join(filter(None, other))


def _field_row(field: Field) -> list[str]:
    unit = f"**{field.unit}**" if field.unit_required else field.unit or ""
    marks = {"•": field.per_patient, "○": field.optional, "↑": field.ranges == "upper"}
    name = " ".join([f"`{field.name}`", *(mark for mark, holds in marks.items() if holds)])
    return [name, field.label, field.type, unit, _range(field.soft), _range(field.hard), field.source]


def _alias_row(field: Field) -> list[str]:
    return [f"`{field.name}`", ", ".join(field.aliases), ", ".join(field.shared_aliases)]


def _range(limits: Limits | None) -> str:
    if limits is None:
        return ""
    if limits.high is None:
        return f"from {limits.low:g}"
    return f"up to {limits.high:g}" if limits.low is None else f"{limits.low:g} to {limits.high:g}"


def _units() -> Iterator[str]:
    yield from _heading(2, "Units", "A value times the factor is kept, in the canonical unit.")
    for quantity in load_units().values():
        used = ", ".join(f"`{field.name}`" for field in load_fields().values() if field.quantity == quantity.name)
        yield from _heading(3, f"Units of {quantity.name}", f"{used}: {quantity.canonical}. {quantity.source}.")
        yield from _table(("unit", "factor", "also written", "source"), map(_unit_row, quantity.units))


def _unit_row(unit: Unit) -> list[str]:
    factor = f"{unit.multiply}" if unit.divide == 1 else f"{unit.multiply} ÷ {unit.divide}"
    return [unit.symbol, factor, ", ".join(unit.spellings), unit.source]


def _time_points() -> Iterator[str]:
    root = read_toml(FOLDER / "timepoints.toml")
    yield from _heading(
        2,
        "Time points",
        "In headers (`upcr_24w`, `기저 UPCR`), in cells of `visit_point` and in REDCap events. A time counts from the"
        f" {root.text('anchor')} where the label says nothing else and `--anchor` does not either. In `--at` and in a"
        " mapping a time is written `switch+24w`, `induction+6m`, `switch-14d` or `baseline`.",
    )
    units = ([name, f"{row.number('days'):g}", _words_of(row)] for name, row in root.table("unit").tables())
    yield from _table(("unit", "days", "words"), units)
    names = ("baseline", "before", "after", "numbered", "named")
    rows = [[name, _words_of(root.table(name)), root.table(name).text("source")] for name in names]
    rows += [[f"from {name}", _words_of(row), row.text("source")] for name, row in root.table("anchor_words").tables()]
    yield from _table(("what", "words", "meaning or source"), rows)


def _words_of(row: Table) -> str:
    behind = row.texts("behind_number") if row.has("behind_number") else ()
    return ", ".join(dict.fromkeys((*row.texts("words"), *behind)))


def _vocabulary() -> Iterator[str]:
    root, vocabulary = read_toml(FOLDER / "vocabulary.toml"), load_vocabulary()
    missing, notation = root.table("missing"), root.table("biopsy_class")
    yield from _heading(2, "Vocabulary", "Words compare without regard to case, spaces, punctuation and full width.")
    yield from _heading(3, "Missing values", f"Source: {missing.text('source')}.")
    yield f"Signs: {_listed(missing.texts('signs'))}. Abbreviations, except in free text:"
    yield f"{', '.join(missing.texts('abbreviations'))}. Words: {', '.join(missing.texts('words'))}."
    yield ""
    for name in WORD_LISTS:
        yield from _heading(3, f"Words: {name.replace('_', ' ')}", f"Source: {root.table(name).text('source')}.")
        yield from _words(root.table(name).table("words"))
    yield from _heading(3, "Drugs")
    rows = ([f"`{drug.name}`", drug.label, drug.group, ", ".join(drug.names)] for drug in vocabulary.drugs.values())
    yield from _table(("drug", "label", "group", "names"), rows)
    yield from _heading(3, "Biopsy classes", f"Source: {notation.text('source')}.")
    yield from _words(notation.table("words"))


def _words(table: Table) -> Iterator[str]:
    rows = ([f"`{value}`", ", ".join(table.texts(value))] for value in table.content)
    yield from _table(("value", "words"), rows)


def _listed(signs: Iterable[str]) -> str:
    return " ".join(f"`{sign}`" for sign in signs)


def _checks() -> Iterator[str]:
    yield from _heading(
        2, "Checks", "Each in full, with an example and what to do: [checks.md](checks.md).", *SEVERITY_MEANINGS
    )
    rows = ([f"[`{check.id}`](checks.md#{check.id})", check.severity, check.title] for check in _ranked_checks())
    yield from _table(("check", "severity", "what is wrong"), rows)


def checks() -> str:
    """Return the page of all checks, in Markdown."""
    parts = (_checks_opening(), *map(_check, _ranked_checks()), _check_parameters())
    return "\n".join(line for part in parts for line in part).rstrip("\n") + "\n"


def _checks_opening() -> Iterator[str]:
    yield "# Checks"
    yield ""
    yield f"What lnmt {TOOL_VERSION} (knowledge {KNOWLEDGE_VERSION}) looks for in an export, and what to do about it."
    yield "Made by `python docs/generate.py`; do not edit. Examples are made up."
    yield ""
    yield from (line for meaning in SEVERITY_MEANINGS for line in (meaning, ""))
    rows = ([f"[`{check.id}`](#{check.id})", check.severity, check.title] for check in _ranked_checks())
    yield from _table(("check", "severity", "what is wrong"), rows)


def _ranked_checks() -> list[Check]:
    return sorted(load_checks().values(), key=lambda check: SEVERITIES.index(check.severity))


def _check(check: Check) -> Iterator[str]:
    yield from _heading(2, check.id, f"**{check.title}** ({check.severity}). {check.message}")
    yield f"- Example: {check.example}"
    yield f"- Why it matters: {check.why}"
    yield f"- What to do: {check.remedy}"
    if check.numerator:
        yield f"- Counted: {check.numerator}{f', of {check.denominator}' if check.denominator else ''}"
    yield ""


def _check_parameters() -> Iterator[str]:
    yield from _heading(2, "Figures that checks compare with")
    parameters = read_toml(FOLDER / "checks.toml").table("parameter")
    rows = ([f"`{name}`", str(row.number("value")), row.text("source")] for name, row in parameters.tables())
    yield from _table(("figure", "value", "source"), rows)


def _study() -> Iterator[str]:
    yield from _heading(2, "Study design", "The files as they are read, with their sources.")
    for path in (
        *sorted(PROTOCOLS.glob("*.toml")),
        *sorted(RESPONSES.glob("*.toml")),
        FOLDER / "cautions.toml",
        FOLDER / "refractory.toml",
        FOLDER / "table1.toml",
    ):
        yield from _file(f"{'' if path.parent == FOLDER else path.parent.name + '/'}{path.name}", path)
    yield from _equations()
    for path in sorted(EQUATIONS.glob("*.sql")):
        yield from _file(f"equations/{path.name}", path)


def _equations() -> Iterator[str]:
    used = "Named in `--gfr`, in `lnmt gfr --equation` and in `[kidney_function]` of a protocol."
    yield from _heading(3, "Equations of GFR", used)
    rows = (
        [
            *(f"`{equation.name}`", equation.title, ", ".join(equation.inputs), str(equation.ages)),
            *(equation.unit, equation.note, equation.source),
        ]
        for equation in load_equations().values()
    )
    yield from _table(("equation", "title", "needs", "made for patients", "unit", "note", "source"), rows)


def _tables() -> Iterator[str]:
    yield from _heading(2, "Canonical tables", "The registry is a DuckDB file with these tables.")
    yield from _file("schema.sql", SCHEMA)


def _file(title: str, path: Path) -> Iterator[str]:
    yield from _heading(3, title)
    yield from (f"```{path.suffix[1:]}", *path.read_text(encoding="utf-8").rstrip().splitlines(), "```", "")


def _heading(level: int, title: str, *paragraphs: str) -> Iterator[str]:
    yield f"{'#' * level} {title}"
    yield ""
    for paragraph in paragraphs:
        yield re.sub(r"\s+", " ", paragraph).strip()
        yield ""


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8", newline="\n")
    CHECKS_PAGE.write_text(checks(), encoding="utf-8", newline="\n")
