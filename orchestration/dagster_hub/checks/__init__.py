"""Asset checks. They wrap what Great Expectations and dbt said, and add nothing of their own."""
