"""Write the synthetic exports of this folder: ``python samples/generate.py [FOLDER]``.

The cohort is calibrated to the figures in targets.toml; the other patients stand in others.toml. Running it
again gives the same files, byte for byte.
"""

from __future__ import annotations

import sys
from pathlib import Path

from generator.cohort import cohort
from generator.files import write_csv, write_workbook
from generator.layouts import tables, visit_rows
from generator.others import others
from generator.targets import SAMPLES, load_targets


def main(folder: Path) -> None:
    """Write both layouts of the same patients into a folder."""
    targets = load_targets()
    patients = [*cohort(targets), *others(targets)]
    write_csv(visit_rows(patients), folder / "choi-2017-visits.csv")
    write_workbook(tables(patients), folder / "choi-2017-tables.xlsx")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES)
