-- Which forces are asked to explain why they do not collaborate, although ten or more others do?
SELECT force_name, count(*) AS headings, min(heading_name) AS one_of_them
FROM marts.explanations_owed
GROUP BY force_name
ORDER BY headings DESC, force_name
LIMIT 5;
-- Answer: force_name | headings | one_of_them
-- City of London | 6 | Human resources
-- Cleveland | 6 | Human resources
-- Cumbria | 6 | Human resources
-- Devon and Cornwall | 6 | Human resources
-- Dorset | 6 | Human resources
