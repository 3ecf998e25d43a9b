"""How far invented networks were validated."""

from ml.core.validation import Limit, PatientCount, Validation, ValidationStatus

DEMONSTRATION = Validation(ValidationStatus.DEMONSTRATION)
ONE_COLLECTION = Validation(
    ValidationStatus.ONE_COLLECTION,
    (
        PatientCount("primary", "lgg", 16),
        PatientCount("primary", "cheng", 6),
        PatientCount("secondary", "bcbm", 20),
    ),
    (Limit.BREAST_CANCER_ONLY, Limit.SKULL_STRIPPED_METASTASES),
)
"""Of a source network."""
VALIDATED = Validation(
    ValidationStatus.VALIDATED,
    tuple(PatientCount(a, c, 15) for a in ("absent", "present") for c in ("lgg", "bcbm")),
    (Limit.AXIAL_ONLY,),
)
"""Of a presence network."""
