-- MDRD equation with four variables and the factor 175, without the factor for race. mL/min/1.73 m².
-- Levey AS et al. Ann Intern Med 2006;145:247-254. Creatinine, mg/dL: creatinine standardised to IDMS.
create or replace temp macro mdrd_175(creatinine, cystatin_c, age, sex, height_cm, weight_kg) as
case
  when creatinine > 0 and age > 0 then
    175 * pow(creatinine, -1.154) * pow(age, -0.203) * case sex when 'F' then 0.742 when 'M' then 1 end
end;
