-- The built-in scenarios belong to the product: only rehearsals made from
-- demonstration accounts are demonstration data, and so are the calls on them.
UPDATE coach.call c SET demo = false FROM coach.scenario s WHERE s.id = c.scenario_id AND s.person_id IS NULL AND c.demo;
UPDATE coach.scenario SET demo = false WHERE person_id IS NULL AND demo;
