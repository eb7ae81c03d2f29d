-- The raw reply of a language model that judged the call, also where it could not be used; '' where none was asked.
ALTER TABLE coach.score ADD COLUMN judge_reply text NOT NULL DEFAULT '';
