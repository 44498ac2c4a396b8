-- The response of each patient to induction and to the switch, by the response definition, three-valued.
--
-- A measure alone is its value at the time point; with `_baseline`, its value at the baseline of the same anchor.
-- Complete true: CR. Complete false and partial true: PR. Both false: NR. Anything else cannot be assessed: null.
create view assessed as
select
  a.patient_id,
  a.anchor,
  w.week,
  $named_values
from anchor a
join (select distinct anchor, week from time_window where point = 'week') w on w.anchor = a.anchor
left join timepoint t
  on t.patient_id = a.patient_id and t.anchor = a.anchor and (t.point = 'baseline' or t.week = w.week)
group by a.patient_id, a.anchor, w.week;

create view response as
select
  *,
  case when is_complete then 'CR' when not is_complete and is_partial then 'PR'
       when not is_complete and not is_partial then 'NR' end as category
from (
  select
    *,
    $complete as is_complete,
    $partial as is_partial
  from assessed
);
