{{ heading_rows('expenditure') }}
