"""What comparing two runs is made of.

respondents.py  who is compared with whom
cells.py        one number a task, outcome and condition, of each run
changes.py      differences on the same tasks, as estimates
design.py       what was asked differently, and what only one run has
sentences.py    what may be said of the changes
page.py         all of it as one HTML file
"""
