-- One eGFR for each visit, mL/min/1.73 m², by one rule for each patient.
--
-- A patient's recorded eGFR is used if every visit with a creatinine has one; otherwise it is computed for all of that
-- patient's visits. Recorded and computed values are never mixed within a patient.
-- Age: completed years from the birth date; without one, the age recorded on the visit's row, else the patient's.
create view visit_age as
select
  v.patient_id,
  v.date,
  case
    when p.birth_date is not null then completed_years(p.birth_date, v.date)
    else floor(coalesce(v.age, p.age))
  end as age
from visit v
left join patient p on p.patient_id = v.patient_id;

create view egfr_basis as
select
  patient_id,
  count(*) filter (where creatinine is not null and egfr is null) = 0 as is_recorded
from visit
group by patient_id;

create view kidney_function as
select
  v.patient_id,
  v.date,
  b.is_recorded,
  a.age,
  case
    when b.is_recorded then v.egfr
    when a.age >= $adult_age then $adult_equation(v.creatinine, a.age, p.sex, v.height)
    when a.age < $adult_age then $child_equation(v.creatinine, a.age, p.sex, v.height)
  end as egfr
from visit v
join egfr_basis b on b.patient_id = v.patient_id
join visit_age a on a.patient_id = v.patient_id and a.date = v.date
left join patient p on p.patient_id = v.patient_id;
