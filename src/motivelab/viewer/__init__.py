"""The local page on which trials are searched and read.

index.py      every trial of a run in one frame, made anew when the store has grown
query.py      what the page asks for: filters, text, order, place
listing.py    a page of trials
reading.py    one trial: prompt, replies, readings, relatives
server.py     the addresses, and what each may answer to whom
serve.py      served until interrupted
page/         the page itself: HTML, style, script
"""
