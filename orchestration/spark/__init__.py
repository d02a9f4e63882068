"""The models on Spark: what goes over, building there, and comparing. Knows no Spark itself: that is dbt's to reach."""
