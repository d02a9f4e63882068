-- One row per load and stage: when it ended, what it cost, what it read and wrote, and why it failed if it did.
CREATE TABLE ledger.load_stages (
    load_id VARCHAR, stage VARCHAR, ended_at TIMESTAMP, wall_seconds DOUBLE, cpu_seconds DOUBLE, read_counts JSON,
    written_counts JSON, problem VARCHAR, release_id VARCHAR, PRIMARY KEY (load_id, stage)
);
