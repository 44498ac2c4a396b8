"""Dates without their day: they stand in no window, and say of an order what months and years can say."""


def test_a_visit_without_its_day_is_in_no_window(outcomes):
    """A value of a month, or of a year, is used at no time point; a note counts such visits."""
    found = outcomes(
        patients="""
            patient | biopsied | class | induction | begun | prior | switched
            P1      | -300     | IV    | MMF       | -200  | PR    | 0
        """,
        visits="""
            patient | day     | upcr
            P1      | 0       | 2.0
            P1      | 2024-06 | 0.4     # week 24 of a switch on 2024-01-01 is 2024-06-17
            P1      | 2024년  | 0.4
        """,
    )
    found.shows("""
        patient | upcr_baseline | upcr
        P1      | 2.0           |
    """)
    assert "2 visits with a date without its day are in no window." in found.outcomes.notes


def test_a_biopsy_without_its_day(eligible):
    """It is before the switch if its month is, after it if its month is, and cannot be told within the same one."""
    found = eligible(
        patients="""
            patient | switched
            P1      | 130          # 2024-05-10
            P2      | 130
            P3      | 130
            P4      | 130
            P5      | 130
            P6      | 130
        """,
        biopsies="""
            patient | biopsied | class
            P1      | 2024-04  | IV
            P2      | 2024-05  | IV
            P3      | 2024-06  | IV
            P4      | 2023년   | IV
            P5      | 2024년   | IV
            P6      | 2024-05  | V
        """,
    )
    found.shows("""
        patient | biopsy  | biopsy lacks
        P1      | yes     |
        P2      | unknown | biopsy_date
        P3      | no      |
        P4      | yes     |
        P5      | unknown | biopsy_date
        P6      | no      |
    """)


def test_the_class_of_the_latest_biopsy(outcomes):
    """Of biopsies of one month that with its day counts as the later."""
    outcomes(
        patients="""
            patient | switched
            P1      | 130
        """,
        biopsies="""
            patient | biopsied   | class
            P1      | 2024-02    | III
            P1      | 2024-02-01 | IV
            P1      | 2024년     | V
        """,
        visits="""
            patient | day | upcr
            P1      | 130 | 2.0
        """,
    ).shows("""
        patient | class
        P1      | IV
    """)


def test_a_drug_stopped_on_a_day_not_known(eligible):
    """The drugs were given together for certain if the month of the stop is later; within it that cannot be told."""
    found = eligible(
        as_of=400,
        treatments="""
            patient | drug          | start | stop    | phase
            P1      | mycophenolate | 0     | 2024-04 | induction
            P1      | tacrolimus    | 90    |         |           # 2024-03-31
            P2      | mycophenolate | 0     | 2024-04 | induction
            P2      | tacrolimus    | 91    |         |           # 2024-04-01
            P3      | mycophenolate | 0     | 2024-04 | induction
            P3      | tacrolimus    | 121   |         |           # 2024-05-01
            P4      | mycophenolate | 0     | 2024년  | induction
            P4      | tacrolimus    | 90    |         |
            P5      | mycophenolate | 0     | 2024-04 | induction
            P5      | tacrolimus    | 91    |         |
            P5      | mycophenolate | 200   |         |           # together again, for certain
        """,
    )
    found.shows("""
        patient | has_switched | switched | 24 weeks | 24 weeks lacks
        P1      | yes          | 90       | no       |
        P2      | unknown      |          | unknown  | stop_date
        P3      | no           |          | yes      |
        P4      | unknown      |          | unknown  | stop_date
        P5      | yes          |          | unknown  | switch_date
    """)
    assert {row["status"] for name, row in found.rows.items() if name in ("P2", "P4")} == {"undetermined"}
    assert any("of 2 patients it cannot be told whether the drugs" in note for note in found.eligibility.notes)


def test_a_start_without_its_day_is_unknown(eligible):
    """A drug that started in a month gives no first day on both, and no start of induction."""
    eligible(
        as_of=400,
        treatments="""
            patient | drug             | start   | phase
            P1      | cyclophosphamide | 0       | induction
            P1      | mycophenolate    | 2024-03 |
            P1      | tacrolimus       | 100     |
            P2      | cyclophosphamide | 2023-03 | induction
        """,
    ).shows("""
        patient | has_switched | 24 weeks | 24 weeks lacks
        P1      | unknown      | unknown  | start_date
        P2      | no           | unknown  | induction_start
    """)


def test_values_between_a_possible_and_a_certain_switch(eligible):
    """Until the first day on which there may have been a switch, values count for the response to induction."""
    eligible(
        as_of=400,
        treatments="""
            patient | drug          | start | stop    | phase
            P1      | mycophenolate | 0     | 2024-06 | induction
            P1      | tacrolimus    | 160   |         |           # 2024-06-09
        """,
        visits="""
            patient | day | upcr | egfr
            P1      | 0   | 4.0  | 90
            P1      | 150 | 1.9  | 90
            P1      | 168 | 0.3  | 90
        """,
    ).shows("""
        patient | has_switched | computed
        P1      | unknown      | PR
    """)
