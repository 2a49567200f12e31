"""Appointments 预约: the calendar, slots, holding and confirming, looking up, and the booking dialogue."""
