"""A made-up national set of returns that looks like a real one, and defects planted in it.

In scope: figures that are plausible but say so everywhere that they are made up. Out of scope: how a
template looks (`returns.template`), or anything that reads a received file.
"""
