"""The texts for each state and audience: one table, which a test walks cell by cell.

`texts.py` chooses the cell and fills it in; a state without a cell fails tests/unit/intake/test_state_texts.py.
"""
