-- MDRD equation with four variables and the factor 186, without the factor for race. mL/min/1.73 m².
-- Levey AS et al. J Am Soc Nephrol 2000;11:155A. Creatinine, mg/dL: creatinine from before the standardisation to IDMS.
create or replace temp macro mdrd_186(creatinine, cystatin_c, age, sex, height_cm, weight_kg) as
case
  when creatinine > 0 and age > 0 then
    186 * pow(creatinine, -1.154) * pow(age, -0.203) * case sex when 'F' then 0.742 when 'M' then 1 end
end;
