-- Bedside Schwartz equation of 2009. mL/min/1.73 m².
-- Schwartz GJ et al. J Am Soc Nephrol 2009;20:629-637. Creatinine, mg/dL, by an enzymatic method; height, cm.
create or replace temp macro schwartz_bedside(creatinine, cystatin_c, age, sex, height_cm, weight_kg) as
case
  when creatinine > 0 and height_cm > 0 then 0.413 * height_cm / creatinine
end;
