-- A visit dated after the patient had died.
select 'visit' as record, v.patient_id, v.date, 'date' as field
from visit v
join patient p on p.patient_id = v.patient_id
where v.date > p.death_date
