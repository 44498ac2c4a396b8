-- The criteria of the protocol, and its exclusions, which hold for those who have not switched: each true, false or unknown
-- (null). Then the verdict.
create view criteria as
select
  *,
  $criteria
from $known_of_patients;

-- Who began with the combination is `upfront`: there was no switch, whatever the criteria say.
-- A switched patient is `switched` if all criteria are true, `switched_outside` if one is false, else `undetermined`;
-- so is one of whom it cannot be told whether there was a switch.
-- Another is `not_eligible` if a criterion is false that does not wait, or if an exclusion is true, else `pending` if one that waits is, else
-- `undetermined` if a criterion or an exclusion is unknown, else `candidate`. Criteria that wait: $waiting_names.
create view eligibility as
select
  *,
  case
    when is_upfront then 'upfront'
    when has_switched is null then 'undetermined'
    when has_switched then
      case
        when not coalesce($firm and $waiting, true) then 'switched_outside'
        when $firm and $waiting then 'switched'
        else 'undetermined'
      end
    when not coalesce($firm, true) or coalesce($excluded, false) then 'not_eligible'
    when not coalesce($waiting, true) then 'pending'
    when $firm and $waiting and not $excluded then 'candidate'
    else 'undetermined'
  end as status
from criteria;
