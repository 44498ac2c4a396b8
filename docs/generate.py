"""Write docs/reference.md from the code and the knowledge files: ``python docs/generate.py``.

Nothing on that page is written by hand, so that it cannot be wrong: tests/test_docs.py fails when the committed page is
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
from lnmt_cli.knowledge.design import EQUATIONS
from lnmt_cli.knowledge.fields import TABLES, load_fields
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
    from lnmt_cli.knowledge.fields import Field, Limits
    from lnmt_cli.knowledge.toml import Table
    from lnmt_cli.knowledge.units import Unit

PAGE: Final = Path(__file__).with_name("reference.md")

STATUSES: Final = {
    ExitStatus.DONE: "done",
    ExitStatus.DATA_ERRORS: "done, and the data have problems of the severity of `--fail-on` or worse",
    ExitStatus.BUG: "a bug: something that lnmt did not foresee",
    ExitStatus.INTERRUPTED: "interrupted from the keyboard; nothing was changed",
}
"""The statuses that no error of the tree has."""


def reference() -> str:
    """Return the whole page, in Markdown."""
    parts = (
        _opening(),
        _commands(),
        _statuses(),
        _fields(),
        _units(),
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
    for name, command in root.commands.items():
        arguments = [parameter for parameter in command.params if parameter.param_type_name == "argument"]
        usage = " ".join(["lnmt", name, "[OPTIONS]", *map(_in_usage, arguments)])
        yield from _heading(3, f"lnmt {name}", f"`{usage}`", *command.help.split("\n\n"))
        if command.params:
            rows = ([_written(parameter), *_explained(parameter)] for parameter in command.params)
            yield from _table(("option or argument", "meaning", "if not given"), rows)


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
        " outside the possible one it is not used. A field marked • must be the same in all rows of a patient.",
    )
    for table in TABLES:
        fields = [field for field in load_fields().values() if field.table == table]
        yield from _heading(3, f"Fields of {table}")
        yield from _table(
            ("field", "label", "type", "unit", "usual", "possible", "source"),
            (_field_row(field) for field in fields),
        )
        yield from _table(("field", "other headers", f"only in a sheet about {table}"), map(_alias_row, fields))


def _field_row(field: Field) -> list[str]:
    unit = f"**{field.unit}**" if field.unit_required else field.unit or ""
    name = f"`{field.name}`{' •' if field.per_patient else ''}"
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
        2,
        "Checks",
        "error: the value is not used, or the answer may be wrong. warning: it is used, and somebody should look. note:"
        " told for completeness.",
    )
    for severity in SEVERITIES:
        for check in (check for check in load_checks().values() if check.severity == severity):
            yield from _check(check)
    parameters = read_toml(FOLDER / "checks.toml").table("parameter")
    yield from _heading(3, "Figures that checks compare with")
    rows = ([f"`{name}`", str(row.number("value")), row.text("source")] for name, row in parameters.tables())
    yield from _table(("figure", "value", "source"), rows)


def _check(check: Check) -> Iterator[str]:
    yield from _heading(3, f"{check.id} ({check.severity})", f"**{check.title}.** {check.message}")
    yield f"- Why: {check.why}"
    yield f"- What to do: {check.remedy}"
    if check.numerator and check.denominator:
        yield f"- Counted: {check.numerator}, of {check.denominator}"
    yield ""


def _study() -> Iterator[str]:
    yield from _heading(2, "Study design", "The files as they are read, with their sources.")
    for path in (
        *sorted(PROTOCOLS.glob("*.toml")),
        *sorted(RESPONSES.glob("*.toml")),
        FOLDER / "cautions.toml",
    ):
        yield from _file(f"{'' if path.parent == FOLDER else path.parent.name + '/'}{path.name}", path)
    for path in sorted(EQUATIONS.glob("*.sql")):
        yield from _file(f"equations/{path.name}", path)


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
