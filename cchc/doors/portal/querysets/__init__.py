"""Reads that belong to no single room below."""
