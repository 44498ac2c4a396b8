-- What the clinician who reviews a flagged patient has to look at, as of the assessment date: present, absent, unknown.
create view caution_value as
select
  c.patient_id,
  c.sex,
  coalesce(completed_years(c.birth_date, c.assessment_date), floor(c.age)) as age,
  e.egfr_last,
  g.pregnancy_days
from course c
left join (
  select k.patient_id, max_by(k.egfr, k.date) as egfr_last
  from kidney_function k
  join course d on d.patient_id = k.patient_id and k.date <= d.assessment_date
  where k.egfr is not null
  group by k.patient_id
) e on e.patient_id = c.patient_id
left join (
  select v.patient_id, min(date_diff('day', coalesce(v.date, d.reference + v.day), d.assessment_date)) as pregnancy_days
  from event v
  join course d on d.patient_id = v.patient_id and coalesce(v.date, d.reference + v.day) <= d.assessment_date
  where v.kind = 'pregnancy'
  group by v.patient_id
) g on g.patient_id = c.patient_id;

create view caution as
select
  patient_id,
  $cautions
from caution_value;
