"""Sorts frames into series: grouped, ordered, and split where positions repeat."""
