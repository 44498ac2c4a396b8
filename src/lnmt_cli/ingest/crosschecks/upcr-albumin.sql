-- A UPCR that falls steeply from one visit to the next while albumin falls, too: of the visits that have both.
select 'visit' as record, patient_id, date, anchor, day, 'upcr' as field
from (
  select patient_id, date, anchor, day, upcr, albumin, lag(upcr) over w as upcr_before, lag(albumin) over w as albumin_before
  from visit
  where upcr is not null and albumin is not null and coalesce(date - date '2000-01-01', day) is not null
  window w as (partition by patient_id, date is null, anchor order by date, day)
)
where round(100 * (upcr_before - upcr), 9) > round($upcr_fall_percent * upcr_before, 9)
  and albumin < albumin_before
