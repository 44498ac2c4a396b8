-- One row for each patient who switched, or perhaps did, and time point: subgroups, responses, and each value then and at
-- the switch.
create view regimen as
select patient_id, string_agg(drug, ' + ' order by drug) as drugs
from (
  select distinct t.patient_id, t.drug
  from known_treatment t
  join induction i on i.patient_id = t.patient_id
  where t.phase = 'induction' and t.drug is not null
    -- What was given beside a standard drug (glucocorticoids) does not make a regimen of its own.
    and (t.drug in ($induction_drugs) or i.is_standard is distinct from true)
)
group by patient_id;

-- Whether there is a visit in the window of the week, with whatever was measured.
create view visit_in_window as
select distinct a.patient_id, w.week
from anchor a
join dated_visit v on v.patient_id = a.patient_id
join time_window w
  on w.anchor = a.anchor
  and w.point = 'week'
  and not w.is_carried
  and coalesce(date_diff('day', a.day_0, v.date), case when v.anchor = a.anchor then v.day end)
    between w.first_day and w.last_day
where a.anchor = 'switch';

-- Deaths before the switch, too, which `befallen` leaves out. `is_dead`: by the week, or on a day that is not known; such a
-- patient is never a best case.
create view death as
select a.patient_id, date_diff('day', a.day_0, d.date) as day
from anchor a
join dated_event d on d.patient_id = a.patient_id and d.kind = 'death'
where a.anchor = 'switch';

create view outcome as
select
  e.patient_id,
  e.status,
  e.sex,
  e.site,
  e.prior_response,
  e.response_disagrees,
  e.complete_response_disagrees,
  e.age,
  e.class,
  g.drugs as induction_regimen,
  b.is_recorded as is_egfr_recorded,
  b.equation as egfr_equation,
  e.has_switched,
  e.is_relative,
  e.vague_visits,
  e.untied_records,
  n.week is not null as has_visit,
  coalesce(not r.is_due, false) as is_not_due,
  exists (
    select * from death d where d.patient_id = e.patient_id and coalesce(d.day <= r.until, true)
  ) as is_dead,
  r.* exclude (patient_id, sex, age, is_due)
from eligibility e
left join response r on r.patient_id = e.patient_id and r.anchor = 'switch'
left join visit_in_window n on n.patient_id = e.patient_id and n.week = r.week
left join (select distinct patient_id, is_recorded, equation from kidney_function) b on b.patient_id = e.patient_id
left join regimen g on g.patient_id = e.patient_id
where e.has_switched is not false;

-- Days after the switch to the last visit, and to the last contact.
-- What is counted per time is an event after the day of the switch; one whose day is not known is in no count.
create view last_visit as
select
  a.patient_id,
  max(coalesce(date_diff('day', a.day_0, v.date), case when v.anchor = a.anchor then v.day end)) as last_visit
from anchor a
join dated_visit v on v.patient_id = a.patient_id
where a.anchor = 'switch'
group by a.patient_id;

create view follow_up as
select
  a.patient_id,
  any_value(v.last_visit) as last_visit,
  greatest(0, max(coalesce(date_diff('day', a.day_0, k.date), case when k.anchor = a.anchor then k.day end))) as days
from anchor a
left join last_visit v on v.patient_id = a.patient_id
left join contact k on k.patient_id = a.patient_id
where a.anchor = 'switch'
group by a.patient_id;

-- Death and kidney failure come once, on the first day recorded; they can be written down twice, as event and as date.
create view safety_event as
select e.patient_id, e.kind, date_diff('day', a.day_0, e.date) as day
from anchor a
join (
  select patient_id, kind, date from dated_event where kind not in ('death', 'eskd')
  union all
  select patient_id, kind, min(date) from dated_event where kind in ('death', 'eskd') group by patient_id, kind
) e on e.patient_id = a.patient_id
where a.anchor = 'switch' and e.kind in ($safety_kinds);
