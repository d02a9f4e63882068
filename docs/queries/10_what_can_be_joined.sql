-- Which tables of schema variation can be joined to the forces, and by which column?
SELECT table_name, string_agg(column_name, ', ' ORDER BY column_name) AS by_column
FROM release.relations
WHERE to_table_name = 'marts.dim_force' AND starts_with(table_name, 'variation.')
GROUP BY table_name
ORDER BY table_name;
-- Answer: table_name | by_column
-- variation.benchmark_position | force_id
-- variation.collaboration_network | force_id, partner_id
-- variation.force_net_contribution | force_id
-- variation.force_position | force_id
-- variation.function_cost_by_year | force_id
-- variation.net_contribution | force_id
-- variation.partner_agreements | force_id
-- variation.partner_group_members | force_id, partner_id
-- variation.partner_groups | force_id
-- variation.successor_series | force_id
