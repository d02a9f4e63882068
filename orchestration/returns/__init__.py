"""Descriptions of the returns as data: one YAML per return, and the model that reads them.

To add a return or a column, see "Add a return" and "Add a column" in the README.
"""
