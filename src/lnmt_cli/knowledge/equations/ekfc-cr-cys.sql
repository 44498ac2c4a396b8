-- EKFC creatinine-cystatin C: the mean of the EKFC equation of creatinine and that of cystatin C. mL/min/1.73 m².
-- Pottel H et al. N Engl J Med 2023;388:333-343; the files of the two make their macros.
create or replace temp macro ekfc_cr_cys(creatinine, cystatin_c, age, sex, height_cm, weight_kg) as
(ekfc(creatinine, cystatin_c, age, sex, height_cm, weight_kg) + ekfc_cys(creatinine, cystatin_c, age, sex, height_cm, weight_kg)) / 2;
