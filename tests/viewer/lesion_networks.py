"""Stand-ins for networks that outline lesions, for tests of what the desk makes of them."""

from dataclasses import replace

from tests.ml.core.hand_made_regions import block
from tests.viewer.synthetic import FakeClassifier


class OutliningClassifier(FakeClassifier):
    """Outlines a large lesion on slices 5 to 9 and a small one on 14 and 15 of twenty."""

    def __call__(self, items):
        for verdict in super().__call__(items):
            index = int(verdict.uid.rsplit(".", 1)[1])
            regions = [block(5, 20, 6, 8, peak=0.9)] if 5 <= index <= 9 else []
            regions += [block(12, 3, 2, 4, peak=0.6)] if 14 <= index <= 15 else []
            yield replace(verdict, regions=tuple(regions), head=(0, 0, 32))
