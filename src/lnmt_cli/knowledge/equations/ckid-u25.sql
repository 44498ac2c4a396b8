-- CKiD U25 creatinine equation, ages 1 to 25.
-- Pierce CB et al. Age- and sex-dependent clinical equations to estimate glomerular filtration rates in children and
-- young adults with chronic kidney disease. Kidney Int 2021;99:948-956.
-- creatinine: serum creatinine (enzymatic), mg/dL · age: completed years · sex: 'F' or 'M' · height_cm: height, cm
-- Returns mL/min/1.73 m²; null where an input is null or not positive, or under 1 year of age.
create or replace temp macro ckid_u25(creatinine, age, sex, height_cm) as
case
  when creatinine > 0 and height_cm > 0 and age >= 1 and sex = 'M' then
    case when age < 12 then 39.0 * pow(1.008, age - 12)
         when age < 18 then 39.0 * pow(1.045, age - 12)
         else 50.8 end * (height_cm / 100) / creatinine
  when creatinine > 0 and height_cm > 0 and age >= 1 and sex = 'F' then
    case when age < 12 then 36.1 * pow(1.008, age - 12)
         when age < 18 then 36.1 * pow(1.023, age - 12)
         else 41.4 end * (height_cm / 100) / creatinine
end;
