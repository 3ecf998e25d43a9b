"""Shipped networks under the lens: where they look, what flips them, what they refuse."""
