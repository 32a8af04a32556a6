-- Tables of the key, cursor, lease, request, consent and audit stores. Times
-- are microseconds since 1970-01-01T00:00:00Z.

CREATE TABLE privacykit_schema (
	version INTEGER NOT NULL PRIMARY KEY,
	name    TEXT    NOT NULL
) STRICT;

CREATE TABLE privacykit_keys (
	tenant      TEXT    NOT NULL,
	kind        INTEGER NOT NULL,
	id          TEXT    NOT NULL,
	version     INTEGER NOT NULL,
	state       INTEGER NOT NULL,
	epoch       INTEGER NOT NULL,
	key_version INTEGER NOT NULL,
	wrapped     BLOB    NOT NULL,
	commitment  BLOB    NOT NULL,
	created_at  INTEGER NOT NULL,
	changed_at  INTEGER NOT NULL,
	PRIMARY KEY (tenant, kind, id)
) STRICT, WITHOUT ROWID;

-- How far jobs have come. A position can be any bytes.
CREATE TABLE privacykit_cursors (
	tenant   TEXT NOT NULL,
	job      TEXT NOT NULL,
	position BLOB NOT NULL,
	PRIMARY KEY (tenant, job)
) STRICT, WITHOUT ROWID;

-- Who sweeps a shard, and the keys of what was disposed of. Keys can be any
-- bytes.
CREATE TABLE privacykit_leases (
	name     TEXT    NOT NULL PRIMARY KEY,
	owner    TEXT    NOT NULL,
	fence    INTEGER NOT NULL,
	beat     INTEGER NOT NULL,
	pass     TEXT    NOT NULL,
	position BLOB    NOT NULL,
	done     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE privacykit_disposals (
	sweep     TEXT    NOT NULL,
	at        INTEGER NOT NULL,
	proof_key TEXT    NOT NULL,
	record_keys BLOB NOT NULL,
	PRIMARY KEY (sweep, at, proof_key)
) STRICT, WITHOUT ROWID;

-- The requests of people about their information, as the events of each.
CREATE TABLE privacykit_requests (
	id   TEXT    NOT NULL,
	seq  INTEGER NOT NULL,
	at   INTEGER NOT NULL,
	body BLOB    NOT NULL,
	PRIMARY KEY (id, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX privacykit_requests_at ON privacykit_requests (seq, at);

-- The security incidents and their handling, as the events of each.
CREATE TABLE privacykit_incidents (
	id   TEXT    NOT NULL,
	seq  INTEGER NOT NULL,
	at   INTEGER NOT NULL,
	body BLOB    NOT NULL,
	PRIMARY KEY (id, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX privacykit_incidents_at ON privacykit_incidents (seq, at);

CREATE TABLE privacykit_events (
	seq         INTEGER NOT NULL PRIMARY KEY,
	subject     TEXT    NOT NULL,
	idem_key    TEXT    NOT NULL UNIQUE,
	occurred_at INTEGER NOT NULL,
	recorded_at INTEGER NOT NULL,
	digest      BLOB    NOT NULL,
	body        BLOB    NOT NULL
) STRICT;

CREATE INDEX privacykit_events_subject ON privacykit_events (subject, seq);

CREATE TABLE privacykit_audit (
	seq      INTEGER NOT NULL PRIMARY KEY,
	at       INTEGER NOT NULL,
	type     TEXT    NOT NULL,
	actor    TEXT    NOT NULL,
	subject  TEXT    NOT NULL,
	purpose  TEXT    NOT NULL,
	object   TEXT    NOT NULL,
	outcome  TEXT    NOT NULL,
	idem_key TEXT    UNIQUE,
	body     BLOB    NOT NULL,
	hashes   BLOB    NOT NULL
) STRICT;

CREATE INDEX privacykit_audit_subject ON privacykit_audit (subject, seq);
CREATE INDEX privacykit_audit_actor ON privacykit_audit (actor, seq);

INSERT INTO privacykit_schema (version, name) VALUES (1, 'stores');
