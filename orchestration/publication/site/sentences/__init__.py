"""Sentences that state what a page or chart shows: one function per sentence, one module per subject."""
