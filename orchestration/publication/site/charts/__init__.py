"""Charts that are drawn when the site is written: SVG as text, one module per form."""
