-- A switch with biopsies, all of them dated after it: a repeat biopsy after the switch is no cause for concern.
select 'biopsy' as record, b.patient_id, min(b.date) as date, 'date' as field
from biopsy b
join patient p on p.patient_id = b.patient_id
group by b.patient_id, p.switch_date
having min(b.date) > p.switch_date and count(*) = count(b.date)
