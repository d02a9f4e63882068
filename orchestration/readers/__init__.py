"""Received bytes to sheets of text. Knows file formats, and nothing of returns, rules or the warehouse."""
