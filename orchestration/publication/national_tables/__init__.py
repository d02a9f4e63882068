"""Workbooks for readers of a release: which tables they hold is data (`workbooks.yml`), how they look is code."""
