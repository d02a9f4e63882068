-- Who works together on procurement today?
SELECT
    a.title,
    string_agg(coalesce(f.force_name, p.party_name), ', ' ORDER BY coalesce(f.force_name, p.party_name)) AS parties
FROM marts.agreements AS a
JOIN marts.agreement_functions AS of_heading USING (agreement_id)
JOIN marts.dim_poa_heading AS h USING (heading_id)
JOIN marts.agreement_parties AS p USING (agreement_id)
LEFT JOIN marts.dim_force AS f ON f.force_id = p.force_id
WHERE h.heading_name = 'Procurement' AND a.is_live AND p.is_party_today
GROUP BY a.agreement_id, a.title
ORDER BY a.title;
-- Answer: title | parties
-- East Midlands Strategic Commercial Unit (Procurement) | Derbyshire, Northamptonshire, Nottinghamshire
-- Northamptonshire Multi-Force Shared Service | Cheshire, Northamptonshire
-- Procurement | Bedfordshire, Cambridgeshire, Hertfordshire
-- Seven Force Strategic Alliance (7F) | Bedfordshire, Cambridgeshire, Essex, Hertfordshire, Kent, Norfolk, Suffolk
