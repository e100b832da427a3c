"""What is said of each state, to whom: one table, state × audience, that a test walks cell by cell.

`texts.py` chooses the cell and fills it in; a state without a cell fails tests/unit/intake/test_state_texts.py.
"""
