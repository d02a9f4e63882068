"""A made-up national set of returns that looks like a real one, and defects planted in it.

Belongs here: figures that are plausible but say so everywhere that they are made up. Does not belong here: how a
template looks (`returns.template`), or anything that reads a received file.
"""
