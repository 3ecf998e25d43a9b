"""Our own area under the ROC curve is that of scikit-learn, whatever the scores are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from ml.research.evaluation.metrics import Predictions, auc


def predictions(label, score):
    none = np.zeros(len(label))
    return Predictions(np.array(label), np.array(score), none.astype(str), none)


@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(-3, 3) | st.floats(-50, 50)), min_size=2, max_size=60
    )
)
def test_it_is_that_of_scikit_learn(slices):
    label, score = zip(*slices, strict=True)
    p = predictions(label, [float(s) for s in score])
    if all(label) or not any(label):
        assert np.isnan(auc(p))
    else:
        assert auc(p) == pytest.approx(roc_auc_score(p.label, p.score), abs=1e-12)
