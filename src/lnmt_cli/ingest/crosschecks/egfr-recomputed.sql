-- A recorded eGFR of an adult that differs from the one recomputed from creatinine, age and sex.
select 'visit' as record, patient_id, date, anchor, day, 'egfr' as field
from (
  select
    *,
    case when age_then >= $adult_age then $adult_equation(creatinine, cystatin_c, age_then, sex, height, weight) end
      as computed
  from (
    select
      v.*,
      p.sex,
      coalesce(completed_years(p.birth_date, v.date), floor(coalesce(v.age, p.age))) as age_then
    from visit v
    join patient p on p.patient_id = v.patient_id
  )
)
where round(abs(egfr - computed), 9) > round(computed * $egfr_difference_percent / 100, 9)
