"""How exports are read: the options that every command with exports shares, said once.

A command names one parameter, ``how: Reading``; `reads_exports` puts the options in its place, so that Typer sees them,
and hands them over as one value.
"""

from __future__ import annotations

import functools
import inspect
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, get_type_hints

import typer

from lnmt_cli.cli import options

if TYPE_CHECKING:
    from collections.abc import Callable

    from lnmt_cli.ingest.declarations import Declarations

Texts = list[str] | None


@dataclass(frozen=True, slots=True)
class Reading:
    """The options about how exports are read, as they were given."""

    mapping: Path | None
    dictionary: Path | None
    unit: Texts
    code: Texts
    column: Texts
    missing: Texts
    dates: str | None
    decimal: str | None
    at: Texts
    anchor: str | None
    encoding: str | None
    with_identifiers: bool
    site: Path | None

    @property
    def is_given(self) -> bool:
        """Return whether any of them was given that is about exports alone."""
        return any(getattr(self, part.name) for part in fields(self) if part.name != "site")

    @property
    def files(self) -> tuple[Path, ...]:
        """Return the files that say how to read: mapping, data dictionary, and the site file in use."""
        from lnmt_cli.knowledge import site

        return tuple(path for path in (self.mapping, self.dictionary, site.active()) if path is not None)

    def declared(self) -> Declarations:
        """Return what they declare. Raises UsageError, and MappingError or ExportError for files that are not sound."""
        from lnmt_cli.ingest.declarations import declare

        return declare(
            self.unit or (),
            self.code or (),
            self.column or (),
            self.dates,
            self.decimal,
            missing=self.missing or (),
            points=self.at or (),
            anchor=self.anchor,
            encoding=self.encoding,
            sheets=_mapping(self.mapping),
            identifiers=self.with_identifiers,
            dictionary=_dictionary(self.dictionary),
        )


def _mapping(path: Path | None) -> Any:  # noqa: ANN401 - of the ingest, imported only where it is asked for
    if path is None:
        return ()
    from lnmt_cli.ingest.mapping_file import read_mapping

    return read_mapping(path)


def _dictionary(path: Path | None) -> Any:  # noqa: ANN401 - of the ingest, imported only where it is asked for
    if path is None:
        return None
    from lnmt_cli.ingest.redcap.dictionary import read_dictionary

    return read_dictionary(path)


def _several(metavar: str, text: str, name: str) -> object:
    return Annotated[Texts, typer.Option(name, metavar=metavar, help=f"{text} May be given again.")]


_OPTIONS: Final[dict[str, tuple[object, object]]] = {
    "mapping": (
        Annotated[
            Path | None,
            typer.Option("--mapping", metavar="FILE", help="A mapping made with `lnmt map` and corrected."),
        ],
        None,
    ),
    "dictionary": (
        Annotated[
            Path | None,
            typer.Option("--dictionary", metavar="FILE", help="The data dictionary (CSV) of a REDCap project."),
        ],
        None,
    ),
    "unit": (_several("FIELD=UNIT", "The unit of a field, as in upcr=mg/g.", "--unit"), None),
    "code": (_several("FIELD=CODE:MEANING,…", "What codes mean, as in sex=1:F,2:M.", "--code"), None),
    "column": (_several("HEADER=FIELD", "The field of a column; '-' leaves the column out.", "--column"), None),
    "missing": (
        _several("[FIELD=]CODE,…", "Codes that stand for no value, as in 999 or upcr=-9,999.", "--missing"),
        None,
    ),
    "dates": (
        Annotated[
            str | None,
            options.choice(
                ("dmy", "mdy", "excel", "excel-1904"),
                "--dates",
                text="How dates are written: day or month first (01/03/2017), or as Excel's serial numbers in text.",
            ),
        ],
        None,
    ),
    "decimal": (
        Annotated[
            str | None,
            options.choice(
                ("comma", "point"),
                "--decimal",
                text="The decimal sign; without it a comma counts where the column proves it.",
            ),
        ],
        None,
    ),
    "at": (
        _several("LABEL=WHEN", "When a time point in headers or cells was, as in V4=switch+24w.", "--at"),
        None,
    ),
    "anchor": (
        Annotated[
            str | None,
            options.choice(
                ("switch", "induction"), "--anchor", text="What names of time points (week 24) are counted from."
            ),
        ],
        None,
    ),
    "encoding": (
        Annotated[
            str | None,
            typer.Option("--encoding", metavar="NAME", help="The encoding of text files, where it is not made out."),
        ],
        None,
    ),
    "with_identifiers": (
        Annotated[
            bool,
            typer.Option("--with-identifiers", help="Land fields that the data dictionary marks as identifiers."),
        ],
        False,
    ),
    "site": (
        Annotated[
            Path | None,
            typer.Option(
                "--site",
                metavar="FILE",
                help="The site's own words and measures; without it, lnmt.site.toml beside lnmt.duckdb, if it exists.",
            ),
        ],
        None,
    ),
}


def reads_exports(command: Callable[..., None]) -> Callable[..., None]:
    """Return ``command`` with the reading options in place of its parameter ``how``, and the site file in use."""

    @functools.wraps(command)
    def with_options(**given: Any) -> None:  # noqa: ANN401 - what Typer hands over
        from lnmt_cli.knowledge import site

        how = Reading(**{name: given.pop(name) for name in _OPTIONS})
        own = how.site or site.beside(given["registry"])
        if own is None:
            command(how=how, **given)
            return
        from lnmt_cli.knowledge.site_file import using

        with using(own):
            command(how=how, **given)

    hints = get_type_hints(command, include_extras=True)
    parameters: list[inspect.Parameter] = []
    for parameter in inspect.signature(command).parameters.values():
        if parameter.name != "how":
            parameters.append(parameter.replace(annotation=hints[parameter.name]))
            continue
        parameters += [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
            for name, (annotation, default) in _OPTIONS.items()
        ]
    with_options.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in parameters]
    )
    with_options.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return with_options
