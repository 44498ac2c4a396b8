-- CKD-EPI 2012 creatinine-cystatin C equation, without the factor for race. mL/min/1.73 m².
-- Inker LA et al. N Engl J Med 2012;367:20-29. Creatinine, mg/dL, standardised to IDMS; cystatin C, mg/L, to IFCC.
create or replace temp macro ckd_epi_2012_cr_cys(creatinine, cystatin_c, age, sex, height_cm, weight_kg) as
case
  when creatinine > 0 and cystatin_c > 0 and age > 0 and sex = 'F' then
    135 * pow(least(creatinine / 0.7, 1), -0.248) * pow(greatest(creatinine / 0.7, 1), -0.601)
    * pow(least(cystatin_c / 0.8, 1), -0.375) * pow(greatest(cystatin_c / 0.8, 1), -0.711)
    * pow(0.995, age) * 0.969
  when creatinine > 0 and cystatin_c > 0 and age > 0 and sex = 'M' then
    135 * pow(least(creatinine / 0.9, 1), -0.207) * pow(greatest(creatinine / 0.9, 1), -0.601)
    * pow(least(cystatin_c / 0.8, 1), -0.375) * pow(greatest(cystatin_c / 0.8, 1), -0.711)
    * pow(0.995, age)
end;
