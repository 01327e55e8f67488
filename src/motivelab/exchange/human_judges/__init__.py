"""Works out to people who rate them without knowing whose they are, and their ratings back in.

works.py      which works go out: drawn evenly over respondents and conditions
sheet.py      the sheet that people fill in, its instructions, and the key that stays here
ratings.py    a filled-in sheet, read and checked
kept.py       ratings kept beside the run
joined.py     a human judge's ratings in the tables, beside those of the other judges
"""
