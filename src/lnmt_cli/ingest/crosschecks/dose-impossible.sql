-- A dose that nobody takes. Of mycophenolate in equivalents of the mofetil.
select 'treatment' as record, t.patient_id, t.start as date, t.start_day as day, t.drug, 'dose' as field
from treatment t
join (values
  ('mycophenolate', $mycophenolate_dose_usual, $mycophenolate_dose_most),
  ('tacrolimus', $tacrolimus_dose_usual, $tacrolimus_dose_most),
  ('prednisolone', $prednisolone_dose_usual, $prednisolone_dose_most)
) as l (drug, usual, most) on l.drug = t.drug
where t.dose > l.most
