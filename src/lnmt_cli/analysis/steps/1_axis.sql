-- One axis of time for each patient, so that every later rule compares dates.
--
-- A de-identified export has days instead of dates: counted from one day of the patient that is not told (the
-- reference), from the switch, or from the start of induction. The axis of such a patient begins on a nominal date; its
-- dates mean something only in their differences, and none is ever shown. Where nothing counts from the reference, day 0
-- is the switch, or, where nothing counts from the switch either, the start of induction.
-- A patient who has dates keeps them. Days from the reference then have a date only if the switch has both.
create view placed as
select patient_id, switch_date as date, switch_day as day, 'reference' as anchor, null as partial,
  tie
from known_patient
union all
select patient_id, start, start_day, 'reference', null, null from known_treatment
union all
select patient_id, stop, stop_day, 'reference', null, null from known_treatment
union all
select patient_id, date, day, 'reference', null, null from known_biopsy
union all
select patient_id, date, day, 'reference', null, null from known_event
union all
select patient_id, date, day, anchor, partial_date, null from known_visit;

create view axis as
select
  patient_id,
  count(date) = 0 and count(day) > 0 as is_relative,
  case when count(date) > 0 then max(tie) when count(day) > 0 then $origin end as reference,
  case
    when count(date) > 0 or count(day) filter (where anchor = 'reference') > 0 then null
    when count(day) filter (where anchor = 'switch') > 0 then 'switch'
    else 'induction'
  end as begins_with,
  count(day) filter (where anchor = 'reference' and date is null) as reference_days,
  count(day) filter (where anchor = 'switch' and date is null) as switch_days,
  max(day) filter (where anchor = 'reference') as last_reference_day,
  max(day) filter (where anchor = 'switch' and date is null) as last_switch_day,
  max(day) filter (where anchor = 'induction') as last_induction_day,
  count(partial) filter (where date is null) as vague_visits
from placed
group by patient_id;

-- Days that have a date after the as-of date were not known on it either.
create view dated_treatment as
select
  t.patient_id,
  t.drug,
  t.phase,
  coalesce(t.start, x.reference + t.start_day) as start,
  coalesce(t.stop, x.reference + t.stop_day) as stop,
  -- Of a patient without dates no month can be compared with a day.
  case when not x.is_relative then t.partial_start end as partial_start,
  case when not x.is_relative then t.partial_stop end as partial_stop,
  t.stop is null and t.stop_day is null and t.partial_stop is null as is_open,
  t.dose,
  t.doses
from known_treatment t
join axis x on x.patient_id = t.patient_id
where x.is_relative or coalesce(t.start, x.reference + t.start_day, $as_of) <= $as_of;
