"""`python -m actions` serves the custom actions on ACTIONS_PORT."""

from actions.app import serve
from knowledge.settings import load_settings

serve(load_settings())
