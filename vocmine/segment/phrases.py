"""Verb phrases out of a parsed text: who does what, and who wants what.

Guarantees: a verb gives at most one phrase, and none where neither a customer nor the company does it, where it is only supposed
("should", "if"), or where it tells of no deed; words that are tagged as names are never part of a phrase.
"""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import yaml

from vocmine.protocols import VerbPhrase

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

Who = Literal["customer", "company", "thing"]
_DEED = ("ROOT", "conj", "xcomp", "ccomp", "advcl", "acl:relcl", "parataxis", "csubj", "acl", "dep")
_SUBJECTS = ("nsubj", "nsubj:pass")
_INHERITS = ("xcomp", "conj", "advcl")


@dataclass(frozen=True, slots=True)
class _Lists:
    """Sets of lemmas; ``phrases.yaml`` says what each holds."""

    customer: frozenset[str]
    company: frozenset[str]
    nobodies: frozenset[str]
    anyones: frozenset[str]
    requests: frozenset[str]
    theirs: frozenset[str]
    its: frozenset[str]
    wishes: frozenset[str]
    wish_nouns: frozenset[str]
    seeks: frozenset[str]
    errands: frozenset[str]
    likes: frozenset[str]
    helps: frozenset[str]
    fails: frozenset[str]
    unreal: frozenset[str]
    states: frozenset[str]
    vague: frozenset[str]
    vague_nouns: frozenset[str]
    prepositions: frozenset[str]
    manners: frozenset[str]
    denials: frozenset[str]
    same: dict[str, str]
    light: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class _Telling:
    """How a deed is told: by whom it is done, whether it is denied, wanted, or only supposed."""

    who: Who | None = None
    negated: bool = False
    wished: bool = False
    unreal: bool = False


@dataclass(frozen=True, slots=True)
class _Target:
    """What a deed is done to, by its lemmas and as it was said."""

    lemmas: str = ""
    said: str = ""
    negated: bool = False
    preposition: str = ""


def read_phrases(doc: "Doc") -> tuple[VerbPhrase, ...]:
    """Return the verb phrases of a parsed text, in its order."""
    return tuple(phrase for token in doc if (phrase := _phrase(token)))


@cache
def _lists() -> _Lists:
    lists: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("phrases.yaml").read_text(encoding="utf-8"))
    held: dict[str, Any] = {name: frozenset(words.split()) if isinstance(words, str) else words for name, words in lists.items()}
    return _Lists(**held)


def _phrase(token: "Token") -> VerbPhrase | None:
    if token.pos_ != "VERB" or token.dep_ not in _DEED or not token.text.isalpha():
        return None
    target, verb = _target(token), _lemma(token)
    seeks = _lists().seeks if target.preposition == "for" else frozenset() if target.preposition else _lists().wish_nouns
    wanted = _wishes(token, seeks) and bool(target.lemmas) and not _complements(token)
    telling = _telling(token)
    if telling.who not in ("customer", "company") or (telling.unreal and not (telling.wished or wanted)):
        return None
    if wanted and telling.who == "customer":
        return VerbPhrase("customer", "get", target.lemmas, "", f"get {target.said}", telling.negated or target.negated, wished=True)
    return _deed(token, telling, verb, target)


def _deed(token: "Token", telling: _Telling, verb: str, target: _Target) -> VerbPhrase | None:
    """Return the phrase of a verb that tells of a deed, or None."""
    lists = _lists()
    meant = lists.light.get(verb, {}).get(target.lemmas)
    if meant:
        verb, target = meant, _Target(negated=target.negated)
    if verb in lists.states or (verb in lists.helps | lists.fails and _complements(token)):
        return None
    manner = next((child.lower_ for child in token.children if child.dep_ == "advmod" and child.lower_ in lists.manners), "")
    particle = next((child.lower_ for child in token.children if child.dep_ == "compound:prt" or child.lower_ == "back"), "")
    if not (target.lemmas or manner or particle) and verb in lists.vague:
        return None
    whole = f"{verb} {particle}".strip()
    said = " ".join(part for part in (whole, target.preposition, target.said, manner) if part)
    tied = f"{target.preposition} {target.lemmas}".strip()
    who: Literal["customer", "company"] = "customer" if telling.who == "customer" else "company"
    return VerbPhrase(who, whole, tied, manner, said, telling.negated != target.negated, telling.wished)


def _telling(token: "Token", depth: int = 0) -> _Telling:
    """Return how a verb's deed is told; what it leaves open it takes from the verb that governs it."""
    asked = _turned(token)
    requested = asked in _lists().requests or _pleaded(token)
    own = _Telling(_doer(token), _denied(token), requested, asked == "do" or _supposed(token))
    governed = token.dep_ in _INHERITS or token.dep_ == "ccomp"
    if not governed or depth > len(token.doc):
        return own
    above = _telling(token.head, depth + 1)
    wished = above.who == "customer" and _wanted(token)
    if token.dep_ == "ccomp" or own.who:
        return replace(own, wished=own.wished or wished)
    if token.dep_ == "conj":
        return _Telling(above.who, own.negated, above.wished, own.unreal or above.unreal)
    if token.dep_ == "advcl":
        return _Telling(above.who, own.negated, wished, own.unreal)
    denied = own.negated != (above.negated or _lemma(token.head) in _lists().fails)
    return _Telling(_controller(token.head) or above.who, denied, wished or above.wished, above.unreal)


def _wanted(token: "Token") -> bool:
    """Tell whether the verb above says that this one is wanted, or is done for its sake ("called to cancel", "so that I can")."""
    marks = {child.lower_ for child in token.children if child.dep_ == "mark"}
    if token.dep_ == "advcl":
        able = any(child.dep_ == "aux" and child.lemma_ in ("can", "could") for child in token.children)
        return marks == {"to"} or "order" in marks or ("so" in marks and able)
    return token.dep_ != "conj" and (_wishes(token.head, _lists().wishes) or _lemma(token.head) in _lists().errands)


def _wishes(token: "Token", verbs: frozenset[str]) -> bool:
    """Tell whether a verb is one of these that wish; what one likes is a wish only if one "would" like it."""
    would = any(child.dep_ == "aux" and child.lemma_.lower() in ("would", "'d", "will") for child in token.children)
    return _lemma(token) in verbs and (would or _lemma(token) not in _lists().likes)


def _turned(token: "Token") -> str:
    """Return the auxiliary that stands before the subject, as in "Can you call me?" or "Do you charge?", or nothing."""
    subject, means = _child(token, "nsubj"), _child(token, "aux")
    return str(means.lemma_) if subject is not None and means is not None and means.i < subject.i else ""


def _doer(token: "Token") -> Who | None:
    """Return who does a verb by its own subject, or None where it has none and is governed by another."""
    if any(child.dep_ in ("expl", "csubj") for child in token.children):
        return "thing"
    if _patient(token) is not None or _child(token, "aux:pass") is not None:
        agent = next((child for child in token.children if child.dep_.startswith("obl") and _case(child) == "by"), None)
        return _kind(agent) if agent is not None else "company"
    subject = _child(token, "nsubj")
    if subject is None:
        return _unnamed(token) if token.dep_ in ("ROOT", "parataxis") else None
    means = {child.lemma_ for child in token.children if child.dep_ == "aux"} & _lists().anyones
    anyone = (means and not _denied(token) and not _turned(token)) or (token.lemma_ == "have" and _complements(token))
    return "customer" if subject.lower_ == "you" and anyone else _kind(subject)


def _patient(token: "Token") -> "Token | None":
    """Return to whom or what a passive verb is done: "it was cancelled", "it got cancelled"."""
    got = token.dep_ == "xcomp" and token.head.lemma_ == "get" and token.morph.get("Tense") == ["Past"]
    return _child(token.head, "nsubj") if got else _child(token, "nsubj:pass")


def _unnamed(token: "Token") -> Who | None:
    """Return who does the verb of a fragment: "Waited an hour", "Charged twice"; None for a call to others ("Avoid!")."""
    if _is_bare(token):
        auxiliary = any(child.dep_ == "aux" and child.lower_ in ("would", "did", "had") for child in token.children)
        return "customer" if auxiliary else "company" if _pleaded(token) else None
    if any(child.lower_ in ("me", "us") for child in token.children):
        return "company"
    verb, lists = _lemma(token), _lists()
    return "thing" if verb in lists.its else "company" if verb in lists.theirs else "customer"


def _is_bare(token: "Token") -> bool:
    return not {"Part", "Ger"} & set(token.morph.get("VerbForm")) and "Past" not in token.morph.get("Tense")


def _pleaded(token: "Token") -> bool:
    """Tell whether the company is asked to do it: "Please call me"."""
    return _child(token, "nsubj") is None and _is_bare(token) and any(child.lower_ in ("please", "pls") for child in token.children)


def _kind(noun: "Token") -> Who:
    """Return whether a noun or pronoun stands for customers, for the company, or for a thing."""
    if noun.lower_ in ("who", "that", "which") and noun.head.dep_ == "acl:relcl":
        noun = noun.head.head
    word, lists = noun.lemma_.lower(), _lists()
    names = {word, noun.lower_}
    if names & lists.customer:
        return "customer"
    served = any(child.dep_ == "compound" and child.lower_ in ("customer", "customers") for child in noun.children)
    served = served and word in ("service", "care", "relation")
    return "company" if names & lists.company or noun.pos_ == "PROPN" or served or _is_nobody(noun) else "thing"


def _controller(head: "Token") -> Who | None:
    """Return whom the verb above sets to do this one: "told me to call", "was asked to pay"; None where it is its own subject."""
    if head.pos_ not in ("VERB", "ADJ"):
        return "thing"
    found = next((child for role in ("obj", "iobj", "nsubj:pass") if (child := _child(head, role)) is not None), None)
    return None if found is None else _kind(found)


def _denied(token: "Token") -> bool:
    lists = _lists()
    denials = sum(child.lower_ in lists.denials or child.lemma_ in lists.denials for child in token.children if child.dep_ != "mark")
    nobody = any(child.dep_ in _SUBJECTS and _is_nobody(child) for child in token.children)
    return bool(denials) != nobody


def _is_nobody(noun: "Token") -> bool:
    none = noun.lower_ == "one" and any(child.lower_ == "no" for child in noun.children)
    return none or noun.lower_ in _lists().nobodies


def _supposed(token: "Token") -> bool:
    unreal = {child.lemma_.lower() for child in token.children if child.dep_ in ("aux", "mark")} & _lists().unreal
    able = any(child.dep_ == "aux" and child.lower_ == "could" for child in token.children)
    return bool(unreal) or (able and not _denied(token))


def _target(token: "Token") -> _Target:
    """Return what a deed is done to: its object, what is passively done to, or what a preposition ties to it."""
    for found in (_child(token, "obj"), _patient(token)):
        if found is not None and (noun := _noun(found)):
            return noun
    for child in token.children:
        if child.dep_.split(":")[0] == "obl" and (case := _case(child)) in _lists().prepositions and (noun := _noun(child)):
            return replace(noun, preposition=case)
    return _Target()


def _noun(noun: "Token") -> _Target | None:
    """Return a noun with the nouns that go before it, or None for pronouns, names, and words that tell nothing."""
    words = [*(child for child in noun.lefts if child.dep_ == "compound" and child.pos_ == "NOUN"), noun]
    if noun.pos_ != "NOUN" or noun.lemma_.lower() in _lists().vague_nouns or not all(word.text.isalpha() for word in words):
        return None
    negated = any(child.dep_ == "det" and child.lower_ == "no" for child in noun.children)
    return _Target(" ".join(word.lemma_.lower() for word in words), " ".join(word.lower_ for word in words), negated)


def _child(token: "Token", role: str) -> "Token | None":
    return next((child for child in token.children if child.dep_ == role), None)


def _case(noun: "Token") -> str:
    return next((str(child.lower_) for child in noun.children if child.dep_ == "case"), "")


def _complements(token: "Token") -> bool:
    return any(child.dep_ == "xcomp" and child.pos_ == "VERB" for child in token.children)


def _lemma(token: "Token") -> str:
    lemma = str(token.lemma_).lower()
    return _lists().same.get(lemma, lemma)
