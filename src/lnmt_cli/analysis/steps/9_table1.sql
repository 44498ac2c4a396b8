-- One row for each patient: what is known on the index date, which is the assessment date: the switch, or, of a patient who
-- has not switched, the day of judgement.
--
-- Measures are those of the baseline window of the switch, about the index date. A value from after the day of judgement is
-- none.
create view index_value as
select
  t.patient_id,
  $index_values
from timepoint t
join course c on c.patient_id = t.patient_id
where t.anchor = 'index' and (c.has_switched or t.day <= 0)
group by t.patient_id;

-- The biopsy whose class counts: the latest that qualifies, else the latest before the index date.
create view index_biopsy as
select patient_id, activity, activity_index, chronicity_index, date
from biopsy_verdict
where written_date is not null and is_in_time
qualify row_number() over (
  partition by patient_id
  order by coalesce(qualifies, false) desc, written_date desc, class, activity, activity_index, chronicity_index
) = 1;

-- Whether a drug is being given on the index date: from its start to its stop, both included, or on if there is no stop. It
-- is `yes` if one record says so for certain, `no` if all records of it say that it is not, unknown (null) if one cannot be
-- told; and unknown, never `no`, if there is no record of it: most registries do not keep every drug.
create view index_drug as
select
  patient_id,
  $index_drugs
from (
  select
    t.patient_id,
    t.drug,
    t.start <= c.assessment_date
      and t.dose is distinct from 0
      and case
        when t.is_open then true
        when t.partial_stop is null then c.assessment_date <= t.stop
        else c.assessment_date = t.start
          or nullif(left(cast(c.assessment_date as varchar), length(t.partial_stop)), t.partial_stop) < t.partial_stop
      end as is_given
  from dated_treatment t
  join course c on c.patient_id = t.patient_id
)
group by patient_id;

-- The last day on which a patient is known of, counted from the switch and from the start of induction.
create view last_contact as
select
  k.patient_id,
  max(coalesce(date_diff('day', c.switch_date, k.date), case when k.anchor = 'switch' then k.day end)) as switch_day,
  max(coalesce(date_diff('day', c.induction_start, k.date), case when k.anchor = 'induction' then k.day end))
    as induction_day
from contact k
join course c on c.patient_id = k.patient_id
group by k.patient_id;

-- Durations: 7 days a week, 365.25 days a year, and 12 months in it. Of a patient without dates, a date that is recorded
-- all the same (of the diagnosis) cannot be compared with a day.
create view description as
select
  e.patient_id,
  e.status,
  e.has_switched,
  e.is_relative,
  e.age,
  e.sex,
  e.site,
  e.class,
  e.prior_response,
  g.drugs as induction_regimen,
  case when not e.is_relative then date_diff('day', p.diagnosis_date, e.assessment_date) / 365.25 end
    as nephritis_years,
  b.activity,
  b.activity_index,
  b.chronicity_index,
  date_diff('day', b.date, e.assessment_date) / (365.25 / 12) as months_since_biopsy,
  date_diff('day', e.induction_start, e.assessment_date) / 7.0 as weeks_since_induction,
  greatest(l.induction_day, 0) / 7.0 as weeks_followed_from_induction,
  case when e.has_switched then greatest(l.switch_day, 0) / 7.0 end as weeks_followed_from_switch,
  d.* exclude (patient_id),
  v.* exclude (patient_id)
from eligibility e
join known_patient p on p.patient_id = e.patient_id
left join regimen g on g.patient_id = e.patient_id
left join index_biopsy b on b.patient_id = e.patient_id
left join index_drug d on d.patient_id = e.patient_id
left join last_contact l on l.patient_id = e.patient_id
left join index_value v on v.patient_id = e.patient_id;
