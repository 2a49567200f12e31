"""The tables of the office; import them from here so that all are registered."""

from knowledge.models.appointments import (
    Appointment,
    AppointmentEvent,
    CalendarDay,
    Closure,
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
from knowledge.models.figures import DayFigure, PublishedWeek
from knowledge.models.handover import CannedReply, Handover, HandoverStep, PartnerConsent, Pause
from knowledge.models.lab import (
    CaseResult,
    CaseRun,
    CaseSet,
    LabJudgement,
    OpenQuestion,
    Release,
    ReleaseDifference,
    SavedCase,
    TrainingChange,
)
from knowledge.models.personal import (
    Consent,
    ConsentText,
    Deletion,
    ExportRequest,
    ForgottenDialogue,
    RetentionRun,
    SealedKey,
    VisitReminder,
)
from knowledge.models.policies import Benefit, Clause, Condition, Document, Policy
from knowledge.models.progress import CaseProgress, ProgressCode
from knowledge.models.records import ContentFile, Entry, NewsFact, Topic
from knowledge.models.sensitive import SensitiveWord
from knowledge.models.services import Service, ServiceCase, ServiceFaq, ServiceMaterial, ServiceStep
from knowledge.models.versions import ApplicationWindow, BenefitRule, DocumentRelation, Reminder
from knowledge.models.waiting import CodeTry, Restriction, Waiting
from knowledge.models.wechat import ChatLink, WechatAccount, WechatDelivery, WechatMessage, WechatUser

__all__ = [
    "ApplicationWindow", "Appointment", "AppointmentEvent", "ApprovedAnswer", "ApprovedSubject", "AuditEntry",
    "AuditHead", "Base", "Benefit", "BenefitRule", "CalendarDay", "CannedReply", "CaseProgress", "CaseResult",
    "CaseRun", "CaseSet", "ChatLink", "Clause", "Closure", "CodeTry", "Condition", "Consent", "ConsentText",
    "Contact", "ContentFile", "Conversation", "DayFigure", "Deletion", "Document", "DocumentRelation", "Draft",
    "Entry", "Event", "ExportRequest", "ForgottenDialogue", "FormRequest", "Hall", "Handover", "HandoverStep",
    "LabJudgement", "NewsFact", "OfferedOption", "OpenQuestion", "PartnerConsent", "Pause", "Policy", "ProgressCode",
    "PublishedWeek", "Release", "ReleaseDifference", "Reminder", "Restriction", "RetentionRun", "Rule", "RuleSet",
    "SavedCase", "SealedKey", "Seat", "SensitiveWord", "Service", "ServiceCase", "ServiceFaq", "ServiceMaterial",
    "ServiceStep", "SignInFailure", "Slot", "StaffAccount", "StaffChange", "StaffSession", "Ticket", "Topic",
    "TrainingChange", "Turn", "UtcDateTime", "VisitReminder", "Waiting", "WechatAccount", "WechatDelivery",
    "WechatMessage", "WechatUser", "Window", "WordList",
]  # fmt: skip
