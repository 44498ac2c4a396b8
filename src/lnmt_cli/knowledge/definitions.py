"""Where definitions come from: packaged by name, or a file of one's own, which may be based on a packaged one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from lnmt_cli.errors import UsageError
from lnmt_cli.knowledge.toml import Table, nearest, read_toml

SUFFIX: Final = ".toml"
LEFT_OUT: Final = {"criteria": "criterion", "subgroups": "subgroup", "milestones": "milestone", "lacking": "item"}
"""What ``false`` can leave out of a base, by the table in which it stands."""


def read_definition(name: str, packaged: Path, kind: str, folder: str = "") -> tuple[Table, str]:
    """Return the root table of a definition, and the folder in which the files that it names are looked for.

    ``name`` is that of a packaged one, or a path (with a separator, or with the suffix ``.toml``), relative to
    ``folder`` if that is given. A file with ``based_on`` has every key of that definition that it does not give itself.
    Raises KnowledgeError, and UsageError where there is no packaged ``kind`` of that name.
    """
    if not is_path(name):
        return _on_its_base(read_toml(_packaged(name, packaged, kind)), packaged, kind), ""
    path = Path(folder, name)
    if path.suffix.lower() != SUFFIX:
        raise UsageError(
            f"A {kind} stands in a file that ends in {SUFFIX}.", f"Name such a file, or a packaged {kind}."
        )
    return _on_its_base(read_toml(path), packaged, kind), str(path.parent)


def _on_its_base(root: Table, packaged: Path, kind: str) -> Table:
    """Return a definition with all that the packaged one says which it is based on, if it is based on one."""
    base = root.text_or_none("based_on")
    if base is None:
        return root
    root.choice("based_on", names_of(packaged))
    ground, _ = read_definition(base, packaged, kind)
    _refuse_nothing_left_out(root, ground, base)
    return Table(root.file, _laid_over(ground.content, root.content), source=root.source)


def _refuse_nothing_left_out(root: Table, ground: Table, base: str) -> None:
    """Raise KnowledgeError where ``false`` is to leave out a table that the base does not have."""
    for name, below in ground.content.items():
        own = root.content.get(name)
        if not isinstance(below, dict) or not isinstance(own, dict) or name not in LEFT_OUT:
            continue
        for key, value in own.items():
            if value is False and key not in below:
                root.table(name).refuse(key, f"no such {LEFT_OUT[name]} in {base}", nearest(key, list(below)))


def is_path(name: str) -> bool:
    """Return whether ``name`` names a file, and not a packaged definition."""
    return name.lower().endswith(SUFFIX) or any(sign in name for sign in "/\\")


def names_of(packaged: Path) -> list[str]:
    """Return the names of the packaged definitions of a folder."""
    return sorted(file.stem for file in packaged.glob(f"*{SUFFIX}"))


def _packaged(name: str, packaged: Path, kind: str) -> Path:
    known = names_of(packaged)
    if name not in known:
        from difflib import get_close_matches

        near = get_close_matches(name, known, n=1)
        meant = f"Did you mean {near[0]}? " if near else ""
        raise UsageError(f"There is no {kind} of that name.", f"{meant}There are {', '.join(known)}.")
    return packaged / f"{name}{SUFFIX}"


def _laid_over(ground: dict[str, object], own: dict[str, object]) -> dict[str, object]:
    """Return ``ground`` with the keys of ``own`` in place of its own; tables are laid over key by key.

    A key that is ``false`` leaves out what the ground has there, unless that is true or false itself.
    """
    found = dict(ground)
    for key, value in own.items():
        below = found.get(key)
        if value is False and key in found and not isinstance(below, bool):
            del found[key]
        else:
            found[key] = _laid_over(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return found
