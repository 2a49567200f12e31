"""Tests of the public face, with a bot that is not there."""
