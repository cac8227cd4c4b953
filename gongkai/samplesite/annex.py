"""The list of 2014 (政府信息公开情况统计表), which no body of the sample site prints: its rows as ids.

Promises: indicator ids as in the codebook (tested against it), and which rows add up others.
Refuses: to borrow from the parser's own form of the list.
Caveat: a row that says 其中 is a part of the one above it, and need not make it up with others.
"""

from __future__ import annotations

# A row that adds up others, and the parts of its id: those of the rows below it.
_PARTS: dict[str, tuple[str, ...]] = {
    "requests_received": (
        "requests_in_person", "requests_by_fax", "requests_online", "requests_by_letter",
    ),
    "requests_closed": ("closed_on_time", "closed_extended"),
    "replies": (
        "replies_already_disclosed", "replies_granted", "replies_granted_in_part", "replies_refused",
        "replies_other_body", "replies_no_such_information", "replies_correction_asked",
        "replies_other_channels",
    ),
    "replies_refused": (
        "refused_state_secret", "refused_trade_secret", "refused_privacy", "refused_security_stability",
        "refused_no_government_information", "refused_other_law",
    ),
    "reconsideration": ("reconsideration_upheld", "reconsideration_corrected", "reconsideration_other"),
    "litigation": ("litigation_upheld", "litigation_corrected", "litigation_other"),
    "staff": ("staff_full_time", "staff_part_time"),
}  # fmt: skip
_ALONE = (
    "disclosed", "disclosed_normative_documents", "normative_documents_made", "disclosed_gazette",
    "disclosed_website", "disclosed_weibo", "disclosed_wechat", "disclosed_other_channels", "responses",
    "press_conferences", "press_conferences_by_leaders", "online_interviews",
    "online_interviews_by_leaders", "policy_interpretations", "responses_weibo_wechat",
    "responses_other_channels", "complaints", "fees", "offices", "reading_points", "funds", "meetings",
    "trainings", "trained",
)  # fmt: skip
_ROWS = frozenset({*_ALONE, *_PARTS, *(part for parts in _PARTS.values() for part in parts)})

ANNEX = frozenset(f"annex_{row}" for row in _ROWS)
ANNEX_TOTALS = frozenset(f"annex_{row}" for row in _PARTS)
