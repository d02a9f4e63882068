"""The public edition of a release: what a hub may show everybody."""
