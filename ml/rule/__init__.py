"""When a network says yes, no or "not sure": fitted on patients that it never learnt from."""
