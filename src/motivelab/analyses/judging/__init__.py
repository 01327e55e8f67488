"""What the question about judges rests on.

works_by_judge.py   ratings laid out, a row a work and a column a judge
judge_agreement.py  how far judges agree, with each other and with themselves
judge_bias.py       what moves a judge beside the work: length, severity, whose work it is
kinship.py          whether a judge and an author are the same model, or of the same maker
"""
