-- Japanese equation of 2009. mL/min/1.73 m².
-- Matsuo S et al. Am J Kidney Dis 2009;53:982-992. Creatinine, mg/dL, by an enzymatic method.
create or replace temp macro japan_2009(creatinine, cystatin_c, age, sex, height_cm, weight_kg) as
case
  when creatinine > 0 and age > 0 then
    194 * pow(creatinine, -1.094) * pow(age, -0.287) * case sex when 'F' then 0.739 when 'M' then 1 end
end;
