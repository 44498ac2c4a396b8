-- One eGFR for each visit, mL/min/1.73 m², by one rule for each patient.
--
-- A patient's recorded eGFR is used if every visit with a creatinine has one; otherwise it is computed for all of that
-- patient's visits. Recorded and computed values are never mixed within a patient.
-- Age: completed years from the birth date; without one, the age recorded on the visit's row, else the patient's.
create view visit_course as
select
  v.patient_id,
  v.date,
  v.creatinine,
  v.egfr,
  v.height,
  p.sex,
  case
    when p.birth_date is not null then completed_years(p.birth_date, v.date)
    else floor(coalesce(v.age, p.age))
  end as age,
  count(*) filter (where v.creatinine is not null and v.egfr is null) over (partition by v.patient_id) = 0 as is_recorded
from visit v
left join patient p on p.patient_id = v.patient_id;

create view kidney_function as
select
  patient_id,
  date,
  age,
  is_recorded,
  case
    when is_recorded then egfr
    when age >= $adult_age then $adult_equation(creatinine, age, sex, height)
    when age < $adult_age then $child_equation(creatinine, age, sex, height)
  end as egfr
from visit_course;
