"""From findings to what a force gets back: its own workbook with the cells marked, and the list. Knows no Dagster."""
