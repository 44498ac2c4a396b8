"""Where a result goes: standard output or a file, in the format asked for."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

from lnmt_cli.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from lnmt_cli.output.formats import Format, Projection


def protect(output: Path | None, sources: Iterable[Path], option: str = "--output") -> None:
    """Raise RefusedError where ``output`` is one of ``sources`` of the result, or a file in a folder of exports."""
    if output is not None and any(_is_same(output, source) or _is_read(output, source) for source in sources):
        raise RefusedError(
            f"{output} is what the result is made from, and is not overwritten.", f"Name another file with {option}."
        )


def _is_same(one: Path, other: Path) -> bool:
    there = one.exists() and other.exists()
    return one.samefile(other) if there else one.resolve() == other.resolve()


def _is_read(output: Path, source: Path) -> bool:
    """Return whether ``output`` is a file that is read where the folder ``source`` is named."""
    if not source.is_dir() or not output.is_file() or source.resolve() not in output.resolve().parents:
        return False
    from lnmt_cli.reading.inputs import SUFFIXES

    return output.name.lower().removesuffix(".gz").endswith(SUFFIXES)


def emit(projection: Projection, form: str | None, output: Path | None) -> None:
    """Write ``projection`` to ``output``, or to standard output. Raises UsageError where it cannot be written."""
    from lnmt_cli.output.formats import write

    chosen = format_of(form, output)
    if output is None:
        if sys.stdout is None:
            raise UsageError("There is no standard output to write to.", "Name a file with --output.")
        write(projection, chosen, sys.stdout)
        return
    _write_file(projection, chosen, output)
    say(f"Written: {output}")


def format_of(form: str | None, output: Path | None) -> Format:
    """Return the format that is asked for, or that the suffix of ``output`` chooses. Raises UsageError for none."""
    from lnmt_cli.output.formats import Format

    if output is None or form:
        return Format(form or "table")
    return _by_suffix(output)


def _by_suffix(output: Path) -> Format:
    from lnmt_cli.output.formats import SUFFIXES

    found = SUFFIXES.get(output.suffix.lower())
    if found is None:
        raise UsageError(
            f"The suffix of {output.name} chooses no format.", f"Use {', '.join(SUFFIXES)}, or add --format."
        )
    return found


def _write_file(projection: Projection, form: Format, output: Path) -> None:
    from lnmt_cli.output.formats import write

    with written_whole(output) as aside, aside.open("w", encoding="utf-8", newline="\n") as stream:
        write(projection, form, stream)


@contextlib.contextmanager
def written_whole(output: Path) -> Iterator[Path]:
    """Yield the path of a file to write aside, and put it in the place of ``output``: whole, or not there.

    Nothing is left where writing fails. Raises UsageError where ``output`` cannot be written.
    """
    try:
        if output.exists() and not output.is_file():  # a device or a pipe cannot be renamed over
            yield output
            return
        output = output.resolve()  # a link is written through, not replaced
        with _aside(output) as aside:
            yield aside
            os.replace(aside, output)  # noqa: PTH105 - the one call that is atomic on every platform
    except OSError as error:
        raise UsageError(f"{output} cannot be written ({error.strerror}).", "Name another file or folder.") from None


@contextlib.contextmanager
def _aside(output: Path) -> Iterator[Path]:
    """Yield a path beside ``output``; what still lies there at the end is removed."""
    aside = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        yield aside
    finally:
        aside.unlink(missing_ok=True)


def say(text: str) -> None:
    """Say something to the person at the terminal, on standard error: standard output is for data."""
    print(text, file=sys.stderr)  # noqa: T201
