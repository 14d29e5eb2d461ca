"""Facts about an assessment: whether it is signed, which conditions hold, and which characters count as blank."""

from __future__ import annotations

from maturity.records import Assessment, Bundle

#: A title made only of these characters names no evidence. The list is ours because programming languages differ
#: over what a space is.
BLANK = " \t\n\r\u00a0\u200b\ufeff"


def is_signed(assessment: Assessment) -> bool:
    """Whether the answers are fixed. An assessment that was sent back is not signed."""
    return "sign_off" in assessment and assessment["sign_off"]["decision"] != "sent-back"


def conditions_on(bundle: Bundle, assessment: Assessment) -> set[str]:
    """The conditions that hold: the force's own default, unless `about` switches one on or off."""
    default = bundle["forces"].get(assessment["force"], [])
    about = assessment.get("about", {})
    return {condition for condition in bundle["conditions"] if about.get(condition, condition in default) is True}


def possible_conditions(bundle: Bundle, assessment: Assessment) -> set[str]:
    """The same with the conditions over which contributors differ: all of these might hold."""
    places = {f"about.{condition}": condition for condition in bundle["conditions"]}
    differing = {places[place] for place in assessment.get("differs", ()) if place in places}
    return conditions_on(bundle, assessment) | (differing - set(assessment.get("about", ())))
