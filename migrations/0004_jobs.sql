-- feature: jobs

-- Work with a time: waiting, done, or stuck after too many failures
CREATE TABLE job (
	city         INTEGER NOT NULL, -- tenant
	id           %i64% NOT NULL,   -- job
	job_kind     TEXT NOT NULL,    -- feature, dot, verb
	job_key      TEXT NOT NULL,    -- what makes it unique among those of its kind that wait
	object_id    %i64% NOT NULL,   -- what it works on, 0 for none
	detail       TEXT,             -- what the handler needs besides: codes and ids
	state        INTEGER NOT NULL CHECK (state BETWEEN 0 AND 2), -- 0 waiting, 1 done, 2 stuck
	run_at       %i64% NOT NULL,   -- not before
	attempts     INTEGER NOT NULL, -- runs that failed since it last succeeded
	lease        %i64% NOT NULL,   -- who works on it: a random number, 0 for nobody
	leased_until %i64%,            -- after this another may take it over
	last_error   TEXT,             -- name of the last failure's error, nothing else
	made_at      %i64% NOT NULL,   -- when it was added
	ended_at     %i64%,            -- last successful end
	PRIMARY KEY (city, id)
) %strict%;
CREATE UNIQUE INDEX job_waiting ON job (city, job_kind, job_key) WHERE state = 0;
CREATE INDEX job_due ON job (city, run_at, id) WHERE state = 0;
CREATE INDEX job_ended ON job (city, ended_at) WHERE state = 1;

-- Jobs as the administrator sees them
CREATE VIEW v_job %view% AS
SELECT city, id, job_kind, job_key, object_id, state, run_at, attempts, leased_until, last_error, made_at, ended_at
FROM job;
