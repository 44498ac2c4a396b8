-- What is known of each patient at the assessment date: the values that criteria and cautions can name.
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
      and case when not has_two_activities then activity is null or activity not in ($excluded_activity) end
  end as qualifies
from (
  select
    c.patient_id,
    b.classes,
    b.alternative_classes,
    b.uncertain_classes,
    b.activity,
    k.patient_id is not null as has_two_activities,
    b.activity_index,
    b.chronicity_index,
    coalesce(b.date, c.reference + b.day) as date,
    b.tma,
    coalesce(cast(coalesce(b.date, c.reference + b.day) as varchar), b.partial_date) as written_date,
    -- A switch that is dated before the start of induction leaves open whether a biopsy after it was in time.
    nullif(
      coalesce(
        coalesce(b.date, c.reference + b.day) <= c.assessment_date,
        case when not c.is_relative
          then nullif(b.partial_date, left(cast(c.assessment_date as varchar), length(b.partial_date)))
            < cast(c.assessment_date as varchar) end
      ),
      case when c.is_before_induction then false end
    ) as is_in_time
  from course c
  join known_biopsy b on b.patient_id = c.patient_id
  left join conflict k on k.patient_id = b.patient_id and k.field = 'biopsy_activity'
    and k.date is not distinct from b.date
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
  count(*) filter (where is_in_time is null and classes is not null) > 0 as has_undated,
  -- What the last biopsy shows is not known where another may be later.
  case when count(*) filter (where is_in_time is null) = 0 then max_by(
    {'activity': activity, 'is_vi': list_contains(classes, 'VI'), 'chronicity_index': chronicity_index, 'tma': tma},
    written_date
  ) filter (where is_in_time) end as latest
from biopsy_verdict
group by patient_id;

-- The last value of each measure that criteria or cautions name, on or before the assessment date, and its age in days. eGFR
-- comes from a step of its own.
create view last_value as
select m.*, k.* exclude (patient_id)
from (
  select
    v.patient_id,
    $last_values
  from dated_visit v
  join course c on c.patient_id = v.patient_id and v.date <= c.assessment_date
  group by v.patient_id
) m
join (
  select
    v.patient_id,
    $last_egfr
  from kidney_function v
  join course c on c.patient_id = v.patient_id and v.date <= c.assessment_date
  group by v.patient_id
) k on k.patient_id = m.patient_id;

-- What events say at the assessment date: of a kind that is recorded on a day that is not known, the truth is not known.
create view past_event as
select
  patient_id,
  $past_events
from (
  select c.patient_id, e.kind, date_diff('day', coalesce(e.date, c.reference + e.day), c.assessment_date) as days_ago
  from known_event e
  join course c on c.patient_id = e.patient_id
)
group by patient_id;

-- The drugs being given on the assessment date, or in so many days before it as the drug acts (`counted_from`). A drug without a
-- stop is still being given; of one that stopped in a month or year whose day is not known it cannot be told in that month or
-- year. One that started in a month or year (2017-03) was begun by the end of it, and not before (`start_from`, `start_to`). A drug
-- given by infusion may have been one dose where the row has no stop: it is known of the days after its start only, unless other
-- rows of the drug, or the number of doses, say that it was one.
create view medication as
select
  patient_id,
  case when count(*) filter (where drug is null) = 0 then true end as treatments_recorded,
  case when count(*) filter (where drug is null) = 0 and count(*) filter (where phase is distinct from 'induction') > 0
    then true end as other_treatments_recorded,
  $drugs_given
from (
  select
    patient_id,
    drug,
    phase,
    case
      when dose = 0 then false
      -- One of the two days is wrong, and nothing tells which.
      when stop < start_from or partial_stop < left(cast(start_from as varchar), length(partial_stop)) then null
      when start_from > assessment_date or stop < counted_from then false
      when partial_stop < left(cast(counted_from as varchar), length(partial_stop)) then false
      when start_from >= counted_from and start_to <= assessment_date then true
      when stop <= assessment_date then true
      when partial_stop > left(cast(counted_from as varchar), length(partial_stop))
        and partial_stop < left(cast(assessment_date as varchar), length(partial_stop)) then true
      when is_open and drug in ($by_infusion) then case when start_to < counted_from and is_one_dose then false end
      when start_to <= assessment_date and (
        is_open or stop >= counted_from
        or partial_stop > left(cast(counted_from as varchar), length(partial_stop))
      ) then true
    end as is_given
  from (
    select
      t.*,
      c.assessment_date,
      c.assessment_date - $after_days as counted_from,
      coalesce(t.start, cast(left(t.partial_start || '-01-01', 10) as date)) as start_from,
      coalesce(
        t.start,
        cast(
          cast(left(t.partial_start || '-01-01', 10) as date)
          + case length(t.partial_start) when 4 then interval 1 year else interval 1 month end
          - interval 1 day as date
        )
      ) as start_to,
      coalesce(t.doses = 1, false) or count(*) over (partition by t.patient_id, t.drug) > 1 as is_one_dose
    from course c
    join dated_treatment t on t.patient_id = c.patient_id
  )
)
group by patient_id;

-- The standard drugs from the start of induction to the day before the assessment date, in any phase.
--
-- A row without a stop ends where the next row of its drug begins (a new dose). The last one goes on to the assessment date
-- where it is certain that it does: for a drug of the combination up to the switch, and for patients of whom the stop of another drug
-- of the induction is recorded, so that a blank one has a meaning. Else its end is not known.
-- A single dose of a drug that is given in pulses, that is a row that stops on its day or one of several rows without stop and
-- daily dose, counts until the next would be due. The end of a row that stops before it starts is not known.
create view standard_course as
select
  * exclude (until),
  case when until < assessment_date then until when until is not null then assessment_date - 1 end as last_day
from (
  select
    *,
    case
      when is_reversed then null
      when dose = 0 then start - 1
      when is_single then start + $pulse_days - 1
      when stop is not null then stop
      when is_open and next_start is not null then next_start - 1
      when is_open and (has_stops or (has_switched and drug in ($switch_drugs))) then assessment_date
    end as until
  from (select *,
    dose is null and coalesce(doses, 1) = 1 and drug in ($pulses) and coalesce(stop = start, is_open and rows_of_drug > 1)
      as is_single
  from (
    select
      c.patient_id, c.induction_start, c.assessment_date, c.has_switched,
      t.drug, t.phase, t.stop, t.is_open, t.is_reversed, t.has_two_stops, t.dose, t.doses,
      case when t.start < c.induction_start then c.induction_start when c.induction_start is not null then t.start end
        as start,
      lead(t.start) over (partition by t.patient_id, t.drug order by t.start) as next_start,
      count(*) over (partition by t.patient_id, t.drug) as rows_of_drug,
      t.has_stops
    from course c
    join (
      select
        *,
        count(*) filter (where not is_open and (phase = 'induction' or drug in ($induction_drugs)))
          over (partition by patient_id) > 0 as has_stops
      from drug_course
    ) t on t.patient_id = c.patient_id
    where t.drug in ($induction_drugs)
      and coalesce(t.start < c.assessment_date, true)
      and (t.is_reversed or coalesce(t.stop >= c.induction_start, true))
  ))
);

-- Days on a standard drug, each counted once where two were given together; the mean dose of mycophenolate over the days on
-- which one is recorded; the doses of cyclophosphamide (a dose a day where a daily one is recorded), and
-- of these the pulses, which are not daily.
-- `stopped_early`: the last of them ended before the days of induction that the protocol asks for, and before the assessment
-- date.
create view exposure as
select
  patient_id,
  case
    when max(last_day) >= any_value(induction_start) + cast($induction_days as integer) - 1 then false
    when max(last_day) >= any_value(assessment_date) - 1 then false
    when count(*) filter (where start is null or last_day is null) = 0 then true
  end as stopped_early,
  case when count(*) filter (where start is null or last_day is null) = 0
    then sum(greatest(0, date_diff('day', greatest(start, covered + 1), last_day) + 1)) end as days,
  count(*) filter (where is_reversed or has_two_stops) > 0 as is_contradictory,
  count(*) filter (where drug = 'mycophenolate') > 0 as has_mycophenolate,
  count(*) filter (where drug = 'cyclophosphamide') > 0 as has_cyclophosphamide,
  case
    when min(dose) filter (where drug = 'mycophenolate') = max(dose) filter (where drug = 'mycophenolate')
      then min(dose) filter (where drug = 'mycophenolate')
    when count(*) filter (where drug = 'mycophenolate' and dose is not null and days_given is null) = 0
      then sum(dose * days_given) filter (where drug = 'mycophenolate')
        / nullif(sum(days_given) filter (where drug = 'mycophenolate' and dose is not null), 0)
  end as mycophenolate_mean_dose,
  case when count(*) filter (where drug = 'cyclophosphamide' and doses_given is null) = 0
    then sum(doses_given) filter (where drug = 'cyclophosphamide') end as cyclophosphamide_doses,
  case when count(*) filter (where drug = 'cyclophosphamide' and doses_given is null) = 0
    then sum(pulses_given) filter (where drug = 'cyclophosphamide') end as cyclophosphamide_pulses
from (
  select
    *,
    max(last_day) over (
      partition by patient_id order by start, last_day, drug rows between unbounded preceding and 1 preceding
    ) as covered,
    coalesce(doses, case when is_single then 1 when dose is not null then days_given end) as doses_given,
    coalesce(doses, case when is_single then 1 else 0 end) as pulses_given
  from (select *, greatest(0, date_diff('day', start, last_day) + 1) as days_given from standard_course)
)
group by patient_id;

-- The courses of standard induction. A course is the rows of a standard drug in the phase of induction, less than $course_gap_days days
-- apart; what follows a row whose end is not known is taken to be of the same course. It is complete on the day (`full_day`) on which
-- it has its $course_weeks weeks, or with the last of its $course_pulses or more pulses.
create view induction_course as
select
  *,
  least(
    case when days >= 7 * $course_weeks then start + 7 * $course_weeks - 1 end,
    case when pulses >= $course_pulses then last_dose end
  ) as full_day
from (
  select
    patient_id,
    drug,
    course,
    min(start) as start,
    sum(greatest(0, date_diff('day', greatest(start, covered + 1), last_day) + 1)) as days,
    sum(pulses) as pulses,
    max(case when is_single then start else last_day end) as last_dose,
    count(*) filter (where last_day is null or pulses is null) > 0 as is_vague,
    count(*) filter (where last_day is null and is_followed) as vague_gaps
  from (
    select
      *,
      count(*) filter (where start > covered + $course_gap_days)
        over (partition by patient_id, drug order by start, last_day rows unbounded preceding) as course
    from (
      select
        patient_id, drug, start, last_day, is_single,
        case when drug in ($pulses) then coalesce(doses, case when is_single then 1 when dose is not null then 0 end) else 0 end
          as pulses,
        lead(start) over (partition by patient_id, drug order by start, last_day) is not null as is_followed,
        max(coalesce(last_day, date '9999-12-31')) over (
          partition by patient_id, drug order by start, last_day rows between unbounded preceding and 1 preceding
        ) as covered
      from standard_course
      where phase = 'induction' and start is not null
    )
  )
  group by patient_id, drug, course
);

-- Two courses, the second begun after the first was complete. It cannot be told where what is not known could make two: the end
-- or the doses of a course, a row without a start or a phase, a drug that is not recognised. One row makes one course at most.
create view standard_courses as
select
  t.patient_id,
  n.second_full,
  case
    when n.second_full is not null then true
    when coalesce(n.vague, 0) + t.open_rows > 0 and coalesce(n.complete + n.vague, 0) + t.open_rows > 1 then null
    else false
  end as two_standard_courses
from (
  select
    c.patient_id,
    count(*) filter (where (t.phase is null or (t.phase = 'induction' and (t.drug is null or t.start is null)))) as open_rows
  from course c
  join dated_treatment t on t.patient_id = c.patient_id
    and coalesce(t.drug in ($induction_drugs), true)
    and coalesce(t.start < c.assessment_date, true)
  group by c.patient_id
) t
left join (
  select
    patient_id,
    count(full_day) as complete,
    count(*) filter (where full_day is null and is_vague) + sum(vague_gaps) as vague,
    min(full_day) filter (where start > first_full) as second_full
  from (select *, min(full_day) over (partition by patient_id) as first_full from induction_course)
  group by patient_id
) n on n.patient_id = t.patient_id;

-- The response at each visit of the induction by the values alone; visits without the first measure that the definition of
-- complete response names tell nothing.
create view visit_response as
select patient_id, target_day, day_0 + target_day as date, is_complete, category
from (select $induction_columns from response where anchor = 'induction_visit')
where $first_measure is not null;

-- What the last values say: the last visit of any kind, and the response at the last one that tells it.
create view last_seen as
select
  c.patient_id,
  case when not c.is_relative then v.date end as last_visit,
  date_diff('day', v.date, c.assessment_date) as last_visit_days,
  r.is_complete as complete_at_last_visit,
  date_diff('day', r.date, c.assessment_date) as complete_at_last_visit_days,
  r.date as last_response_date,
  r.category as last_response
from course c
left join (
  select v.patient_id, max(v.date) as date
  from dated_visit v
  join course c on c.patient_id = v.patient_id and v.date <= c.assessment_date
  group by v.patient_id
) v on v.patient_id = c.patient_id
left join (
  select
    patient_id,
    max(date) as date,
    max_by({'known': is_complete}, date).known as is_complete,
    max_by({'known': category}, date).known as category
  from visit_response
  group by patient_id
) r on r.patient_id = c.patient_id;

-- A flare after a complete response. The complete response is recorded as an event, recorded as the response to induction, or told
-- by the values: at the week of the protocol, or at any visit between the start of induction and the flare.
--
-- A recorded response has no day: it was told by the target day of the protocol's week at the latest, so that a flare after that
-- day came after it, and of one before that it is not known. One that is computed has the day of its UPCR, or the target day.
-- Without a flare, and for a flare that no complete response came before, false; unknown where the day of the flare or of the
-- response is not known, or the response itself, and it matters.
create view relapse as
select
  patient_id,
  case
    when flares = 0 then false
    when last_flare > least(recorded_day, latest_day, visit_day) then true
    when undated_flares > 0 and (
      recorded_responses > 0 or coalesce(visit_day, open_day) is not null or is_complete is distinct from false
    ) then null
    when undated_responses > 0 then null
    when is_complete and (is_of_record or latest_day is null) then null
    when is_complete is null and coalesce(last_flare > target_date, true) then null
    when open_day < last_flare then null
    else false
  end as flare_after_complete_response
from (
  select
    c.patient_id,
    c.recorded_response is not null as is_of_record,
    case
      when c.recorded_response is not null then c.recorded_response = 'CR'
      when not c.has_two_responses then any_value(r.is_complete)
    end as is_complete,
    c.induction_start + any_value(r.target_day) as target_date,
    case
      when c.recorded_response = 'CR' then c.induction_start + any_value(r.target_day)
      when c.recorded_response is null and not c.has_two_responses and any_value(r.is_complete)
        then c.induction_start + cast(coalesce(any_value(r.upcr_day), any_value(r.target_day)) as integer)
    end as latest_day,
    any_value(v.first_complete) as visit_day,
    any_value(v.first_open) as open_day,
    count(*) filter (where e.kind = 'flare' and (e.date <= c.assessment_date or e.date is null or c.assessment_date is null))
      as flares,
    max(e.date) filter (where e.kind = 'flare' and e.date <= c.assessment_date) as last_flare,
    count(*) filter (where e.kind = 'flare' and (e.date is null or c.assessment_date is null)) as undated_flares,
    min(e.date) filter (where e.kind = 'complete_response') as recorded_day,
    count(*) filter (where e.kind = 'complete_response') as recorded_responses,
    count(*) filter (where e.kind = 'complete_response' and e.date is null) as undated_responses
  from course c
  left join induction_response r on r.patient_id = c.patient_id
  left join (
    select
      patient_id,
      min(date) filter (where is_complete) as first_complete,
      min(date) filter (where is_complete is null) as first_open
    from visit_response
    group by patient_id
  ) v on v.patient_id = c.patient_id
  left join dated_event e on e.patient_id = c.patient_id and e.kind in ('flare', 'complete_response')
  group by c.patient_id, c.recorded_response, c.has_two_responses, c.induction_start, c.assessment_date
);

-- What has befallen the patient by the assessment date, each true, false or, where a day is not known, null.
create view past_happening as
select
  patient_id,
  $befallen_before
from (
  select h.patient_id, h.kind, h.date <= c.assessment_date as is_past
  from happening h
  join course c on c.patient_id = h.patient_id
)
group by patient_id;

-- The course of a patient with biopsy and response to induction: all that the criteria of the packaged protocols ask for.
create view patient_course as
select
  c.* replace (
    coalesce(case when not c.is_relative then completed_years(c.birth_date, c.assessment_date) end, floor(c.age)) as age
  ),
  h.class,
  h.patient_id is not null as has_biopsy,
  coalesce(h.has_undated, false) as has_undated_biopsy,
  h.latest as latest_biopsy,
  -- Dates of the axis of a patient without dates are nominal, and shown nowhere.
  case when not c.is_relative then c.switch_date end as index_date,
  case when not c.is_relative then c.induction_start + cast($induction_days as integer) end as due_date,
  h.qualifies as biopsy_qualifies,
  c.is_standard as standard_induction,
  -- A switch that is dated before the start of induction says of neither date that it is right.
  case when not c.is_before_induction then date_diff('day', c.induction_start, c.assessment_date) end >= $induction_days
    as weeks_of_induction_reached,
  case when not c.is_before_induction then date_diff('day', c.induction_start, c.assessment_date) end / 7 as induction_weeks,
  -- Where two responses are recorded the computed one is no third that decides.
  case when not c.has_two_responses then coalesce(c.recorded_response, r.category) end as prior_response,
  r.category as computed_response,
  -- By a definition without a partial tier, and where it cannot be told whether it is partial, the response differs in whether
  -- it is complete.
  (c.recorded_response = 'CR') <> r.is_complete as complete_response_disagrees,
  case
    when (c.recorded_response = 'CR') <> r.is_complete then true
    when $has_partial_tier then c.recorded_response <> r.category
    else (c.recorded_response = 'CR') <> r.is_complete
  end as response_disagrees,
  $adult_years as adult_years,
  -- A recorded response was told by then at the latest.
  c.induction_start + cast(coalesce(r.until, 7 * $induction_week) as integer) as response_told_by,
  case
    when c.recorded_response is not null then c.recorded_response = 'CR'
    when not c.has_two_responses then r.is_complete
  end as complete_response,
  r.patient_id is not null as has_response,
  $has_befallen
from course c
left join biopsy_history h on h.patient_id = c.patient_id
left join induction_response r on r.patient_id = c.patient_id
left join past_happening b on b.patient_id = c.patient_id;

-- What else is known of the patient: adequacy of the induction, milestone, flare, histories, events, drugs, last values.
create view patient_history as
select
  c.* exclude (latest_biopsy),
  c.latest_biopsy.activity as biopsy_activity,
  c.latest_biopsy.is_vi as biopsy_class_vi,
  c.latest_biopsy.chronicity_index as chronicity_index,
  c.latest_biopsy.tma as tma,
  x.days / 7 as induction_exposure_weeks,
  coalesce(x.is_contradictory, false) as exposure_disagrees,
  case when d.treatments_recorded or not x.stopped_early then x.stopped_early end as standard_drugs_stopped_early,
  case when x.has_mycophenolate then x.mycophenolate_mean_dose when d.treatments_recorded then 0 end
    as mycophenolate_mean_dose,
  case when x.has_cyclophosphamide then x.cyclophosphamide_doses when d.treatments_recorded then 0 end
    as cyclophosphamide_doses,
  case when x.has_cyclophosphamide then x.cyclophosphamide_pulses when d.treatments_recorded then 0 end
    as cyclophosphamide_pulses,
  -- That there is no response does not say that there is no partial one by a definition that has none.
  case
    when c.prior_response <> 'NR' then false
    when c.prior_response = 'NR' and $is_inadequate_week and (c.recorded_response is not null or $has_partial_tier) then true
  end as inadequate_response,
  k.two_standard_courses,
  k.second_full as second_course_complete,
  m.milestone_met as eular_milestone_met,
  f.flare_after_complete_response,
  n.renal_flare,
  s.* exclude (patient_id),
  p.diabetes, p.malignancy, p.hepatitis_b, p.hepatitis_c, p.hiv, p.tuberculosis, p.hypersensitivity, p.contraception,
  p.qt_prolongation,
  $event_values,
  d.* exclude (patient_id),
  l.* exclude (patient_id)
from patient_course c
join known_patient p on p.patient_id = c.patient_id
left join milestone m on m.patient_id = c.patient_id
left join exposure x on x.patient_id = c.patient_id
left join standard_courses k on k.patient_id = c.patient_id
left join $relapse f on f.patient_id = c.patient_id
left join $renal_flare n on n.patient_id = c.patient_id
left join last_seen s on s.patient_id = c.patient_id
left join medication d on d.patient_id = c.patient_id
left join past_event g on g.patient_id = c.patient_id
left join last_value l on l.patient_id = c.patient_id;

create view patient_value as
select
  *,
  case
    when not inadequate_response or not two_standard_courses then false
    when last_response <> 'NR' and last_response_date > response_told_by then false
    when inadequate_response and two_standard_courses and (
      second_course_complete <= response_told_by
      or (last_response = 'NR' and $has_partial_tier and last_response_date >= second_course_complete)
    ) then true
  end as refractory,
  $adequacy as induction_adequate
from patient_history;
