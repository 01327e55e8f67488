"""The run directory: one SQLite file with everything that was sent and came back, append-only.

migrations/   the tables, forward only, one numbered SQL file a step
exchange.py   the record of one attempt and what it brought
opening.py    connection, header, migrations
    store.py      the store: manifest, safe access to rows
    reading.py    completions and responses, by column and one by one
    accounts.py   what it cost, what failed, who answered
    setting_aside.py  trials to be asked again, readings made anew
texts.py      long texts once, content-addressed and compressed
writing.py    exchanges into rows, one transaction a batch
writer.py     the thread that commits batches and says when they are durable
reserve.py    room kept free so that a full disk loses nothing
lock.py       one writer a run directory
failures.py   what SQLite's errors mean for a person
    merging.py    completions of one store into another
"""
