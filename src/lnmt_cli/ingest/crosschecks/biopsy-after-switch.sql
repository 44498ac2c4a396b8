-- A switch with biopsies, all of them dated after it: a repeat biopsy after the switch is no cause for concern.
select
  'biopsy' as record, b.patient_id, min(b.date) as date, min(b.day) as day,
  case when min(b.date) is null then 'day' else 'date' end as field
from biopsy b
join patient p on p.patient_id = b.patient_id
group by b.patient_id, p.switch_date, p.switch_day
having (min(b.date) > p.switch_date and count(*) = count(b.date))
  or (count(b.date) = 0 and min(b.day) > p.switch_day and count(*) = count(b.day))
