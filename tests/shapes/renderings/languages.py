"""Headers and words in other languages and notations."""

from __future__ import annotations

from typing import Final

KOREAN: Final = {
    "patient_id": "환자번호",
    "site": "병원",
    "sex": "성별",
    "birth_date": "생년월일",
    "prior_response": "유도요법 반응",
    "switch_date": "전환일",
    "death_date": "사망일",
    "biopsy_date": "신장조직검사일",
    "biopsy_class": "루푸스신염 분류",
    "induction_drug": "유도요법 약제",
    "induction_start": "유도요법 시작일",
    "induction_stop": "유도요법 종료일",
    "drug": "약제명",
    "start_date": "투여시작일",
    "stop_date": "투여종료일",
    "dose": "일일용량",
    "phase": "치료단계",
    "visit_date": "검사일",
    "upcr": "요단백/크레아티닌비",
    "creatinine": "혈청크레아티닌",
    "albumin": "알부민",
    "c3": "보체3",
    "c4": "보체C4",
    "event_date": "발생일",
    "event_kind": "사건 종류",
}
GERMAN: Final = {
    "patient_id": "Patientennummer",
    "site": "Zentrum",
    "sex": "Geschlecht",
    "birth_date": "Geburtsdatum",
    "death_date": "Todesdatum",
    "biopsy_date": "Biopsiedatum",
    "visit_date": "Besuchsdatum",
    "creatinine": "Serumkreatinin",
}
SPANISH: Final = {
    "patient_id": "ID paciente",
    "site": "centro",
    "sex": "sexo",
    "birth_date": "fecha de nacimiento",
    "death_date": "fecha de fallecimiento",
    "biopsy_date": "fecha de biopsia",
    "visit_date": "fecha de visita",
    "creatinine": "creatinina sérica",
    "albumin": "albúmina",
}
FRENCH: Final = {
    "patient_id": "numéro patient",
    "sex": "sexe",
    "birth_date": "date de naissance",
    "death_date": "date de décès",
    "biopsy_date": "date de biopsie",
    "visit_date": "date de visite",
    "creatinine": "créatinine sérique",
    "albumin": "albumine",
}
JAPANESE: Final = {
    "patient_id": "患者番号",
    "site": "施設名",
    "sex": "性別",
    "birth_date": "生年月日",
    "death_date": "死亡日",
    "biopsy_date": "腎生検日",
    "visit_date": "検査日",
    "upcr": "尿蛋白/クレアチニン比",
    "creatinine": "血清クレアチニン",
    "albumin": "アルブミン",
    "c3": "補体C3",
    "c4": "補体C4",
}
CHINESE: Final = {
    "patient_id": "患者编号",
    "site": "医院",
    "sex": "性别",
    "birth_date": "出生日期",
    "death_date": "死亡日期",
    "biopsy_date": "肾活检日期",
    "visit_date": "检查日期",
    "upcr": "尿蛋白/肌酐",
    "creatinine": "血肌酐",
    "albumin": "白蛋白",
    "c3": "补体C3",
    "c4": "补体C4",
}
ENGLISH: Final = {
    "patient_id": "Subject ID",
    "site": "Hospital",
    "sex": "Gender",
    "birth_date": "DOB",
    "prior_response": "Response to induction",
    "switch_date": "Date of switch",
    "death_date": "Date of death",
    "biopsy_date": "Renal biopsy date",
    "biopsy_class": "ISN/RPS class",
    "induction_drug": "Induction regimen",
    "induction_start": "Start of induction",
    "induction_stop": "End of induction",
    "drug": "Medication",
    "start_date": "Date started",
    "stop_date": "Date stopped",
    "dose": "Daily dose",
    "phase": "Treatment phase",
    "visit_date": "Examination date",
    "upcr": "UPC ratio",
    "creatinine": "SCr",
    "albumin": "S-Albumin",
    "c3": "Complement C3",
    "c4": "Complement C4",
    "event_date": "Date of event",
    "event_kind": "Event type",
}

_KOREAN_DRUGS: Final = {
    "MMF": "셀셉트",
    "cyclophosphamide": "사이클로포스파마이드",
    "azathioprine": "이뮤란",
    "tacrolimus": "프로그랍",
    "prednisolone": "소론도정",
}
_BRANDS: Final = {
    "MMF": "CellCept",
    "cyclophosphamide": "Endoxan",
    "azathioprine": "Imuran",
    "tacrolimus": "Prograf",
    "prednisolone": "Solondo",
}
KOREAN_SITES: Final = {"Site A": "서울병원", "Site B": "부산병원"}
LATIN_SITES: Final = {"Site A": "Hôpital Sud", "Site B": "Málaga"}
KOREAN_WORDS: Final = {
    "site": KOREAN_SITES,
    "sex": {"F": "여", "M": "남"},
    "prior_response": {"PR": "부분관해", "NR": "무반응"},
    "induction_drug": _KOREAN_DRUGS,
    "drug": _KOREAN_DRUGS,
    "phase": {"induction": "관해유도"},
    "event_kind": {"infection": "감염", "pregnancy": "임신"},
}
BRAND_WORDS: Final = {"induction_drug": _BRANDS, "drug": _BRANDS}
ABBREVIATIONS: Final = {
    name: {"cyclophosphamide": "IV CYC", "azathioprine": "AZA", "tacrolimus": "TAC", "prednisolone": "PDL"}
    for name in ("induction_drug", "drug")
}
DOSED: Final = {
    "induction_drug": {
        "MMF": "Mycophenolate mofetil (po)",
        "cyclophosphamide": "Cyclophosphamide IV monthly pulse",
        "azathioprine": "azathioprine tablets",
    }
}

_NOTATIONS: Final = """
canonical | II | III | IV | V | III+V | IV+V | III (A) | IV (A/C)
unicode | Ⅱ | Ⅲ | Ⅳ | Ⅴ | Ⅲ+Ⅴ | Ⅳ+Ⅴ | Ⅲ(A) | Ⅳ(A/C)
Korean | 제2형 | 제3형 | 4형 | 5형 | 3형+5형 | 4형 및 5형 | 제3형 (A) | 제4형 (A/C)
arabic | class 2 | class 3 | Class 4 | Class 5 | 3+5 | 4+5 | 3A | 4 A/C
words | type II | Class III | ISN/RPS class IV | LN V | III/V | V + IV | III-A | IV A/C
segments | II | III | IV-G | V | III & V | Class IV and V | IIIA | IV-S(A/C)
wide signs | ii | ＩＩＩ | iv | class V | III＋V | IV , V | III（A） | IV - A/C
"""
_LINES: Final = [[cell.strip() for cell in line.split("|")] for line in _NOTATIONS.strip().splitlines()]
CLASSES: Final = {line[0]: dict(zip(_LINES[0][1:], line[1:], strict=True)) for line in _LINES[1:]}
"""Each class of the cohort as it is written in a notation."""
