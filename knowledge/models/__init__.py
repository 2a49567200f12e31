"""The tables of the office; import them from here so that all are registered."""

from knowledge.models.appointments import (
    Appointment,
    AppointmentEvent,
    CalendarDay,
    Contact,
    Hall,
    Seat,
    Slot,
    Window,
)
from knowledge.models.approved import ApprovedAnswer, ApprovedSubject
from knowledge.models.base import Base, UtcDateTime
from knowledge.models.conversations import Conversation, FormRequest, OfferedOption, Ticket, Turn
from knowledge.models.desk import (
    AuditEntry,
    AuditHead,
    SignInFailure,
    StaffAccount,
    StaffChange,
    StaffSession,
    WordList,
)
from knowledge.models.drafts import Draft
from knowledge.models.eligibility import Rule, RuleSet
from knowledge.models.events import Event
from knowledge.models.policies import Benefit, Clause, Condition, Document, Policy
from knowledge.models.records import ContentFile, Entry, NewsFact, Topic
from knowledge.models.sensitive import SensitiveWord
from knowledge.models.services import Service, ServiceCase, ServiceFaq, ServiceMaterial, ServiceStep
from knowledge.models.versions import ApplicationWindow, BenefitRule, DocumentRelation, Reminder

__all__ = [
    "ApplicationWindow", "Appointment", "AppointmentEvent", "ApprovedAnswer", "ApprovedSubject", "AuditEntry",
    "AuditHead", "Base", "Benefit", "BenefitRule", "CalendarDay", "Clause", "Condition", "Contact", "ContentFile",
    "Conversation", "Document", "DocumentRelation", "Draft", "Entry", "Event", "FormRequest", "Hall", "NewsFact",
    "OfferedOption", "Policy", "Reminder", "Rule", "RuleSet", "Seat", "SensitiveWord", "Service", "ServiceCase",
    "ServiceFaq", "ServiceMaterial", "ServiceStep", "SignInFailure", "Slot", "StaffAccount", "StaffChange",
    "StaffSession", "Ticket", "Topic", "Turn", "UtcDateTime", "Window", "WordList",
]  # fmt: skip
