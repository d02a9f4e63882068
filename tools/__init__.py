"""Programs for those who look after the project; a hub needs none of them."""
