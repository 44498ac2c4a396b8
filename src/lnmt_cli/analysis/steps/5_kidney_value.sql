-- eGFR and UPCR after the baseline of a therapy, as long as they are those of the patient's own kidneys.
--
-- Dialysis or a graft makes the values from the day of kidney failure on. Where that day is not known, it cannot be told which values
-- are the kidneys'; where it was before the therapy, none is.
create view kidney_course as
select
  patient_id,
  anchor,
  min(day) filter (where kind = 'kidney_failure' and day > 0) as failure_day,
  count(*) filter (where kind = 'kidney_failure' and day <= 0) > 0 as has_failed_before,
  count(*) filter (where kind = 'kidney_failure' and day is null) > 0 as is_failure_undated,
  min(day) filter (where kind = 'died') as death_day
from (
  select a.patient_id, a.anchor, h.kind, date_diff('day', a.day_0, h.date) as day
  from anchor a
  left join happening h on h.patient_id = a.patient_id and h.kind in ('kidney_failure', 'died')
)
group by patient_id, anchor;

-- The baseline of each, unless kidney failure came before it; of an eGFR of 0 no part can be lost.
create view kidney_baseline as
select b.patient_id, b.anchor, b.measure, cast(b.day as integer) as day, b.value
from timepoint b
join kidney_course k on k.patient_id = b.patient_id and k.anchor = b.anchor
where b.point = 'baseline'
  and b.measure in ('egfr', 'upcr')
  and coalesce(b.day < k.failure_day, true)
  and (b.measure <> 'egfr' or b.value > 0);

-- One value a day. Values of the day of the baseline or before it are not after it, and none from after a death is the patient's. In the
-- induction those up to the assessment date count; where that is not known, those that are certainly before the switch.
create view kidney_value as
select d.patient_id, d.anchor, d.measure, cast(d.day as integer) as day, d.value
from day_of_value d
join course c on c.patient_id = d.patient_id
join kidney_course k on k.patient_id = d.patient_id and k.anchor = d.anchor
left join kidney_baseline b on b.patient_id = d.patient_id and b.anchor = d.anchor and b.measure = d.measure
where d.measure in ('egfr', 'upcr')
  and d.day > coalesce(b.day, 0)
  and d.day > 0
  and coalesce(d.day < k.failure_day, true)
  and coalesce(d.day <= k.death_day, true)
  and not k.has_failed_before
  and not k.is_failure_undated
  and (d.anchor <> 'induction' or (d.is_before_switch and coalesce(d.date <= c.assessment_date, true)))
qualify row_number() over (
  partition by d.patient_id, d.anchor, d.measure, d.day order by d.counted_from nulls first
) = 1;

-- Renal flares by UPCR: how far it has risen from the lowest ratio before, since the baseline. From `reached_day` on a patient is at risk,
-- if there is a later value.
create view upcr_flare as
select
  patient_id,
  anchor,
  count(*) as upcr_values,
  max(day) as last_day,
  min(day) filter (where round(value, $decimals) <= $flare_response_at_most) as reached_day,
  min(day) filter (where is_flare) as flare_day
from (
  select
    *,
    (round(lowest_before, $decimals) < $flare_low_below and round(value, $decimals) > $flare_from_low_above)
      or (round(lowest_before, $decimals) <= $flare_response_at_most and round(value, $decimals) > $flare_from_response_above)
      as is_flare
  from (
    select
      *,
      min(value) over (
        partition by patient_id, anchor order by day rows between unbounded preceding and 1 preceding
      ) as lowest_before
    from kidney_value
    where measure = 'upcr'
  )
)
group by patient_id, anchor;

-- A flare of the induction. Without one it is not known whether there was one: of whom no two values can be compared, of whose kidney failure
-- the day is not known, or who has a value of a day that is not known, which may be of the induction.
create view renal_flare as
select
  a.patient_id,
  case
    when f.flare_day is not null then true
    when f.upcr_values >= 2 and u.patient_id is null and c.assessment_date is not null then false
  end as renal_flare
from anchor a
join course c on c.patient_id = a.patient_id
left join upcr_flare f on f.patient_id = a.patient_id and f.anchor = a.anchor
left join (
  select distinct v.patient_id
  from dated_visit v
  join course d on d.patient_id = v.patient_id
  where v.upcr is not null
    and v.date is null
    and v.anchor is distinct from 'induction'
    and coalesce(v.partial_date >= left(cast(d.induction_start as varchar), length(v.partial_date)), true)
    and coalesce(v.partial_date <= left(cast(d.assessment_date as varchar), length(v.partial_date)), true)
) u on u.patient_id = a.patient_id
where a.anchor = 'induction';

-- Whether a ratio is sustained: beside each UPCR, the highest from the last one at least so many days before it up to itself. Without such
-- an earlier value it is not known.
create view sustained_upcr as
select s.patient_id, s.anchor, s.day, max(v.value) as highest
from (
  select j.patient_id, j.anchor, j.day, max(v.day) as since
  from kidney_value j
  left join kidney_value v
    on v.patient_id = j.patient_id and v.anchor = j.anchor and v.measure = 'upcr' and v.day <= j.day - $sustained_days
  where j.measure = 'upcr'
  group by j.patient_id, j.anchor, j.day
) s
left join kidney_value v
  on v.patient_id = s.patient_id and v.anchor = s.anchor and v.measure = 'upcr' and v.day between s.since and s.day
group by s.patient_id, s.anchor, s.day;
