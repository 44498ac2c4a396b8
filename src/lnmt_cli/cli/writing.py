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


def protect(output: Path | None, sources: Iterable[Path]) -> None:
    """Raise RefusedError where ``output`` is one of ``sources``: the exports or the registry of the result."""
    if output is not None and any(_is_same(output, source) for source in sources):
        raise RefusedError(
            f"{output} is what the result is made from, and is not overwritten.", "Name another file with --output."
        )


def _is_same(one: Path, other: Path) -> bool:
    there = one.exists() and other.exists()
    return one.samefile(other) if there else one.resolve() == other.resolve()


def emit(projection: Projection, form: str | None, output: Path | None) -> None:
    """Write ``projection`` to ``output``, or to standard output. Raises UsageError where it cannot be written."""
    from lnmt_cli.output.formats import Format, write

    if output is None:
        if sys.stdout is None:
            raise UsageError("There is no standard output to write to.", "Name a file with --output.")
        write(projection, Format(form or "table"), sys.stdout)
        return
    chosen = Format(form) if form else _by_suffix(output)
    _write_file(projection, chosen, output)
    say(f"Written: {output}")


def _by_suffix(output: Path) -> Format:
    from lnmt_cli.output.formats import SUFFIXES

    found = SUFFIXES.get(output.suffix.lower())
    if found is None:
        raise UsageError(
            f"The suffix of {output.name} chooses no format.", f"Use {', '.join(SUFFIXES)}, or add --format."
        )
    return found


def _write_file(projection: Projection, form: Format, output: Path) -> None:
    """Write ``output`` so that it is whole or not there; nothing is left where writing fails."""
    from lnmt_cli.output.formats import write

    try:
        if output.exists() and not output.is_file():  # a device or a pipe cannot be renamed over
            with output.open("w", encoding="utf-8", newline="\n") as stream:
                write(projection, form, stream)
            return
        output = output.resolve()  # a link is written through, not replaced
        with _aside(output) as aside:
            with aside.open("x", encoding="utf-8", newline="\n") as stream:
                write(projection, form, stream)
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
