-- A date after the day of the ingest.
select 'visit' as record, patient_id, date, 'date' as field from visit where date > $today
union all
select 'biopsy', patient_id, date, 'date' from biopsy where date > $today
union all
select 'event', patient_id, date, 'date' from event where date > $today
union all
select 'treatment', patient_id, start, 'start' from treatment where start > $today
union all
select 'treatment', patient_id, start, 'stop' from treatment where stop > $today
union all
select 'patient', patient_id, null, 'switch_date' from patient where switch_date > $today
union all
select 'patient', patient_id, null, 'birth_date' from patient where birth_date > $today
union all
select 'patient', patient_id, null, 'death_date' from patient where death_date > $today
union all
select 'patient', patient_id, null, 'eskd_date' from patient where eskd_date > $today
union all
select 'patient', patient_id, null, 'diagnosis_date' from patient where diagnosis_date > $today
union all
select 'patient', patient_id, null, 'withdrawal_date' from patient where withdrawal_date > $today
