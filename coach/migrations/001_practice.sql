-- A practice case. A new wording is a new version; calls keep the version they were played on.
CREATE TABLE coach.scenario (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key          text NOT NULL,
    version      int  NOT NULL,
    team         text NOT NULL DEFAULT '',          -- '' for all teams
    lang         text NOT NULL,
    title        text NOT NULL,
    who          text NOT NULL,
    know         text NOT NULL,
    judged       text NOT NULL,
    jurisdiction text NOT NULL,
    stage        text NOT NULL,
    debtor_kind  text NOT NULL,
    objections   text[] NOT NULL DEFAULT '{}',
    difficulty   int  NOT NULL,
    setting      jsonb NOT NULL,
    debtor       jsonb NOT NULL,
    digest       text NOT NULL,                     -- of all the words above: the same seed twice changes nothing
    person_id    bigint,                            -- rehearsals: the account's person, who lives in another domain
    demo         boolean NOT NULL DEFAULT false,
    created      timestamptz NOT NULL,
    CONSTRAINT scenario_key_version UNIQUE (team, key, version),
    CONSTRAINT scenario_lang CHECK (lang IN ('zh', 'en')),
    CONSTRAINT scenario_difficulty CHECK (difficulty BETWEEN 1 AND 5),
    CONSTRAINT scenario_version CHECK (version >= 1)
);

CREATE TABLE coach.call (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scenario_id bigint NOT NULL REFERENCES coach.scenario,
    staff       text NOT NULL,
    team        text NOT NULL,
    seed        bigint NOT NULL,                    -- the bits of an unsigned seed
    state       jsonb NOT NULL,                     -- the debtor's head after the last turn
    started     timestamptz NOT NULL,
    local_time  timestamp NOT NULL,                 -- the debtor's wall clock at the start
    ended       timestamptz,
    ended_by    text NOT NULL DEFAULT '',
    end_reason  text NOT NULL DEFAULT '',
    parent_id   bigint REFERENCES coach.call,
    from_turn   int NOT NULL DEFAULT 0,
    person_id   bigint,
    demo        boolean NOT NULL DEFAULT false,
    busy_until  timestamptz,                        -- a turn is being answered until then at the latest
    busy_token  bigint,
    CONSTRAINT call_ended_by CHECK (ended_by IN ('', 'agent', 'debtor')),
    CONSTRAINT call_end CHECK ((ended IS NULL) = (ended_by = ''))
);
-- "My calls" and the team's table read one team's calls, newest first.
CREATE INDEX call_team_staff ON coach.call (team, staff, started DESC);
-- Tries and best outcome beside a scenario.
CREATE INDEX call_scenario ON coach.call (scenario_id);
-- The result of a rehearsal leads back to its person.
CREATE INDEX call_person ON coach.call (person_id) WHERE person_id IS NOT NULL;

CREATE TABLE coach.turn (
    call_id bigint NOT NULL REFERENCES coach.call ON DELETE CASCADE,
    idx     int NOT NULL,
    speaker text NOT NULL,
    text    text NOT NULL,
    at      timestamptz NOT NULL,
    acts    jsonb,
    move    jsonb,
    state   jsonb,
    voice   text NOT NULL DEFAULT '',
    note    text NOT NULL DEFAULT '',
    ended   boolean NOT NULL DEFAULT false,
    PRIMARY KEY (call_id, idx),
    CONSTRAINT turn_speaker CHECK (speaker IN ('agent', 'debtor')),
    CONSTRAINT turn_voice CHECK (voice IN ('', 'builtin', 'model')),
    CONSTRAINT turn_state CHECK (speaker = 'agent' OR (state IS NOT NULL AND move IS NOT NULL))
);

-- The machine's first score of a call. It is written once and never changed.
CREATE TABLE coach.score (
    call_id       bigint PRIMARY KEY REFERENCES coach.call ON DELETE CASCADE,
    outcome       text NOT NULL,
    why_zh        text NOT NULL,
    why_en        text NOT NULL,
    better_zh     text NOT NULL DEFAULT '',
    better_en     text NOT NULL DEFAULT '',
    tone          double precision,                 -- mean, 1 to 5; null: no turn could be scored
    tone_turns    int NOT NULL DEFAULT 0,
    empathy       double precision,
    empathy_turns int NOT NULL DEFAULT 0,
    clean         int NOT NULL DEFAULT 0,
    scored        int NOT NULL DEFAULT 0,
    turns         jsonb NOT NULL DEFAULT '[]',
    notes         jsonb NOT NULL DEFAULT '[]',
    made          timestamptz NOT NULL,
    CONSTRAINT score_outcome CHECK (outcome IN ('pass', 'coach', 'fail', 'not_scored')),
    CONSTRAINT score_scales CHECK (tone BETWEEN 1 AND 5 AND empathy BETWEEN 1 AND 5),
    CONSTRAINT score_compliance CHECK (clean BETWEEN 0 AND scored)
);

CREATE TABLE coach.finding (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    call_id    bigint NOT NULL REFERENCES coach.call ON DELETE CASCADE,
    turn       int NOT NULL,
    rule_id    text NOT NULL,
    family     text NOT NULL,
    severity   text NOT NULL,
    quote      text NOT NULL,
    rune_start int NOT NULL,
    rune_end   int NOT NULL,
    instead_zh text NOT NULL,
    instead_en text NOT NULL,
    repaired   boolean NOT NULL,
    to_review  boolean NOT NULL,
    made_by    text NOT NULL,
    confidence double precision NOT NULL,
    FOREIGN KEY (call_id, turn) REFERENCES coach.turn (call_id, idx) ON DELETE CASCADE,
    CONSTRAINT finding_span CHECK (rune_start >= 0 AND rune_end >= rune_start),
    CONSTRAINT finding_confidence CHECK (confidence BETWEEN 0 AND 1)
);
-- A result and the review queue read all findings of a call.
CREATE INDEX finding_call ON coach.finding (call_id);

-- A lead's word beside the first score; the latest counts, all stay.
CREATE TABLE coach.review (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    call_id bigint NOT NULL REFERENCES coach.call ON DELETE CASCADE,
    staff   text NOT NULL,
    agree   boolean NOT NULL,
    outcome text NOT NULL,
    tone    double precision,
    empathy double precision,
    reason  text NOT NULL,
    at      timestamptz NOT NULL,
    CONSTRAINT review_outcome CHECK (outcome IN ('pass', 'coach', 'fail', 'not_scored')),
    CONSTRAINT review_reason CHECK (agree OR btrim(reason) <> ''),
    CONSTRAINT review_scales CHECK (tone BETWEEN 1 AND 5 AND empathy BETWEEN 1 AND 5)
);
CREATE INDEX review_call ON coach.review (call_id, id);

CREATE TABLE coach.dispute (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    finding_id bigint NOT NULL REFERENCES coach.finding ON DELETE CASCADE,
    staff      text NOT NULL,
    reason     text NOT NULL,
    at         timestamptz NOT NULL,
    CONSTRAINT dispute_reason CHECK (btrim(reason) <> ''),
    -- One person disputes a finding once; saying it again replaces the words.
    CONSTRAINT dispute_once UNIQUE (finding_id, staff)
);
