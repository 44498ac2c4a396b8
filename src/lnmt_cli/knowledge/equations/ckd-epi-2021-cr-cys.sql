-- CKD-EPI 2021 creatinine-cystatin C equation, without race. mL/min/1.73 m².
-- Inker LA et al. N Engl J Med 2021;385:1737-1749. Creatinine, mg/dL, standardised to IDMS; cystatin C, mg/L, to IFCC.
create or replace temp macro ckd_epi_2021_cr_cys(creatinine, cystatin_c, age, sex, height_cm, weight_kg) as
case
  when creatinine > 0 and cystatin_c > 0 and age > 0 and sex = 'F' then
    135 * pow(least(creatinine / 0.7, 1), -0.219) * pow(greatest(creatinine / 0.7, 1), -0.544)
    * pow(least(cystatin_c / 0.8, 1), -0.323) * pow(greatest(cystatin_c / 0.8, 1), -0.778)
    * pow(0.9961, age) * 0.963
  when creatinine > 0 and cystatin_c > 0 and age > 0 and sex = 'M' then
    135 * pow(least(creatinine / 0.9, 1), -0.144) * pow(greatest(creatinine / 0.9, 1), -0.544)
    * pow(least(cystatin_c / 0.8, 1), -0.323) * pow(greatest(cystatin_c / 0.8, 1), -0.778)
    * pow(0.9961, age)
end;
