-- The course of each patient: induction, switch, and the date on which the criteria are judged.
--
-- What was set aside because two rows of a patient give different values: nothing is used, and both were recorded.
create view conflict as
select distinct patient_id, field, record, date
from problem
where standing and "check" in ('patient-conflict', 'record-conflict') and patient_id is not null;

-- The treatments, with what contradicts itself: a stop before the start, or two stops. A drug with two stops is not being
-- given still.
create view drug_course as
select
  t.* replace (t.is_open and c.patient_id is null as is_open),
  coalesce(
    t.stop < t.start,
    t.partial_stop < left(cast(t.start as varchar), length(t.partial_stop)),
    false
  ) as is_reversed,
  t.is_open and c.patient_id is not null as has_two_stops
from dated_treatment t
left join (
  select distinct patient_id, date, record = 'patient' as is_of_patient
  from conflict where field in ('stop_date', 'stop_day', 'induction_stop', 'induction_stop_day')
) c on c.patient_id = t.patient_id and t.is_open and case when c.is_of_patient then t.phase = 'induction' else c.date = t.start end;

-- Induction begins with the first treatment of the phase `induction`, whatever the drug. It is standard if one of its
-- drugs is, not standard if all are recognised and none is, else unknown. Its start is not known where a treatment that
-- stops before it starts may have begun first: either of its two dates may be the wrong one.
create view induction as
select
  patient_id,
  is_standard,
  case when not is_contradictory then start end as start,
  is_contradictory
from (
  select
    patient_id,
    case
      when count(*) filter (where drug in ($induction_drugs)) > 0 then true
      when count(*) filter (where drug is null) > 0 then null
      else false
    end as is_standard,
    min(start) filter (where not is_reversed) as start,
    coalesce(
      bool_or(is_reversed and stop is null) or min(stop) filter (where is_reversed) < min(start) filter (where not is_reversed),
      count(*) filter (where is_reversed) > 0
    ) as is_contradictory
  from drug_course
  where phase = 'induction'
  group by patient_id
);

-- The first day on which the two drugs of the protocol are both being given after induction began: `start` if it is
-- certain that both are, `possible` if that depends on a day that is not known, or on dates that contradict each other.
-- A drug without a stop is still being given; its stop date is its last day. One that stopped in 2017-03 is given until the
-- end of 2017-02 for certain. One without a start may have been given on any day up to its stop.
-- `is_open`: it cannot be told of some treatments; for want of a start, of a stop, or because dates are contradictory.
-- A drug with a dose of 0 is not being given.
create view combination as
select
  patient_id,
  min(day) filter (where is_given) as start,
  min(day) filter (where is_given is null) as possible,
  count(*) filter (where is_given is null) > 0 as is_open,
  coalesce(bool_or(is_given is null and (lacks_start_a or lacks_start_b)), false) as lacks_start,
  coalesce(bool_or(is_given is null and (lacks_stop_a or lacks_stop_b)), false) as lacks_stop,
  coalesce(bool_or(is_given is null and is_contradictory), false) as is_contradictory
from (
  select
    *,
    case
      when not (a_given and b_given) then false
      when begun is not null then a_given and b_given
      -- Nothing says what is after an induction without a start; one whose start is contradictory leaves it open.
      when a_given and b_given and not is_contradictory then false
    end as is_given,
    a_given is null and not a_contradicts and a_start is null as lacks_start_a,
    b_given is null and not b_contradicts and b_start is null as lacks_start_b,
    a_given is null and not a_contradicts and a_start is not null as lacks_stop_a,
    b_given is null and not b_contradicts and b_start is not null as lacks_stop_b
  from (
    select
      *,
      case
        when a_reversed then null
        when a_open then case when a_start is not null then true end
        when a_start is null then case when a_stop < day or a_partial < left(cast(day as varchar), length(a_partial)) then false end
        when a_partial is null then day <= a_stop
        else day = a_start or nullif(left(cast(day as varchar), length(a_partial)), a_partial) < a_partial
      end as a_given,
      case
        when b_reversed then null
        when b_open then case when b_start is not null then true end
        when b_start is null then case when b_stop < day or b_partial < left(cast(day as varchar), length(b_partial)) then false end
        when b_partial is null then day <= b_stop
        else day = b_start or nullif(left(cast(day as varchar), length(b_partial)), b_partial) < b_partial
      end as b_given
    from (
      select
        a.patient_id,
        i.start as begun,
        a.start as a_start, a.stop as a_stop, a.partial_stop as a_partial, a.is_open as a_open,
        a.is_reversed as a_reversed, a.is_reversed or a.has_two_stops as a_contradicts,
        b.start as b_start, b.stop as b_stop, b.partial_stop as b_partial, b.is_open as b_open,
        b.is_reversed as b_reversed, b.is_reversed or b.has_two_stops as b_contradicts,
        coalesce(i.is_contradictory, false) or a_contradicts or b_contradicts as is_contradictory,
        greatest(
          case when not a.is_reversed then a.start end,
          case when not b.is_reversed then b.start end,
          i.start
        ) as day
      from drug_course a
      join drug_course b on b.patient_id = a.patient_id and b.drug = $switch_drug_b and b.dose is distinct from 0
      left join induction i on i.patient_id = a.patient_id
      where a.drug = $switch_drug_a and a.dose is distinct from 0
    )
  )
)
group by patient_id;

-- Until when the combination is the first regimen of the induction, and not a switch: the second of its drugs within
-- $upfront_days days of the first, and no other drug of the induction before it, save those that are given beside every
-- regimen (glucocorticoids, antimalarials). A day up to `certain` is within for certain, one after `latest` is not; between
-- them it depends on a drug that is not recognised or whose start is not known.
create view first_regimen as
select
  patient_id,
  has_unknown_drug,
  least(coalesce(member_from, begun) + $upfront_days, other_from) as latest,
  least(
    coalesce(member_from, begun) + $upfront_days,
    other_from,
    doubtful_from,
    case when has_doubtful_member then begun + $upfront_days end
  ) as certain
from (
  select
    i.patient_id,
    i.start as begun,
    min(greatest(t.start, i.start)) filter (where t.drug in ($switch_drugs) and t.start is not null and not t.is_reversed)
      as member_from,
    min(t.start) filter (where t.drug not in ($switch_drugs) and not t.is_reversed) as other_from,
    min(case when t.start is null or t.is_reversed then date '-infinity' else t.start end) filter (
      where t.patient_id is not null and t.drug is null or (t.drug not in ($switch_drugs) and (t.start is null or t.is_reversed))
    ) as doubtful_from,
    count(*) filter (where t.drug in ($switch_drugs) and (t.start is null or t.is_reversed)) > 0 as has_doubtful_member,
    count(*) filter (where t.patient_id is not null and t.drug is null) > 0 as has_unknown_drug
  from induction i
  left join drug_course t on t.patient_id = i.patient_id
    and (t.phase = 'induction' or t.drug in ($induction_drugs, $switch_drugs))
    and coalesce(t.drug not in ($background_drugs), true)
    and t.dose is distinct from 0
    and coalesce(t.is_reversed or t.stop >= i.start, t.partial_stop >= left(cast(i.start as varchar), length(t.partial_stop)), true)
  where i.start is not null
  group by i.patient_id, i.start
);

-- The switch is the recorded date, else the first day on the combination. Whether there was one is unknown (null) where
-- the drugs may or may not have overlapped; there was one on a day that is not known where they did overlap later, or where two
-- dates of it are recorded.
-- A value from after the switch says that there was one, too. One from the day of the switch or before it says so only
-- where nothing else places the patient in time: else the day of the switch would be recorded.
-- The combination as the first regimen of the induction is none (`is_upfront`), and whether it is can be unknown, too. A recorded
-- switch is taken for one unless the dates say otherwise. The dates of a patient are contradictory where the switch is recorded
-- before the start of induction (`is_before_induction`), and where by the treatments the combination was the first regimen and by
-- the recorded date it was not, or the other way round (`switch_disagrees`).
-- The assessment date is the switch date. Where there was no switch it is the as-of date, or, for a patient without
-- dates, the last day recorded.
create view course as
select
  patient_id, site, sex, birth_date, age, egfr_preflare, recorded_response,
  is_relative, reference, vague_visits,
  case when reference is null then reference_days else 0 end
    + case when has_switched or is_upfront then 0 else switch_days end as untied_records,
  last_induction_day is not null as has_induction_day,
  is_standard, induction_start, induction_disagrees, has_two_responses,
  is_upfront, has_switched,
  combination_start,
  case when has_switched then combination_start end as switch_date,
  case when not coalesce(is_upfront, false) then coalesce(combination_start, possible) end as earliest_switch,
  switch_lacks_start, switch_lacks_stop, switch_lacks_drug,
  is_before_induction, switch_disagrees, drugs_disagree, conflicts,
  case
    when has_switched then combination_start
    when has_switched is null then null
    when is_relative then greatest(
      reference + last_reference_day, induction_start + last_induction_day, combination_start + last_switch_day
    )
    else $as_of
  end as assessment_date
from (
  select
    *,
    case when is_upfront then false when is_upfront is null then null else has_combined end as has_switched
  from (
    select
      * exclude (recorded_day, first_day),
      coalesce(recorded_day, first_day) as combination_start,
      case
        when is_before_induction then false
        when switch_disagrees then null
        when recorded_day is not null then case when induction_start is null then false else recorded_upfront end
        when is_combined then treated_upfront
        else false
      end as is_upfront
    from (
      select
        *,
        coalesce(recorded_day < induction_start and treated_upfront is distinct from true, false) as is_before_induction,
        coalesce(recorded_upfront <> treated_upfront, false) and not is_before_induction as switch_disagrees
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
          coalesce(i.is_contradictory, false) as induction_disagrees,
          coalesce(d.has_two_responses, false) as has_two_responses,
          d.conflicts,
          coalesce(i.start, case when x.begins_with = 'induction' and not induction_disagrees then x.reference end)
            as induction_start,
          c.possible,
          coalesce(c.lacks_start, false) as switch_lacks_start,
          coalesce(c.lacks_stop, false) as switch_lacks_stop,
          coalesce(c.is_contradictory, false) as drugs_disagree,
          coalesce(f.has_unknown_drug, false) as switch_lacks_drug,
          c.start is not null or coalesce(c.is_open, false) as is_combined,
          coalesce(
            p.switch_date, x.reference + p.switch_day, case when x.begins_with = 'switch' then x.reference end
          ) as recorded_day,
          case when c.possible is null or c.start <= c.possible then c.start end as first_day,
          case when recorded_day > f.latest then false when recorded_day <= f.certain then true end as recorded_upfront,
          case
            when least(c.start, c.possible) > f.latest then false
            when c.start <= f.certain then true
          end as treated_upfront,
          case
            when p.switch_date is not null or p.switch_day is not null or c.start is not null then true
            when x.last_switch_day > 0 or x.begins_with = 'switch' or d.has_two_switches then true
            when c.is_open then null
            else false
          end as has_combined
        from known_patient p
        join axis x on x.patient_id = p.patient_id
        left join induction i on i.patient_id = p.patient_id
        left join combination c on c.patient_id = p.patient_id
        left join first_regimen f on f.patient_id = p.patient_id
        left join (
          select
            patient_id,
            list_sort(list(distinct field)) as conflicts,
            bool_or(field = 'prior_response') as has_two_responses,
            bool_or(field in ('switch_date', 'switch_day')) as has_two_switches
          from conflict
          group by patient_id
        ) d on d.patient_id = p.patient_id
      )
    )
  )
);
