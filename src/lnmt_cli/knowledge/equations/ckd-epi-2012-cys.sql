-- CKD-EPI 2012 cystatin C equation. mL/min/1.73 m².
-- Inker LA et al. N Engl J Med 2012;367:20-29. Cystatin C, mg/L, standardised to IFCC. The factor for age is the 0.996 of the
-- paper; some calculators have 0.9962.
create or replace temp macro ckd_epi_2012_cys(creatinine, cystatin_c, age, sex, height_cm, weight_kg) as
case
  when cystatin_c > 0 and age > 0 then
    133 * pow(least(cystatin_c / 0.8, 1), -0.499) * pow(greatest(cystatin_c / 0.8, 1), -1.328)
    * pow(0.996, age) * case sex when 'F' then 0.932 when 'M' then 1 end
end;
