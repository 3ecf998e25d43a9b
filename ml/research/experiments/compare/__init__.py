"""The paper's figure 3: networks of earlier years, compared on one split by patient.

`run` trains each and measures its size and cost, `report` draws the curves and the table.
"""
