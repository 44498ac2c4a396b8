-- What was known on the as-of date: the canonical tables without what is dated after it. A stop after it stays: the drug was
-- still being given. Of what is dated by month or year (2017-03) only what begins after the as-of date is left out. Days
-- without a date are kept: nothing says when they were. What has no date at all (histories, the recorded response) counts as
-- recorded.
create view known_patient as
select * replace (
  case when switch_date <= $as_of then switch_date end as switch_date,
  case when switch_date is null or switch_date <= $as_of then switch_day end as switch_day,
  case when death_date <= $as_of then death_date end as death_date,
  case when eskd_date <= $as_of then eskd_date end as eskd_date,
  case when diagnosis_date <= $as_of then diagnosis_date end as diagnosis_date,
  case when withdrawal_date <= $as_of then withdrawal_date end as withdrawal_date
),
  switch_date - switch_day as tie
from patient;

create view known_biopsy as
select * from biopsy
where coalesce(date <= $as_of, partial_date <= left('$as_of_text', length(partial_date)), true);

create view known_treatment as
select * from treatment
where coalesce(start <= $as_of, partial_start <= left('$as_of_text', length(partial_start)), true);

create view known_event as
select * from event
where coalesce(date <= $as_of, partial_date <= left('$as_of_text', length(partial_date)), true);

-- A visit that is counted from a switch after the as-of date has the day that it was on.
create view known_visit as
select * from (
  select v.* replace (
    case when v.date is null and v.anchor = 'switch' and p.switch_date > $as_of then p.switch_date + v.day else v.date end
      as date
  )
  from visit v
  left join patient p on p.patient_id = v.patient_id
)
where coalesce(date <= $as_of, partial_date <= left('$as_of_text', length(partial_date)), true);
