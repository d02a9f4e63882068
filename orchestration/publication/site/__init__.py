"""The site of a release: static pages that open from a folder, with their charts and downloads."""
