-- One row for each switched patient and time point: subgroups, response, and each measure then and at the switch.
create view regimen as
select patient_id, string_agg(drug, ' + ' order by drug) as drugs
from (
  select distinct t.patient_id, t.drug
  from treatment t
  join induction i on i.patient_id = t.patient_id
  where t.phase = 'induction' and t.drug is not null
    -- What was given beside a standard drug (glucocorticoids) does not make a regimen of its own.
    and (t.drug in ($induction_drugs) or i.is_standard is distinct from true)
)
group by patient_id;

-- Patients whose eGFR at the switch and at the time point come from the two equations, for children and for adults.
create view equation_change as
select t.patient_id, min(k.age) < $adult_age and max(k.age) >= $adult_age as spans_equations
from timepoint t
join kidney_function k on k.patient_id = t.patient_id and k.date = t.date
where t.anchor = 'switch' and t.measure = 'egfr' and not k.is_recorded
group by t.patient_id;

create view outcome as
select
  e.patient_id,
  e.status,
  e.sex,
  e.site,
  e.prior_response,
  e.age_at_assessment as age,
  e.class,
  g.drugs as induction_regimen,
  b.is_recorded as is_egfr_recorded,
  q.spans_equations,
  r.* exclude (patient_id)
from eligibility e
join response r on r.patient_id = e.patient_id and r.anchor = 'switch'
left join (select distinct patient_id, is_recorded from kidney_function) b on b.patient_id = e.patient_id
left join equation_change q on q.patient_id = e.patient_id
left join regimen g on g.patient_id = e.patient_id
where e.switch_date is not null;
