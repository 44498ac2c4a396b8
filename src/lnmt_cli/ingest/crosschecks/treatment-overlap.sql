-- Two treatments with one drug of which the second starts before the first has stopped. What has no stop is still
-- given, and a change of the dose is often recorded so: that says nothing against either record.
select distinct
  'treatment' as record, b.patient_id, b.start as date, b.start_day as day, b.drug,
  case when b.start is null then 'start_day' else 'start' end as field
from treatment a
join treatment b on b.patient_id = a.patient_id and b.drug = a.drug
where (a.start < b.start and least(a.stop, coalesce(b.stop, a.stop)) - b.start + 1 > $treatment_overlap_days)
  or (a.start is null and b.start is null and a.start_day < b.start_day
    and least(a.stop_day, coalesce(b.stop_day, a.stop_day)) - b.start_day + 1 > $treatment_overlap_days)
