-- Loss of kidney function after the switch, for each patient who switched; run only where it is asked for.
--
-- A decline is sustained from the first value at or below the bound on which another at or below it follows at least so many days later,
-- none between the two being above it: values in a row, of which the last is so many days after the first. One value above the bound
-- ends such a row, so that a fall that passes is none; a row at the end of the record that is too short is not confirmed.
create view egfr_bound as
select
  v.patient_id,
  p.percent,
  v.day,
  round(v.value, $decimals) <= round(b.value * (100 - p.percent) / 100, $decimals) as is_low
from kidney_value v
join kidney_baseline b on b.patient_id = v.patient_id and b.anchor = v.anchor and b.measure = v.measure
cross join (values $decline_percents) as p (percent)
where v.anchor = 'switch' and v.measure = 'egfr';

create view egfr_low_row as
select patient_id, percent, min(day) as first_day, max(day) as last_day, any_value(ended = highs) as is_open
from (
  select
    *,
    count(*) filter (where not is_low) over (partition by patient_id, percent order by day) as ended,
    count(*) filter (where not is_low) over (partition by patient_id, percent) as highs
  from egfr_bound
)
where is_low
group by patient_id, percent, ended;

create view egfr_decline as
select
  p.patient_id,
  p.percent,
  min(r.first_day) filter (where r.last_day - r.first_day >= $sustained_days) as decline_day,
  min(r.first_day) filter (where r.last_day - r.first_day < $sustained_days and r.is_open) as unconfirmed_day
from (select distinct patient_id, percent from egfr_bound) p
left join egfr_low_row r on r.patient_id = p.patient_id and r.percent = p.percent
group by p.patient_id, p.percent;

-- The slope in mL/min/1.73 m² a year of 365.25 days: a straight line through the baseline and all values after it, in
-- the order of their days: sums in another order differ in the last digits.
create view egfr_slope as
select
  patient_id,
  count(*) as slope_values,
  max(day) - min(day) as slope_days,
  regr_slope(value, day / 365.25 order by day) as slope
from (
  select patient_id, day, value from kidney_value where anchor = 'switch' and measure = 'egfr'
  union all
  select b.patient_id, b.day, b.value
  from kidney_baseline b
  join kidney_course k on k.patient_id = b.patient_id and k.anchor = b.anchor
  where b.anchor = 'switch' and b.measure = 'egfr' and not k.has_failed_before and not k.is_failure_undated
)
group by patient_id;

create view kidney_outcome as
select
  k.patient_id,
  k.has_failed_before,
  k.is_failure_undated,
  k.failure_day,
  k.death_day,
  b.value as egfr_baseline,
  v.later_values,
  coalesce(k.failure_day, v.last_day) as last_day,
  s.slope_values,
  s.slope_days,
  s.slope,
  f.upcr_values,
  f.last_day as last_upcr_day,
  f.reached_day,
  f.flare_day
from kidney_course k
left join kidney_baseline b on b.patient_id = k.patient_id and b.anchor = k.anchor and b.measure = 'egfr'
left join (
  select patient_id, anchor, count(*) as later_values, max(day) as last_day
  from kidney_value where measure = 'egfr' group by patient_id, anchor
) v on v.patient_id = k.patient_id and v.anchor = k.anchor
left join egfr_slope s on s.patient_id = k.patient_id
left join upcr_flare f on f.patient_id = k.patient_id and f.anchor = k.anchor
where k.anchor = 'switch';
