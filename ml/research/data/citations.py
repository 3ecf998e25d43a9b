"""Says where the public collections come from and how they are licensed, for the model cards."""

from __future__ import annotations

CITATIONS = {
    "lgg": "Buda et al. 2019, LGG segmentation (TCGA-LGG; CC BY-NC-SA 4.0)",
    "cheng": "Cheng 2015, figshare 1512427 (CC BY 4.0)",
    "btp": "Brain-Tumor-Progression, TCIA (CC BY 3.0)",
    "bcbm": "BCBM-RadioGenomics, TCIA: metastases of breast cancer, without skull (CC BY 4.0)",
    "brats-glioma": "BraTS 2013 to 2021: gliomas, without skull (for research)",
    "tcga-gbm": "TCGA-GBM: glioblastomas (CC BY 3.0)",
    "rsna-glioma": "RSNA-ASNR-MICCAI BraTS 2021: slices of gliomas, without skull (for research)",
}
"""Collection (`ml.research.data.collections`) to its source and licence."""
INITIAL_WEIGHTS = "Initial weights: ImageNet ResNet-50 (He et al., MIT), converted to ResNeSt-50"


def cited(collections: str) -> str:
    """A list of what a network learnt from, Markdown.

    Args:
        collections: Names, separated by commas.
    """
    lines = [CITATIONS[name] for name in collections.split(",")]
    return "\n".join(f"- {line}" for line in (*lines, INITIAL_WEIGHTS))
