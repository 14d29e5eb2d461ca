"""An assessment carried over to a newer edition. Pure. What cannot be carried is kept in the file, never dropped.

Ids are followed through changes.yml. An answer is carried only if it still means the same. Otherwise it is set
aside and the question is open. A sign-off was for other words, so it becomes an earlier one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple, cast

from maturity.assessment.checks import action_ids
from maturity.assessment.conditions import conditions_on
from maturity.assessment.contributions import ABOUT, ACTIONS, ANSWERS, sign_off_with_answers
from maturity.editions.diff import NewIds, meaning_moved, new_ids
from maturity.editions.entities import entities_of
from maturity.questionnaire.model import Questionnaire
from maturity.records import ASSESSMENT_FORMAT, Answer, Assessment, Bundle, Friend, Joint, Kept, SignOff, questions_of


class Upgraded(NamedTuple):
    """The newer assessment, what of the older one is newly under `kept`, its sign-off if it had one, the questions that
    are asked of the force and have no answer now, and the version that it was of."""

    assessment: Assessment
    kept: list[Kept]
    sign_off: SignOff | None
    unanswered: list[str]
    version: str


class UpgradePath:
    """From one edition to a newer one, for any number of assessments. `bundle` is that of `new`, and changes.yml of
    `new` explains everything between them (`explanations.unexplained`). `to`: where each thing is in the newer
    edition."""

    def __init__(self, old: Questionnaire, new: Questionnaire, bundle: Bundle) -> None:
        self.bundle, self.version = bundle, old.edition.version
        self.to: NewIds = new_ids(old, new)
        before, after = entities_of(old), entities_of(new)
        asked = [(name, to) for (kind, name), to in self.to.items() if kind == "question" and to is not None]
        self.moved = {name for name, to in asked if meaning_moved(before["question", name], after["question", to])}
        self.other_scale = len(old.edition.scale) != len(new.edition.scale)
        self.choices = {field.id: field.choices for field in new.edition.about}
        self.questions = {question["id"]: question for question in questions_of(bundle)}
        self.actions = frozenset(action_ids(bundle))
        self.gone_roles = {name for (kind, name), to in self.to.items() if kind == "role" and to is None}

    def carry(self, assessment: Assessment) -> Upgraded:
        """An assessment in which the older edition finds nothing wrong, under the newer one; and what could not be
        carried."""
        carrier, bundle = _Upgrade(assessment, self), self.bundle
        newer: dict[str, Any] = {
            "format": ASSESSMENT_FORMAT,
            "edition": dict(bundle["edition"]),
            "force": assessment["force"],
            "period": assessment["period"],
        }
        if "marking" in assessment:
            newer["marking"] = assessment["marking"]
        about = carrier.about()
        on = conditions_on(bundle, cast(Assessment, {"force": assessment["force"], "about": about}))
        newer["answers"] = carrier.answers(on)
        parts = {
            "about": about,
            "actions": carrier.actions(),
            "differs": carrier.differs(),
            "joint": carrier.joint(),
            "friend": carrier.friends(on),
            "signed_before": carrier.sign_offs(on),
            "kept": [*assessment.get("kept", ()), *carrier.kept],
        }
        newer |= {name: part for name, part in parts.items() if part or name in assessment}
        asked = [name for name, question in self.questions.items() if question["condition"] in (None, *on)]
        unanswered = [name for name in asked if name not in newer["answers"]]
        return Upgraded(cast(Assessment, newer), carrier.kept, assessment.get("sign_off"), unanswered, self.version)


class _Upgrade:
    """Carries part after part, and collects what is kept aside."""

    def __init__(self, assessment: Assessment, way: UpgradePath) -> None:
        self.assessment, self.way, self.to = assessment, way, way.to
        self.kept: list[Kept] = []

    def keep(self, place: str, because: str, **what: Any) -> None:
        self.kept.append(cast(Kept, {"edition": self.way.version, "place": place, "because": because, **what}))

    def shared(self, kind: str, names: Iterable[str]) -> set[str]:
        """New ids to which more than one of these old ones came."""
        to = [name for name in (self.to.get((kind, old)) for old in dict.fromkeys(names)) if name is not None]
        return {name for name in to if to.count(name) > 1}

    # --- answers ---

    def answers(self, on: set[str]) -> dict[str, Answer]:
        answers = self.assessment["answers"]
        shared = self.shared("question", answers)
        carried = {}
        for name, answer in answers.items():
            to = self.to.get(("question", name))
            because = self.obstacle(name, to, answer, on, shared)
            if to is None or because:
                self.keep(ANSWERS + name, because, answer=answer)
                continue
            carried[to] = self.with_roles(answer)
            if _roles_of(answer) & self.way.gone_roles:
                self.keep(ANSWERS + name, "role", answer=answer)
        return carried

    def obstacle(self, name: str, to: str | None, answer: Answer, on: set[str], shared: set[str]) -> str:
        """Why an answer cannot be carried; empty when it can."""
        if to is None:
            return "retired"
        question = self.way.questions[to]
        if name in self.way.moved:
            return "meaning"
        if self.way.other_scale and any("level" in view for view in _views(answer)):
            return "scale"
        if to in shared:
            return "several"
        if not question["not_applicable"] and any("not_applicable" in view for view in _views(answer)):
            return "must_apply"
        return "" if question["condition"] in (None, *on) else "not_asked"

    # --- roles ---

    def with_roles(self, value: Any) -> Any:
        """The same with roles under their new ids, and without those that are gone. An `owner` is free text, which may
        be a role."""
        if isinstance(value, list):
            return [self.with_roles(each) for each in value]
        if not isinstance(value, dict):
            return value
        carried = {}
        for name, each in value.items():
            to = self.to.get(("role", each)) if name in ("role", "owner") and isinstance(each, str) else None
            if name == "role" and to is None:
                continue
            carried[name] = to or self.with_roles(each)
        return carried

    # --- everything else ---

    def about(self) -> dict[str, str | bool]:
        about = self.assessment.get("about", {})
        differing = self.assessment.get("differs", {})
        carried: dict[str, str | bool] = {}
        shared = self.shared("condition", about) | self.shared("about", about)
        for name, value in about.items():
            to = self.to.get(("condition", name)) or self.to.get(("about", name))
            choices = self.way.choices.get(to or "", ())
            if to is None:
                self.keep(ABOUT + name, "retired", value=value)
            elif to in shared:
                self.keep(ABOUT + name, "several", value=value)
            elif choices and value not in choices and ABOUT + name not in differing:
                self.keep(ABOUT + name, "choice", value=value)
            else:
                carried[to] = value
        return carried

    def actions(self) -> list[dict[str, Any]]:
        actions = self.assessment.get("actions", [])
        moved = {action["action"]: self.action(action["action"]) for action in actions}
        twice = {to for to, times in Counter(moved.values()).items() if times > 1}
        carried = []
        for action in actions:
            name = action["action"]
            to = moved[name]
            if to is None or to in twice:
                self.keep(ACTIONS + name, self.why_lost(name) if to is None else "several", action=action)
            else:
                carried.append({**self.with_roles(action), "action": to})
        return carried

    def action(self, name: str) -> str | None:
        """What became of an action: of an intervention or a target by its own id, of a step by its question's. Nothing
        where the edition has no such action any more, or its levels are others."""
        question, _, level = name.rpartition("-")
        to = self.to.get(("intervention", name)) or self.to.get(("question", name))
        if to is None and not self.way.other_scale and (moved := self.to.get(("question", question))):
            to = f"{moved}-{level}"
        return to if to in self.way.actions else None

    def why_lost(self, action: str) -> str:
        step = self.to.get(("question", action.rpartition("-")[0]))
        return "scale" if step and self.way.other_scale else "retired"

    def differs(self) -> dict[str, Any]:
        carried = {}
        for place, differing in self.assessment.get("differs", {}).items():
            to = self.place(place)
            if to is None or to in carried:
                lost = self.why_lost(place.removeprefix(ACTIONS).rpartition(".")[0])
                self.keep(place, lost if to is None else "several", differing=differing)
            else:
                carried[to] = self.with_roles(differing)
        return carried

    def place(self, place: str) -> str | None:
        """Where a field is now: `marking`, `about.<id>` or `actions.<id>.<field>`."""
        if place.startswith(ABOUT):
            name = place.removeprefix(ABOUT)
            to = self.to.get(("condition", name)) or self.to.get(("about", name))
            return to and ABOUT + to
        if place.startswith(ACTIONS):
            name, _, field = place.removeprefix(ACTIONS).rpartition(".")
            to = self.action(name)
            return to and f"{ACTIONS}{to}.{field}"
        return place

    def joint(self) -> list[Joint]:
        carried = []
        for joint in self.assessment.get("joint", []):
            to = self.to.get(("question", joint["question"]))
            if to is None:
                self.keep(f"joint.{joint['question']}", "retired", value=joint["force"])
            else:
                carried.append(Joint(question=to, force=joint["force"]))
        return carried

    def sign_offs(self, on: set[str]) -> list[SignOff]:
        """Earlier sign-offs, and the one that no longer holds. Of the answers under it those are carried that mean the
        same; an earlier one of which some do not is kept as it was, too. Check codes are of the older edition's ids, so
        they say nothing here."""
        earlier = [("signed_before", each) for each in self.assessment.get("signed_before", [])]
        if "sign_off" in self.assessment:
            earlier.append(("sign_off", sign_off_with_answers(self.assessment)))
        carried = []
        for place, sign_off in earlier:
            entries, because = self.carry_each(sign_off.get("answers", {}).items(), on)
            answers = {to: {name: value for name, value in each.items() if name != "check"} for to, each in entries}
            gone = sign_off["role"] in self.way.gone_roles
            if gone or (because and place == "signed_before"):
                self.keep(place, "role" if gone else because, sign_off=sign_off)
            if not gone:
                bare = {name: value for name, value in sign_off.items() if name not in ("answers", "actions")}
                carried.append(self.with_roles(bare) | ({"answers": answers} if answers else {}))
        return carried

    # --- critical friends ---

    def friends(self, on: set[str]) -> list[Friend]:
        """Visits, with what was said of questions that still mean the same. One of which some do not is kept, too."""
        visits: list[Friend] = []
        for friend in self.assessment.get("friend", []):
            ratings, because = self.carry_each([(each["question"], each) for each in friend["ratings"]], on)
            decided, _ = self.carry_each([(each["question"], each) for each in friend.get("decided", [])], on)
            if because or _roles_of_friend(friend) & self.way.gone_roles:
                self.keep("friend", because or "role", friend=friend)
            if ratings:
                carried = {"ratings": [{**each, "question": to} for to, each in ratings]}
                carried |= {"decided": [{**each, "question": to} for to, each in decided]} if decided else {}
                visits.append(self.with_roles({**friend, **carried}))
        return visits

    def carry_each(self, entries: Iterable[tuple[str, Any]], on: set[str]) -> tuple[list[tuple[str, Any]], str]:
        """Those of several things said on questions that can be carried, under their new ids; and why one cannot."""
        listed = list(entries)
        shared = self.shared("question", [name for name, _ in listed])
        carried, reasons = [], []
        for name, each in listed:
            to = self.to.get(("question", name))
            reason = self.obstacle(name, to, each, on, shared)
            if to is None or reason:
                reasons.append(reason)
            else:
                carried.append((to, each))
        return carried, next(iter(reasons), "")


def _views(answer: Any) -> list[Any]:
    """Every state in an answer: its own, and those of its contributors and agreements."""
    return [answer, *answer.get("said", ()), *answer.get("agreed", ())]


def _roles_of(answer: Any) -> set[str]:
    over = [stance for agreed in answer.get("agreed", ()) for stance in agreed["over"]]
    return {view["role"] for view in (*_views(answer), *over) if "role" in view}


def _roles_of_friend(friend: Friend) -> set[str]:
    return {each["role"] for each in (friend, *friend.get("decided", ())) if "role" in each}
