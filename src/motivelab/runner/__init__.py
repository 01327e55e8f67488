"""Asking each trial once, however often the run is started.

agenda.py     what is left to ask, in plan order, grouped into calls
lane.py       one respondent: its workers, its limits, its failures
throttle.py   concurrency that adapts to what the host takes
pace.py       requests and tokens a minute
backoff.py    how long to wait before asking again
purse.py      the budget
tally.py      what has been done, for people who watch
works.py      the works that later trials follow
run.py        all lanes together, from the first call to the last commit
display.py    the tally on a terminal or in a log
"""
