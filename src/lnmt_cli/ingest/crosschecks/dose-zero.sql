-- A treatment of which nothing is taken: the dose of its day is 0.
select 'treatment' as record, t.patient_id, t.start as date, t.start_day as day, t.drug, 'dose' as field
from treatment t
where t.dose = 0
