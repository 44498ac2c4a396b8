-- The canonical tables. Dates are DATE; every figure is in the canonical unit of knowledge/fields.toml.
-- A key is unique in its table (null equals null); the registry's writer keeps it so.

create table patient (              -- key: patient_id
  patient_id     varchar not null,
  site           varchar,
  sex            varchar,           -- F, M
  birth_date     date,
  age            double,            -- years, as recorded, where there is no birth date
  prior_response varchar,           -- CR, PR, NR, as recorded
  switch_date    date,              -- as recorded
  death_date     date,
  eskd_date      date
);

create table biopsy (               -- key: patient_id, date
  patient_id        varchar not null,
  date              date,
  classes           varchar[],      -- ISN/RPS classes that are certain; null: not readable or not recorded
  uncertain_classes varchar[],      -- written with ±, with ?, or as alternatives
  alternative_classes varchar[],    -- of these, one does hold (III/IV)
  activity          varchar,        -- A, A/C, C
  scheme            varchar,        -- ISN/RPS, WHO
  activity_index    double,
  chronicity_index  double,
  written           varchar,        -- the notation as written
  carried           boolean not null -- from a patient's or visit's row, of which there is one biopsy
);

create table treatment (            -- key: patient_id, drug, start
  patient_id varchar not null,
  drug       varchar,               -- canonical name; null: not recorded or not recognised
  start      date,
  stop       date,                  -- null: not recorded, taken as still given
  dose       double,                -- mg/day
  phase      varchar,               -- induction, maintenance, ...
  carried    boolean not null       -- from induction_drug, induction_start, induction_stop of a patient's row
);

create table visit (                -- key: patient_id, date
  patient_id        varchar not null,
  date              date not null,
  upcr              double,         -- g/g
  creatinine        double,         -- mg/dL
  egfr              double,         -- mL/min/1.73 m², as recorded
  albumin           double,         -- g/dL
  c3                double,         -- mg/dL
  c4                double,         -- mg/dL
  height            double,         -- cm
  weight            double,         -- kg
  anti_dsdna        double,         -- IU/mL
  sledai            double,
  prednisolone_dose double,         -- mg/day
  potassium         double,         -- mmol/L
  systolic_bp       double,         -- mmHg
  diastolic_bp      double,         -- mmHg
  age               double          -- years, as recorded on the visit's row
);

create table event (                -- key: patient_id, date, kind
  patient_id varchar not null,
  date       date,
  kind       varchar
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
