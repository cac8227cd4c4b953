"""What the text of a report says of its figures, held against its tables."""

from parsers.narrative.comparing import contradictions
from parsers.narrative.scopes import Scope, stated_scope

__all__ = ["Scope", "contradictions", "stated_scope"]
