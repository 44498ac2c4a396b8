"""The flow: who meets one criterion enters the next. Source: STROBE 13a-c (PMC8534601), numbers at each stage."""


def test_who_meets_a_criterion_enters_the_next(eligible):
    """Each step counts those who entered, met it, did not, and cannot be told; only those who met it go on."""
    found = eligible(
        as_of=200,
        patients="""
            patient | biopsied | class | induction | begun | prior | switched
            P1      | -30      | IV    | MMF       | 0     | PR    |
            P2      | -30      | IV    | MMF       | 0     | NR    | 190
            P3      | -30      | V     | MMF       | 0     | PR    |
            P4      | -30      |       | MMF       | 0     | PR    |
            P5      | -30      | IV    | AZA       | 0     | PR    |
            P6      | -30      | IV    |           | 0     | PR    |
            P7      | -30      | IV    | MMF       | 100   | CR    |
            P8      | -30      | IV    | MMF       |       | PR    |
            P9      | -30      | IV    | MMF       | 0     | CR    |
            P10     | -30      | IV    | MMF       | 0     |       |
            P11     | -30      | V     | AZA       | 100   | CR    |
        """,
    )
    assert [(step.id, step.entered, step.met, step.not_met, step.unknown) for step in found.eligibility.attrition] == [
        ("biopsy_class", 11, 8, 2, 1),
        ("standard_induction", 8, 6, 1, 1),
        ("induction_24_weeks", 6, 4, 1, 1),
        ("no_complete_response", 4, 2, 1, 1),
    ]


def test_counts_of_each_status(eligible):
    """Every patient of the registry has one status, and a status without patients counts zero."""
    found = eligible(
        as_of=200,
        patients="""
            patient | biopsied | class | induction | begun | prior | switched
            P1      | -30      | IV    | MMF       | 0     | PR    |
            P2      | -30      | IV    | MMF       | 0     | NR    | 190
            P3      | -30      | V     | MMF       | 0     | PR    |
            P4      | -30      | V     | MMF       | 0     | PR    |
        """,
        visits="""
            patient | day | upcr
            P5      | 100 | 2      # known from a visit only
        """,
    )
    assert {str(status): count for status, count in found.eligibility.counts.items()} == {
        "candidate": 1,
        "switched": 1,
        "switched_outside": 0,
        "upfront": 0,
        "pending": 0,
        "not_eligible": 2,
        "undetermined": 1,
    }


def test_overlap_of_criteria(eligible):
    """Beside the flow, each criterion among all patients, who fails it alone, and how many have each combination."""
    found = eligible(
        as_of=200,
        patients="""
            patient | biopsied | class | induction | begun | prior
            P1      | -30      | IV    | MMF       | 0     | PR
            P2      | -30      | IV    | MMF       | 0     | NR
            P3      | -30      | V     | MMF       | 0     | PR
            P4      | -30      | V     | MMF       | 0     | CR
            P5      | -30      | IV    | MMF       | 0     | CR
            P6      | -30      |       | AZA       | 0     | PR
        """,
    ).eligibility.overlap
    assert [(one.id, one.met, one.not_met, one.unknown, one.only_failed) for one in found.criteria] == [
        ("biopsy_class", 3, 2, 1, 1),
        ("standard_induction", 5, 1, 0, 1),
        ("induction_24_weeks", 6, 0, 0, 0),
        ("no_complete_response", 4, 2, 0, 1),
    ]
    assert {one.met: one.patients for one in found.combinations} == {
        (True, True, True, True): 2,
        (False, True, True, True): 1,
        (False, True, True, False): 1,
        (True, True, True, False): 1,
        (None, False, True, True): 1,
    }
    assert found.combinations[0].patients == 2
