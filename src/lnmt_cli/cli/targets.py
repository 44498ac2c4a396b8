"""The files that a check can write besides its result: every problem, and a marked copy of the workbook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lnmt_cli.cli.writing import protect, say, written_whole
from lnmt_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from lnmt_cli.ingest.batch import Batch, FileBatch
    from lnmt_cli.ingest.report import ProblemCell

WORKBOOKS = (".xlsx", ".xlsm")


@dataclass(frozen=True, slots=True)
class Targets:
    """Where ``--output``, ``--problems`` and ``--annotate`` write, each None where it was not given."""

    output: Path | None
    problems: Path | None
    annotate: Path | None

    def refuse(self, exports: Sequence[Path], others: Iterable[Path]) -> None:
        """Refuse, before any work is done, what could not be written or would overwrite something.

        Raises RefusedError where a target is an export or one of the ``others`` that are read, UsageError where two are
        one file, where a suffix chooses no format, or where there is not just one file to annotate.
        """
        given = [path for path in (self.output, self.problems, self.annotate) if path is not None]
        sources = (*exports, *others)
        for path in given:
            protect(path, sources)
        if len({path.resolve() for path in given}) < len(given):
            raise UsageError("Two results would be written to one file.", "Name a file for each of them.")
        if self.problems is not None:
            from lnmt_cli.output.problems import SUFFIXES

            _demand_suffix("--problems", self.problems, SUFFIXES)
        if self.annotate is not None:
            _demand_suffix("--annotate", self.annotate, WORKBOOKS)
            _demand_kind(self.annotate, _one_of(exports))

    def write(self, batch: Batch | None, cells: Sequence[ProblemCell]) -> None:
        """Write the problems and the marked copy that were asked for, and say so."""
        if self.problems is not None:
            from lnmt_cli.output.problems import write_problems

            with written_whole(self.problems) as aside:
                write_problems(cells, aside, self.problems.suffix)
            say(f"Written: {self.problems} (holds patient data)")
        if self.annotate is not None and batch is not None:
            self._annotate(batch, cells)

    def _annotate(self, batch: Batch, cells: Sequence[ProblemCell]) -> None:
        if self.annotate is None:
            return
        file = batch.files[0]
        with written_whole(self.annotate) as aside:
            notes = _annotated(file, [cell for cell in cells if cell.file == file.name], aside)
        for note in notes:
            say(note)
        say(f"Written: {self.annotate} (holds patient data)")


def _one_of(exports: Sequence[Path]) -> Path:
    """Return the one file that ``exports`` name. Raises UsageError where they name none or several."""
    from lnmt_cli.reading.inputs import find_inputs

    found = find_inputs(exports) if len(exports) == 1 and exports[0].is_dir() else ()
    files = [file.path for file in found if file.path] or list(exports)
    if len(files) != 1:
        raise UsageError(
            "--annotate marks a copy of one file.",
            "Name one export, and annotate each by itself; --problems FILE.xlsx lists those of several.",
        )
    return files[0]


def _demand_kind(target: Path, export: Path) -> None:
    """Raise UsageError where the marked copy of ``export`` cannot be of the kind that ``target`` says.

    Raises ExportError, as reading it would, where the export is damaged.
    """
    from lnmt_cli.output.excel.annotate import has_macros, is_workbook
    from lnmt_cli.reading.excel.package import Package

    wanted = ".xlsx"
    if is_workbook(export):
        # Nothing has been read yet: a damaged workbook, or one that unpacks to too much, has to be refused first.
        with Package(export):
            wanted = ".xlsm" if has_macros(export) else ".xlsx"
    if target.suffix.lower() != wanted:
        raise UsageError(
            f"--annotate: the copy of {export.name} has to be an {wanted} file.", f"Name a file that ends in {wanted}."
        )


def _annotated(file: FileBatch, cells: Sequence[ProblemCell], aside: Path) -> tuple[str, ...]:
    """Write the marked copy of ``file`` to ``aside``; return what has to be said of it."""
    from lnmt_cli.output.excel.annotate import annotate, annotate_texts, is_workbook

    path = file.source.path
    if path is None or not is_workbook(path):
        return annotate_texts(file.name, file.grids(), cells, aside)
    return annotate(path, cells, aside)


def _demand_suffix(option: str, path: Path, suffixes: Iterable[str]) -> None:
    if path.suffix.lower() not in suffixes:
        raise UsageError(f"{option}: the suffix of {path.name} chooses no format.", f"Use {', '.join(suffixes)}.")
