-- The host's own tables. Personal information is sealed (BLOB); what the business must search has a blind index beside it.
CREATE TABLE IF NOT EXISTS crm_steps (
	name    TEXT PRIMARY KEY,
	done_at INTEGER NOT NULL
) STRICT;

-- How far a file was read: written in the same transaction as the rows themselves.
CREATE TABLE IF NOT EXISTS crm_imports (
	file     TEXT PRIMARY KEY,
	sha256   TEXT NOT NULL,
	rows     INTEGER NOT NULL,
	finished INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS crm_rejects (
	file   TEXT NOT NULL,
	line   INTEGER NOT NULL,
	field  TEXT NOT NULL,
	reason TEXT NOT NULL,
	PRIMARY KEY (file, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS customers (
	id            TEXT PRIMARY KEY,
	role          TEXT NOT NULL,
	name          BLOB,
	mobile        BLOB,
	mobile_ix     BLOB,
	last4_ix      BLOB,
	resident      BLOB,
	resident_ix   BLOB,
	card          BLOB,
	address       BLOB,
	email         BLOB,
	feedback      BLOB,
	contract      TEXT NOT NULL,
	registered_at INTEGER NOT NULL,
	closed_at     INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS customers_by_mobile ON customers (mobile_ix);
CREATE INDEX IF NOT EXISTS customers_by_last4 ON customers (last4_ix);
CREATE INDEX IF NOT EXISTS customers_by_resident ON customers (resident_ix);

-- What was asked of consent for each row, and the answer: the basis and its citation are kept with the data that rests on them.
CREATE TABLE IF NOT EXISTS collections (
	customer_id TEXT NOT NULL,
	activity    TEXT NOT NULL,
	effect      TEXT NOT NULL,
	basis       TEXT NOT NULL,
	citation    TEXT NOT NULL,
	reasons     TEXT NOT NULL,
	PRIMARY KEY (customer_id, activity)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS orders (
	id           TEXT PRIMARY KEY,
	customer_id  TEXT NOT NULL REFERENCES customers (id),
	item         TEXT NOT NULL,
	amount_fen   INTEGER NOT NULL,
	ordered_at   INTEGER NOT NULL,
	completed_at INTEGER,
	address      BLOB
) STRICT;
CREATE INDEX IF NOT EXISTS orders_by_customer ON orders (customer_id);

-- The result of the retention plan, kept after disposal so that the account can be given again.
CREATE TABLE IF NOT EXISTS crm_disposals (
	order_id    TEXT PRIMARY KEY,
	earliest    INTEGER NOT NULL,
	disposed_at INTEGER NOT NULL
) STRICT;

-- Who closed the account, and what could be read where at which stage of it.
CREATE TABLE IF NOT EXISTS crm_leaver (customer_id TEXT PRIMARY KEY) STRICT;
CREATE TABLE IF NOT EXISTS crm_probes (
	moment TEXT NOT NULL,
	place  TEXT NOT NULL,
	state  TEXT NOT NULL,
	PRIMARY KEY (moment, place)
) STRICT, WITHOUT ROWID;

-- Who was told of an incident, by the key of the notice: told twice is told once.
CREATE TABLE IF NOT EXISTS crm_notices (notice_key TEXT PRIMARY KEY) STRICT;
