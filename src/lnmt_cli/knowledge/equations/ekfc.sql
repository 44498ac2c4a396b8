-- EKFC 2021 creatinine equation, for the full span of ages. mL/min/1.73 m².
-- Pottel H et al. Ann Intern Med 2021;174:183-191. Creatinine, mg/dL, standardised to IDMS, as a multiple of Q, the median of
-- healthy people of that age and sex: up to 25 years by a polynomial in μmol/L (÷ 88.4), above 0.70 and 0.90 mg/dL.
create or replace temp macro ekfc_q(age, sex) as
case
  when age > 25 then case sex when 'F' then 0.70 when 'M' then 0.90 end
  when age > 0 and sex = 'F' then
    exp(3.080 + 0.177 * age - 0.223 * ln(age) - 0.00596 * pow(age, 2) + 0.0000686 * pow(age, 3)) / 88.4
  when age > 0 and sex = 'M' then
    exp(3.200 + 0.259 * age - 0.543 * ln(age) - 0.00763 * pow(age, 2) + 0.0000790 * pow(age, 3)) / 88.4
end;

create or replace temp macro ekfc(creatinine, cystatin_c, age, sex, height_cm, weight_kg) as
case
  -- Without Q there is no ratio; least and greatest would pass over the null.
  when creatinine > 0 and ekfc_q(age, sex) is not null then
    107.3 * pow(least(creatinine / ekfc_q(age, sex), 1), -0.322)
    * pow(greatest(creatinine / ekfc_q(age, sex), 1), -1.132)
    * pow(0.990, greatest(age - 40, 0))
end;
