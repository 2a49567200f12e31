"""Tests of the progress of applications."""
