"""Chinese text: what applicants write, read without Rasa, without a database, in both environments."""
