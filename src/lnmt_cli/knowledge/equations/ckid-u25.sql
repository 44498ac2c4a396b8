-- CKiD U25 creatinine equation. mL/min/1.73 m².
-- Pierce CB et al. Kidney Int 2021;99:948-956. Creatinine, mg/dL, by an enzymatic method; height, cm, which counts in metres.
create or replace temp macro ckid_u25(creatinine, cystatin_c, age, sex, height_cm, weight_kg) as
case
  when creatinine > 0 and height_cm > 0 and age > 0 and sex = 'M' then
    case when age < 12 then 39.0 * pow(1.008, age - 12)
         when age < 18 then 39.0 * pow(1.045, age - 12)
         else 50.8 end * (height_cm / 100) / creatinine
  when creatinine > 0 and height_cm > 0 and age > 0 and sex = 'F' then
    case when age < 12 then 36.1 * pow(1.008, age - 12)
         when age < 18 then 36.1 * pow(1.023, age - 12)
         else 41.4 end * (height_cm / 100) / creatinine
end;
