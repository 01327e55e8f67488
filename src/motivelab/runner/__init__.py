"""Asking each trial once, however often the run is started.

agenda.py             what is left to ask, in plan order, grouped into calls
lane.py               one respondent: its workers, its limits, its failures
surroundings.py       what the lanes share
throttle.py           concurrency that adapts to what the host takes
pace.py               requests and tokens a minute
backoff.py            how long to wait before asking again
purse.py              the budget
tally.py              what has been done, for people who watch
works.py              the works that later trials follow
run.py                all lanes together, from the first call to the last commit
stopping.py           how a person stops a run
session.py            one session: lock, store, plan, questions
beside_event_loop.py  the same from a notebook, which runs an event loop already
display.py            the tally on a terminal or in a log
handful.py            a few trials that show every procedure, for `try`
standing.py, shown.py a run, and one trial of it, as they stand
retry.py, reparse.py, merge.py  what can be done with a run afterwards
"""
