-- An age that the birth date does not bear out. An age that grows with the visits is compared visit by visit; one age
-- for all visits must have been true on some day between the first and the last date known of the patient.
with ages as (
  select patient_id, count(distinct age) as ages from visit group by patient_id
), known as (
  select patient_id, min(date) as first_date, max(date) as last_date
  from (
    select patient_id, date from visit
    union all select patient_id, date from biopsy
    union all select patient_id, start from treatment
    union all select patient_id, switch_date from patient
  )
  group by patient_id
)
select 'visit' as record, v.patient_id, v.date, 'age' as field
from visit v
join patient p on p.patient_id = v.patient_id
join ages a on a.patient_id = v.patient_id
where a.ages > 1
  and abs(floor(v.age) - completed_years(p.birth_date, v.date)) > $age_difference_years
union all
select 'patient', p.patient_id, null, 'age'
from patient p
join known k on k.patient_id = p.patient_id
left join ages a on a.patient_id = p.patient_id
where coalesce(a.ages, 0) <= 1
  and (floor(p.age) < completed_years(p.birth_date, k.first_date) - $age_difference_years
    or floor(p.age) > completed_years(p.birth_date, k.last_date) + $age_difference_years)
