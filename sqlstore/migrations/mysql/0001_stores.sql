-- Tables of the key, cursor, lease, request, consent and audit stores. Times
-- are microseconds since 1970-01-01T00:00:00Z. Texts are UTF-8 in columns of bytes, because only
-- these compare byte for byte in every version. Every statement commits by
-- itself, and can be run again.

CREATE TABLE IF NOT EXISTS privacykit_schema (
	version INT           NOT NULL PRIMARY KEY,
	name    VARBINARY(64) NOT NULL
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

CREATE TABLE IF NOT EXISTS privacykit_keys (
	tenant      VARBINARY(1024) NOT NULL,
	kind        SMALLINT        NOT NULL,
	id          VARBINARY(64)   NOT NULL,
	version     BIGINT          NOT NULL,
	state       SMALLINT        NOT NULL,
	epoch       BIGINT          NOT NULL,
	key_version BIGINT          NOT NULL,
	wrapped     MEDIUMBLOB      NOT NULL,
	commitment  VARBINARY(64)   NOT NULL,
	created_at  BIGINT          NOT NULL,
	changed_at  BIGINT          NOT NULL,
	PRIMARY KEY (tenant, kind, id)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- How far jobs have come. A position can be any bytes.
CREATE TABLE IF NOT EXISTS privacykit_cursors (
	tenant   VARBINARY(1024) NOT NULL,
	job      VARBINARY(1024) NOT NULL,
	position BLOB            NOT NULL,
	PRIMARY KEY (tenant, job)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- Who sweeps a shard, and the keys of what was disposed of. Keys can be any
-- bytes.
CREATE TABLE IF NOT EXISTS privacykit_leases (
	name     VARBINARY(512) NOT NULL PRIMARY KEY,
	owner    VARBINARY(512) NOT NULL,
	fence    BIGINT         NOT NULL,
	beat     BIGINT         NOT NULL,
	pass     VARBINARY(512) NOT NULL,
	position BLOB           NOT NULL,
	done     SMALLINT       NOT NULL
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

CREATE TABLE IF NOT EXISTS privacykit_disposals (
	sweep     VARBINARY(512) NOT NULL,
	at        BIGINT         NOT NULL,
	proof_key VARBINARY(1024) NOT NULL,
	record_keys LONGBLOB     NOT NULL,
	PRIMARY KEY (sweep, at, proof_key)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- The requests of people about their information, as the events of each.
CREATE TABLE IF NOT EXISTS privacykit_requests (
	id   VARBINARY(512) NOT NULL,
	seq  BIGINT         NOT NULL,
	at   BIGINT         NOT NULL,
	body MEDIUMBLOB     NOT NULL,
	PRIMARY KEY (id, seq),
	KEY privacykit_requests_at (seq, at)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- The security incidents and their handling, as the events of each.
CREATE TABLE IF NOT EXISTS privacykit_incidents (
	id   VARBINARY(512) NOT NULL,
	seq  BIGINT         NOT NULL,
	at   BIGINT         NOT NULL,
	body MEDIUMBLOB     NOT NULL,
	PRIMARY KEY (id, seq),
	KEY privacykit_incidents_at (seq, at)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

CREATE TABLE IF NOT EXISTS privacykit_events (
	seq         BIGINT         NOT NULL PRIMARY KEY,
	subject     VARBINARY(512) NOT NULL,
	idem_key    VARBINARY(512) NOT NULL UNIQUE,
	occurred_at BIGINT         NOT NULL,
	recorded_at BIGINT         NOT NULL,
	digest      VARBINARY(64)  NOT NULL,
	body        LONGBLOB       NOT NULL,
	INDEX privacykit_events_subject (subject, seq)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

CREATE TABLE IF NOT EXISTS privacykit_audit (
	seq      BIGINT         NOT NULL PRIMARY KEY,
	at       BIGINT         NOT NULL,
	type     VARBINARY(512) NOT NULL,
	actor    VARBINARY(512) NOT NULL,
	subject  VARBINARY(512) NOT NULL,
	purpose  VARBINARY(512) NOT NULL,
	object   VARBINARY(512) NOT NULL,
	outcome  VARBINARY(512) NOT NULL,
	idem_key VARBINARY(512) UNIQUE,
	body     LONGBLOB       NOT NULL,
	hashes   MEDIUMBLOB     NOT NULL,
	KEY privacykit_audit_subject (subject, seq),
	KEY privacykit_audit_actor (actor, seq)
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

-- A writer of events or of the log locks its row here, so that writers take
-- turns. The rows are never changed.
CREATE TABLE IF NOT EXISTS privacykit_locks (
	name VARBINARY(64) NOT NULL PRIMARY KEY
) ENGINE=InnoDB ROW_FORMAT=DYNAMIC;

INSERT IGNORE INTO privacykit_locks (name) VALUES ('events'), ('audit');

INSERT IGNORE INTO privacykit_schema (version, name) VALUES (1, 'stores');
