-- The canonical tables. Dates are DATE; every figure is in the canonical unit of knowledge/fields.toml.
-- A key is unique in its table (null equals null); the registry's writer keeps it so.
--
-- De-identified exports have days instead of dates: `..._day` counts from one day of the patient that is not told (the
-- reference). A visit without a date may be counted from the switch or the start of induction instead: `anchor`, `day`.
-- A date without its day (2017-03, 2017) stands as text in `partial_...`, and in no window of days.

create table patient (              -- key: patient_id
  patient_id     varchar not null,
  site           varchar,
  sex            varchar,           -- F, M
  birth_date     date,
  age            double,            -- years, as recorded, where there is no birth date
  prior_response varchar,           -- CR, PR, NR, as recorded
  switch_date    date,              -- as recorded
  switch_day     integer,           -- as recorded, from the reference
  death_date     date,
  eskd_date      date,
  diagnosis_date date,              -- of lupus nephritis
  egfr_preflare  double,            -- mL/min/1.73 m², before the flare that led to treatment, as recorded
  withdrawal_date   date,
  withdrawal_reason varchar,        -- as written; patient data
  diabetes         varchar,         -- yes, no: history, as are the others below
  malignancy       varchar,
  hepatitis_b      varchar,
  hepatitis_c      varchar,
  hiv              varchar,
  tuberculosis     varchar,
  hypersensitivity varchar,         -- to tacrolimus or mycophenolate
  contraception    varchar,
  qt_prolongation  varchar
);

create table biopsy (               -- key: patient_id, date, day, partial_date
  patient_id        varchar not null,
  date              date,
  day               integer,        -- from the reference
  partial_date      varchar,
  classes           varchar[],      -- ISN/RPS classes that are certain; null: not readable or not recorded
  uncertain_classes varchar[],      -- written with ±, with ?, or as alternatives
  alternative_classes varchar[],    -- of these, one does hold (III/IV)
  activity          varchar,        -- A, A/C, C
  scheme            varchar,        -- ISN/RPS, WHO
  activity_index    double,
  chronicity_index  double,
  tma               varchar         -- yes, no: thrombotic microangiopathy
);

create table treatment (            -- key: patient_id, drug, start, start_day, partial_start
  patient_id    varchar not null,
  drug          varchar,            -- canonical name; null: not recorded or not recognised
  start         date,
  start_day     integer,            -- from the reference
  partial_start varchar,
  stop          date,               -- null, with the other two: not recorded, taken as still given
  stop_day      integer,            -- from the reference
  partial_stop  varchar,
  dose          double,             -- mg/day; of mycophenolate in equivalents of the mofetil
  phase         varchar,            -- induction, maintenance, ...
  doses         double              -- how many were given: pulses, infusions
);

create table visit (                -- key: patient_id, date, anchor, day, partial_date; one measure a column
  patient_id        varchar not null,
  date              date,           -- null: anchor and day, or partial_date
  anchor            varchar,        -- switch, induction, reference
  day               integer,        -- from the anchor
  partial_date      varchar,
  upcr              double,         -- g/g
  creatinine        double,         -- mg/dL
  egfr              double,         -- mL/min/1.73 m², as recorded
  albumin           double,         -- g/dL
  c3                double,         -- mg/dL
  c4                double,         -- mg/dL
  height            double,         -- cm
  weight            double,         -- kg
  anti_dsdna        double,         -- IU/mL, or the unit of its assay
  sledai            double,
  clinical_sledai   double,         -- without complement and anti-DNA
  pga               double,         -- physician's global assessment, 0 to 3
  major_organ_activity varchar,     -- yes, no: at the visit
  new_activity      varchar,        -- yes, no: new features of lupus activity at the visit
  prednisolone_dose double,         -- mg/day
  potassium         double,         -- mmol/L
  systolic_bp       double,         -- mmHg
  diastolic_bp      double,         -- mmHg
  age               double,         -- years, as recorded on the visit's row
  proteinuria       double,         -- g/day, of a 24-hour collection
  upcr_specimen     varchar,        -- 24-hour, first-morning, spot
  cystatin_c        double,         -- mg/L
  creatinine_uln    double,         -- mg/dL, the upper limit of normal of the laboratory
  urine_rbc         double,         -- cells per high-power field
  urine_wbc         double,         -- cells per high-power field
  rbc_casts         varchar,        -- yes, no
  sediment          varchar,        -- active, inactive, as recorded
  wbc               double,         -- 10⁹/L
  anc               double,         -- 10⁹/L
  glucose           double,         -- mg/dL
  alt               double,         -- U/L
  ast               double,         -- U/L
  tacrolimus_trough double,         -- ng/mL
  c3_level          varchar,        -- low, normal, high, normal_or_high, negative, borderline, positive: as recorded
  c4_level          varchar,
  anti_dsdna_level  varchar,
  anti_dsdna_assay  varchar,        -- as written
  pregnant          varchar,        -- yes, no: at the visit
  infection         varchar,        -- yes, no: active at the visit
  anti_dsdna_unit   varchar,        -- the unit of the value where it is not IU/mL: of an assay of its own, never converted
  censored          varchar[]       -- measures whose value is the limit of the assay: 'upcr<', 'egfr>'
);

create table event (                -- key: patient_id, date, day, partial_date, kind
  patient_id   varchar not null,
  date         date,
  day          integer,             -- from the reference
  partial_date varchar,
  kind         varchar
);

-- What the registry keeps beside the canonical tables.

create table notation (             -- key: as biopsy; how the class was written: the canonical tables have what it means
  patient_id   varchar not null,
  date         date,
  day          integer,
  partial_date varchar,
  written      varchar
);

create table carried (              -- biopsies and treatments that ride on rows about something else
  record     varchar not null,      -- biopsy, treatment
  patient_id varchar not null,
  drug       varchar,
  date       date,                  -- of the biopsy, or the start of the treatment
  day        integer,
  partial    varchar
);

create table problem (              -- one row for each cell or row that a check speaks of
  source     varchar not null,      -- sha-256 of the file
  sheet      varchar not null,
  row        integer,               -- as spreadsheets count; null: the sheet as a whole
  "column"   integer,               -- from 0; null: the row as a whole
  "check"    varchar not null,
  severity   varchar not null,
  field      varchar,
  of         integer not null,      -- how many cells or rows the check looked at
  text       varchar not null,      -- as written; patient data
  patient_id varchar,               -- the record that it concerns, where there is one
  record     varchar,               -- its table
  date       date,                  -- and the date in its key
  standing   boolean not null       -- false once a newer export repeats the record
);

create table mapping (              -- how sheets with a header were read by declaration; key: header
  header        varchar not null,   -- the normalised header texts, as JSON
  declared      varchar not null,   -- JSON: the declarations that hold for it
  file          varchar not null,   -- the file that they were declared for
  remembered_at timestamp not null
);

create table source (               -- key: sha256, mapping
  sha256            varchar not null,
  name              varchar not null,
  ingested_at       timestamp not null,
  rows_read         integer not null,
  rows_landed       integer not null,
  rows_set_aside    integer not null,
  sheets            integer not null,
  mapping           varchar not null, -- JSON: each sheet's columns with field, unit and how they were read
  tool_version      varchar not null,
  knowledge_version varchar not null
);
