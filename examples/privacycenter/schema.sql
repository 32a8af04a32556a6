-- The host's own tables. Personal information is sealed (BLOB).
CREATE TABLE IF NOT EXISTS people (
	id            TEXT PRIMARY KEY,
	name          BLOB,
	mobile        BLOB,
	email         BLOB,
	address       BLOB,
	resident      BLOB,
	feedback      BLOB,
	registered_at INTEGER NOT NULL,
	closed_at     INTEGER,
	notice        TEXT NOT NULL -- the version of the notice that the person saw last
) STRICT;

CREATE TABLE IF NOT EXISTS orders (
	id           TEXT PRIMARY KEY,
	person       TEXT NOT NULL REFERENCES people (id),
	item         TEXT NOT NULL,
	amount_fen   INTEGER NOT NULL,
	completed_at INTEGER NOT NULL
) STRICT;

-- What a person says is right, until it is written.
CREATE TABLE IF NOT EXISTS corrections (
	request TEXT PRIMARY KEY,
	person  TEXT NOT NULL REFERENCES people (id),
	field   TEXT NOT NULL,
	sealed  BLOB NOT NULL
) STRICT;
