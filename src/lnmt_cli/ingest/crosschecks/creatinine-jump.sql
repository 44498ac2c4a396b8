-- A creatinine that is a multiple of both the value before and the value after, all three within a month.
select 'visit' as record, patient_id, date, anchor, day, 'creatinine' as field
from (
  select
    patient_id, date, anchor, day, creatinine,
    lag(creatinine) over w as before,
    lead(creatinine) over w as after,
    lead(coalesce(date - date '2000-01-01', day)) over w - lag(coalesce(date - date '2000-01-01', day)) over w as days
  from visit
  where creatinine is not null and coalesce(date - date '2000-01-01', day) is not null
  window w as (partition by patient_id, date is null, anchor order by date, day)
)
where days <= $creatinine_jump_days
  and round(creatinine, 9) >= round($creatinine_jump_factor * greatest(before, after), 9)
