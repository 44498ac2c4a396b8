-- The value of each measure at each time point of the protocol, each measure chosen by itself.
--
-- Windows are days from the anchor (start of induction, or the switch), both ends included. Where several windows serve
-- one time point (a baseline looks back first, then ahead), the one with the lower priority number counts. Within a
-- window the value nearest to the target day counts; of two equally near, the later; of one day, that with a date.
-- A visit that is counted from the anchor itself has its day from there, whether or not the anchor's own date is known.
create view time_window as
select * from (values
  $windows
) as w (anchor, point, week, priority, first_day, last_day, target_day, not_after_switch);

create view anchor as
select patient_id, 'induction' as anchor, induction_start as day_0, earliest_switch, has_switched
from course where induction_start is not null or has_induction_day
union all
select patient_id, 'switch' as anchor, switch_date as day_0, earliest_switch, has_switched
from course where has_switched;

create view measurement as
$measurements;

create view day_of_value as
select
  a.patient_id,
  a.anchor,
  m.measure,
  m.value,
  m.date,
  m.sign,
  m.equation,
  m.anchor as counted_from,
  coalesce(date_diff('day', a.day_0, m.date), case when m.anchor = a.anchor then m.day end) as day,
  -- Where the day of the switch is not known, what is counted from the induction itself is taken to be before it.
  coalesce(m.date <= a.earliest_switch, not a.has_switched or m.anchor = a.anchor, false) as is_before_switch
from anchor a
join measurement m on m.patient_id = a.patient_id;

create view timepoint as
select v.patient_id, v.anchor, w.point, w.week, v.measure, v.value, v.sign, v.equation
from day_of_value v
join time_window w
  on w.anchor = v.anchor
  and v.day between w.first_day and w.last_day
  and (not w.not_after_switch or v.is_before_switch)
qualify row_number() over (
  partition by v.patient_id, v.anchor, w.point, w.week, v.measure
  order by w.priority, abs(v.day - w.target_day), v.day desc, v.counted_from nulls first
) = 1;
