-- Fingerprints of a table's rows by year, and of what it was built from, so that only years that differ are made again.
ALTER TABLE ledger.tables_built ADD COLUMN years VARCHAR;
ALTER TABLE ledger.tables_built ADD COLUMN inputs VARCHAR;
