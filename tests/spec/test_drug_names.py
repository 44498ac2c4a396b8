"""What a name of a drug says: local forms, salts of mycophenolate, abbreviations with several meanings.

Sources: labels of Myfortic (720 mg of the sodium salt are 1 g of mofetil), Protopic and Restasis; abbreviations of
hospital lists (ISMP list of error-prone abbreviations).
"""


def test_local_forms_are_no_switch(eligible):
    """An ointment or eye drops of a calcineurin inhibitor are no systemic treatment: no switch comes of them."""
    eligible(
        as_of=400,
        treatments="""
            patient | drug                 | start | stop | phase
            P1      | MMF                  | 0     |      | induction
            P1      | tacrolimus ointment  | 170   |      |
            P2      | MMF                  | 0     |      | induction
            P2      | Protopic             | 170   |      |
            P3      | MMF                  | 0     |      | induction
            P3      | 타크로리무스연고             | 170   |      |
            P4      | MMF                  | 0     |      | induction
            P4      | tacrolimus ointment  | 170   |      |
            P4      | Prograf              | 190   |      |
            P5      | MMF + topical tacrolimus | 0 |      | induction
        """,
    ).shows("""
        patient | switched | standard
        P1      |          | yes
        P2      |          | yes
        P3      |          | yes
        P4      | 190      | yes
        P5      |          | yes
    """)


def test_local_forms_begin_no_induction(eligible):
    """An inhaled glucocorticoid does not begin the induction; ciclosporin eye drops are no ciclosporin being given."""
    eligible(
        as_of=200,
        treatments="""
            patient | drug                 | start | stop | phase
            P1      | budesonide inhaler   | 0     |      | induction
            P1      | MMF                  | 100   |      | induction
            P1      | prednisolone         | 100   |      | maintenance
            P2      | MMF                  | 0     |      | induction
            P2      | prednisolone         | 0     |      | maintenance
            P2      | cyclosporin eye drops | 0    |      |
            P3      | MMF                  | 0     |      | induction
            P3      | cyclosporin          | 0     |      |
        """,
    ).shows("""
        patient | 24 weeks | ciclosporin
        P1      | no       | absent
        P2      | yes      | absent
        P3      | yes      | present
    """)


def test_salt_of_a_dose(eligible):
    """Adequacy rests on a dose whose salt is told, a mean of 1 g/day of mofetil; where it is open it is unknown."""
    eligible(
        as_of=200,
        treatments="""
            patient | drug                     | phase     | start | stop | dose (mg/day)
            P1      | 미코페놀산                    | induction | 0     | 199  | 1440
            P2      | MPA                      | induction | 0     | 199  | 1440
            P3      | mycophenolic acid        | induction | 0     | 199  | 750
            P4      | mycophenolate            | induction | 0     | 199  | 2000
            P5      | 셀셉트(미코페놀산)             | induction | 0     | 199  | 750
            P6      | CellCept (mycophenolic acid) | induction | 0 | 199  | 750
            P7      | 미코페놀산 모페틸              | induction | 0     | 199  | 750
            P8      | 미코페놀산모페틸               | induction | 0     | 199  | 750
            P9      | Myfortic (MMF)           | induction | 0     | 199  | 720
            P10     | MMF (Myfortic)           | induction | 0     | 199  | 720
            P11     | CellCept (Myfortic)      | induction | 0     | 199  | 2000
            P12     | mycophenolate sodium     | induction | 0     | 199  | 719
            P13     | 마이렙틱                     | induction | 0     | 199  | 720
        """,
    ).shows("""
        patient | standard | induction_adequate | mycophenolate_mean_dose
        P1      | yes      | unknown            |
        P2      | yes      | unknown            |
        P3      | yes      | unknown            |
        P4      | yes      | unknown            |
        P5      | yes      | no                 | 750
        P6      | yes      | no                 | 750
        P7      | yes      | no                 | 750
        P8      | yes      | no                 | 750
        P9      | yes      | yes                | 1000
        P10     | yes      | yes                | 1000
        P11     | yes      | unknown            |
        P12     | yes      | no                 | 999
        P13     | yes      | yes                | 1000
    """)


def test_abbreviations_of_a_hospitals_list(eligible):
    """Among other prescriptions MPA is no mycophenolate, and no switch comes of it, unless its dose says so."""
    eligible(
        as_of=400,
        patients="""
            patient | induction | begun
            P1      | CTX       | 0
            P2      | CTX       | 0
            P3      | CTX       | 0
        """,
        treatments="""
            patient | drug             | start | stop
            P1      | MPA              | 100   |
            P1      | Prograf          | 170   |
            P2      | MPA 720 mg bid   | 100   |
            P2      | Prograf          | 170   |
            P3      | amoxicillin      | 100   |
            P3      | ethinylestradiol | 170   |
        """,
    ).shows("""
        patient | standard | switched
        P1      | yes      |
        P2      | yes      | 170
        P3      | yes      |
    """)


def test_acid_suppression(eligible):
    """Proton-pump inhibitors and potassium-competitive acid blockers are one caution, antacids another."""
    eligible(
        as_of=200,
        treatments="""
            patient | drug         | start | stop
            P1      | omeprazole   | 190   |
            P2      | K-CAB        | 190   |
            P3      | 케이캡정         | 190   |
            P4      | 제산제          | 190   |
            P5      | MMF          | 0     |
        """,
    ).shows("""
        patient | absorption | antacid
        P1      | present    | unknown
        P2      | present    | unknown
        P3      | present    | unknown
        P4      | unknown    | present
        P5      | unknown    | unknown
    """)


def test_drugs_that_act_on_tacrolimus(eligible):
    """Strong and moderate inhibitors by the FDA's table, mild ones of the tacrolimus label, and inducers are told."""
    eligible(
        as_of=200,
        treatments="""
            patient | drug          | start | stop
            P1      | darunavir     | 0     |
            P2      | letermovir    | 0     |
            P3      | 五酯胶囊          | 0     |
            P4      | nifedipine    | 0     |
            P5      | amiodarone    | 0     |
            P6      | rifabutin     | 0     |
            P7      | bosentan      | 0     |
            P8      | ciprofloxacin | 0     |
            P9      | amlodipine    | 0     |
        """,
    ).shows("""
        patient | cyp3a4_inhibitor_strong | cyp3a4_inhibitor_moderate | cyp3a4_inducer
        P1      | present                 | unknown                   | unknown
        P2      | unknown                 | present                   | unknown
        P3      | unknown                 | present                   | unknown
        P4      | unknown                 | present                   | unknown
        P5      | unknown                 | present                   | unknown
        P6      | unknown                 | unknown                   | present
        P7      | unknown                 | unknown                   | present
        P8      | unknown                 | present                   | unknown
        P9      | unknown                 | unknown                   | unknown
    """)
