"""Write the synthetic exports of this folder: ``python samples/generate.py [FOLDER]``.

The cohort is calibrated to the figures in targets.toml; the other patients stand in others.toml. Running it
again gives the same files, byte for byte.
"""

from __future__ import annotations

import sys
from pathlib import Path

from generator.cohort import cohort
from generator.files import write_csv, write_workbook
from generator.follow_up import follow_up
from generator.layouts import tables, visit_rows
from generator.messy import write_messy
from generator.others import others
from generator.redcap import dictionary, export
from generator.shapes import lab_patients, lab_results, relative, wide
from generator.targets import SAMPLES, load_targets


def main(folder: Path) -> None:
    """Write both layouts of the same patients, and the first of them in other shapes, into a folder."""
    targets = load_targets()
    patients = [*cohort(targets), *others(targets)]
    write_csv(visit_rows(patients), folder / "choi-2017-visits.csv")
    write_workbook(tables(patients), folder / "choi-2017-tables.xlsx")
    write_csv(export(patients, labelled=False), folder / "redcap-raw.csv")
    write_csv(export(patients, labelled=True), folder / "redcap-labels.csv")
    write_csv(dictionary(), folder / "redcap-dictionary.csv")
    write_csv(wide(patients), folder / "wide-korean.csv", encoding="cp949")
    (folder / "lab-list").mkdir(exist_ok=True)
    write_csv(lab_results(patients), folder / "lab-list" / "results.csv", encoding="cp1252", delimiter=";")
    write_csv(lab_patients(patients), folder / "lab-list" / "patients.csv", encoding="cp1252", delimiter=";")
    write_csv(relative(patients), folder / "relative-days.csv")
    write_messy(patients, folder / "messy.xlsx")
    write_workbook(follow_up(), folder / "follow-up.xlsx")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLES)
