"""Names of the steward's report on disk, for who only points at it.

Belongs here: those names. Does not belong here: writing the report (`write`), which draws on a great deal.
"""

FOLDER = "steward"
ENTRY = f"{FOLDER}/index.html"
# The report was one page of this name; who kept the address is led on.
FORMER_ENTRY = "stewards_list.html"
