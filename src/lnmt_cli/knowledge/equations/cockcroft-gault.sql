-- Creatinine clearance after Cockcroft and Gault. mL/min, not per 1.73 m².
-- Cockcroft DW, Gault MH. Nephron 1976;16:31-41. Creatinine, mg/dL; weight, kg, as measured.
create or replace temp macro cockcroft_gault(creatinine, cystatin_c, age, sex, height_cm, weight_kg) as
case
  when creatinine > 0 and weight_kg > 0 and age > 0 then
    (140 - age) * weight_kg / (72 * creatinine) * case sex when 'F' then 0.85 when 'M' then 1 end
end;
