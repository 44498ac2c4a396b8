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

-- Whenever a patient is known of: a visit, an event, withdrawal, kidney failure or death.
create view contact as
select patient_id, date, anchor, day from dated_visit
union all
select patient_id, date, null, null from dated_event;

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
  and dose is distinct from 0
  -- A drug of the induction whose first day is not known began before the switch.
  and (start is not null or phase is distinct from 'induction');

-- The records of the drugs of the combination, each with the first day on which it can have stopped and the last: of a stop of
-- which the month or the year is known, those of the month or the year.
create view combination_record as
select
  row_number() over () as record,
  t.patient_id,
  t.start,
  t.is_open,
  t.drug,
  coalesce(t.stop, cast(left(t.partial_stop || '-01-01', 10) as date)) as stop_from,
  coalesce(
    t.stop,
    cast(
      cast(left(t.partial_stop || '-01-01', 10) as date)
      + case length(t.partial_stop) when 4 then interval 1 year else interval 1 month end
      - interval 1 day as date
    )
  ) as stop_to,
  c.switch_date,
  c.is_relative,
  -- Where no date of the switch is recorded, the treatments alone tell of it: then a stop on its day ends the combination.
  -- Beside a recorded switch, it may end the induction only.
  c.switch_date + case when p.switch_date is null and p.switch_day is null then 0 else 1 end as first_day
from dated_treatment t
join course c on c.patient_id = t.patient_id
join known_patient p on p.patient_id = t.patient_id
where c.has_switched and t.drug in ($switch_drug_a, $switch_drug_b);

-- The stop of either drug of the combination after the switch: the day by which there was one for certain, and the first day on
-- which there may have been one. The same drug within $interrupted_days days of it is a change of dose, or an interruption, and
-- no stop. A record without a stop ends where a later one of the same drug begins. On the as-of date a stop after it had not
-- come.
create view combination_stop as
select
  patient_id,
  min(date_diff('day', switch_date, stop_to)) filter (where is_last) as stop_day,
  min(date_diff('day', switch_date, stop_from)) as possible_stop_day
from (
  select
    s.patient_id,
    s.switch_date,
    s.stop_to,
    any_value(s.possible_from) as stop_from,
    coalesce(bool_and(
      coalesce(o.start > s.stop_to + $interrupted_days, false)
      or coalesce(case when o.is_open then o.start < s.start else o.stop_to <= s.possible_from end, false)
    ) filter (where o.record is not null), true) as is_last,
    coalesce(bool_or(
      o.start <= s.possible_from + $interrupted_days
      and case when o.is_open then o.start > s.start else o.stop_from > s.stop_to end
    ), false) as is_followed
  from (
    select *, greatest(stop_from, first_day) as possible_from
    from combination_record
    where not is_open and coalesce(stop_to >= first_day, true) and (is_relative or coalesce(stop_from <= $as_of, true))
  ) s
  left join combination_record o on o.patient_id = s.patient_id and o.drug = s.drug and o.record <> s.record
  group by s.patient_id, s.switch_date, s.stop_to, s.record
)
where not is_followed
group by patient_id;

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
