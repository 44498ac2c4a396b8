"""The verdict on a patient from the four criteria and whether he or she has switched.

Source: abstract 81, Lupus Sci Med 2017;4(Suppl 1):A34; unknown stays unknown.
"""

from itertools import product

import pytest

PATIENTS = "patient | biopsied | class | induction | begun | prior | switched"
CRITERIA = ("biopsy", "standard", "24 weeks", "no CR")
BIOPSY = {"yes": "IV", "no": "V", "unknown": ""}
DRUG = {"yes": "MMF", "no": "AZA", "unknown": ""}
START = {"yes": "0", "no": "100", "unknown": ""}
RESPONSE = {"yes": "PR", "no": "CR", "unknown": ""}


def test_who_has_not_switched(eligible):
    """A candidate meets all four; no to any but the weeks: not eligible; else short of weeks: pending; else open."""
    eligible(
        as_of=200,
        patients="""
            patient | biopsied | class | induction | begun | prior
            P01     | -30      | IV    | MMF       | 0     | PR
            P02     | -30      | V     | MMF       | 0     | PR
            P03     | -30      | IV    | AZA       | 0     | PR
            P04     | -30      | IV    | MMF       | 0     | CR
            P05     | -30      | V     | MMF       | 100   | PR
            P06     | -30      | IV    | MMF       | 100   | PR
            P07     | -30      |       | MMF       | 100   | PR
            P08     | -30      | IV    |           | 100   | PR
            P09     | -30      | IV    | MMF       | 100   |
            P10     | -30      |       | MMF       | 0     | PR
            P11     | -30      | IV    |           | 0     | PR
            P12     | -30      | IV    | MMF       |       | PR
            P13     | -30      | IV    | MMF       | 0     |
            P14     | -30      |       | AZA       | 0     | PR
            P15     |          |       |           |       |
        """,
    ).shows("""
        patient | biopsy  | standard | 24 weeks | no CR   | status
        P01     | yes     | yes      | yes      | yes     | candidate
        P02     | no      | yes      | yes      | yes     | not_eligible
        P03     | yes     | no       | yes      | yes     | not_eligible
        P04     | yes     | yes      | yes      | no      | not_eligible
        P05     | no      | yes      | no       | yes     | not_eligible
        P06     | yes     | yes      | no       | yes     | pending
        P07     | unknown | yes      | no       | yes     | pending
        P08     | yes     | unknown  | no       | yes     | pending
        P09     | yes     | yes      | no       | unknown | pending
        P10     | unknown | yes      | yes      | yes     | undetermined
        P11     | yes     | unknown  | yes      | yes     | undetermined
        P12     | yes     | yes      | unknown  | yes     | undetermined
        P13     | yes     | yes      | yes      | unknown | undetermined
        P14     | unknown | no       | yes      | yes     | not_eligible
        P15     | unknown | unknown  | unknown  | unknown | undetermined
    """)


def test_who_has_switched(eligible):
    """Of those who switched: all four met is switched, one of them no is switched outside, else undetermined."""
    eligible(
        as_of=400,
        patients="""
            patient | biopsied | class | induction | begun | prior | switched
            P1      | -30      | IV    | MMF       | 0     | PR    | 200
            P2      | -30      | V     | MMF       | 0     | PR    | 200
            P3      | -30      | IV    | AZA       | 0     | PR    | 200
            P4      | -30      | IV    | MMF       | 100   | PR    | 200
            P5      | -30      | IV    | MMF       | 0     | CR    | 200
            P6      | -30      |       | MMF       | 0     | PR    | 200
            P7      | -30      |       | MMF       | 100   | PR    | 200
        """,
    ).shows("""
        patient | biopsy  | standard | 24 weeks | no CR | status
        P1      | yes     | yes      | yes      | yes   | switched
        P2      | no      | yes      | yes      | yes   | switched_outside
        P3      | yes     | no       | yes      | yes   | switched_outside
        P4      | yes     | yes      | no       | yes   | switched_outside
        P5      | yes     | yes      | yes      | no    | switched_outside
        P6      | unknown | yes      | yes      | yes   | undetermined
        P7      | unknown | yes      | no       | yes   | switched_outside
    """)


@pytest.mark.parametrize("switch", ["200", ""], ids=["switched", "not switched"])
def test_every_combination(eligible, switch):
    """Each of the 81 combinations of yes, no and unknown has the status that the two rules above give it."""
    records, expected = [PATIENTS], ["patient | status | " + " | ".join(CRITERIA)]
    for number, met in enumerate(product(BIOPSY, repeat=4)):
        cells = ("-30", BIOPSY[met[0]], DRUG[met[1]], START[met[2]], RESPONSE[met[3]], switch)
        records.append(f"P{number} | " + " | ".join(cells))
        expected.append(f"P{number} | {_status(met, switch)} | " + " | ".join(met))
    eligible(as_of=200, patients="\n".join(records)).shows("\n".join(expected))


def _status(met, switch):
    others = (met[0], met[1], met[3])
    if switch:
        return "switched_outside" if "no" in met else "undetermined" if "unknown" in met else "switched"
    if "no" in others:
        return "not_eligible"
    return "pending" if met[2] == "no" else "undetermined" if "unknown" in met else "candidate"
