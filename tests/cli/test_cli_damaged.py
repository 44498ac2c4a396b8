"""Damaged exports end in a documented way, and with no cell on standard error."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

COLUMNS = ("patient_id", "visit_date", "upcr (g/g)", "albumin (g/dL)")
ROWS = [(f"CANARY{number}", f"2020-01-{number:02}", f"1.{number}007", "3.5") for number in range(10, 28)]
SEEDS = range(8)


def text() -> bytes:
    """Return the cohort as a delimited file."""
    return "\n".join(",".join(row) for row in (COLUMNS, *ROWS)).encode() + b"\n"


def workbook(folder: Path) -> bytes:
    """Return the cohort as a workbook."""
    import openpyxl

    book = openpyxl.Workbook()
    for row in (COLUMNS, *ROWS):
        book.active.append(row)
    book.save(folder / "sound.xlsx")
    return (folder / "sound.xlsx").read_bytes()


def damaged(content: bytes, kind: str, chance: random.Random) -> bytes:
    """Return ``content`` as it arrives when something went wrong on the way."""
    if kind == "cut off":
        return content[: chance.randrange(1, len(content))]
    if kind == "twice":
        return content + content
    if kind == "hole":
        first, last = sorted(chance.randrange(len(content)) for _ in range(2))
        return content[:first] + content[last:]
    changed = bytearray(content)
    for _ in range(chance.choice((1, 5, 50))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


@pytest.mark.parametrize("kind", ["cut off", "twice", "hole", "bits"])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_damaged_export_is_read_or_refused(kind: str, suffix: str, call: Callable[..., Any], tmp_path: Path) -> None:
    """A damaged export gives data whose rows add up, or one sentence with a remedy: never a bug, never a cell."""
    sound = text() if suffix == ".csv" else workbook(tmp_path)
    for seed in SEEDS:
        path = tmp_path / f"export{suffix}"
        path.write_bytes(damaged(sound, kind, random.Random(seed)))
        ended = call("validate", path, "--format", "json", "--registry", tmp_path / "none.duckdb")
        assert ended.status in {0, 1, 3}, ended.err
        assert "CANARY" not in ended.err
        if ended.status == 3:
            message, hint = ended.err.rstrip("\n").split("\n")
            assert message.startswith("Error: ")
            assert path.name in message
            assert hint.strip()
        else:
            (file,) = json.loads(ended.out)["files"]
            assert file["rows"] == file["landed"] + file["set_aside"]
