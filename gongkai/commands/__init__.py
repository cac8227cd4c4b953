"""The commands of `gongkai`: thin shells over functions of the same names.

`work` has those that change the data folder, `read` those that read reports and score the reader, `look`
those that show what is there; `terminal` is what they share: where they print, and how they end.
"""
