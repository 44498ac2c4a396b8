-- More neutrophils than white blood cells, of which they are a part.
select 'visit' as record, patient_id, date, anchor, day, 'anc' as field
from visit
where anc > wbc
