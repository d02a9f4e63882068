"""Descriptions of the returns as data: one YAML a return, and the model that reads them.

To add a return, add a YAML file, a suite of the same name in `expectations/`, and staging models.
"""
