"""Pages of a release: static, readable from a file, without a request to any network."""
