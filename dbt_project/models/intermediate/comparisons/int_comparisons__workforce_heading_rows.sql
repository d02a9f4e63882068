{{ heading_rows('workforce') }}
