-- The ledger of versions 0.1 to 0.10, which kept no number: each version added tables and columns, and none took any
-- away. Whatever a warehouse of theirs has stays as it is, and what it lacks is added; nothing was known of it then.
CREATE SCHEMA IF NOT EXISTS raw;
CREATE SCHEMA IF NOT EXISTS ledger;

CREATE TABLE IF NOT EXISTS raw.other_rows (
    _submission_id VARCHAR, _sheet VARCHAR, _row INTEGER, fate VARCHAR, reason VARCHAR, cells JSON
);

-- Version 0.1
CREATE TABLE IF NOT EXISTS ledger.submissions (
    submission_id VARCHAR PRIMARY KEY, received_at TIMESTAMP, file_name VARCHAR, sha256 VARCHAR, bytes BIGINT,
    return_id VARCHAR, form_id VARCHAR, force_id VARCHAR, financial_year VARCHAR, variant VARCHAR,
    edition VARCHAR, version INTEGER, status VARCHAR, status_reason VARCHAR, supersedes_submission_id VARCHAR,
    rows_data BIGINT, rows_header BIGINT, rows_title BIGINT, rows_footnote BIGINT, rows_subtotal BIGINT,
    rows_blank BIGINT, rows_quarantined BIGINT, publisher VARCHAR, source_title VARCHAR, licence VARCHAR,
    is_illustrative BOOLEAN
);
CREATE TABLE IF NOT EXISTS ledger.findings (
    finding_id VARCHAR PRIMARY KEY, rule_id VARCHAR, submission_id VARCHAR, return_id VARCHAR, force_id VARCHAR,
    financial_year VARCHAR, file_name VARCHAR, sheet VARCHAR, cell VARCHAR, row_number INTEGER,
    column_name VARCHAR, natural_key VARCHAR, value_given VARCHAR, expected VARCHAR, severity VARCHAR,
    sentence VARCHAR, how_to_fix VARCHAR, found_at TIMESTAMP
);
CREATE TABLE IF NOT EXISTS ledger.repairs (
    submission_id VARCHAR, table_name VARCHAR, sheet VARCHAR, row_number INTEGER, cell VARCHAR,
    column_name VARCHAR, rule_id VARCHAR, value_given VARCHAR, value_read VARCHAR, missing VARCHAR
);
CREATE TABLE IF NOT EXISTS ledger.value_changes (
    submission_id VARCHAR, previous_submission_id VARCHAR, table_name VARCHAR, natural_key VARCHAR,
    column_name VARCHAR, cell VARCHAR, change VARCHAR, previous_value VARCHAR, new_value VARCHAR
);
CREATE TABLE IF NOT EXISTS ledger.row_fates (
    submission_id VARCHAR, sheet VARCHAR, fate VARCHAR, reason VARCHAR, row_count BIGINT
);
CREATE TABLE IF NOT EXISTS ledger.column_places (
    submission_id VARCHAR, table_name VARCHAR, sheet VARCHAR, column_name VARCHAR, heading VARCHAR,
    column_letter VARCHAR
);
CREATE TABLE IF NOT EXISTS ledger.rule_results (
    submission_id VARCHAR, table_name VARCHAR, rule_id VARCHAR, outcome VARCHAR, rows_checked BIGINT,
    rows_failing BIGINT, detail VARCHAR, checked_at TIMESTAMP
);
CREATE TABLE IF NOT EXISTS ledger.builds (built_at TIMESTAMP, inputs_fingerprint VARCHAR);

-- Version 0.2: findings from version to version of a return, and what stewards decide
ALTER TABLE ledger.findings ADD COLUMN IF NOT EXISTS identity VARCHAR;
ALTER TABLE ledger.findings ADD COLUMN IF NOT EXISTS difference VARCHAR;
ALTER TABLE ledger.findings ADD COLUMN IF NOT EXISTS last_year_value VARCHAR;
ALTER TABLE ledger.findings ADD COLUMN IF NOT EXISTS state VARCHAR;
ALTER TABLE ledger.findings ADD COLUMN IF NOT EXISTS first_found_at TIMESTAMP;
ALTER TABLE ledger.findings ADD COLUMN IF NOT EXISTS first_submission_id VARCHAR;
CREATE TABLE IF NOT EXISTS ledger.finding_history (
    identity VARCHAR, submission_id VARCHAR, state VARCHAR, recorded_at TIMESTAMP
);
CREATE TABLE IF NOT EXISTS ledger.decisions (
    decision_id VARCHAR PRIMARY KEY, kind VARCHAR, rule_id VARCHAR, return_id VARCHAR, force_id VARCHAR,
    financial_year VARCHAR, variant VARCHAR, natural_key VARCHAR, submission_id VARCHAR, reason VARCHAR,
    decided_by VARCHAR, role VARCHAR, decided_at TIMESTAMP, valid_until DATE
);

-- Version 0.3: loads, and matching of registers
CREATE TABLE IF NOT EXISTS ledger.loads (
    load_id VARCHAR PRIMARY KEY, started_at TIMESTAMP, read_at TIMESTAMP, files_new BIGINT,
    files_already_received BIGINT
);
CREATE TABLE IF NOT EXISTS ledger.agreement_reports (
    submission_id VARCHAR, given_agreement_id VARCHAR, agreement_id VARCHAR, method VARCHAR, score DOUBLE,
    matched_submission_id VARCHAR, matched_agreement_id VARCHAR
);
ALTER TABLE ledger.rule_results ADD COLUMN IF NOT EXISTS expectation_number INTEGER;

-- Versions 0.6 and 0.7: what was built, and the order of registers
CREATE TABLE IF NOT EXISTS ledger.tables_built (
    relation VARCHAR, kind VARCHAR, built_from VARCHAR, content VARCHAR, code VARCHAR, built_at TIMESTAMP
);
CREATE TABLE IF NOT EXISTS ledger.tests_run (test VARCHAR, run_on VARCHAR, failures BIGINT, verdict VARCHAR);
ALTER TABLE ledger.agreement_reports ADD COLUMN IF NOT EXISTS tier INTEGER;
CREATE TABLE IF NOT EXISTS ledger.registers (
    submission_id VARCHAR, as_at DATE, reporter_force_id VARCHAR, precedence INTEGER
);

-- Version 0.9
ALTER TABLE ledger.findings ADD COLUMN IF NOT EXISTS rows_in_question BIGINT;
