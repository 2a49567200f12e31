"""Personal data of applicants: keys, consents, what is held of a person, and his rights (PIPL Art. 44 to 50)."""
