-- What the clinician who reviews a flagged patient has to look at, as of the assessment date: present, absent, unknown.
-- Values that are too old count as not known: those of the cautions with the longest limit first, then the shorter ones.
create view caution as
select
  patient_id,
  $caution_names
from $caution_values;
