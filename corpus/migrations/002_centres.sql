-- A model that ranks by language before meaning has the mean vector of each language taken from every vector. The means
-- belong to the embedder's version: {"zh": {"passage": […], "query": […]}, "en": …}; null where nothing is taken away.
ALTER TABLE corpus.embedder ADD COLUMN centres jsonb;

-- The built-in embedder counts words and letters in another way from now on, and its old vectors mean nothing beside
-- the new ones. They go, with the words; the background pass that fills vectors makes them anew.
DELETE FROM corpus.embedder WHERE name LIKE 'hash-v1-%';
