"""Programs that ask a saved query: pure functions from its address, its values and its text to code that can be copied.

Whatever a value holds, it stands in the program as data of that language: see ``quoting``.
"""
