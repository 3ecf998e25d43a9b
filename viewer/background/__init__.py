"""Background work: lanes that grant wishes in small steps."""
