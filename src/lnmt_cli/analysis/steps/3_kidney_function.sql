-- The visits on the axis of their patient. A visit without a date has one where the day that it counts from has.
-- A measure of assays is in its canonical unit, or not there, so that no rule holds 40 U/mL against a limit in IU/mL; with
-- `_of_assay` behind its name it is in the unit of its assay.
create view dated_visit as
select
  *,
  -- From the birth date; without one, the age recorded on the visit's row, else the patient's. The dates of a patient who
  -- has none are nominal, and no age. Completed years, and with their fraction.
  coalesce(
    case when not is_relative then completed_years(birth_date, date) end,
    floor(coalesce(age, age_of_patient))
  ) as age_then,
  coalesce(case when not is_relative then exact_years(birth_date, date) end, age, age_of_patient) as exact_age_then
from (
  select
    v.* replace (
      coalesce(v.date, v.day + case v.anchor when 'switch' then c.combination_start
                                             when 'induction' then c.induction_start
                                             else c.reference end) as date$converted
    ),$of_assays
    c.sex,
    c.birth_date,
    c.age as age_of_patient,
    c.is_relative,
    coalesce(c.assessment_date, c.earliest_switch, $as_of) as judged_on
  from known_visit v
  join course c on c.patient_id = v.patient_id
)
where is_relative or coalesce(date <= $as_of, true);

-- One eGFR for each visit, by one rule for each patient: where it comes from never changes within a patient.
--
-- As recorded: a patient's recorded eGFR is used if every visit with a creatinine has one; otherwise it is computed for all
-- of that patient's visits. Where an equation is asked for by name, no recorded value is used.
-- `age_judged` decides on the equation: completed years at the switch, or on the day of judgement where there was none.
-- Without a birth date it is the age on the last row up to that day, else the patient's, else the first one after.
create view visit_course as
select
  *,
  case '$gfr'
    when 'recorded' then true
    when 'as-recorded'
      then count(*) filter (where creatinine is not null and egfr is null) over (partition by patient_id) = 0
    else false
  end as is_recorded,
  coalesce(
    case when not is_relative then completed_years(birth_date, judged_on) end,
    floor(coalesce(
      max_by(age, date) filter (where date <= judged_on) over (partition by patient_id),
      age_of_patient,
      min_by(age, date) over (partition by patient_id)
    ))
  ) as age_judged
from dated_visit;

-- The equation of each patient; none where the age is not known or no equation was made for it.
create view equation_course as
select
  *,
  case
    when is_recorded then 'recorded'
    $equation_ages
  end as equation
from visit_course;

-- The unit is that of the equations, mL/min/1.73 m² but for a clearance. The age in the formula is that at the visit, with its
-- fraction in the equations that rise with every month of a child's age.
-- `sign` is < or > where the value is a limit of the assay: an eGFR that is computed from a limit is itself one, on the
-- other side.
create view kidney_function as
select
  patient_id,
  date,
  anchor,
  day,
  is_recorded,
  equation,
  case
    when list_has_any(censored, case equation when 'recorded' then ['egfr<'] $lowered_by end) then '<'
    when list_has_any(censored, case equation when 'recorded' then ['egfr>'] $raised_by end) then '>'
  end as sign,
  case equation
    when 'recorded' then egfr
    $equation_values
  end as egfr
from equation_course;
