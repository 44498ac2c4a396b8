-- One row for each patient who switched, or perhaps did, and time point: subgroups, response, and each measure then and at the switch.
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
select
  patient_id,
  count(*) filter (where equation = 'child') > 0 and count(*) filter (where equation = 'adult') > 0 as spans_equations
from timepoint
where anchor = 'switch' and measure = 'egfr'
group by patient_id;

create view outcome as
select
  e.patient_id,
  e.status,
  e.sex,
  e.site,
  e.prior_response,
  coalesce(completed_years(e.birth_date, e.assessment_date), floor(e.age)) as age,
  e.class,
  g.drugs as induction_regimen,
  b.is_recorded as is_egfr_recorded,
  q.spans_equations,
  e.has_switched,
  e.is_relative,
  e.vague_visits,
  e.untied_records,
  r.* exclude (patient_id)
from eligibility e
left join response r on r.patient_id = e.patient_id and r.anchor = 'switch'
left join (select distinct patient_id, is_recorded from kidney_function) b on b.patient_id = e.patient_id
left join equation_change q on q.patient_id = e.patient_id
left join regimen g on g.patient_id = e.patient_id
where e.has_switched is not false;
