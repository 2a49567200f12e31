"""`python -m web` serves the public face on HOST and WEB_PORT."""

from knowledge.settings import settings_or_exit
from web.server import serve

serve(settings_or_exit())
