"""The English words that rules about wording speak of; general ones, from no letter."""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FUNCTION_WORDS = _words(
    """
    a about above across after again against all almost along already also although always am among an and
    another any are as at be because been before being below between both but by can cannot could did do does
    done down due during each either else even ever every few first for from further had has have having he her
    here hers him his how however i if in indeed instead into is it its itself just last least less let like
    many may me might more most much must my neither next no nor not now of off often on once one only onto or
    other our out over own per perhaps quite rather same she should since so some still such than that the their
    them themselves then there therefore these they this those though through thus to too toward towards under
    until up upon us use very via was we well were what when where whether which while who whom whose why will
    with within without would yet you your
    """
)
"""Words that say little of what a text is about."""

RECOMMENDING = _words(
    """
    recommend recommends urge urges encourage encourages suggest suggests propose proposes advise advises
    advocate advocates request requests ask asks
    """
)
"""Verbs by which a respondent recommends; also after "strongly", "respectfully" and the like."""

BELIEVING = _words(
    """
    believe believes think thinks expect expects anticipate anticipates suspect suspects assume assumes hope
    hopes
    """
)
"""Verbs that make what follows somebody's belief."""

ACTING = _words(
    """
    accelerate accept acknowledge act adapt add address adopt advance align allocate allow analyse analyze apply
    appoint assess assist assure avoid balance ban base broaden build call carefully clarify classify clearly
    collaborate collect commission commit conduct consider consult continue convene coordinate create cultivate define
    delay deliver deploy design designate develop direct discourage distinguish empower enable encourage enforce
    engage enhance ensure establish evaluate examine exempt expand explicitly explore extend facilitate focus
    follow foster fund further give harmonise harmonize help hold identify implement impose improve incentivise
    incentivize include incorporate increase inform insist institute integrate invest investigate involve issue
    keep launch lead learn leverage limit maintain make mandate maximise maximize measure minimise minimize
    modernise modernize monitor narrow offer oppose pass permit plan preserve prevent prioritise prioritize prohibit
    promote protect provide publish pursue recognise recognize reconsider reduce refer refine refrain reject
    rely remove require resist respect restrict retain review revise safeguard secure seek separate set share
    simplify specify sponsor standardise standardize strengthen strike study support tailor take target test
    track train treat understand undertake update use utilise utilize weigh welcome work
    """
)
"""Base forms with which a recommendation in a list begins: "Promote ...", "Do not limit ..."."""

ESTEEM = _words(
    """
    advantageous alarming appropriate bad beneficial best better concerning counterproductive critical crucial
    dangerous desirable detrimental disappointing effective encouraging essential excellent fair good great
    harmful helpful ideal imperative important inadequate inappropriate ineffective insufficient invaluable
    justified key laudable legitimate misguided necessary overwhelming paramount positive preferable premature
    problematic promising reasonable right significant sound sufficient troubling unacceptable unfair
    unfortunate unjustified unnecessary unreasonable unwise useful valuable vital welcome wise worthwhile wrong
    """
)
"""Adjectives that judge."""

REPORTERS = _words(
    """
    advocates analysts authors commentators commenters critics experts observers opponents others people
    proponents researchers scholars several skeptics sceptics some stakeholders supporters many
    """
)
"""Who holds views that a letter reports."""

REPORTING = _words(
    """
    allege alleged argue argued assert asserted believe believed claim claimed contend contended fear feared
    maintain maintained propose proposed say said suggest suggested think thought worry worried
    """
)
"""How they hold them."""

DOING = _words(
    """
    are am have has provide provides offer offers develop develops developed build builds built publish
    publishes published release releases released launch launches launched operate operates work works worked
    contribute contributes contributed support supports supported invest invests invested conduct conducts
    conducted maintain maintains maintained partner partners partnered join joins joined lead leads led commit
    commits committed represent represents represented continue continues look apply applies applied use uses
    used test tests tested train trains trained created create creates made make makes established serve serves
    served
    """
)
"""What respondents say that they do."""

FINITE = _words(
    """
    am are is was were be been has have had do does did can could may might must shall should will would cannot
    isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't can't couldn't mustn't shouldn't
    won't wouldn't need needs allow allows become becomes continue continues create creates depend depends
    enable enables exist exists face faces find finds found give gives gave help helps include includes increase
    increases involve involves lead leads led limit limits make makes made mean means offer offers play plays
    pose poses present presents prevent prevents promote promotes provide provides raise raises reduce reduces
    remain remains represent represents require requires rely relies seem seems serve serves show shows shown
    suggest suggests support supports take takes took tend tends use uses work works want wants
    """
)
"""Words by which a stretch of text is a sentence that says something."""


def is_finite(text: str) -> bool:
    """Whether a stretch of text has a word by which it says something, such as "is", "may" or "provides"."""
    return any(match.group().casefold().replace("’", "'") in FINITE for match in _WORD.finditer(text))
