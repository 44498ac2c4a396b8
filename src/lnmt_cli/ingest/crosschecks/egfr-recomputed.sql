-- A recorded eGFR of an adult that differs from the one recomputed from creatinine, age and sex.
with recomputed as (
  select
    v.patient_id,
    v.date,
    v.egfr,
    case when a.age >= $adult_age then $adult_equation(v.creatinine, a.age, p.sex, v.height) end as computed
  from visit v
  join patient p on p.patient_id = v.patient_id
  join (
    select w.patient_id, w.date,
      case when q.birth_date is not null then completed_years(q.birth_date, w.date)
           else floor(coalesce(w.age, q.age)) end as age
    from visit w
    join patient q on q.patient_id = w.patient_id
  ) a on a.patient_id = v.patient_id and a.date = v.date
)
select 'visit' as record, patient_id, date, 'egfr' as field
from recomputed
where round(abs(egfr - computed), 9) > round(computed * $egfr_difference_percent / 100, 9)
