-- A list follows what comes after it: how many files and models had come when it was made. A list that knows of fewer, or
-- of more because some were cleared, is made again at the next look.
ALTER TABLE rank.list ADD COLUMN arrived bigint NOT NULL DEFAULT 0;

-- A lead may open again what a dispute, a hardship or a request to stop had closed. Like an undo it is a row of its own:
-- what it opens stays in the journal.
ALTER TABLE rank.outcome DROP CONSTRAINT outcome_kind_known;
ALTER TABLE rank.outcome ADD CONSTRAINT outcome_kind_known CHECK (kind IN ('no_answer', 'voicemail', 'busy', 'not_in_service',
    'refused', 'promise', 'paid', 'dispute', 'hardship', 'wrong_person', 'stop', 'call_back', 'snooze', 'reopen', 'undo'));
ALTER TABLE rank.outcome ADD CONSTRAINT outcome_reopen_has_reason CHECK (kind <> 'reopen' OR note <> '');
