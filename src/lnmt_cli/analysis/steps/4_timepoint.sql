-- The value of each measure at each time point of the protocol, each measure chosen by itself.
--
-- Windows are days from the anchor (start of induction, or the switch), both ends included. Where several windows serve
-- one time point (a baseline looks back first, then ahead), the one with the lower priority number counts. Within a
-- window the value that the protocol chooses counts: the nearest to the target day (of two equally near, the later or
-- the earlier), the first, the last, the worst, or the mean of all; of one day, that with a date.
-- What is carried forward comes from a window before the week's, with a higher priority number.
-- A visit that is counted from the anchor itself has its day from there, whether or not the anchor's own date is known.
create view time_window as
select * from (values
  $windows
) as w (anchor, point, week, priority, first_day, last_day, target_day, not_after_switch, choose, tie, is_carried);

-- `assay` is set for measures that can only be compared within one. `value_of_assay` is set for measures of assays, whose
-- `value` is not there where it is in another `unit` than the canonical one (of which the unit is null).
-- A measure has a value or, where it is kept in words, a word. `badness` is the higher the worse the value is.
create view measurement as
$measurements;

create view day_of_value as
select
  a.patient_id,
  a.anchor,
  m.measure,
  m.value,
  m.word,
  m.badness,
  m.date,
  m.sign,
  m.assay,
  m.value_of_assay,
  m.unit,
  m.anchor as counted_from,
  coalesce(
    date_diff('day', a.day_0, m.date),
    case when m.anchor = a.anchor or (a.anchor = 'index' and a.has_switched and m.anchor = 'switch') then m.day end
  ) as day,
  -- Where the day of the switch is not known, what is counted from the induction itself is taken to be before it.
  coalesce(m.date <= a.earliest_switch, not a.has_switched or m.anchor = a.anchor, false) as is_before_switch
from anchor a
join measurement m on m.patient_id = a.patient_id;

create view timepoint as
select
  v.patient_id, v.anchor, w.point, w.week, v.measure, v.word, v.sign, v.day, v.date,
  case w.choose
    when 'mean' then avg(v.value) over same_window
    else v.value
  end as value,
  -- Of values in several units there is neither a mean nor a worst.
  case
    when w.choose in ('mean', 'worst')
      and min(coalesce(v.unit, '')) over same_window < max(coalesce(v.unit, '')) over same_window then null
    when w.choose = 'mean' then avg(v.value_of_assay) over same_window
    else v.value_of_assay
  end as value_of_assay,
  v.unit,
  -- The assay is that of the value; a mean has one where all that it is made of have the same.
  case
    when w.choose <> 'mean' then v.assay
    when count(v.assay) over same_window = count(*) over same_window
      and min(v.assay) over same_window = max(v.assay) over same_window then v.assay
  end as assay
from day_of_value v
join time_window w
  on w.anchor = v.anchor
  and v.day between w.first_day and w.last_day
  and (not w.not_after_switch or v.is_before_switch)
left join befallen b on b.patient_id = v.patient_id and b.anchor = v.anchor
where not w.is_carried or not (
  -- Nothing is carried over what changes the course; of an event without a day it cannot be told.
  coalesce(b.rescue_day between v.day and w.target_day, b.is_rescue_undated, false)
  or coalesce(b.kidney_failure_day between v.day and w.target_day, b.is_kidney_failure_undated, false)
  or coalesce(b.death_day between v.day and w.target_day, b.is_death_undated, false)
)
window same_window as (partition by v.patient_id, v.anchor, w.point, w.week, v.measure, w.priority)
qualify row_number() over (
  partition by v.patient_id, v.anchor, w.point, w.week, v.measure
  order by
    w.priority,
    case w.choose when 'first' then v.day when 'last' then -v.day when 'worst' then -v.badness end nulls last,
    abs(v.day - w.target_day),
    case w.tie when 'earlier' then v.day else -v.day end,
    v.counted_from nulls first
) = 1;
