-- The four criteria, each true, false or unknown (null), and the verdict.
--
-- A biopsy qualifies if it is dated on or before the assessment date, has a wanted class and is not chronic only. It
-- cannot be told (null) of a biopsy that is not readable, or has no date, or whose class is uncertain (III?, V ± III),
-- unless every reading of the notation is a wanted class (III or IV). Whether a date without its day (2016-05) is before
-- the assessment date cannot be told if that is in the same month or year.
create view biopsy_verdict as
select
  *,
  -- The class as a level of a subgroup: III+V for both, III/IV where one of the two holds.
  nullif(array_to_string(list_sort(classes), '+')
    || case when len(classes) > 0 and len(alternative_classes) > 0 then '+' else '' end
    || coalesce(array_to_string(list_sort(alternative_classes), '/'), ''), '') as class,
  case
    when classes is null then null
    else is_in_time
      and case
        when list_has_any(classes, [$biopsy_classes]) then true
        when len(alternative_classes) > 0 and list_has_all([$biopsy_classes], alternative_classes) then true
        when list_has_any(uncertain_classes, [$biopsy_classes]) then null
        else false
      end
      and (activity is null or activity not in ($excluded_activity))
  end as qualifies
from (
  select
    c.patient_id,
    b.classes,
    b.alternative_classes,
    b.uncertain_classes,
    b.activity,
    coalesce(cast(coalesce(b.date, c.reference + b.day) as varchar), b.partial_date) as written_date,
    coalesce(
      coalesce(b.date, c.reference + b.day) <= c.assessment_date,
      case when not c.is_relative
        then nullif(b.partial_date, left(cast(c.assessment_date as varchar), length(b.partial_date)))
          < cast(c.assessment_date as varchar) end
    ) as is_in_time
  from course c
  join biopsy b on b.patient_id = c.patient_id
);

-- biopsy_class: true if one biopsy qualifies; false if every one recorded is readable and none qualifies; unknown
-- otherwise, or where none is recorded.
create view biopsy_history as
select
  patient_id,
  case when count(*) filter (where qualifies) > 0 then true
       when count(*) filter (where qualifies is null) > 0 then null
       else false end as qualifies,
  coalesce(
    max_by(class, written_date) filter (where qualifies),
    max_by(class, written_date) filter (where is_in_time)
  ) as class,
  count(*) filter (where is_in_time is null and classes is not null) > 0 as has_undated
from biopsy_verdict
group by patient_id;

create view criteria as
select
  c.*,
  h.class,
  h.patient_id is not null as has_biopsy,
  coalesce(h.has_undated, false) as has_undated_biopsy,
  coalesce(c.recorded_response, r.category) as prior_response,
  r.category as computed_response,
  -- Dates of the axis of a patient without dates are nominal, and shown nowhere.
  case when not c.is_relative then c.switch_date end as index_date,
  case when not c.is_relative then c.induction_start + cast($induction_days as integer) end as due_date,
  h.qualifies as biopsy_class,
  c.is_standard as standard_induction,
  date_diff('day', c.induction_start, c.assessment_date) >= $induction_days as induction_24_weeks,
  case when c.recorded_response is not null then c.recorded_response <> 'CR' else not r.is_complete end
    as no_complete_response
from course c
left join biopsy_history h on h.patient_id = c.patient_id
left join response r on r.patient_id = c.patient_id and r.anchor = 'induction';

-- A switched patient is `switched` if all criteria are true, `switched_outside` if one is false, else `undetermined`;
-- so is one of whom it cannot be told whether there was a switch.
-- Another is `not_eligible` if a criterion other than the weeks is false, else `pending` if the weeks are, else
-- `undetermined` if one is unknown, else `candidate`.
create view eligibility as
select
  *,
  case
    when has_switched is null then 'undetermined'
    when has_switched then
      case
        when not coalesce(biopsy_class and standard_induction and induction_24_weeks and no_complete_response, true)
          then 'switched_outside'
        when biopsy_class and standard_induction and induction_24_weeks and no_complete_response then 'switched'
        else 'undetermined'
      end
    when not coalesce(biopsy_class and standard_induction and no_complete_response, true) then 'not_eligible'
    when not coalesce(induction_24_weeks, true) then 'pending'
    when biopsy_class and standard_induction and induction_24_weeks and no_complete_response then 'candidate'
    else 'undetermined'
  end as status
from criteria;
