"""The study list behind the screen: database, tracker, order, reading queue, slow tasks."""
