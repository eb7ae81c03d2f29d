CREATE SCHEMA IF NOT EXISTS auth;

CREATE TABLE auth.team (
    key     text PRIMARY KEY CONSTRAINT team_key_form CHECK (key ~ '^[a-z0-9][a-z0-9_-]{0,39}$'),
    name    text NOT NULL CONSTRAINT team_name_given CHECK (name <> ''),
    demo    boolean NOT NULL DEFAULT false,
    created timestamptz NOT NULL
);

CREATE TABLE auth.staff (
    login    text PRIMARY KEY CONSTRAINT staff_login_form CHECK (login ~ '^[a-z0-9][a-z0-9._-]{0,63}$'),
    name     text NOT NULL CONSTRAINT staff_name_given CHECK (name <> ''),
    role     text NOT NULL CONSTRAINT staff_role_known CHECK (role IN ('agent', 'trainee', 'lead', 'admin')),
    team     text NOT NULL REFERENCES auth.team (key),
    lang     text NOT NULL CONSTRAINT staff_lang_known CHECK (lang IN ('zh', 'en')),
    zone     text NOT NULL CONSTRAINT staff_zone_given CHECK (zone <> ''),
    theme    text NOT NULL DEFAULT 'auto' CONSTRAINT staff_theme_known CHECK (theme IN ('auto', 'light', 'dark')),
    -- PHC string: $argon2id$v=19$m=19456,t=2,p=1$salt$hash
    password text NOT NULL CONSTRAINT staff_password_hashed CHECK (password LIKE '$argon2id$%'),
    active   boolean NOT NULL DEFAULT true,
    demo     boolean NOT NULL DEFAULT false,
    created  timestamptz NOT NULL
);

-- The lead's pages list one team; a team has tens of people, the table thousands.
CREATE INDEX staff_by_team ON auth.staff (team);

-- The shape scs's pgxstore expects; it writes the unqualified name.
CREATE TABLE auth.sessions (
    token  text PRIMARY KEY,
    data   bytea NOT NULL,
    expiry timestamptz NOT NULL
);

-- The store deletes by expiry every few minutes.
CREATE INDEX sessions_by_expiry ON auth.sessions (expiry);

-- Failed sign-ins per login and per address: the throttle counts them, so that
-- it holds across restarts and across several servers.
CREATE TABLE auth.attempt (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key    text NOT NULL CONSTRAINT attempt_key_given CHECK (key <> ''),
    at     timestamptz NOT NULL
);

-- Counted by key over the last minutes only.
CREATE INDEX attempt_by_key ON auth.attempt (key, at);

-- Who did what to whom, for ever. Subjects are ids, never names or words.
CREATE TABLE auth.audit (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL,
    staff   text NOT NULL,
    team    text NOT NULL,
    action  text NOT NULL CONSTRAINT audit_action_form CHECK (action ~ '^[a-z]+\.[a-z_]+$'),
    subject text NOT NULL DEFAULT '',
    request text NOT NULL DEFAULT ''
);

-- "What happened to this subject" is the question asked of an audit.
CREATE INDEX audit_by_subject ON auth.audit (subject, at);

CREATE FUNCTION auth.audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'auth.audit is append-only' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON auth.audit
    FOR EACH ROW EXECUTE FUNCTION auth.audit_is_append_only();

CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON auth.audit
    FOR EACH STATEMENT EXECUTE FUNCTION auth.audit_is_append_only();
