"""A release served in PostgreSQL, for readers whose tools have a driver for it."""
