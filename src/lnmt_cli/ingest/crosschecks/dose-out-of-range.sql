-- A dose above the usual range of its drug, and one that can be. Of mycophenolate in equivalents of the mofetil.
select 'treatment' as record, t.patient_id, t.start as date, t.start_day as day, t.drug, 'dose' as field
from treatment t
join (values
  ('mycophenolate', $mycophenolate_dose_usual, $mycophenolate_dose_most),
  ('tacrolimus', $tacrolimus_dose_usual, $tacrolimus_dose_most),
  ('prednisolone', $prednisolone_dose_usual, $prednisolone_dose_most)
) as l (drug, usual, most) on l.drug = t.drug
where t.dose > l.usual and t.dose <= l.most
