-- Tables of the key, cursor, lease, request, consent and audit stores. Times
-- are microseconds since 1970-01-01T00:00:00Z. Texts are compared byte for byte.

CREATE TABLE privacykit_schema (
	version INTEGER NOT NULL PRIMARY KEY,
	name    TEXT    NOT NULL
);

CREATE TABLE privacykit_keys (
	tenant      TEXT COLLATE "C" NOT NULL,
	kind        SMALLINT         NOT NULL,
	id          TEXT COLLATE "C" NOT NULL,
	version     BIGINT           NOT NULL,
	state       SMALLINT         NOT NULL,
	epoch       BIGINT           NOT NULL,
	key_version BIGINT           NOT NULL,
	wrapped     BYTEA            NOT NULL,
	commitment  BYTEA            NOT NULL,
	created_at  BIGINT           NOT NULL,
	changed_at  BIGINT           NOT NULL,
	PRIMARY KEY (tenant, kind, id)
);

-- How far jobs have come. A position can be any bytes.
CREATE TABLE privacykit_cursors (
	tenant   TEXT COLLATE "C" NOT NULL,
	job      TEXT COLLATE "C" NOT NULL,
	position BYTEA            NOT NULL,
	PRIMARY KEY (tenant, job)
);

-- Who sweeps a shard, and the keys of what was disposed of. Keys can be any
-- bytes.
CREATE TABLE privacykit_leases (
	name     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	owner    TEXT COLLATE "C" NOT NULL,
	fence    BIGINT           NOT NULL,
	beat     BIGINT           NOT NULL,
	pass     TEXT COLLATE "C" NOT NULL,
	position BYTEA            NOT NULL,
	done     SMALLINT         NOT NULL
);

CREATE TABLE privacykit_disposals (
	sweep     TEXT COLLATE "C" NOT NULL,
	at        BIGINT           NOT NULL,
	proof_key TEXT COLLATE "C" NOT NULL,
	record_keys BYTEA          NOT NULL,
	PRIMARY KEY (sweep, at, proof_key)
);

-- The requests of people about their information, as the events of each.
CREATE TABLE privacykit_requests (
	id   TEXT COLLATE "C" NOT NULL,
	seq  BIGINT           NOT NULL,
	at   BIGINT           NOT NULL,
	body BYTEA            NOT NULL,
	PRIMARY KEY (id, seq)
);

CREATE INDEX privacykit_requests_at ON privacykit_requests (seq, at);

-- The security incidents and their handling, as the events of each.
CREATE TABLE privacykit_incidents (
	id   TEXT COLLATE "C" NOT NULL,
	seq  BIGINT           NOT NULL,
	at   BIGINT           NOT NULL,
	body BYTEA            NOT NULL,
	PRIMARY KEY (id, seq)
);

CREATE INDEX privacykit_incidents_at ON privacykit_incidents (seq, at);

CREATE TABLE privacykit_events (
	seq         BIGINT           NOT NULL PRIMARY KEY,
	subject     TEXT COLLATE "C" NOT NULL,
	idem_key    TEXT COLLATE "C" NOT NULL UNIQUE,
	occurred_at BIGINT           NOT NULL,
	recorded_at BIGINT           NOT NULL,
	digest      BYTEA            NOT NULL,
	body        BYTEA            NOT NULL
);

CREATE INDEX privacykit_events_subject ON privacykit_events (subject, seq);

CREATE TABLE privacykit_audit (
	seq      BIGINT           NOT NULL PRIMARY KEY,
	at       BIGINT           NOT NULL,
	type     TEXT COLLATE "C" NOT NULL,
	actor    TEXT COLLATE "C" NOT NULL,
	subject  TEXT COLLATE "C" NOT NULL,
	purpose  TEXT COLLATE "C" NOT NULL,
	object   TEXT COLLATE "C" NOT NULL,
	outcome  TEXT COLLATE "C" NOT NULL,
	idem_key TEXT COLLATE "C" UNIQUE,
	body     BYTEA            NOT NULL,
	hashes   BYTEA            NOT NULL
);

CREATE INDEX privacykit_audit_subject ON privacykit_audit (subject, seq);
CREATE INDEX privacykit_audit_actor ON privacykit_audit (actor, seq);

-- A writer of events or of the log locks its row here, so that writers take
-- turns. The rows are never changed.
CREATE TABLE privacykit_locks (
	name TEXT COLLATE "C" NOT NULL PRIMARY KEY
);

INSERT INTO privacykit_locks (name) VALUES ('events'), ('audit');

INSERT INTO privacykit_schema (version, name) VALUES (1, 'stores');
