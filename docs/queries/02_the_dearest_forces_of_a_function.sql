-- Which forces budgeted most per head on custody in 2017/18, and what is the gap to the average over their residents?
SELECT force_name, round(value, 2) AS pounds_per_head, round(gap_gbp) AS gap_gbp
FROM by_measure.nre_per_head_estimate
WHERE heading_name = 'Custody' AND financial_year = '2017/18' AND is_comparable
ORDER BY rank_desc
LIMIT 5;
-- Answer: force_name | pounds_per_head | gap_gbp
-- City of London | 52.52 | 373481
-- Dyfed-Powys | 9.6 | 2295286
-- Sussex | 9.58 | 7533717
-- Metropolitan Police | 8.54 | 30105576
-- Cleveland | 6.91 | 1020045
