"""What the tests of figures share: how a figure names its place in a document.

Nothing in these tests is read from the project's own seeds or registers. Money is typed in the unit that the document
prints.
"""

import pytest

EAST_MIDLANDS = {"derbyshire", "leicestershire", "lincolnshire", "northamptonshire", "nottinghamshire"}
BCH = "Bedfordshire, Cambridgeshire and Hertfordshire"


def cited(rows, place):
    """Parameters whose test ids name the place and the row of the document."""
    return [pytest.param(*row, id=f"{place} {row[0]}") for row in rows]
