-- How a file came: the landing folder, or a source that it was fetched from and the one force whose source that is.
ALTER TABLE ledger.submissions ADD COLUMN channel VARCHAR DEFAULT 'landing folder';
ALTER TABLE ledger.submissions ADD COLUMN channel_force_id VARCHAR;
