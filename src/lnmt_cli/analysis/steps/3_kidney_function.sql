-- The visits on the axis of their patient. A visit without a date has one where the day that it counts from has.
create view dated_visit as
select
  *,
  -- Completed years from the birth date; without one, the age recorded on the visit's row, else the patient's. The dates
  -- of a patient who has none are nominal, and no age.
  coalesce(
    case when not is_relative then completed_years(birth_date, date) end,
    floor(coalesce(age, age_of_patient))
  ) as age_then
from (
  select
    v.* replace (
      coalesce(v.date, v.day + case v.anchor when 'switch' then c.switch_date
                                             when 'induction' then c.induction_start
                                             else c.reference end) as date
    ),
    c.sex,
    c.birth_date,
    c.age as age_of_patient,
    c.is_relative
  from visit v
  join course c on c.patient_id = v.patient_id
);

-- One eGFR for each visit, mL/min/1.73 m², by one rule for each patient.
--
-- A patient's recorded eGFR is used if every visit with a creatinine has one; otherwise it is computed for all of that
-- patient's visits. Recorded and computed values are never mixed within a patient.
create view visit_course as
select
  *,
  count(*) filter (where creatinine is not null and egfr is null) over (partition by patient_id) = 0 as is_recorded
from dated_visit;

-- `equation` is that of the value. `sign` is < or > where the value is a limit of the assay: an eGFR that is computed
-- from a limit is itself one, on the other side.
create view kidney_function as
select
  patient_id,
  date,
  anchor,
  day,
  is_recorded,
  case when is_recorded then 'recorded' when age_then >= $adult_age then 'adult' else 'child' end as equation,
  case
    when list_contains(censored, case when is_recorded then 'egfr<' else 'creatinine>' end) then '<'
    when list_contains(censored, case when is_recorded then 'egfr>' else 'creatinine<' end) then '>'
  end as sign,
  case
    when is_recorded then egfr
    when age_then >= $adult_age then $adult_equation(creatinine, age_then, sex, height)
    when age_then < $adult_age then $child_equation(creatinine, age_then, sex, height)
  end as egfr
from visit_course;
