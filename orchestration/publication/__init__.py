"""From built models to a release: the file, the exports, the pages, the switch. Knows nothing of Dagster."""
