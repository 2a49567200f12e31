"""`python -m web` serves the public face on HOST and WEB_PORT."""

from knowledge.settings import load_settings
from web.app import serve

serve(load_settings())
