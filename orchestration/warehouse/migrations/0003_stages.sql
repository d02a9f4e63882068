-- One row per stage that decides: when it began and with which choices, so that a rebuild runs it again.
CREATE TABLE ledger.stages (
    stage_id VARCHAR PRIMARY KEY, stage VARCHAR, started_at TIMESTAMP, retry BOOLEAN, recheck BOOLEAN,
    recheck_return VARCHAR, recheck_year VARCHAR, with_illustrative BOOLEAN
);
