"""Eligibility: conditions as data, what is known of an applicant, what follows from both, and what to ask next."""
