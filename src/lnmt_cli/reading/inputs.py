"""What a command names → inputs: files, the files of a folder, standard input, each under a name of its own."""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lnmt_cli.errors import ExportError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

STANDARD_INPUT: Final = "-"
"""The argument that stands for delimited text on standard input."""

_BLANK: Final = 1024
"""Bytes up to which a text is looked at for whether it is blank."""

SUFFIXES: Final = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
"""Suffixes of the files that are taken from a folder; each of them also with ``.gz`` behind it."""


@dataclass(slots=True)
class Input:
    """A file to be read, or standard input (``path`` None). ``name`` is what is shown, unique within the call.

    The bytes are read when they are asked for and not kept, but for those of standard input.
    """

    name: str
    path: Path | None
    _kept: bytes | None = field(default=None, repr=False)
    _sha256: str = field(default="", repr=False)

    @property
    def stem(self) -> str:
        """Return the name of the sheet that a delimited file is: ``visits`` for ``visits.csv.gz``."""
        return "stdin" if self.path is None else stem(self.path)

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of the bytes as given, in hexadecimal. Raises ExportError if they cannot be read."""
        if not self._sha256:
            self._sha256 = digest(self.path) if self.path else hashlib.sha256(self._kept or b"").hexdigest()
        return self._sha256

    def content(self) -> bytes:
        """Return the bytes. Raises ExportError if they cannot be read, or are others than those of ``sha256``."""
        if self.path is None:
            return self._kept or b""
        demand_file(self.path)
        try:
            content = self.path.read_bytes()
        except OSError as error:
            raise unreadable(self.path, error) from None
        found = hashlib.sha256(content).hexdigest()
        if self._sha256 and self._sha256 != found:
            raise ExportError(f"{self.name} changed while it was read.", "Try again when no program writes to it.")
        self._sha256 = found
        return content


class Inputs(list[Input]):
    """The inputs of one call in their order. ``skipped`` names the files of folders that are of other kinds."""

    def __init__(self, inputs: Iterable[Input] = (), skipped: Iterable[str] = ()) -> None:
        super().__init__(inputs)
        self.skipped = tuple(skipped)


def find_inputs(paths: Sequence[Path]) -> Inputs:
    """Return what ``paths`` name: files, all readable files of folders and their subfolders, ``-``.

    Files are taken from a folder by their suffix, in the order of their names; hidden files and the lock files of
    office programs (``~$…``) are passed over in silence. A file named twice is read once. Two files of one name
    get as much of their paths as tells them apart. Raises ExportError for what is not there, and for a folder with
    nothing to read in it.
    """
    found: dict[Path, tuple[Path, int]] = {}
    skipped: list[str] = []
    inputs: list[Input | None] = []
    for path in paths:
        if str(path) == STANDARD_INPUT:
            if not any(entry and entry.path is None for entry in inputs):
                inputs.append(_standard_input())
            continue
        for file, parts in _files(path, skipped):
            if file.resolve() not in found:
                found[file.resolve()] = (file, parts)
                inputs.append(None)
    named = iter(_named(list(found.values())))
    return Inputs([entry or next(named) for entry in inputs], skipped)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal. Raises ExportError if it cannot be read."""
    demand_file(path)
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(path, error) from None


def stem(path: Path) -> str:
    """Return a file's name without its suffix, and without ``.gz`` behind that."""
    name = path.name[:-3] if path.name.lower().endswith(".gz") else path.name
    return Path(name).stem


def demand_file(path: Path) -> None:
    """Raise ExportError unless ``path`` is an ordinary file."""
    try:
        if path.is_file():
            return
        there, folder = path.exists(), path.is_dir()
    except (OSError, ValueError):
        there = folder = False
    if folder:
        raise ExportError(f"{path} is a folder, not a file.", "Name the files in it, for instance with a wildcard.")
    if there:
        raise ExportError(f"{path} is not an ordinary file.", "Save the export to a file and name that.")
    raise ExportError(f"{path} does not exist.", "Check the name and the folder.")


def unreadable(path: Path, error: OSError) -> ExportError:
    """Return the error for a file that the system does not let be read."""
    reason = error.strerror or type(error).__name__
    return ExportError(
        f"{path.name} cannot be read: {reason}.", "Close it in other programs and check that you may open it."
    )


def _standard_input() -> Input:
    try:
        return Input("standard input", None, sys.stdin.buffer.read())
    except (OSError, AttributeError):
        raise ExportError("Standard input cannot be read.", "Send the export through a pipe, or name a file.") from None


def _files(path: Path, skipped: list[str]) -> Iterator[tuple[Path, int]]:
    """Yield each file that ``path`` means, and of how many parts the name has that it is shown under at least."""
    if not _is_folder(path):
        demand_file(path)
        yield path, 1
        return
    count = 0
    for file in _inside(path):
        inner = file.relative_to(path)
        if _is_taken(file) and not _is_empty_text(file):
            count += 1
            yield file, len(inner.parts)
        else:
            skipped.append((Path(path.resolve().name) / inner).as_posix())
    if not count:
        raise ExportError(
            f"{path} is a folder with no export in it.", f"These are read from a folder: {', '.join(SUFFIXES)}."
        )


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _inside(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder and of its subfolders, in the order of their paths."""
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: (entry.name.casefold(), entry.name))
        for entry in entries:
            if entry.name.startswith((".", "~$")):
                continue
            if entry.is_dir():
                # A linked folder may lead back to one above it.
                yield from () if entry.is_symlink() else _inside(entry)
            elif entry.is_file():
                yield entry
    except OSError as error:
        raise unreadable(folder, error) from None


def _is_taken(file: Path) -> bool:
    suffixes = [suffix.lower() for suffix in file.suffixes]
    if suffixes and suffixes[-1] == ".gz":
        suffixes.pop()
    return bool(suffixes) and suffixes[-1] in SUFFIXES


def _is_empty_text(file: Path) -> bool:
    """Tell whether a file is a blank ``.txt``, as is left behind beside exports; a blank CSV is one cut off."""
    return file.suffix.lower() == ".txt" and file.stat().st_size <= _BLANK and not file.read_bytes().strip()


def _named(files: list[tuple[Path, int]]) -> list[Input]:
    """Return the inputs under the shortest tails of their paths that tell them apart, with slashes."""
    absolute = [path.absolute().parts for path, _ in files]
    lengths = [count for _, count in files]
    names = [_tail(parts, length) for parts, length in zip(absolute, lengths, strict=True)]
    while True:
        count = Counter(names)
        same = [place for place, name in enumerate(names) if count[name] > 1 and lengths[place] < len(absolute[place])]
        if not same:
            break
        for place in same:
            lengths[place] += 1
            names[place] = _tail(absolute[place], lengths[place])
    return [Input(name, path) for name, (path, _) in zip(names, files, strict=True)]


def _tail(parts: tuple[str, ...], length: int) -> str:
    return "/".join(parts[-length:])
