"""The run directory: one SQLite file with everything that was sent and came back, append-only.

migrations/       the tables, forward only, one numbered SQL file a step
opening.py        connection, header, migrations
store.py          the store: manifest, safe access to rows
exchange.py       the record of one attempt and what it brought
texts.py          long texts once, content-addressed and compressed
writing.py        exchanges into rows, one transaction a batch
writer.py         batches while a run goes on, each durable before it counts
reading.py        completions and responses, by column and one by one
accounts.py       what it cost, what failed, who answered
setting_aside.py  trials to be asked again, readings made anew
merging.py        completions of one store into another
reserve.py        room kept free so that a full disk loses nothing
lock.py           one writer a run directory
failures.py       what SQLite's errors mean for a person
"""
