-- A switch dated before the induction began.
select
  'patient' as record, p.patient_id,
  case when p.switch_date < i.start then 'switch_date' else 'switch_day' end as field
from patient p
join (
  select patient_id, min(start) as start, min(start_day) as start_day
  from treatment
  where phase = 'induction'
  group by patient_id
) i on i.patient_id = p.patient_id
where p.switch_date < i.start or p.switch_day < i.start_day
