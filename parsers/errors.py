"""What `parsers` raises when a document could not be read at all.

ParseError
├── EmptyDocument        nothing but white space
├── UnsupportedFormat    bytes that are no text, no HTML and no format we read
└── DocumentTooLarge     more bytes than a report can have

An odd document is not an error: it is a Report with findings.
"""

from __future__ import annotations


class ParseError(Exception):
    """A document that could not be read; `code` names the reason for machines."""

    code = "parse_error"


class EmptyDocument(ParseError):
    """The file holds nothing but white space."""

    code = "empty_document"


class UnsupportedFormat(ParseError):
    """The bytes are of a format that is not read."""

    code = "unsupported_format"


class DocumentTooLarge(ParseError):
    """The document is larger than MAX_BYTES."""

    code = "document_too_large"
