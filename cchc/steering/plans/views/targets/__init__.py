"""Targets with their figures: a plan's table, why a number is what it is, its rows, how it is measured."""
