"""Write docs/specification.md from the tests of tests/spec/: ``python docs/specify.py``.

The docstring of a test is the rule, the tables that it draws are the example: records in, answer out. What a test draws
with figures of its own, and what is too long to read, is left out; its rule stands all the same.
"""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PAGE: Final = Path(__file__).with_name("specification.md")
SPEC: Final = Path(__file__).resolve().parent.parent / "tests" / "spec"
CHAPTERS: Final = {
    "The course of a patient": (
        *("switch_date", "standard_induction", "induction_weeks", "induction_adequacy"),
        "drug_names",
    ),
    "Biopsy": ("biopsy_class",),
    "Dates and days": ("partial_dates", "relative_time"),
    "Kidney function": ("kidney_function", "gfr"),
    "Values at time points": ("induction_windows", "outcome_windows", "window", "sensitivity", "censored_values"),
    "Response": ("response", "rescue", "prior_response", "milestone", "flare", "relapse", "refractory"),
    "Eligibility": ("status", "attrition", "overlap", "eligib", "explain", "protocol", "caution"),
    "Outcomes": ("analysed", "outcome", "missing", "subgroups", "change", "time_to", "safety", "steroid", "notes"),
    "Who the patients are": ("describe",),
}
"""The chapters in the order of the way that data take, with how the names of their modules begin after ``test_``."""
REST: Final = "Further rules"
LONGEST: Final = 40
"""Rows of a table that is still read."""
SETTINGS: Final = {"as_of": "judged on day {}", "all_switched": "those outside the criteria too", "gfr": "eGFR by {}"}
"""What an argument of an example stands for, where its name and value do not say it."""
OPENING: Final = """\
# Specification

The rules by which `lnmt` judges, each with its example. Made from the tests in `tests/spec/` by
`python docs/specify.py`; do not edit. The same rules in sentences, with what was chosen and why:
[methods.md](methods.md).

In the tables one line is one record. Whole numbers under *biopsied*, *begun* (induction), *switched*, *start*, *stop*,
*date* and *day* are days, counted from a day 0. An example is judged on day 200, its outcomes and descriptions on day
400, if it says nothing else. UPCR is in g/g, eGFR in mL/min/1.73 m², creatinine, C3 and C4 in mg/dL, albumin in g/dL.
A blank cell of a record is a value that is not recorded. In the answers *yes*, *no* and *unknown* are the three values
of a rule, a blank cell is no value, and *lacks* names what is missing.
"""


class Rule(NamedTuple):
    """One test: its docstring, its parametrised cases if they can be drawn, and its examples."""

    text: str
    cases: str
    examples: tuple[Example, ...]


class Example(NamedTuple):
    """Records by the name of their table, the settings they are judged with, and the answer, all drawn."""

    records: tuple[tuple[str, str], ...]
    settings: tuple[str, ...]
    answer: str


def specification() -> str:
    """Return the whole page, in Markdown."""
    modules = sorted(SPEC.glob("test_*.py"), key=lambda path: (_place(path), path.name))
    lines = [OPENING]
    chapter = ""
    for path in modules:
        if _chapter(path) != chapter:
            chapter = _chapter(path)
            lines += [f"## {chapter}", ""]
        lines += _section(path)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def _stem(path: Path) -> str:
    return path.stem.removeprefix("test_")


def _place(path: Path) -> tuple[int, int]:
    """Return chapter and place in it of a module; those that no chapter names come last."""
    for number, prefixes in enumerate(CHAPTERS.values()):
        for place, prefix in enumerate(prefixes):
            if _stem(path).startswith(prefix):
                return number, place
    return len(CHAPTERS), 0


def _chapter(path: Path) -> str:
    return [*CHAPTERS, REST][_place(path)[0]]


def _section(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    title, _, more = (ast.get_docstring(tree) or _stem(path)).partition("\n")
    yield from (f"### {_plain(title).rstrip('.')}", "", _plain(more), "")
    names = vars(_loaded(path))
    seen: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield from _drawn_rule(_rule(node, names), seen)


def _loaded(path: Path) -> Any:  # noqa: ANN401 - a module of tests
    spec = importlib.util.spec_from_file_location(f"specification_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(path.name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("``", "`")).strip()


def _rule(test: ast.FunctionDef, names: dict[str, Any]) -> Rule:
    calls = [node for node in ast.walk(test) if isinstance(node, ast.Call)]
    shown = {id(call.func.value): call for call in calls if _is_shown(call) and isinstance(call.func, ast.Attribute)}
    examples = [
        _example(call, shown.get(id(call)), names) for call in calls if any(_is_records(k) for k in call.keywords)
    ]
    examples.append(_named_tables(test, examples, names))
    told = tuple(example for example in examples if example.records or example.answer)
    return Rule(_plain(ast.get_docstring(test) or test.name), _cases(test, names), told)


def _named_tables(test: ast.FunctionDef, examples: Sequence[Example], names: dict[str, Any]) -> Example:
    """Return the tables that a test takes from constants of its module, and that no example has."""
    used = dict.fromkeys(node.id for node in ast.walk(test) if isinstance(node, ast.Name) and node.id.isupper())
    drawn = {name: names[name] for name in used if isinstance(names.get(name), str) and "|" in names[name]}
    known = {table for example in examples for _, table in example.records}
    tables = ((name.lower(), _markdown(text)) for name, text in drawn.items())
    return Example(tuple((name, table) for name, table in tables if table and table not in known), (), "")


def _is_shown(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == "shows" and bool(call.args)


def _is_records(keyword: ast.keyword) -> bool:
    return keyword.arg in {None, "patients", "visits", "biopsies", "treatments", "events"}


def _value(node: ast.expr, names: dict[str, Any]) -> object:
    """Return what an expression of a test stands for; None where that depends on the test's own figures."""
    code = compile(ast.Expression(node), "specification", "eval")
    try:
        # The expressions are those of this repository's tests.
        found: object = eval(code, dict(names))  # noqa: S307
    except Exception:  # noqa: BLE001 - a name of the test's own, or a fixture
        return None
    return found


def _example(call: ast.Call, shown: ast.Call | None, names: dict[str, Any]) -> Example:
    records, settings = [], []
    for keyword in call.keywords:
        value = _value(keyword.value, names)
        given = value.items() if keyword.arg is None and isinstance(value, dict) else [(keyword.arg, value)]
        for name, content in given:
            if isinstance(content, str) and "|" in content:
                records.append((str(name), _markdown(content)))
            elif isinstance(content, int | str | tuple) and name is not None:
                settings.append(_setting(name, content))
    answer = _value(shown.args[0], names) if shown else None
    return Example(
        tuple((name, table) for name, table in records if table),
        tuple(settings),
        _markdown(answer) if isinstance(answer, str) else "",
    )


def _setting(name: str, value: object) -> str:
    words = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return SETTINGS.get(name, f"{name.replace('_', ' ')}: {{}}").format(words)


def _cases(test: ast.FunctionDef, names: dict[str, Any]) -> str:
    """Return the cases of a parametrised test as a table; empty where there are none, or they are no plain values."""
    for decorator in test.decorator_list:
        if not (isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("parametrize")):
            continue
        header, values = (_value(argument, names) for argument in decorator.args[:2])
        columns = [header] if isinstance(header, str) else list(header) if isinstance(header, tuple) else []
        rows = [list(row) if isinstance(row, tuple) else [row] for row in values] if isinstance(values, list) else []
        if columns and rows and all(len(row) == len(columns) and all(map(_is_plain, row)) for row in rows):
            return _table([str(column) for column in columns], [[_word(cell) for cell in row] for row in rows])
    return ""


def _is_plain(cell: object) -> bool:
    return cell is None or isinstance(cell, str | int | float)


def _word(cell: object) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return "" if cell is None else str(cell)


def _markdown(drawn: str) -> str:
    """Return a drawn table in Markdown, its remarks in a column of their own; empty where it is too long to be read."""
    lines = [line.strip() for line in drawn.strip().splitlines() if line.partition("#")[0].strip("|- \t")]
    rows, remarks = [], []
    for line in lines:
        cells, _, remark = line.partition("#")
        rows.append([cell.strip() for cell in cells.split("|")])
        remarks.append(remark.strip())
    header, body = rows[0], rows[1:]
    if not body or len(body) > LONGEST or any(len(row) != len(header) for row in body):
        return ""
    if any(remarks):
        header, body = [*header, " "], [[*row, remark] for row, remark in zip(body, remarks[1:], strict=True)]
    return _table(header, body)


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _drawn_rule(rule: Rule, seen: set[str]) -> Iterator[str]:
    """Yield the lines of a rule. Records without an answer are drawn once in a section; ``seen`` are those drawn."""
    yield from (f"**{rule.text}**", "")
    if rule.cases:
        yield from ("Cases:", "", rule.cases, "")
    for example in rule.examples:
        for name, table in example.records:
            if table in seen and not example.answer:
                continue
            seen.add(table)
            yield from (f"{name.capitalize()}:", "", table, "")
        if example.answer:
            settings = f" ({'; '.join(example.settings)})" if example.settings else ""
            yield from (f"Answer{settings}:", "", example.answer, "")


if __name__ == "__main__":
    PAGE.write_text(specification(), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{PAGE.name}\n")
