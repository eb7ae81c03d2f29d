-- What lenders hand over. Every row that came from the demonstration set says so (demo), and no query mixes the two.

-- A mandate says in which right a portfolio is collected: rules differ by it, and outside its dates nobody is called.
CREATE TABLE rank.mandate (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key          text NOT NULL, -- the normal form of the words below; two files that say the same share a row
    kind         text NOT NULL,
    principal    text NOT NULL DEFAULT '', -- for whom; empty: for ourselves
    use          text NOT NULL DEFAULT 'consumer',
    placed_from  date,
    placed_until date,
    CONSTRAINT mandate_key_unique UNIQUE (key),
    CONSTRAINT mandate_kind_known CHECK (kind IN ('lender', 'agency', 'debt_buyer')),
    CONSTRAINT mandate_use_known CHECK (use IN ('consumer', 'business')),
    CONSTRAINT mandate_dates_ordered CHECK (placed_until IS NULL OR placed_from IS NULL OR placed_from <= placed_until)
);

-- A person is matched on the lender's identifier and on nothing else: two people may share a name.
CREATE TABLE rank.person (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref    text NOT NULL,
    name   text NOT NULL DEFAULT '',
    lang   text NOT NULL DEFAULT 'en',
    zones  text[] NOT NULL DEFAULT '{}', -- every IANA zone the person may be in; empty: unknown
    agent  text NOT NULL DEFAULT '', -- of the account with the greatest balance, so that nobody is on two lists
    team   text NOT NULL DEFAULT '',
    demo   boolean NOT NULL DEFAULT false,
    CONSTRAINT person_ref_unique UNIQUE (ref, demo),
    CONSTRAINT person_ref_not_empty CHECK (ref <> ''),
    CONSTRAINT person_lang_known CHECK (lang IN ('zh', 'en'))
);
-- A day's list is read by team and agent.
CREATE INDEX person_team_agent ON rank.person (team, agent);

CREATE TABLE rank.number (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id bigint NOT NULL REFERENCES rank.person ON DELETE CASCADE,
    number    text NOT NULL,
    state     text NOT NULL DEFAULT 'unverified',
    relation  text NOT NULL DEFAULT 'debtor',
    source    text NOT NULL,
    since     timestamptz NOT NULL,
    CONSTRAINT number_person_unique UNIQUE (person_id, number),
    CONSTRAINT number_state_known CHECK (state IN ('unverified', 'working', 'invalid', 'wrong')),
    CONSTRAINT number_source_known CHECK (source IN ('accounts', 'contacts', 'outcome'))
);

CREATE TABLE rank.account (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ref          text NOT NULL,
    person_id    bigint NOT NULL REFERENCES rank.person ON DELETE CASCADE,
    mandate_id   bigint NOT NULL REFERENCES rank.mandate,
    currency     text NOT NULL,
    digits       smallint NOT NULL, -- minor digits of the currency (ISO 4217)
    jurisdiction text NOT NULL DEFAULT '',
    zones        text[] NOT NULL DEFAULT '{}',
    lang         text NOT NULL DEFAULT 'en',
    agent        text NOT NULL DEFAULT '',
    team         text NOT NULL DEFAULT '',
    product      text NOT NULL DEFAULT '',
    state        text NOT NULL DEFAULT 'open', -- as the lender states it; what callers learn is derived from the journal
    demo         boolean NOT NULL DEFAULT false,
    CONSTRAINT account_ref_unique UNIQUE (ref, demo),
    CONSTRAINT account_ref_not_empty CHECK (ref <> ''),
    CONSTRAINT account_digits_range CHECK (digits BETWEEN 0 AND 4)
);
-- A person's debts are read together.
CREATE INDEX account_person ON rank.account (person_id);

-- One row per account and statement date. Money is in minor units of the account's currency.
CREATE TABLE rank.snapshot (
    account_id    bigint NOT NULL REFERENCES rank.account ON DELETE CASCADE,
    as_of         date NOT NULL,
    balance       bigint NOT NULL,
    days_past_due integer NOT NULL,
    credit_limit  bigint,
    due           bigint,
    paid          bigint, -- paid since the statement before, where the lender says so
    features      jsonb, -- further numbers of the lender's own, by their column
    CONSTRAINT snapshot_pkey PRIMARY KEY (account_id, as_of),
    CONSTRAINT snapshot_days_range CHECK (days_past_due BETWEEN 0 AND 36500),
    CONSTRAINT snapshot_paid_not_negative CHECK (paid IS NULL OR paid >= 0)
);

-- nth tells equal payments of one day in one file apart, so that the same file twice changes nothing.
CREATE TABLE rank.payment (
    account_id bigint NOT NULL REFERENCES rank.account ON DELETE CASCADE,
    paid_on    date NOT NULL,
    amount     bigint NOT NULL,
    nth        integer NOT NULL DEFAULT 1,
    CONSTRAINT payment_pkey PRIMARY KEY (account_id, paid_on, amount, nth),
    CONSTRAINT payment_amount_positive CHECK (amount > 0)
);

CREATE TABLE rank.contact (
    account_id bigint NOT NULL REFERENCES rank.account ON DELETE CASCADE,
    at         timestamptz NOT NULL,
    channel    text NOT NULL,
    number     text NOT NULL DEFAULT '',
    result     text NOT NULL,
    nth        integer NOT NULL DEFAULT 1,
    chosen_by  text NOT NULL DEFAULT '', -- model, rules, random, person: how the call came about
    propensity double precision, -- P(this call was made), in (0, 1]; what makes the effect of calls measurable
    CONSTRAINT contact_pkey PRIMARY KEY (account_id, at, channel, number, result, nth),
    CONSTRAINT contact_propensity_range CHECK (propensity > 0 AND propensity <= 1)
);

CREATE TABLE rank.promise (
    account_id bigint NOT NULL REFERENCES rank.account ON DELETE CASCADE,
    made       date NOT NULL,
    due        date NOT NULL,
    amount     bigint NOT NULL,
    nth        integer NOT NULL DEFAULT 1,
    CONSTRAINT promise_pkey PRIMARY KEY (account_id, made, due, amount, nth),
    CONSTRAINT promise_amount_positive CHECK (amount > 0),
    CONSTRAINT promise_due_after_made CHECK (due >= made)
);

-- What each import did, kept for the lead who asks where a number came from.
CREATE TABLE rank.import (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind      text NOT NULL,
    at        timestamptz NOT NULL,
    team      text NOT NULL DEFAULT '',
    rows      bigint NOT NULL,
    loaded    bigint NOT NULL,
    unchanged bigint NOT NULL,
    refused   bigint NOT NULL,
    demo      boolean NOT NULL DEFAULT false
);

-- minor_units turns a decimal in major units into minor ones, and gives null where the currency has fewer decimals.
CREATE FUNCTION rank.minor_units(amount text, digits integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN scale(trim_scale(amount::numeric)) <= digits THEN (amount::numeric * power(10::numeric, digits))::bigint END
$$;
