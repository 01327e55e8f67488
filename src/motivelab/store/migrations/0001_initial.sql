-- What the run is: study, plan hash, stimulus digests, versions, id scheme. JSON values.
CREATE TABLE manifest (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- Long texts, each once. `digest` is the 128-bit BLAKE2b of the UTF-8 text; `body` is Zstandard where `codec` is 1, else plain.
CREATE TABLE text (
    id     INTEGER PRIMARY KEY,
    digest BLOB    NOT NULL UNIQUE,
    codec  INTEGER NOT NULL,
    body   BLOB    NOT NULL
);

-- Whom was asked, by the digest of all that shapes the answers.
CREATE TABLE respondent (
    id       INTEGER PRIMARY KEY,
    digest   TEXT NOT NULL UNIQUE,
    name     TEXT NOT NULL,
    model    TEXT NOT NULL,
    settings TEXT NOT NULL
);

-- One attempt: what was sent, whether and how it was answered, what it cost. Failed attempts stay.
-- The body sent is `template` with its NUL bytes replaced by the JSON literals of `texts` (a JSON list of text ids).
CREATE TABLE request (
    id               INTEGER PRIMARY KEY,
    respondent       INTEGER NOT NULL REFERENCES respondent (id),
    template         INTEGER NOT NULL REFERENCES text (id),
    texts            TEXT    NOT NULL,
    trials           TEXT    NOT NULL,
    started          REAL    NOT NULL,
    latency          REAL    NOT NULL,
    attempt          INTEGER NOT NULL,
    http_status      INTEGER,
    error            TEXT,
    message          TEXT,
    input_tokens     INTEGER,
    output_tokens    INTEGER,
    reasoning_tokens INTEGER,
    cached_tokens    INTEGER,
    cost             REAL,
    model            TEXT    NOT NULL DEFAULT '',
    reply_id         TEXT    NOT NULL DEFAULT '',
    envelopes        INTEGER REFERENCES envelopes (id)
);

-- Replies without their texts, those of one batch together: NUL-separated JSON compressed with Zstandard. A request's own
-- stands at the place of its id less `first`.
CREATE TABLE envelopes (
    id    INTEGER PRIMARY KEY,
    first INTEGER NOT NULL,
    body  BLOB    NOT NULL
);

-- One verbatim reply to one trial. A short text stands in `inline`, a long one in `text`.
-- `saw` is the digest of the completion it followed.
CREATE TABLE completion (
    id        INTEGER PRIMARY KEY,
    trial     INTEGER NOT NULL,
    request   INTEGER NOT NULL REFERENCES request (id),
    position  INTEGER NOT NULL,
    finish    TEXT    NOT NULL,
    inline    TEXT,
    text      INTEGER REFERENCES text (id),
    reasoning INTEGER REFERENCES text (id),
    saw       BLOB
);
CREATE INDEX completion_trial ON completion (trial);

-- What the parser made of a completion; made anew by `reparse`.
CREATE TABLE response (
    completion INTEGER PRIMARY KEY REFERENCES completion (id),
    status     TEXT NOT NULL,
    answer     TEXT NOT NULL
);
-- Works that nothing can follow; few, and needed whenever a run goes on.
CREATE INDEX response_without_work ON response (completion) WHERE status IN ('empty', 'filtered');

-- Completions set aside so that their trials are asked again; they stay readable.
CREATE TABLE set_aside (
    completion INTEGER PRIMARY KEY REFERENCES completion (id),
    why        TEXT NOT NULL,
    at         REAL NOT NULL
);
