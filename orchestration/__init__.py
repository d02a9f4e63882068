"""The national ICM warehouse: from received files to a published release.

Folders that know Dagster: `assets`, `checks`, and the files `build.py`, `jobs.py`, `schedules.py`, `sensors.py`,
`resources.py`. All others (`returns`, `readers`, `intake`, `validation`, `publication`, `warehouse`) do not, and never
import the first; a test holds that.
"""
