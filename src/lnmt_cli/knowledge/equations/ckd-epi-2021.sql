-- CKD-EPI 2021 creatinine equation, without race. mL/min/1.73 m².
-- Inker LA et al. N Engl J Med 2021;385:1737-1749. Creatinine, mg/dL, standardised to IDMS.
create or replace temp macro ckd_epi_2021(creatinine, cystatin_c, age, sex, height_cm, weight_kg) as
case
  when creatinine > 0 and age > 0 and sex = 'F' then
    142 * pow(least(creatinine / 0.7, 1), -0.241) * pow(greatest(creatinine / 0.7, 1), -1.200)
    * pow(0.9938, age) * 1.012
  when creatinine > 0 and age > 0 and sex = 'M' then
    142 * pow(least(creatinine / 0.9, 1), -0.302) * pow(greatest(creatinine / 0.9, 1), -1.200)
    * pow(0.9938, age)
end;
