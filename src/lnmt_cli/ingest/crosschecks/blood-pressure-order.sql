-- A diastolic blood pressure that is not below the systolic one.
select 'visit' as record, patient_id, date, anchor, day, 'diastolic_bp' as field
from visit
where diastolic_bp >= systolic_bp
