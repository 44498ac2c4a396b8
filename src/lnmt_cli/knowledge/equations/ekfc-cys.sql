-- EKFC 2023 cystatin C equation, without sex and race. mL/min/1.73 m².
-- Pottel H et al. N Engl J Med 2023;388:333-343. Cystatin C, mg/L, standardised to IFCC, as a multiple of Q, the median of healthy
-- people of that age: 0.83 mg/L up to 50 years, and 0.005 more for each year above.
create or replace temp macro ekfc_cys(creatinine, cystatin_c, age, sex, height_cm, weight_kg) as
case
  when cystatin_c > 0 and age > 0 then
    107.3 * pow(least(cystatin_c / (0.83 + 0.005 * greatest(age - 50, 0)), 1), -0.322)
    * pow(greatest(cystatin_c / (0.83 + 0.005 * greatest(age - 50, 0)), 1), -1.132)
    * pow(0.990, greatest(age - 40, 0))
end;
