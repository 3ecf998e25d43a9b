"""Errors, messages, shared types and safe files, for `ml` and the viewer: no torch, no Qt."""
