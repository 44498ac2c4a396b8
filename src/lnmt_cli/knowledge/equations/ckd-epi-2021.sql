-- CKD-EPI 2021 creatinine equation, without race. Adults.
-- Inker LA et al. New creatinine- and cystatin C-based equations to estimate GFR without race.
-- N Engl J Med 2021;385:1737-1749.
-- creatinine: serum creatinine, mg/dL · age: completed years · sex: 'F' or 'M' · height_cm: not used
-- Returns mL/min/1.73 m²; null where an input is null or not positive.
create or replace temp macro ckd_epi_2021(creatinine, age, sex, height_cm) as
case
  when creatinine > 0 and sex = 'F' then
    142 * pow(least(creatinine / 0.7, 1), -0.241) * pow(greatest(creatinine / 0.7, 1), -1.200)
    * pow(0.9938, age) * 1.012
  when creatinine > 0 and sex = 'M' then
    142 * pow(least(creatinine / 0.9, 1), -0.302) * pow(greatest(creatinine / 0.9, 1), -1.200)
    * pow(0.9938, age)
end;
