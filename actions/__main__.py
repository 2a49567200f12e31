"""`python -m actions` serves the custom actions on ACTIONS_PORT."""

from actions.app import serve
from knowledge.settings import settings_or_exit

serve(settings_or_exit())
