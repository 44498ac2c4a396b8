-- A treatment that stops before it starts.
select 'treatment' as record, patient_id, start as date, 'stop' as field
from treatment
where stop < start
