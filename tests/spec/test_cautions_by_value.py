"""Cautions by recorded values, events and drugs: present, absent or unknown; what is not recorded is never absent.

Sources: labels of tacrolimus, voclosporin and mycophenolate; exclusions of Liu 2015 (NCT00876616); each stands beside
its rule in cautions.toml.
"""


def test_blood_pressure_above_165_105(eligible):
    """Above 165 systolic or 105 diastolic is present; both have to be known to be absent. Voclosporin label."""
    eligible(
        visits="""
            patient | day | systolic_bp | diastolic_bp
            P1      | 199 | 166         | 80
            P2      | 199 | 165         | 105
            P3      | 199 | 120         | 106
            P4      | 199 | 120         |
            P5      | 110 | 120         | 80       # 90 days old
            P6      | 109 | 120         | 80
            P7      | 199 | 120         | 80
        """,
        events="""
            patient | date | event
            P7      | 110  | hypertensive crisis   # in the last 90 days
        """,
    ).shows("""
        patient | blood_pressure
        P1      | present
        P2      | absent
        P3      | present
        P4      | unknown
        P5      | absent
        P6      | unknown
        P7      | present
    """)


def test_potassium(eligible):
    """Above 5.0 mmol/L is a caution, from 5.5 on a serious one besides; a value older than 90 days is none."""
    eligible(
        visits="""
            patient | day | potassium (mmol/L)
            P1      | 199 | 5.0
            P2      | 199 | 5.1
            P3      | 199 | 5.4
            P4      | 199 | 5.5
            P5      | 110 | 5.6
            P6      | 109 | 5.6
            P7      | 199 |
        """,
        events="""
            patient | date | event
            P7      | 180  | hyperkalaemia
        """,
    ).shows("""
        patient | hyperkalaemia | hyperkalaemia_serious
        P1      | absent        | absent
        P2      | present       | absent
        P3      | present       | absent
        P4      | present       | present
        P5      | present       | present
        P6      | unknown       | unknown
        P7      | present       | unknown
    """)


def test_egfr_older_than_half_a_year(eligible):
    """An eGFR older than 180 days says nothing of kidney function now."""
    eligible(
        visits="""
            patient | day | egfr
            P1      | 20  | 40
            P2      | 19  | 40
            P3      | 19  | 90
        """
    ).shows("""
        patient | egfr_low
        P1      | present
        P2      | unknown
        P3      | unknown
    """)


def test_diabetes(eligible):
    """Recorded diabetes or glucose from 126 mg/dL (7.0 mmol/L) is present; absent needs a "no" and a glucose."""
    eligible(
        patients="""
            patient | diabetes
            P1      | yes
            P2      | no
            P3      | no
            P4      | no
            P5      |
            P6      |
            P7      | no
        """,
        visits="""
            patient | day | glucose (mg/dL)
            P2      | 150 | 125
            P3      | 150 | 126
            P5      | 150 | 90
            P6      | 150 | 200
            P7      | 150 | 90
        """,
        events="""
            patient | date | event
            P7      | 100  | diabetes
        """,
    ).shows("""
        patient | diabetes
        P1      | present
        P2      | absent
        P3      | present
        P4      | unknown
        P5      | unknown
        P6      | present
        P7      | present
    """)


def test_liver_and_blood_counts(eligible):
    """ALT or AST above 80 U/L; neutrophils below 1.3 or leucocytes below 3 × 10⁹/L; both of a pair have to be known."""
    eligible(
        visits="""
            patient | day | alt (U/L) | ast (U/L) | anc (10^9/L) | wbc (10^9/L)
            P1      | 150 | 80        | 80        | 1.3          | 3
            P2      | 150 | 81        |           | 1.29         |
            P3      | 150 |           | 81        |              | 2.9
            P4      | 150 | 30        |           | 2            |
        """
    ).shows("""
        patient | liver   | cytopenia
        P1      | absent  | absent
        P2      | present | present
        P3      | present | present
        P4      | unknown | unknown
    """)


def test_active_infection(eligible):
    """An infection in the last 30 days is present; absent needs a visit with "no" in that time, and no event."""
    eligible(
        patients="""
            patient | sex
            P1      | F
            P2      | F
            P3      | F
            P4      | F
            P5      | F
            P6      | F
        """,
        visits="""
            patient | day | infection
            P1      | 170 | yes
            P2      | 169 | yes
            P3      | 170 | no
            P4      | 169 | no
            P6      | 199 | no
        """,
        events="""
            patient | date | event
            P3      | 169  | infection
            P5      | 170  | infection
            P6      | 180  | infection
        """,
    ).shows("""
        patient | infection
        P1      | present
        P2      | unknown
        P3      | absent
        P4      | unknown
        P5      | present
        P6      | present
    """)


def test_history(eligible):
    """Malignancy, chronic infection, hypersensitivity and QT prolongation as recorded; an event counts as a "yes"."""
    eligible(
        patients="""
            patient | malignancy | hypersensitivity | qt_prolongation | hepatitis_b | hepatitis_c | hiv | tuberculosis
            P1      | yes        | yes              | yes             | no          | no          | no  | yes
            P2      | no         | no               | no              | no          | no          | no  | no
            P3      |            |                  |                 | no          | no          | no  |
            P4      | no         | no               |                 |             |             |     |
            P5      | no         | no               |                 | no          | no          | no  | no
        """,
        events="""
            patient | date    | event
            P4      | -2000   | malignancy
            P4      | 100     | anaphylaxis
            P4      | 100     | hepatitis B
            P5      | 201     | malignancy       # after the assessment date
            P5      | 2024-07 | tuberculosis     # day 182 or later: before or after day 200 cannot be told
        """,
    ).shows("""
        patient | malignancy | hypersensitivity | qt_prolongation | chronic_infection
        P1      | present    | present          | present         | present
        P2      | absent     | absent           | absent          | absent
        P3      | unknown    | unknown          | unknown         | unknown
        P4      | present    | present          | unknown         | present
        P5      | absent     | absent           | unknown         | unknown
    """)


def test_pregnant_at_a_visit(eligible):
    """A visit with "pregnant" in the last 280 days is present; a "no" counts for 30 days."""
    eligible(
        as_of=300,
        patients="""
            patient | sex | age
            P1      | F   | 28
            P2      | F   | 28
            P3      | F   | 28
            P4      | F   | 28
        """,
        visits="""
            patient | day | pregnant
            P1      | 20  | yes
            P2      | 19  | yes
            P3      | 270 | no
            P4      | 269 | no
        """,
    ).shows("""
        patient | pregnancy
        P1      | present
        P2      | unknown
        P3      | absent
        P4      | unknown
    """)


def test_age_of_childbearing_without_contraception_recorded(eligible):
    """Nothing recorded is the caution: present in women of 12 to 55 years unless contraception is recorded."""
    eligible(
        patients="""
            patient | sex | age | contraception
            P1      | F   | 28  |
            P2      | F   | 28  | no
            P3      | F   | 28  | yes
            P4      | F   | 11  |
            P5      | F   | 12  |
            P6      | F   | 55  |
            P7      | F   | 56  |
            P8      | M   | 28  |
            P9      |     | 28  |
            P10     | F   |     |
        """
    ).shows("""
        patient | contraception
        P1      | present
        P2      | present
        P3      | absent
        P4      | absent
        P5      | present
        P6      | present
        P7      | absent
        P8      | absent
        P9      | unknown
        P10     | unknown
    """)


def test_drugs_being_given(eligible):
    """A drug counts from its start to its stop; a drug that acts on tacrolimus is never absent, ciclosporin may be."""
    eligible(
        as_of=200,
        treatments="""
            patient | drug           | start | stop
            P1      | ketoconazole   | 190   |
            P2      | clarithromycin | 190   | 199
            P3      | itraconazole   | 190   | 200
            P4      | diltiazem      | 0     |
            P5      | rifampicin     | 0     |
            P6      | CsA            | 0     | 199
            P7      | CsA            | 0     |
            P8      | CsA            | 0     | 2024-07     # day 182 to 212
            P9      | CsA            | 201   |
            P10     | foo            | 0     |
        """,
    ).shows("""
        patient | cyp3a4_inhibitor_strong | cyp3a4_inhibitor_moderate | cyp3a4_inducer | ciclosporin
        P1      | present                 | unknown                   | unknown        | absent
        P2      | unknown                 | unknown                   | unknown        | absent
        P3      | present                 | unknown                   | unknown        | absent
        P4      | unknown                 | present                   | unknown        | absent
        P5      | unknown                 | unknown                   | present        | absent
        P6      | unknown                 | unknown                   | unknown        | absent
        P7      | unknown                 | unknown                   | unknown        | present
        P8      | unknown                 | unknown                   | unknown        | unknown
        P9      | unknown                 | unknown                   | unknown        | unknown    # not begun yet
        P10     | unknown                 | unknown                   | unknown        | unknown
    """)


def test_cyclophosphamide_with_voclosporin(eligible):
    """Present only where both are being given."""
    eligible(
        as_of=200,
        treatments="""
            patient | drug        | start | stop
            P1      | voclosporin | 100   |
            P1      | CYC         | 100   | 250
            P2      | voclosporin | 100   |
            P2      | CYC         | 0     | 150
            P3      | CYC         | 100   |
        """,
    ).shows("""
        patient | cyclophosphamide_with_voclosporin
        P1      | present
        P2      | absent
        P3      | absent
    """)


def test_chronic_lesions(eligible):
    """The last biopsy: chronic lesions only, class VI, chronicity index above 3; all have to be known to be absent."""
    eligible(
        biopsies="""
            patient | biopsied | class | activity | chronicity_index | tma
            P1      | -30      | IV    | A        | 3                | no
            P2      | -30      | IV    | A        | 4                | yes
            P3      | -30      | IV    | C        | 1                |
            P4      | -30      | VI    |          |                  |
            P5      | -30      | IV    | A        |                  |
            P6      | -300     | IV    | A/C      | 5                | yes
            P6      | -30      | IV    | A/C      | 2                | no
            P7      | -30      | IV    | A        | 2                | no
            P7      | 201      | VI    |          | 9                | yes     # after the assessment date
            P8      | -30      | IV    | A        | 2                | no
            P8      |          | VI    |          | 9                | yes     # when it was is not known
        """
    ).shows("""
        patient | biopsy_chronic | tma
        P1      | absent         | absent
        P2      | present        | present
        P3      | present        | unknown
        P4      | present        | unknown
        P5      | unknown        | unknown
        P6      | absent         | absent
        P7      | absent         | absent
        P8      | unknown        | unknown
    """)


def test_biologicals_and_voclosporin_now(eligible):
    """Voclosporin counts to its stop, belimumab for 28 days more, the time between infusions."""
    eligible(
        as_of=200,
        patients="""
            patient | sex
            P1      | F
            P2      | F
            P3      | F
            P4      | F
            P5      | F
            P6      | F
            P7      | F
            P8      | F
            P9      | F
        """,
        treatments="""
            patient | drug        | start | stop
            P1      | voclosporin | 100   |
            P2      | voclosporin | 100   | 199
            P3      | MMF         | 0     |
            P3      | voclosporin | 201   |
            P4      | Benlysta    | 172   | 172
            P5      | Benlysta    | 171   | 171
            P6      | Benlysta    | 0     |            # without a stop it goes on
            P7      | foo         | 0     |
            P8      | MMF         | 0     |
        """,
    ).shows("""
        patient | voclosporin | belimumab
        P1      | present     | absent
        P2      | absent      | absent
        P3      | absent      | absent
        P4      | absent      | present
        P5      | absent      | absent
        P6      | absent      | present
        P7      | unknown     | unknown
        P8      | absent      | absent
        P9      | unknown     | unknown
    """)


def test_anti_cd20_in_the_year_before(eligible):
    """An anti-CD20 counts up to the 365th day after its last one. Rituximab label: B cells are back by 12 months."""
    eligible(
        as_of=400,
        treatments="""
            patient | drug         | start | stop
            P1      | rituximab    | 35    | 35
            P2      | rituximab    | 34    | 34
            P3      | obinutuzumab | 0     | 35
            P4      | obinutuzumab | 0     | 34
            P5      | ocrelizumab  | 390   |
            P6      | MMF          | 0     |
            P6      | ofatumumab   | 401   |
            P7      | rituximab    | 0     | 600
            P8      | MMF          | 0     |
        """,
    ).shows("""
        patient | anti_cd20
        P1      | present
        P2      | absent
        P3      | present
        P4      | absent
        P5      | present
        P6      | absent
        P7      | present
        P8      | absent
    """)


def test_anti_cd20_with_days_that_are_missing(eligible):
    """A row without a stop is one dose at least: whether others followed is unknown, unless each has its row."""
    eligible(
        as_of=400,
        treatments="""
            patient | drug      | start | stop    | doses
            P1      | rituximab | 35    |         |
            P2      | rituximab | 34    |         |
            P3      | rituximab | 34    |         | 1
            P4      | rituximab | 34    |         | 2
            P5      | rituximab | 20    |         |
            P5      | rituximab | 34    |         |        # each row a dose
            P6      | rituximab | 20    |         |
            P6      | rituximab | 35    |         |
            P7      | rituximab |       |         |
            P8      | rituximab |       | 35      |
            P9      | rituximab |       | 34      |
            P10     | rituximab |       | 401     |        # when it began is not known
            P11     | rituximab | 0     | 2024-02 |        # days 31 to 59: before day 35 or after it
            P12     | rituximab | 0     | 2024-01 |        # day 30 at the latest
            P13     | rituximab | 0     | 2024-03 |
            P14     | rituximab | 36    | 2024-02 |
            P15     | rituximab | 300   | 200     |        # one of the days is wrong
        """,
    ).shows("""
        patient | anti_cd20
        P1      | present
        P2      | unknown
        P3      | absent
        P4      | unknown
        P5      | absent
        P6      | present
        P7      | unknown
        P8      | present
        P9      | absent
        P10     | unknown
        P11     | unknown
        P12     | absent
        P13     | present
        P14     | present
        P15     | unknown
    """)


def test_drugs_that_started_in_a_month(eligible):
    """Who began in a month whose day is not known has begun by its end: the drug is given from then on for certain."""
    eligible(
        as_of=400,
        treatments="""
            patient | drug        | start   | stop
            P1      | voclosporin | 2024-12 |            # days 335 to 365
            P2      | voclosporin | 2025-02 |            # days 397 to 424: by day 400 or after it
            P3      | voclosporin | 2024-12 | 401
            P4      | voclosporin | 2024-12 | 399
            P5      | Benlysta    | 2024-11 | 2025-01    # day 396 at the latest, and day 366 at the earliest
            P6      | rituximab   | 2024-03 |            # from day 60 on
            P7      | rituximab   | 2024-02 |            # days 31 to 59: before day 35 or after it
            P8      | rituximab   | 2024-01 |            # before day 35; whether others followed is not known
            P9      | rituximab   | 2024-01 |
            P9      | rituximab   | 10      |            # each row a dose
            P10     | rituximab   | 2025-02 | 36         # one of the days is wrong
            P11     | voclosporin |         |
        """,
    ).shows("""
        patient | voclosporin | belimumab | anti_cd20
        P1      | present     | absent    | absent
        P2      | unknown     | absent    | absent
        P3      | present     | absent    | absent
        P4      | absent      | absent    | absent
        P5      | absent      | unknown   | absent
        P6      | absent      | absent    | present
        P7      | absent      | absent    | unknown
        P8      | absent      | absent    | unknown
        P9      | absent      | absent    | absent
        P10     | absent      | absent    | unknown
        P11     | unknown     | absent    | absent
    """)


def test_recorded_and_computed_response(eligible):
    """Present where the two differ, absent where they are the same, else unknown; more so where one is complete."""
    eligible(
        patients="""
            patient | induction | begun | prior
            P1      | MMF       | 0     | PR
            P2      | MMF       | 0     | CR
            P3      | MMF       | 0     | PR
            P4      | MMF       | 0     | NR
            P5      | MMF       | 0     | PR
            P6      | MMF       | 0     |
            P7      | MMF       | 0     | NR
            P8      | MMF       | 0     | CR
            P9      | MMF       | 0     | PR
        """,
        visits="""
            patient | day | upcr | egfr
            P1      | 0   | 3.0  | 90
            P1      | 168 | 0.4  | 88     # CR
            P2      | 0   | 3.0  | 90
            P2      | 168 | 2.9  | 88     # NR
            P3      | 0   | 3.0  | 90
            P3      | 168 | 2.9  | 88     # NR
            P4      | 0   | 3.0  | 90
            P4      | 168 | 2.9  | 88     # NR, as recorded
            P5      | 0   | 3.0  | 90
            P5      | 168 | 1.5  | 88     # PR, as recorded
            P6      | 0   | 3.0  | 90
            P6      | 168 | 1.5  | 88     # none recorded
            P7      | 0   | 3.0  | 90     # cannot be computed
            P8      | 168 | 2.0  | 88     # not complete for certain; partial or none cannot be told
            P9      | 168 | 2.0  | 88
        """,
    ).shows("""
        patient | response_disagrees | complete_response_disagrees
        P1      | present            | present
        P2      | present            | present
        P3      | present            | absent
        P4      | absent             | absent
        P5      | absent             | absent
        P6      | unknown            | unknown
        P7      | unknown            | unknown
        P8      | present            | present
        P9      | unknown            | absent
    """)


def test_response_by_a_definition_without_a_partial_tier(eligible):
    """By a definition without a partial tier, they disagree if one is complete and the other is not."""
    eligible(
        responses=("regency",),
        patients="""
            patient | induction | begun | prior
            P1      | MMF       | 0     | PR
            P2      | MMF       | 0     | PR
            P3      | MMF       | 0     | CR
        """,
        visits="""
            patient | day | upcr | egfr
            P1      | 0   | 3.0  | 90
            P1      | 168 | 1.5  | 88
            P2      | 0   | 3.0  | 90
            P2      | 168 | 0.4  | 88
            P3      | 0   | 3.0  | 90
            P3      | 168 | 1.5  | 88
        """,
    ).shows("""
        patient | computed | response_disagrees | complete_response_disagrees
        P1      | NR       | absent             | absent
        P2      | CR       | present            | present
        P3      | NR       | present            | present
    """)


def test_adolescents(eligible):
    """Below 18 completed years on the assessment date is present: adult thresholds judge. Without an age unknown."""
    eligible(
        as_of=200,
        patients="""
            patient | age | birth_date | switched
            P1      | 17  |            |
            P2      | 18  |            |
            P3      |     |            |
            P4      |     | 2006-07-19 |            # 18 on day 200
            P5      |     | 2006-07-20 |
            P6      |     | 2006-07-19 | 199
        """,
    ).shows("""
        patient | adolescent
        P1      | present
        P2      | absent
        P3      | unknown
        P4      | absent
        P5      | present
        P6      | present
    """)


def test_nothing_but_the_induction_recorded(eligible):
    """An export with nothing but the drug of induction does not say what else is given: unknown, never absent."""
    eligible(
        treatments="""
            patient | drug | phase       | start
            P1      | MMF  | induction   | 0
            P2      | MMF  | induction   | 0
            P2      | pred | maintenance | 100
            P3      | MMF  |             | 0
        """,
    ).shows("""
        patient | voclosporin | belimumab | anti_cd20 | ciclosporin
        P1      | unknown     | unknown   | unknown   | unknown
        P2      | absent      | absent    | absent    | absent
        P3      | absent      | absent    | absent    | absent
    """)
