"""Answers to the questions that stewards and readers ask: of a force, a heading, a date, a hub."""
