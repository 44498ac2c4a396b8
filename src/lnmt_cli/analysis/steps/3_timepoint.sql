-- The value of each measure at each time point of the protocol, each measure chosen by itself.
--
-- Windows are days from the anchor (start of induction, or the switch), both ends included. Where several windows serve
-- one time point (a baseline looks back first, then ahead), the one with the lower priority number counts. Within a
-- window the value nearest to the target day counts; of two equally near, the later.
create view time_window as
select * from (values
  $windows
) as w (anchor, point, week, priority, first_day, last_day, target_day, not_after_switch);

create view anchor as
select patient_id, 'induction' as anchor, induction_start as day_0, switch_date from course where induction_start is not null
union all
select patient_id, 'switch' as anchor, switch_date as day_0, switch_date from course where switch_date is not null;

create view measurement as
$measurements;

create view timepoint as
select
  a.patient_id,
  a.anchor,
  w.point,
  w.week,
  m.measure,
  m.value,
  m.date,
  date_diff('day', a.day_0, m.date) as day
from anchor a
join time_window w on w.anchor = a.anchor
join measurement m
  on m.patient_id = a.patient_id
  and date_diff('day', a.day_0, m.date) between w.first_day and w.last_day
  and (not w.not_after_switch or a.switch_date is null or m.date <= a.switch_date)
qualify row_number() over (
  partition by a.patient_id, a.anchor, w.point, w.week, m.measure
  order by w.priority, abs(date_diff('day', a.day_0, m.date) - w.target_day), m.date desc
) = 1;
