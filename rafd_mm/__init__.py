__version__ = "0.1.0"

from .api import public_name as __getattr__, public_names as __dir__  # names at hand, looked up when they are used
