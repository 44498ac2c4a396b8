-- What the therapies count from, the start of induction and the switch, and what befalls them. The response to induction is
-- told from values up to the switch, or up to the assessment date where there was none: a run as of an earlier day gives what
-- it gave on that day.
create view anchor as
select
  patient_id, 'induction' as anchor, induction_start as day_0,
  coalesce(earliest_switch, case when not has_switched then assessment_date end) as earliest_switch,
  has_switched, is_relative
from course where induction_start is not null or has_induction_day
union all
select patient_id, 'switch' as anchor, switch_date as day_0, earliest_switch, has_switched, is_relative
from course where has_switched
union all
-- What a cohort is described by counts from the switch, or from the day of judgement of those who have not switched.
select patient_id, 'index' as anchor, assessment_date as day_0, earliest_switch, has_switched, is_relative
from course where 'index' in ($anchors);

-- Events, and those that are recorded as a date of the patient. Of a patient without dates, a date that is recorded all the
-- same cannot be compared with a day.
create view dated_event as
select e.patient_id, e.kind, coalesce(e.date, c.reference + e.day) as date
from known_event e
join course c on c.patient_id = e.patient_id
where c.is_relative or coalesce(e.date, c.reference + e.day) <= $as_of or coalesce(e.date, c.reference + e.day) is null
union all
select p.patient_id, e.kind, case when not c.is_relative then e.date end
from known_patient p
join course c on c.patient_id = p.patient_id
cross join lateral (
  values ('death', p.death_date), ('eskd', p.eskd_date), ('withdrawal', p.withdrawal_date)
) as e (kind, date)
where e.date is not null
union all
-- What two rows date differently did happen, on a day that is not known.
select
  patient_id, case field when 'death_date' then 'death' when 'eskd_date' then 'eskd' else 'withdrawal' end, null
from conflict
where field in ('death_date', 'eskd_date', 'withdrawal_date');

-- What befalls a therapy: rescue therapy, death, kidney failure, withdrawal, by the kinds of events. After the switch the start of a drug that the protocol counts as a rescue is one.
create view happening as
select
  patient_id,
  case
    when kind = 'rescue_therapy' then 'rescue'
    when kind = 'death' then 'died'
    when kind in ('eskd', 'dialysis', 'transplant') then 'kidney_failure'
    when kind = 'withdrawal' then 'withdrawn'
    when kind = 'lost_to_follow_up' then 'lost'
  end as kind,
  date
from dated_event
where kind in ('rescue_therapy', 'death', 'eskd', 'dialysis', 'transplant', 'withdrawal', 'lost_to_follow_up')
union all
select patient_id, 'rescue_drug', start from dated_treatment
where drug in ($rescue_drugs)
  -- A drug of the induction whose first day is not known began before the switch.
  and (start is not null or phase is distinct from 'induction');

create view befallen as
select
  patient_id,
  anchor,
  min(day) filter (where kind = 'rescue') as rescue_day,
  count(*) filter (where kind = 'rescue' and day is null) > 0 as is_rescue_undated,
  min(day) filter (where kind = 'died') as death_day,
  count(*) filter (where kind = 'died' and day is null) > 0 as is_death_undated,
  min(day) filter (where kind = 'kidney_failure') as kidney_failure_day,
  count(*) filter (where kind = 'kidney_failure' and day is null) > 0 as is_kidney_failure_undated,
  min(day) filter (where kind in ('withdrawn', 'lost')) as withdrawal_day,
  count(*) filter (where kind in ('withdrawn', 'lost') and day is null) > 0 as is_withdrawal_undated,
  min(day) filter (where kind = 'lost') as loss_day
from (
  select
    a.patient_id,
    a.anchor,
    case h.kind when 'rescue_drug' then 'rescue' else h.kind end as kind,
    date_diff('day', a.day_0, h.date) as day
  from anchor a
  join happening h on h.patient_id = a.patient_id and (h.kind <> 'rescue_drug' or a.anchor = 'switch')
)
where day > 0 or day is null
group by patient_id, anchor;
