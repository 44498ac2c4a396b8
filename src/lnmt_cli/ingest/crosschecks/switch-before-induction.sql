-- A switch dated before the induction began.
select 'patient' as record, p.patient_id, cast(null as date) as date, 'switch_date' as field
from patient p
join (select patient_id, min(start) as start from treatment where phase = 'induction' group by patient_id) i
  on i.patient_id = p.patient_id
where p.switch_date < i.start
