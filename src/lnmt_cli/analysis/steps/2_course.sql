-- The course of each patient: induction, switch, and the date on which the criteria are judged.
--
-- Induction begins with the first treatment of the phase `induction`, whatever the drug. It is standard if one of its
-- drugs is, not standard if all are recognised and none is, else unknown.
-- The switch is the recorded date, else the first day on which the two drugs of the protocol are both being given after
-- induction began. A drug without a stop date is still being given; its stop date is its last day.
-- The assessment date is the switch date, or the as-of date where there was no switch.
create view induction as
select
  patient_id,
  case
    when count(*) filter (where drug in ($induction_drugs)) > 0 then true
    when count(*) filter (where drug is null) > 0 then null
    else false
  end as is_standard,
  min(start) as start
from treatment
where phase = 'induction'
group by patient_id;

create view combination as
select
  i.patient_id,
  min(greatest(a.start, b.start, i.start)) as start
from induction i
join treatment a on a.patient_id = i.patient_id and a.drug = $switch_drug_a
join treatment b on b.patient_id = i.patient_id and b.drug = $switch_drug_b
where a.start is not null and b.start is not null and i.start is not null
  and greatest(a.start, b.start, i.start) <= coalesce(a.stop, greatest(a.start, b.start, i.start))
  and greatest(a.start, b.start, i.start) <= coalesce(b.stop, greatest(a.start, b.start, i.start))
group by i.patient_id;

create view course as
select
  p.patient_id,
  p.site,
  p.sex,
  p.birth_date,
  p.age,
  p.prior_response as recorded_response,
  i.is_standard,
  i.start as induction_start,
  coalesce(p.switch_date, c.start) as switch_date,
  coalesce(p.switch_date, c.start, $as_of) as assessment_date,
  case
    when p.birth_date is not null
      then completed_years(p.birth_date, coalesce(p.switch_date, c.start, $as_of))
    else floor(p.age)
  end as age_at_assessment
from patient p
left join induction i on i.patient_id = p.patient_id
left join combination c on c.patient_id = p.patient_id;
