-- CKD-EPI 2009 creatinine equation, without the factor for race. mL/min/1.73 m².
-- Levey AS et al. Ann Intern Med 2009;150:604-612. Creatinine, mg/dL, standardised to IDMS.
create or replace temp macro ckd_epi_2009(creatinine, cystatin_c, age, sex, height_cm, weight_kg) as
case
  when creatinine > 0 and age > 0 and sex = 'F' then
    141 * pow(least(creatinine / 0.7, 1), -0.329) * pow(greatest(creatinine / 0.7, 1), -1.209)
    * pow(0.993, age) * 1.018
  when creatinine > 0 and age > 0 and sex = 'M' then
    141 * pow(least(creatinine / 0.9, 1), -0.411) * pow(greatest(creatinine / 0.9, 1), -1.209)
    * pow(0.993, age)
end;
