"""Findings: the catalogue of rules, what one says, its history, and what stewards decide about it."""
