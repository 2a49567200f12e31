"""The office: policies, services, appointments and conversations, without Rasa and without HTTP."""
