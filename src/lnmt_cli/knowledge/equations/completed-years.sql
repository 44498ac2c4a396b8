-- Completed years between two dates: the birthday counts on its day; who was born on 29 February completes a year on
-- 1 March where there is no 29 February.
create or replace temp macro completed_years(born, day) as
  year(day) - year(born)
  - case when month(day) * 100 + day(day) < month(born) * 100 + day(born) then 1 else 0 end;

-- Age in years with its fraction, 365.25 days a year, as it stands in formulas.
create or replace temp macro exact_years(born, day) as date_diff('day', born, day) / 365.25;
