-- Which share of the budget did the East Midlands business cases forecast to save, and does it agree with print?
SELECT r.metric, r.published_value, round(r.warehouse_value, 1) AS warehouse_value, r.status
FROM marts.reconciliation AS r
WHERE r.source_document = 'working-together-2013' AND r.metric LIKE 'Business-case saving%'
ORDER BY r.figure_id;
-- Answer: metric | published_value | warehouse_value | status
-- Business-case saving as a share of the 2012/13 budget: EMSOU SOC | 18.0000 | 18.2 | agrees
-- Business-case saving as a share of the 2012/13 budget: TSU | 5.0000 | 5.4 | agrees
-- Business-case saving as a share of the 2012/13 budget: Major Crime | 24.0000 | 23.3 | explained
-- Business-case saving as a share of the 2012/13 budget: Forensic Services | 25.0000 | 25.2 | agrees
-- Business-case saving as a share of the 2012/13 budget: Learning and Development | 17.0000 | 16.0 | explained
-- Business-case saving as a share of the 2012/13 budget: Occupational Health | 26.0000 | 26.7 | explained
-- Business-case saving as a share of the 2012/13 budget: Legal Services | 18.0000 | 18.2 | agrees
