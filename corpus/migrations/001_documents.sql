-- What the team knows. Every text here has been redacted before it came; the original is kept nowhere.
CREATE TABLE corpus.document (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind       text NOT NULL CONSTRAINT document_kind_known CHECK (kind IN ('case', 'objection', 'script', 'lesson')),
  ref        text NOT NULL CONSTRAINT document_ref_there CHECK (ref <> ''),
  team       text NOT NULL DEFAULT '',  -- '': all teams
  lang       text NOT NULL CONSTRAINT document_lang_known CHECK (lang IN ('zh', 'en')),
  title      text NOT NULL DEFAULT '',
  body       text NOT NULL CONSTRAINT document_body_there CHECK (body <> ''),
  said       text NOT NULL DEFAULT '',
  agreed     text NOT NULL DEFAULT '',
  ended      text NOT NULL DEFAULT '',
  facets     jsonb NOT NULL DEFAULT '{}' CONSTRAINT document_facets_object CHECK (jsonb_typeof(facets) = 'object'),
  good       text NOT NULL DEFAULT '',
  bad        text NOT NULL DEFAULT '',
  bad_rules  text[] NOT NULL DEFAULT '{}',
  demo       boolean NOT NULL DEFAULT false,
  hash       text NOT NULL,  -- sha256 of all of the above: the same import twice changes nothing
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT document_ref_once UNIQUE (kind, team, ref)
);

-- Filters by facet (facets @> '{"stage":"late"}'). jsonb_path_ops: a third of the size, and containment is all we ask.
CREATE INDEX document_facets ON corpus.document USING gin (facets jsonb_path_ops);
-- The library page's search for what was typed, anywhere in the text, in Chinese too (ILIKE '%…%').
CREATE INDEX document_words ON corpus.document USING gin ((title || ' ' || body) gin_trgm_ops);
-- The library page's list, newest first.
CREATE INDEX document_newest ON corpus.document (kind, id DESC);

-- One row per embedder that has vectors here. At most one of a family serves; another of the same family may be filling
-- meanwhile, and takes over in one transaction when no document lacks its vector.
CREATE TABLE corpus.embedder (
  name       text PRIMARY KEY,
  family     text NOT NULL CONSTRAINT embedder_family_known CHECK (family IN ('hash', 'outer')),
  dims       integer NOT NULL CONSTRAINT embedder_dims_range CHECK (dims BETWEEN 1 AND 16000),
  state      text NOT NULL CONSTRAINT embedder_state_known CHECK (state IN ('filling', 'serving')),
  documents  bigint NOT NULL DEFAULT 0,  -- how many the built-in embedder's frequencies were learnt from
  frequencies bytea,                     -- the built-in embedder's document frequencies (embed.Frequencies)
  made_at    timestamptz NOT NULL
);
CREATE UNIQUE INDEX embedder_one_serves ON corpus.embedder (family) WHERE state = 'serving';

-- One table for all embedders, so that another model needs no migration. The vector's length differs by embedder, so
-- an index needs its length said: for each embedder that passes 5,000 rows the program makes
--   CREATE INDEX … USING hnsw ((embedding::vector(DIMS)) vector_cosine_ops) WITH (m = 16, ef_construction = 64)
--   WHERE embedder = 'NAME';
-- (halfvec past 2,000 dimensions, pgvector's limit for vector). m = 16 and ef_construction = 64 are pgvector's own
-- defaults: measured on 100,000 × 384 they reach recall@10 0.98 on hard data at ef_search = 200 and build in 25–60 s;
-- below 5,000 rows the exact scan takes under 3 ms and misses nothing.
CREATE TABLE corpus.embedding (
  document_id bigint NOT NULL REFERENCES corpus.document ON DELETE CASCADE,
  embedder    text NOT NULL REFERENCES corpus.embedder ON DELETE CASCADE,
  dims        integer NOT NULL,
  embedding   vector NOT NULL CONSTRAINT embedding_dims_true CHECK (vector_dims(embedding) = dims),
  PRIMARY KEY (embedder, document_id)
);
-- ON DELETE CASCADE of a document looks its vectors up by the document.
CREATE INDEX embedding_of_document ON corpus.embedding (document_id);

-- The words of a document, cut by the program because PostgreSQL keeps a whole Chinese clause as one word: terms to find
-- candidates by, weights (tf-idf, length 1) to score them exactly.
CREATE TABLE corpus.words (
  document_id bigint NOT NULL REFERENCES corpus.document ON DELETE CASCADE,
  embedder    text NOT NULL REFERENCES corpus.embedder ON DELETE CASCADE,
  terms       tsvector NOT NULL,
  weights     sparsevec NOT NULL,
  PRIMARY KEY (embedder, document_id)
);
CREATE INDEX words_of_document ON corpus.words (document_id);
-- Candidates that share a rare word with the query.
CREATE INDEX words_terms ON corpus.words USING gin (terms);

-- What agents said of a hit. It is measured first; it changes no order by itself.
CREATE TABLE corpus.feedback (
  document_id bigint NOT NULL REFERENCES corpus.document ON DELETE CASCADE,
  staff       text NOT NULL CONSTRAINT feedback_staff_there CHECK (staff <> ''),
  useful      boolean NOT NULL,
  place       text NOT NULL DEFAULT '',  -- where it was shown: 'account', 'library', 'scenario'
  at          timestamptz NOT NULL,
  PRIMARY KEY (document_id, staff, place)
);
