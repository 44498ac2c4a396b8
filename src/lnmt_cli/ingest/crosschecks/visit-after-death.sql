-- A visit dated after the patient had died.
select
  'visit' as record, v.patient_id, v.date, v.anchor, v.day,
  case when v.date is null then 'day' else 'date' end as field
from visit v
join (
  select patient_id, min(date) as date, min(day) as day
  from (
    select patient_id, death_date as date, null as day from patient
    union all
    select patient_id, date, day from event where kind = 'death'
  )
  group by patient_id
) d on d.patient_id = v.patient_id
where v.date > d.date or (v.date is null and v.anchor = 'reference' and v.day > d.day)
