"""The study list behind the screen: what was opened, how far it was read, what the cascade said."""
