-- A treatment that stops before it starts.
select
  'treatment' as record, patient_id, start as date, start_day as day, drug,
  case when stop < start then 'stop' else 'stop_day' end as field
from treatment
where stop < start or stop_day < start_day
