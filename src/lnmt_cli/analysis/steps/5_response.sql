-- The response of each patient to induction and to the switch, by each response definition, three-valued.
--
-- Every visit after the switch as a time point of its own, of the anchor `visit`: the last value of each measure on its day
-- or a few days before, beside the baseline of the switch. A baseline from within the days of grace after the switch is no
-- response to itself: visits count after the day of the baseline UPCR, and values after that of their own baseline.
create view visit_value as
select
  o.patient_id,
  'visit' as anchor,
  o.day_0,
  cast(null as integer) as week,
  cast(o.day as integer) as target_day,
  o.day as upcr_day,
  $visit_values
from (
  select distinct a.patient_id, a.day_0, d.day
  from anchor a
  join day_of_value d on d.patient_id = a.patient_id and d.anchor = a.anchor and d.day > 0
  left join timepoint u
    on u.patient_id = a.patient_id and u.anchor = a.anchor and u.point = 'baseline' and u.measure = 'upcr'
  where a.anchor = 'switch' and d.day > coalesce(u.day, 0)
) o
join day_of_value v
  on v.patient_id = o.patient_id
  and v.anchor = 'switch'
  and v.day > 0
  and v.day between o.day - $same_visit_days and o.day
left join timepoint b on b.patient_id = o.patient_id and b.anchor = 'switch' and b.point = 'baseline'
left join timepoint own
  on own.patient_id = v.patient_id
  and own.anchor = 'switch'
  and own.point = 'baseline'
  and own.measure = v.measure
where v.day > coalesce(own.day, 0)
group by o.patient_id, o.day_0, o.day;

-- Every visit of the induction up to the assessment date in the same way, of the anchor `induction_visit`, beside the baseline
-- of the induction.
create view induction_visit as
select
  o.patient_id,
  'induction_visit' as anchor,
  o.day_0,
  cast(null as integer) as week,
  cast(o.day as integer) as target_day,
  o.day as upcr_day,
  $visit_values
from (
  select distinct a.patient_id, a.day_0, d.day
  from anchor a
  join course c on c.patient_id = a.patient_id
  join day_of_value d
    on d.patient_id = a.patient_id
    and d.anchor = a.anchor
    and d.day > 0
    and d.is_before_switch
    and coalesce(a.day_0 + cast(d.day as integer) <= c.assessment_date, true)
  where a.anchor = 'induction'
) o
join day_of_value v
  on v.patient_id = o.patient_id
  and v.anchor = 'induction'
  and v.day > 0
  and v.day between o.day - $same_visit_days and o.day
left join timepoint b on b.patient_id = o.patient_id and b.anchor = 'induction' and b.point = 'baseline'
group by o.patient_id, o.day_0, o.day;

-- A measure alone is its value at the time point; with `_baseline`, its value at the baseline of the same anchor. A week after
-- the switch whose target day lies after the as-of date has not come: it has no values yet, also where its window has opened.
create view therapy_week as
select
  w.patient_id,
  w.anchor,
  w.day_0,
  w.is_due,
  w.week,
  w.target_day,
  max(t.day) filter (where t.point = 'week' and t.measure = 'upcr') as upcr_day,
  $named_values
from (
  select a.*, p.week, p.target_day,
    a.anchor <> 'switch' or a.is_relative or coalesce(a.day_0 + cast(p.target_day as integer) <= $as_of, true) as is_due
  from anchor a
  join (select distinct anchor, week, target_day from time_window where point = 'week') p on p.anchor = a.anchor
) w
left join timepoint t
  on t.patient_id = w.patient_id and t.anchor = w.anchor and (t.point = 'baseline' or t.week = w.week and w.is_due)
group by w.patient_id, w.anchor, w.day_0, w.is_due, w.week, w.target_day$visits;

-- The values that response definitions can name. What befell the therapy counts up to the target day of the time point,
-- or up to the day of the UPCR judged where that is later.
create view assessed as
select
  p.*,$sustained_upcr
  c.sex,
  coalesce(
    case when not c.is_relative then completed_years(c.birth_date, c.assessment_date) end,
    floor(c.age)
  ) as age,
  coalesce(c.egfr_preflare, $egfr_baseline) as egfr_preflare,
  coalesce($recorded_limit, case c.sex when 'F' then $creatinine_limit_f when 'M' then $creatinine_limit_m end)
    as creatinine_uln,
  case when b.rescue_day <= p.until then true when b.is_rescue_undated then null else false end as rescue,
  case when b.death_day <= p.until then true when b.is_death_undated then null else false end as died,
  case when b.kidney_failure_day <= p.until then true when b.is_kidney_failure_undated then null else false end
    as kidney_failure,
  case when b.withdrawal_day <= p.until then true when b.is_withdrawal_undated then null else false end as withdrawn,
  coalesce(b.loss_day <= p.until, false) as is_lost
from (select *, greatest(target_day, coalesce(upcr_day, target_day)) as until from therapy_week) p
join course c on c.patient_id = p.patient_id
left join befallen b on b.patient_id = p.patient_id and b.anchor = case p.anchor when 'visit' then 'switch' when 'induction_visit' then 'induction' else p.anchor end;

-- `is_failure`: what the protocol counts as no response after the switch, whatever the values say.
-- Complete true: CR. Complete false and partial true: PR, if it is one of whom that can be told. Both false: NR. Anything
-- else cannot be assessed: null.
create view judged as
select
  *,
  anchor not in ('induction', 'induction_visit') and ($failure) as is_failure,
  $milestone as milestone_met,
  $verdicts
from assessed;

create view response as
select
  *,
  $categories
from judged;

-- The response to induction at the week of the protocol, and the milestone beside it at the week at which that is judged.
create view induction_response as
select $induction_columns from response where anchor = 'induction' and week = $induction_week;

create view milestone as
select patient_id, milestone_met from response where anchor = 'induction' and week = $milestone_week;
