"""The paper's experiment on any data: ten folds, two networks, tables III and IV.

`plan` says what is done, `run` trains and predicts fold by fold, `figures` counts, `tables` and
`pictures` show; everything after `run` needs the stored predictions only, and no network.
"""
