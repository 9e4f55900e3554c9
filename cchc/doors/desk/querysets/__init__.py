"""Reads of the desk's pages across the rooms below."""
