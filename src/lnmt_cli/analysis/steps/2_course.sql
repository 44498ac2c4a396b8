-- The course of each patient: induction, switch, and the date on which the criteria are judged.
--
-- Induction begins with the first treatment of the phase `induction`, whatever the drug. It is standard if one of its
-- drugs is, not standard if all are recognised and none is, else unknown.
create view induction as
select
  patient_id,
  case
    when count(*) filter (where drug in ($induction_drugs)) > 0 then true
    when count(*) filter (where drug is null) > 0 then null
    else false
  end as is_standard,
  min(start) as start
from dated_treatment
where phase = 'induction'
group by patient_id;

-- The first day on which the two drugs of the protocol are both being given after induction began: `start` if it is
-- certain that both are, `possible` if that depends on a stop whose day is not known. A drug without a stop is still
-- being given; its stop date is its last day. One that stopped in 2017-03 is given until the end of 2017-02 for certain.
create view combination as
select
  patient_id,
  min(day) filter (where a_given and b_given) as start,
  min(day) filter (where (a_given and b_given) is null) as possible
from (
  select
    i.patient_id,
    greatest(a.start, b.start, i.start) as day,
    case
      when a.is_open then true
      when a.partial_stop is null then day <= a.stop
      else day = a.start or nullif(left(cast(day as varchar), length(a.partial_stop)), a.partial_stop) < a.partial_stop
    end as a_given,
    case
      when b.is_open then true
      when b.partial_stop is null then day <= b.stop
      else day = b.start or nullif(left(cast(day as varchar), length(b.partial_stop)), b.partial_stop) < b.partial_stop
    end as b_given
  from induction i
  join dated_treatment a on a.patient_id = i.patient_id and a.drug = $switch_drug_a
  join dated_treatment b on b.patient_id = i.patient_id and b.drug = $switch_drug_b
  where a.start is not null and b.start is not null and i.start is not null
)
group by patient_id;

-- The switch is the recorded date, else the first day on the combination. Whether there was one is unknown (null) where
-- the drugs may or may not have overlapped; there was one on a day that is not known where they did overlap later.
-- A value from after the switch says that there was one, too. One from the day of the switch or before it says so only
-- where nothing else places the patient in time: else the day of the switch would be recorded.
-- The assessment date is the switch date. Where there was no switch it is the as-of date, or, for a patient without
-- dates, the last day recorded.
create view course as
select
  patient_id, site, sex, birth_date, age, egfr_preflare, recorded_response,
  is_relative, reference, vague_visits,
  case when reference is null then reference_days else 0 end
    + case when has_switched then 0 else switch_days end as untied_records,
  last_induction_day is not null as has_induction_day,
  is_standard, induction_start,
  has_switched,
  known_switch as switch_date,
  coalesce(known_switch, possible) as earliest_switch,
  case
    when has_switched then known_switch
    when has_switched is null then null
    when is_relative then greatest(reference + last_reference_day, induction_start + last_induction_day)
    else $as_of
  end as assessment_date
from (
  select
    p.patient_id,
    p.site,
    p.sex,
    case when not x.is_relative then p.birth_date end as birth_date,
    p.age,
    p.egfr_preflare,
    p.prior_response as recorded_response,
    x.* exclude (patient_id),
    i.is_standard,
    coalesce(i.start, case when x.begins_with = 'induction' then x.reference end) as induction_start,
    c.possible,
    coalesce(
      p.switch_date,
      x.reference + p.switch_day,
      case when x.begins_with = 'switch' then x.reference end,
      case when c.possible is null or c.start <= c.possible then c.start end
    ) as known_switch,
    case
      when p.switch_date is not null or p.switch_day is not null or c.start is not null then true
      when x.last_switch_day > 0 or x.begins_with = 'switch' then true
      when c.possible is not null then null
      else false
    end as has_switched
  from known_patient p
  join axis x on x.patient_id = p.patient_id
  left join induction i on i.patient_id = p.patient_id
  left join combination c on c.patient_id = p.patient_id
);
