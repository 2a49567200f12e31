"""The parts of the understanding: names and values in a sentence, and what is asked."""
