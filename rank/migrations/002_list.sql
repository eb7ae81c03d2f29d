-- The journal of what came of calls. Rows are never changed: an undo is a row of its own that names the one it undoes.
CREATE TABLE rank.outcome (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id      bigint NOT NULL REFERENCES rank.person ON DELETE CASCADE,
    account_id     bigint REFERENCES rank.account ON DELETE CASCADE, -- null: the call was about all of the person's debts
    number_id      bigint REFERENCES rank.number ON DELETE SET NULL,
    kind           text NOT NULL,
    promise_amount bigint,
    promise_date   date,
    until          timestamptz, -- call back at, or set aside until
    written        boolean NOT NULL DEFAULT false, -- a dispute or a request to stop that came in writing
    note           text NOT NULL DEFAULT '',
    staff          text NOT NULL,
    team           text NOT NULL DEFAULT '',
    at             timestamptz NOT NULL,
    undoes         bigint REFERENCES rank.outcome ON DELETE CASCADE,
    CONSTRAINT outcome_kind_known CHECK (kind IN ('no_answer', 'voicemail', 'busy', 'not_in_service', 'refused', 'promise',
        'paid', 'dispute', 'hardship', 'wrong_person', 'stop', 'call_back', 'snooze', 'undo')),
    CONSTRAINT outcome_promise_complete CHECK ((kind = 'promise') = (promise_amount IS NOT NULL AND promise_date IS NOT NULL)),
    CONSTRAINT outcome_promise_positive CHECK (promise_amount > 0),
    CONSTRAINT outcome_until_where_needed CHECK ((kind IN ('call_back', 'snooze')) = (until IS NOT NULL)),
    CONSTRAINT outcome_undo_names_one CHECK ((kind = 'undo') = (undoes IS NOT NULL)),
    CONSTRAINT outcome_undone_once UNIQUE (undoes)
);
-- Gates and order are worked out from a person's journal each time a list is read.
CREATE INDEX outcome_person ON rank.outcome (person_id, at);

-- What an account and a number were called about, which the removal of either has to find.
CREATE INDEX outcome_account ON rank.outcome (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX outcome_number ON rank.outcome (number_id) WHERE number_id IS NOT NULL;

-- Models as they were trained, for ever: a stored score names the model that gave it.
CREATE TABLE rank.model_version (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    model_id   text NOT NULL, -- hash of the bytes
    as_of      date NOT NULL, -- nothing dated later was read
    features   integer NOT NULL, -- version of the feature set
    columns    text[] NOT NULL,
    scales     jsonb NOT NULL, -- per currency, minor units that stand for 1 in the amount features
    bytes      bytea NOT NULL,
    metrics    jsonb NOT NULL,
    demo       boolean NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT model_version_once UNIQUE (model_id, as_of, demo)
);

-- A day's list of one agent, with the scores it was made from. Order and gates are worked out when it is read.
CREATE TABLE rank.list (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    day              date NOT NULL,
    agent            text NOT NULL,
    team             text NOT NULL,
    demo             boolean NOT NULL,
    made_at          timestamptz NOT NULL,
    model_version_id bigint REFERENCES rank.model_version, -- null: ordered by written rules
    notice           text NOT NULL DEFAULT '',
    CONSTRAINT list_once UNIQUE (day, team, agent, demo)
);

CREATE TABLE rank.item (
    list_id    bigint NOT NULL REFERENCES rank.list ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES rank.account ON DELETE CASCADE,
    person_id  bigint NOT NULL REFERENCES rank.person ON DELETE CASCADE,
    likelihood double precision,
    value      double precision, -- minor units, given that the person pays
    expected   double precision, -- minor units
    score      double precision NOT NULL, -- what orders the list; one scale for all currencies
    features   double precision[] NOT NULL, -- as scored, in the order of the model's columns; NaN: missing
    reasons    jsonb NOT NULL,
    CONSTRAINT item_pkey PRIMARY KEY (list_id, account_id),
    CONSTRAINT item_likelihood_range CHECK (likelihood BETWEEN 0 AND 1)
);
-- The account page asks for a person's last scores.
CREATE INDEX item_person ON rank.item (person_id, list_id);
CREATE INDEX item_account ON rank.item (account_id, list_id);

-- Conversations already handed over as past cases.
CREATE TABLE rank.cased (
    key text PRIMARY KEY,
    at  timestamptz NOT NULL DEFAULT now()
);
