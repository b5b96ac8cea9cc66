"""Corruptions of a good corpus and of its graph: a shape or a check catches each, and says where.

The corpus, an invented docket, uses every class and property of the model.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from pyoxigraph import NamedNode, Quad, QuerySolutions, RdfFormat, Store, Triple

from claimgraph.api.build import Build, build
from claimgraph.ingest import CorpusError
from claimgraph.ontology import ONTOLOGY_GRAPH, PREFIXES, RDF, ontology_triples
from claimgraph.shapes import shapes_files, validate
from claimgraph.shapes.judge import judge

HARBOUR = Path(__file__).parent / "corpora" / "harbour"
BASE = "https://example.org/harbour/"
CG = PREFIXES["cg"]
SH = "http://www.w3.org/ns/shacl#"
SHAPE = "https://w3id.org/claimgraph/shapes#"

FOR_REASONERS = {
    *("Audience", "ContestedClaim", "EvidencedClaim", "Modality", "Rule", "affirmedBy", "concursWith", "conflictsWith"),
    *("deniedBy", "makesClaim", "publishedUnder", "takesPositionOn"),
    "pages",
}
"""Terms that no docket's graph uses: a reasoner or the ontology itself does; and pages, which texts don't have."""


class InFile(NamedTuple):
    """Words of a file and what they are replaced by; the words of the one line complained of, and what is said of it.

    The line is in the same file, unless `where` names another.
    """

    name: str
    file: str
    old: str
    new: str
    line: str
    says: str
    where: str = ""


class InGraph(NamedTuple):
    """A SPARQL update, and which shape then fails for which focus.

    The focus is an IRI, or a pattern that binds ?focus in the good graph.
    """

    name: str
    update: str
    shape: str
    focus: str


NORTHGATE, MARINERS = "letters/northgate.yaml", "letters/mariners.yaml"

FILES = [
    # The letters' words
    InFile(
        "a word of a quote changed",
        MARINERS,
        "quote: Openness saves ships.",
        "quote: Openness saves sailors.",
        "quote: Openness saves sailors.",
        r"'openness-saves'.*is not in the letter; the nearest passage, in line 9",
    ),
    InFile(
        "a quote that leaves out a not",
        MARINERS,
        "quote: Soundings do not help smugglers.",
        "quote: Soundings do help smugglers.",
        "quote: Soundings do help",
        r"is not in the letter",
    ),
    InFile(
        "a quote that cuts a word and so its sense",
        MARINERS,
        "quote: Openness saves ships.",
        "quote: ness saves ships.",
        "quote: ness saves",
        r"is not in the letter",
    ),
    InFile(
        "a quote that stands twice",
        NORTHGATE,
        "quote: Wreck research",
        "quote: charts",
        "quote: charts",
        r"stands twice, in lines \d+ and \d+ .*: give a context",
    ),
    InFile(
        "a letter's text changed under its annotation",
        "letters/mariners.txt",
        "Free viewing saves most.",
        "Free viewing saves many.",
        "quote: Free viewing saves most.",
        r"'viewing-saves-most': the quote .* is not in the letter",
        MARINERS,
    ),
    InFile(
        "a letter's text cut short",
        "letters/mariners.txt",
        "¹ https://tides.example/wreks",
        "",
        "footnotes: [1]",
        r"there is no footnote '1'",
        MARINERS,
    ),
    InFile("a text that isn't there", MARINERS, "mariners.txt", "sailors.txt", "sailors.txt", r"there is no such file"),
    InFile(
        "a disclosure in words that aren't the letter's",
        NORTHGATE,
        "is a member of the Beacon Forum.",
        "founded the Beacon Forum.",
        "quote: Northgate Charts founded",
        r"is not in the letter",
    ),
    InFile(
        "an omission of words that aren't the letter's",
        NORTHGATE,
        '"Dear Director Quill,"',
        '"Dear Mr. Quill,"',
        "Dear Mr. Quill",
        r"is not in the letter",
    ),
    InFile(
        "a person whom the letter doesn't name",
        NORTHGATE,
        "quote: Bo Tarn of the Tidal Institute}",
        "quote: Cy Tarn of the Tidal Institute}",
        "quote: Cy Tarn",
        r"is not in the letter",
    ),
    # What the words bear out
    InFile(
        "a cue that isn't in the quote",
        NORTHGATE,
        "cue: are likely to",
        "cue: tend to",
        "cue: tend to",
        r"'tend to' is not in the quote of 'viewing-saves-ships'",
    ),
    InFile(
        "a cue without its modality",
        NORTHGATE,
        "    modality: possible\n",
        "",
        "slug: may-help-smugglers",
        r"A claim with a cue is more or less than asserted",
    ),
    InFile(
        "a modality without its cue",
        NORTHGATE,
        "    cue: are likely to\n",
        "",
        "slug: viewing-saves-ships",
        r"Give the words of the quote that make the claim probable",
    ),
    InFile(
        "a modality that there isn't",
        NORTHGATE,
        "modality: probable",
        "modality: certain",
        "modality: certain",
        r"not 'certain'",
    ),
    InFile(
        "a recommendation stated as a fact",
        NORTHGATE,
        "    modality: advised\n    cue: We recommend\n",
        "",
        "slug: fund-surveys",
        r"its modality is required, advised or optional",
    ),
    InFile(
        "a condition that stands nowhere near",
        NORTHGATE,
        "condition: If a chart is less than a year old",
        "condition: If the sea is rough",
        "condition: If the sea",
        r"stands neither in the quote nor in its section",
    ),
    InFile(
        "a condition of another section",
        NORTHGATE,
        "    modality: possible\n",
        "    modality: possible\n    condition: If a chart is less than a year old # elsewhere\n",
        "# elsewhere",
        r"stands neither in the quote nor in its section",
    ),
    InFile(
        "an addressee whom the section doesn't name",
        NORTHGATE,
        "addressees: [harbour-office]\n    programmes",
        "addressees: [beacon-forum]\n    programmes",
        "addressees: [beacon-forum]",
        r"the section doesn't name 'beacon-forum' \(Beacon Forum\)",
    ),
    InFile(
        "an addressee of a factual claim",
        NORTHGATE,
        "    cue: are likely to\n",
        "    cue: are likely to\n    addressees: [harbour-office]\n",
        "slug: viewing-saves-ships",
        r"Only a policy claim or a recommendation asks somebody to act",
    ),
    InFile(
        "a programme that the section doesn't name",
        NORTHGATE,
        "    modality: possible\n",
        "    modality: possible\n    programmes: [chart-rule] # elsewhere\n",
        "# elsewhere",
        r"the section doesn't name 'chart-rule' \(Chart Rule\)",
    ),
    InFile(
        "a term that the definition doesn't have",
        NORTHGATE,
        "defines: [soundings]",
        "defines: [depths, fathoms]",
        "defines: [depths, fathoms]",
        r"'fathoms' is not in the quote",
    ),
    InFile(
        "a definition without its term",
        NORTHGATE,
        "    defines: [soundings]\n",
        "",
        "slug: soundings-are-depths\n",
        r"Say which term the claim defines",
    ),
    InFile(
        "a footnote whose mark is in another paragraph",
        MARINERS,
        "footnotes: [1]",
        "footnotes: [1, 2]",
        "footnotes: [1, 2]",
        r"footnote 2 has no mark in the paragraph of the quoted words; there: 1",
    ),
    InFile(
        "a risk's footnote whose mark is in another cell",
        NORTHGATE,
        "quote: Outages last for days.\n",
        "quote: Outages last for days.\n    footnotes: [2] # elsewhere\n",
        "# elsewhere",
        r"footnote 2 has no mark in the table cell of the quoted words; there: none",
    ),
    InFile(
        "a footnote listed twice",
        NORTHGATE,
        "[{number: 1, function: citesAsEvidence}]",
        "[{number: 1, function: citesAsEvidence}, 1]",
        "citesAsEvidence}, 1]",
        r"the footnote '1' stands twice, first in line \d+: keep one",
    ),
    InFile(
        "an omission of words that a claim quotes",
        MARINERS,
        "claims:\n",
        'omissions:\n  - {reason: courtesy, quote: "Openness saves ships. Free viewing"}\nclaims:\n',
        "reason: courtesy",
        r"the claim 'openness-saves' quotes words of this omission",
    ),
    InFile(
        "a claim made twice",
        MARINERS,
        "claims:\n",
        "claims:\n  - {slug: again, type: factual, quote: Openness saves ships., stance: affirms, "
        "proposition: openness-helps, topic: safety}\n",
        "slug: openness-saves",
        r"the claim 'again' has the same words on the same proposition",
    ),
    InFile(
        "a person by another's name",
        NORTHGATE,
        "name: Bo Tarn,",
        "name: Bo Zed,",
        "name: Bo Zed",
        r"the quote doesn't name 'Bo Zed': quote words that have 'Zed' in them",
    ),
    InFile(
        "a tie with an organisation that the quote doesn't name",
        NORTHGATE,
        "organization: beacon-forum",
        "organization: sea-university",
        "quote: Northgate Charts is a member",
        r"the quote doesn't name 'sea-university' [(]University of the Sea[)]",
    ),
    # Earlier texts
    InFile(
        "an earlier text that is the current one",
        NORTHGATE,
        "[northgate-draft.txt]",
        "[northgate.txt]",
        "earlier-texts:",
        r"the text 'northgate.txt' stands twice",
    ),
    InFile(
        "an earlier text that isn't there",
        NORTHGATE,
        "[northgate-draft.txt]",
        "[northgate-sketch.txt]",
        "earlier-texts:",
        r"there is no such file",
    ),
    InFile(
        "a former claim in an alignment",
        "alignments.yaml",
        "claims: [northgate/fund-surveys, mariners/poor-harbours-first]",
        "claims: [northgate/paper-is-dated, mariners/poor-harbours-first]",
        "northgate/paper-is-dated",
        r"northgate/paper-is-dated stands no longer in its letter's text",
    ),
    # Names
    InFile(
        "a claim on a proposition that there isn't",
        MARINERS,
        "proposition: charts-dated",
        "proposition: charts-undated",
        "proposition: charts-undated",
        r"there is no proposition 'charts-undated': did you mean 'charts-dated'",
    ),
    InFile(
        "a citation of a footnote that there isn't",
        MARINERS,
        "footnotes: [1]",
        "footnotes: [3]",
        "footnotes: [3]",
        r"there is no footnote '3'",
    ),
    InFile(
        "a risk at a footnote that there isn't",
        NORTHGATE,
        "quote: Old copies stay in use.\n    footnotes: [2]",
        "quote: Old copies stay in use.\n    footnotes: [7]",
        "footnotes: [7]",
        r"there is no footnote '7'",
    ),
    InFile(
        "a publisher that there isn't",
        "sources.yaml",
        "publisher: sea-university",
        "publisher: sea-college",
        "publisher: sea-college",
        r"there is no organization 'sea-college'",
    ),
    InFile(
        "an address of two works",
        "sources.yaml",
        "[https://harbours.example/rule]",
        "[https://harbours.example/rule, http://sea.example/pilots/]",
        "http://sea.example/pilots/",
        r"is listed under 'pilots' too",
    ),
    InFile(
        "a correction of what isn't printed",
        "sources.yaml",
        "printed: https://tides.example/wreks",
        "printed: https://tides.example/wrecs",
        "printed: https://tides.example/wrecs",
        r"footnote 1 of mariners has no address",
    ),
    InFile(
        "a work by two numbers that are no IRI",
        "sources.yaml",
        '["urn:isbn:9780000000002"]',
        "[ISBN 9780000000002]",
        "[ISBN",
        r"exact-match",
    ),
    InFile(
        "a tie of somebody who didn't sign",
        MARINERS,
        "respondent: mariners-league",
        "respondent: northgate",
        "respondent: northgate",
        r"there is no respondent 'northgate'",
    ),
    InFile(
        "a tie of nobody in a joint letter",
        MARINERS,
        "respondent: mariners-league\n    organization",
        "organization",
        "- organization: beacon-forum",
        r"say whose tie it is",
    ),
    InFile(
        "a tie without its words",
        NORTHGATE,
        "    quote: Northgate Charts is a member of the Beacon Forum.\n",
        "",
        "- organization: beacon-forum",
        r"quote is missing",
    ),
    InFile(
        "two claims of one name",
        MARINERS,
        "slug: viewing-saves-most",
        "slug: openness-saves # again",
        "# again",
        r"the claim 'openness-saves' stands twice",
    ),
    InFile(
        "a programme that no claim mentions",
        NORTHGATE,
        "    programmes: [chart-rule]\n",
        "",
        "slug: chart-rule",
        r"No claim mentions the programme",
        "programmes.yaml",
    ),
    InFile(
        "the signatory as somebody mentioned",
        NORTHGATE,
        "{name: Bo Tarn, part: cited, organization: tidal-institute, quote: Bo Tarn of the Tidal Institute}",
        "{name: Jo Marsh, part: mentioned, quote: Jo Marsh}",
        "letter: northgate",
        r"Say how the letter brings the person in",
    ),
    InFile(
        "two organisations of one name",
        "organizations.yaml",
        "name: Beacon Forum",
        "name: Tidal Institute",
        "slug: beacon-forum",
        r"the organization's name 'Tidal Institute' stands twice, first in line 5",
    ),
    InFile(
        "two organisations of one host",
        "organizations.yaml",
        "name: Tidal Institute,",
        "name: Tidal Institute, hosts: [www.northgate.example],",
        "slug: tidal-institute",
        r"the host 'www.northgate.example' stands twice, first in line 3",
    ),
    InFile(
        "two programmes of one name",
        "programmes.yaml",
        "programmes:\n",
        "programmes:\n  - {slug: chart-law, name: Chart Rule, kind: law}\n",
        "    name: Chart Rule",
        r"the programme's name 'Chart Rule' stands twice, first in line 2",
    ),
    # Propositions and alignments
    InFile(
        "an orphan proposition",
        "propositions.yaml",
        "  - {slug: charts-dated,",
        "  - {slug: orphan, statement: Nobody says so., topic: safety}\n  - {slug: charts-dated,",
        "slug: orphan",
        r"No claim takes a position on the proposition",
    ),
    InFile(
        "a proposition that contradicts a broader one",
        "propositions.yaml",
        "broader: [openness-helps]",
        "broader: [openness-helps], contradicts: [openness-helps]",
        "slug: viewing-helps",
        r"A proposition can't contradict one that follows from it",
    ),
    InFile(
        "propositions broader than one another",
        "propositions.yaml",
        "shipping safer., topic: safety}\n  - {slug: viewing",
        "shipping safer., topic: safety, broader: [viewing-helps]}\n  - {slug: viewing",
        "slug: openness-helps",
        r"the proposition 'openness-helps' stands above itself",
    ),
    InFile(
        "a proposition that contradicts itself",
        "propositions.yaml",
        "contradicts: [smugglers-gain-nothing]",
        "contradicts: [smugglers-gain]",
        "slug: smugglers-gain,",
        r"the proposition 'smugglers-gain' contradicts itself",
    ),
    InFile(
        "a proposition broader than itself",
        "propositions.yaml",
        "broader: [openness-helps]",
        "broader: [viewing-helps]",
        "slug: viewing-helps",
        r"the proposition 'viewing-helps' stands above itself",
    ),
    InFile(
        "two propositions of one statement",
        "propositions.yaml",
        "statement: Charts are kept up to date.",
        "statement: Charts should be dated.",
        "slug: charts-fresh",
        r"the statement 'Charts should be dated.' stands twice, first in line 10",
    ),
    InFile(
        "an alignment judged twice",
        "alignments.yaml",
        "alignments:\n",
        "alignments:\n  - {slug: again, kind: agreement, proposition: openness-helps, justification: Again., "
        "claims: [mariners/openness-saves, northgate/open-charts-safer], "
        "confidence: low, by: editors, date: 2025-06-01}\n",
        "slug: openness-helps",
        r"the alignment 'again' judges the same claims in the same way",
    ),
    InFile(
        "an agreement of one that affirms and one that qualifies",
        "alignments.yaml",
        "kind: qualified-agreement",
        "kind: agreement",
        "slug: surveys\n",
        r"In an agreement all claims take one stance",
    ),
    InFile(
        "a stance flipped in an agreement",
        MARINERS,
        "stance: affirms\n    proposition: openness-helps",
        "stance: denies\n    proposition: openness-helps",
        "slug: openness-helps",
        r"One of these claims affirms what another denies: that is a disagreement",
        "alignments.yaml",
    ),
    InFile(
        "a stance flipped in a disagreement",
        MARINERS,
        "stance: denies\n    proposition: smugglers-gain",
        "stance: affirms\n    proposition: smugglers-gain",
        "slug: smugglers\n",
        r"In a disagreement at least one claim denies or qualifies the proposition",
        "alignments.yaml",
    ),
    InFile(
        "an agreement without a second respondent",
        "alignments.yaml",
        "proposition: charts-dated\n    claims: [northgate/mark-new-charts, mariners/date-every-chart]",
        "proposition: charts-fresh\n    claims: [northgate/monthly-charts, northgate/freshness-matters]",
        "slug: dates",
        r"An alignment joins claims of different respondents",
    ),
    InFile(
        "an agreement of one claim",
        "alignments.yaml",
        "claims: [northgate/mark-new-charts, mariners/date-every-chart]",
        "claims: [northgate/mark-new-charts]",
        "claims: [northgate/mark-new-charts]",
        r"claims: .*at least 2 items",
    ),
    InFile(
        "an agreement on another proposition than its claims'",
        "alignments.yaml",
        "kind: agreement\n    proposition: openness-helps",
        "kind: agreement\n    proposition: viewing-helps",
        "slug: openness-helps",
        r"Each aligned claim takes a position on the alignment's proposition",
    ),
    InFile(
        "an agreement on nothing",
        "alignments.yaml",
        "    proposition: charts-dated\n",
        "",
        "slug: dates",
        r"Say on which proposition the claims agree or disagree",
    ),
    InFile(
        "shared evidence without a work",
        "alignments.yaml",
        "    sources: [wrecks]\n",
        "",
        "slug: same-study",
        r"Say which works the claims share",
    ),
    InFile(
        "shared evidence that one doesn't cite",
        "alignments.yaml",
        "sources: [wrecks]",
        "sources: [month-page]",
        "slug: same-study",
        r"A claim that is aligned for shared evidence doesn't cite the work",
    ),
    InFile(
        "an alignment with a claim that there isn't",
        "alignments.yaml",
        "mariners/no-help-to-smugglers",
        "mariners/help-to-smugglers",
        "mariners/help-to-smugglers",
        r"there is no claim 'mariners/help-to-smugglers'",
    ),
    # The letter's own structures
    InFile(
        "a table that the letter doesn't have",
        NORTHGATE,
        "number: 2,",
        "number: 3,",
        "number: 3,",
        r"the letter has no table 3: 2 could be read in it",
    ),
    InFile(
        "a table's heads in another order",
        NORTHGATE,
        "heads: [Method, Risks]",
        "heads: [Risks, Method]",
        "heads: [Risks, Method]",
        r"\"Risks\" does not stand in its context",
    ),
    InFile(
        "a table's head too many",
        NORTHGATE,
        "heads: [Method, Risks]",
        "heads: [Method, Risks, Remedies]",
        "heads: [Method, Risks, Remedies]",
        r"table 1 has no column 3: it has 2",
    ),
    InFile(
        "a table given twice",
        NORTHGATE,
        'number: 2, caption: "Table 2: What goals need", heads: [Goal, Needs, Consider]',
        'number: 1, caption: "Table 1: Risks by method of release", heads: [Method]',
        "heads: [Method]}",
        r"the table '1' stands twice, first in line 18",
    ),
    InFile(
        "ranks with a gap",
        NORTHGATE,
        "rank: 4",
        "rank: 40",
        "rank: 40",
        r"no level has rank 39, but this one has 40",
    ),
    InFile("two levels of one rank", NORTHGATE, "rank: 4", "rank: 3", "slug: request", r"the rank '3' stands twice"),
    InFile(
        "a level without a place",
        NORTHGATE,
        ", rank: 4",
        "",
        "slug: request",
        r"Give the level a rank, unless others are part of it",
    ),
    InFile(
        "a level that is part of itself",
        NORTHGATE,
        "{slug: copy, quote: Free to copy}",
        "{slug: copy, quote: Free to copy, part-of: whole}",
        "slug: copy,",
        r"the availability level 'copy' stands above itself",
    ),
    InFile(
        "a variation of a level that there isn't",
        NORTHGATE,
        "variation-of: view",
        "variation-of: viewing",
        "variation-of: viewing",
        r"there is no availability level 'viewing'",
    ),
    InFile(
        "a method without a risk",
        NORTHGATE,
        "method: viewer",
        "method: download",
        "slug: viewer",
        r"The letter assigns no risk to this method",
    ),
    InFile(
        "a risk for nobody",
        NORTHGATE,
        "audiences: [model-consumers]",
        "audiences: []",
        "audiences: []",
        r"audiences: .*at least 1 item",
    ),
    InFile(
        "an outcome that requires nothing",
        NORTHGATE,
        "    components:\n      - {component: depth-table, quote: The depth table}\n",
        "",
        "slug: wreck-research",
        r"An outcome requires components",
    ),
    InFile(
        "an outcome that requires what isn't listed",
        NORTHGATE,
        "component: depth-table,",
        "component: tide-table,",
        "component: tide-table,",
        r"there is no component 'tide-table'",
    ),
]

GRAPH = [
    # The docket
    InGraph("a docket without a title", "DELETE WHERE { <docket> dcterms:title ?title }", "Docket", "docket"),
    InGraph(
        "a request with a day in words",
        'DELETE { <request> cg:commentsDue ?day } INSERT { <request> cg:commentsDue "the end of May" } '
        "WHERE { <request> cg:commentsDue ?day }",
        "RequestForComment",
        "request",
    ),
    InGraph("a question that nobody asks", "DELETE WHERE { <question/1a> cg:askedIn ?in }", "Question", "question/1a"),
    InGraph(
        "an organisation under what is none",
        "INSERT DATA { <organization/northgate> org:subOrganizationOf <topic/safety> }",
        "Organization",
        "organization/northgate",
    ),
    InGraph(
        "a respondent without a letter",
        "INSERT DATA { <organization/editors> a cg:Respondent }",
        "Respondent",
        "organization/editors",
    ),
    InGraph(
        "a topic by another kind of name",
        "DELETE { <topic/safety> ?p ?o } INSERT { <topics/1> ?p ?o } WHERE { <topic/safety> ?p ?o }",
        "Topic",
        "topics/1",
    ),
    InGraph(
        "a rule described anew",
        'INSERT DATA { <https://w3id.org/claimgraph/rule/agreement> skos:definition "Whatever follows." }',
        "Rule",
        "https://w3id.org/claimgraph/rule/agreement",
    ),
    InGraph(
        "comments due before they were asked for",
        'DELETE { <request> cg:commentsDue ?day } INSERT { <request> cg:commentsDue "2024-05-31"^^xsd:date } '
        "WHERE { <request> cg:commentsDue ?day }",
        "RequestForComment",
        "request",
    ),
    # The letters and their words
    InGraph(
        "a letter of nobody",
        "DELETE WHERE { <letter/mariners> cg:submittedBy ?by }",
        "DescribedLetter",
        "letter/mariners",
    ),
    InGraph(
        "a text without its digest",
        "DELETE WHERE { ?text cg:versionOf <letter/mariners> ; cg:sha256 ?digest }",
        "TextVersion",
        "?focus cg:versionOf <letter/mariners>",
    ),
    InGraph(
        "a word of a text changed",
        "DELETE { ?text cg:content ?old } INSERT { ?text cg:content ?new } "
        "WHERE { ?text cg:versionOf <letter/mariners> ; cg:content ?old "
        'BIND(REPLACE(?old, "pilots", "pirates") AS ?new) }',
        "TextIsWhole",
        "?focus cg:versionOf <letter/mariners>",
    ),
    InGraph(
        "a passage one character off",
        "DELETE { ?p oa:start ?start ; oa:end ?end } INSERT { ?p oa:start ?first ; oa:end ?last } "
        'WHERE { ?p oa:exact "Openness saves ships." ; oa:start ?start ; oa:end ?end '
        "BIND(?start + 1 AS ?first) BIND(?end + 1 AS ?last) }",
        "PassagesStandInText",
        '?focus oa:exact "Openness saves ships."',
    ),
    InGraph(
        "a passage of no text",
        'DELETE { ?p cg:inText ?text } WHERE { ?p oa:exact "Openness saves ships." ; cg:inText ?text }',
        "Passage",
        '?focus oa:exact "Openness saves ships."',
    ),
    InGraph(
        "a section longer than its letter",
        "DELETE { ?s oa:end ?end } INSERT { ?s oa:end 9999 } "
        "WHERE { ?s oa:end ?end FILTER(?s = <letter/mariners/section/1>) }",
        "PartsLieInText",
        "letter/mariners/section/1",
    ),
    InGraph(
        "an answer to a question that there isn't",
        "INSERT DATA { <letter/mariners/section/1> cg:answers <question/9> }",
        "Section",
        "letter/mariners/section/1",
    ),
    InGraph(
        "an omission without a reason",
        'DELETE WHERE { ?p cg:omissionReason "greeting" }',
        "OmittedPassage",
        '?focus cg:omissionReason "greeting"',
    ),
    InGraph(
        "a person in an unheard-of part",
        'DELETE { ?p cg:appearsAs ?part } INSERT { ?p cg:appearsAs "author" } '
        "WHERE { ?p cg:appearsAs ?part FILTER(?p = <person/northgate/bo-tarn>) }",
        "Person",
        "person/northgate/bo-tarn",
    ),
    InGraph(
        "a person named nowhere",
        "DELETE WHERE { <person/northgate/bo-tarn> cg:namedIn ?passage }",
        "PersonIsNamed",
        "person/northgate/bo-tarn",
    ),
    InGraph(
        "two letters of one comment number",
        "DELETE { <letter/mariners> dcterms:identifier ?id } "
        'INSERT { <letter/mariners> dcterms:identifier "HARB-2025-0002-0001" } '
        "WHERE { <letter/mariners> dcterms:identifier ?id }",
        "CommentLetter",
        "letter/mariners",
    ),
    InGraph(
        "a mark in another section",
        "DELETE { <letter/mariners/footnote/1/mark/1> cg:inSection ?s } "
        "INSERT { <letter/mariners/footnote/1/mark/1> cg:inSection <letter/mariners/section/2> } "
        "WHERE { <letter/mariners/footnote/1/mark/1> cg:inSection ?s }",
        "SectionsHoldWhatStandsInThem",
        "letter/mariners/footnote/1/mark/1",
    ),
    InGraph(
        "other words before a passage",
        'DELETE { ?p oa:prefix ?x } INSERT { ?p oa:prefix "Never: " } '
        'WHERE { ?p oa:exact "Openness saves ships." ; oa:prefix ?x }',
        "PassagesStandAmongTheirWords",
        '?focus oa:exact "Openness saves ships."',
    ),
    InGraph(
        "a signatory that is merely mentioned",
        'DELETE { ?p cg:appearsAs "signatory" } INSERT { ?p cg:appearsAs "mentioned" } '
        "WHERE { <letter/northgate> cg:signedBy ?p }",
        "CommentLetter",
        "letter/northgate",
    ),
    # Claims
    InGraph(
        "a claim without a passage",
        "DELETE WHERE { <claim/mariners/openness-saves> cg:assertedIn ?passage }",
        "Claim",
        "claim/mariners/openness-saves",
    ),
    InGraph(
        "a citation that there isn't",
        "INSERT DATA { <claim/mariners/openness-saves> cg:hasCitation <letter/mariners/footnote/9/citation/1> }",
        "Claim",
        "claim/mariners/openness-saves",
    ),
    InGraph(
        "a claim of two kinds",
        "INSERT DATA { <claim/mariners/openness-saves> a cg:ValueClaim }",
        "ClaimKind",
        "claim/mariners/openness-saves",
    ),
    InGraph(
        "a stance and its opposite",
        "INSERT DATA { <claim/mariners/openness-saves> cg:denies <proposition/openness-helps> }",
        "OneStance",
        "claim/mariners/openness-saves",
    ),
    InGraph(
        "a claim in somebody else's mouth",
        "INSERT DATA { <claim/mariners/openness-saves> cg:madeBy <organization/northgate> }",
        "ClaimIsItsRespondents",
        "claim/mariners/openness-saves",
    ),
    InGraph(
        "a condition without its passage",
        "DELETE WHERE { <claim/northgate/mark-new-charts> cg:conditionStatedIn ?passage }",
        "ConditionStandsInLetter",
        "claim/northgate/mark-new-charts",
    ),
    InGraph(
        "a cue of other words",
        'DELETE DATA { <claim/northgate/mark-new-charts> cg:modalityCue "must" } ; '
        'INSERT DATA { <claim/northgate/mark-new-charts> cg:modalityCue "shall" }',
        "ClaimsWordsAreItsOwn",
        "claim/northgate/mark-new-charts",
    ),
    InGraph(
        "a claim that stands in an earlier text alone",
        "DELETE { <claim/northgate/monthly-charts> cg:assertedIn ?passage } "
        "WHERE { <claim/northgate/monthly-charts> cg:assertedIn ?passage . ?passage cg:inText ?text . "
        "<letter/northgate> cg:currentText ?text }",
        "ClaimsWordsAreItsOwn",
        "claim/northgate/monthly-charts",
    ),
    InGraph(
        "a former claim of the current text",
        "INSERT { <claim/northgate/paper-is-dated> cg:formerlyIn ?passage } "
        'WHERE { ?passage oa:exact "Fresh charts matter more than fine ones." }',
        "FormerClaim",
        "claim/northgate/paper-is-dated",
    ),
    InGraph(
        "a former claim that takes a position",
        "INSERT DATA { <claim/northgate/paper-is-dated> cg:denies <proposition/charts-fresh> }",
        "FormerClaim",
        "claim/northgate/paper-is-dated",
    ),
    InGraph(
        "a word of a claim's quote changed",
        'DELETE { ?c cg:quote ?q } INSERT { ?c cg:quote "Openness sinks ships." } '
        "WHERE { ?c cg:quote ?q FILTER(?c = <claim/mariners/openness-saves>) }",
        "QuotesAreTheirPassages",
        "claim/mariners/openness-saves",
    ),
    InGraph(
        "a claim in another claim's passage",
        "DELETE { <claim/mariners/openness-saves> cg:assertedIn ?p } "
        "INSERT { <claim/mariners/openness-saves> cg:assertedIn ?q } "
        "WHERE { <claim/mariners/openness-saves> cg:assertedIn ?p . "
        '?q oa:exact "Free viewing saves most." }',
        "QuotesAreTheirPassages",
        "claim/mariners/openness-saves",
    ),
    InGraph(
        "a claim in another section",
        "DELETE DATA { <claim/mariners/openness-saves> cg:statedIn <letter/mariners/section/1> } ; "
        "INSERT DATA { <claim/mariners/openness-saves> cg:statedIn <letter/mariners/section/2> }",
        "ClaimStandsInItsSection",
        "claim/mariners/openness-saves",
    ),
    InGraph(
        "a citation in another letter",
        "INSERT DATA { <claim/mariners/openness-saves> cg:hasCitation <letter/northgate/footnote/2/citation/1> }",
        "ClaimCitesInItsLetter",
        "claim/mariners/openness-saves",
    ),
    InGraph(
        "words added to a claim's quote",
        'DELETE { ?c cg:quote ?q } INSERT { ?c cg:quote "Openness saves ships. Always." } '
        "WHERE { ?c cg:quote ?q FILTER(?c = <claim/mariners/openness-saves>) }",
        "QuotesAreTheirPassages",
        "claim/mariners/openness-saves",
    ),
    InGraph(
        "words added to a claim's condition",
        'DELETE { ?c cg:condition ?q } INSERT { ?c cg:condition "If a chart is less than a year old and torn" } '
        "WHERE { ?c cg:condition ?q }",
        "QuotesAreTheirPassages",
        "claim/northgate/mark-new-charts",
    ),
    # Propositions and alignments
    InGraph(
        "a proposition without a statement",
        "DELETE WHERE { <proposition/charts-fresh> cg:statement ?statement }",
        "Proposition",
        "proposition/charts-fresh",
    ),
    InGraph(
        "an orphan proposition",
        "DELETE WHERE { <claim/mariners/smugglers-have-pilots> ?p ?o }",
        "PropositionIsTaken",
        "proposition/smugglers-gain-nothing",
    ),
    InGraph(
        "an agreement without a second respondent",
        "DELETE DATA { <alignment/openness-helps> cg:aligns <claim/mariners/openness-saves> }",
        "Alignment",
        "alignment/openness-helps",
    ),
    InGraph(
        "an alignment of two kinds",
        "INSERT DATA { <alignment/dates> a cg:Agreement }",
        "AlignmentKind",
        "alignment/dates",
    ),
    InGraph(
        "a review by nobody",
        "DELETE WHERE { <alignment/dates> prov:wasAttributedTo ?curator }",
        "ReviewedAlignment",
        "alignment/dates",
    ),
    InGraph(
        "a derived alignment without its passages",
        "DELETE WHERE { <alignment/derived/agreement/affirms/viewing-helps> cg:showsPassage ?passage }",
        "DerivedAlignment",
        "alignment/derived/agreement/affirms/viewing-helps",
    ),
    InGraph(
        "an agreement on another proposition than its claims'",
        "DELETE DATA { <alignment/openness-helps> cg:onProposition <proposition/openness-helps> } ; "
        "INSERT DATA { <alignment/openness-helps> cg:onProposition <proposition/viewing-helps> }",
        "AlignedClaimsSpeakToTheProposition",
        "alignment/openness-helps",
    ),
    InGraph(
        "a stance flipped in an agreement",
        "DELETE DATA { <claim/mariners/openness-saves> cg:affirms <proposition/openness-helps> } ; "
        "INSERT DATA { <claim/mariners/openness-saves> cg:denies <proposition/openness-helps> }",
        "AgreementHasNoOpposites",
        "alignment/openness-helps",
    ),
    InGraph(
        "an agreement of one that affirms and one that qualifies",
        "DELETE DATA { <claim/mariners/openness-saves> cg:affirms <proposition/openness-helps> } ; "
        "INSERT DATA { <claim/mariners/openness-saves> cg:qualifies <proposition/openness-helps> }",
        "AgreementHasOneStance",
        "alignment/openness-helps",
    ),
    InGraph(
        "a qualified agreement that nobody qualifies",
        "DELETE DATA { <claim/mariners/poor-harbours-first> cg:qualifies <proposition/surveys-funded> } ; "
        "INSERT DATA { <claim/mariners/poor-harbours-first> cg:affirms <proposition/surveys-funded> }",
        "QualifiedAgreementIsQualified",
        "alignment/surveys",
    ),
    InGraph(
        "a derived alignment that shows somebody else's words",
        "INSERT { <alignment/derived/agreement/affirms/viewing-helps> cg:showsPassage ?p } "
        'WHERE { ?p oa:exact "Openness saves ships." }',
        "ShownPassagesAreItsClaims",
        "alignment/derived/agreement/affirms/viewing-helps",
    ),
    # Evidence and ties
    InGraph(
        "a footnote without its words",
        "DELETE WHERE { <letter/mariners/footnote/1> cg:noteText ?text }",
        "Footnote",
        "letter/mariners/footnote/1",
    ),
    InGraph(
        "a mark of a footnote that there isn't",
        "DELETE DATA { <letter/mariners/footnote/1/mark/1> cg:marks <letter/mariners/footnote/1> } ; "
        "INSERT DATA { <letter/mariners/footnote/1/mark/1> cg:marks <letter/mariners/footnote/9> }",
        "FootnoteMark",
        "letter/mariners/footnote/1/mark/1",
    ),
    InGraph(
        "a citation of two works",
        "INSERT DATA { <letter/mariners/footnote/1/citation/1> cg:citesSource <source/pilots> ; "
        "cito:hasCitedEntity <source/pilots> }",
        "Citation",
        "letter/mariners/footnote/1/citation/1",
    ),
    InGraph(
        "a work without an address",
        "DELETE WHERE { <source/wrecks> cg:hasLocation ?location }",
        "DescribedSource",
        "source/wrecks",
    ),
    InGraph(
        "an address without its URL",
        "DELETE { ?location cg:url ?url } WHERE { <source/wrecks> cg:hasLocation ?location . ?location cg:url ?url }",
        "WebLocation",
        "<source/wrecks> cg:hasLocation ?focus",
    ),
    InGraph(
        "an affiliation without a passage",
        "DELETE WHERE { <affiliation/northgate/beacon-forum> cg:disclosedIn ?passage }",
        "Affiliation",
        "affiliation/northgate/beacon-forum",
    ),
    InGraph(
        "an affiliation with oneself",
        "DELETE { <affiliation/northgate/beacon-forum> cg:affiliatedWith ?o } "
        "INSERT { <affiliation/northgate/beacon-forum> cg:affiliatedWith <organization/northgate> } "
        "WHERE { <affiliation/northgate/beacon-forum> cg:affiliatedWith ?o }",
        "Affiliation",
        "affiliation/northgate/beacon-forum",
    ),
    InGraph(
        "an affiliation disclosed by another letter",
        "DELETE { <affiliation/northgate/beacon-forum> cg:disclosedIn ?p } "
        "INSERT { <affiliation/northgate/beacon-forum> cg:disclosedIn ?q } "
        'WHERE { <affiliation/northgate/beacon-forum> cg:disclosedIn ?p . ?q oa:exact "Openness saves ships." }',
        "TieIsDisclosedByItsRespondent",
        "affiliation/northgate/beacon-forum",
    ),
    InGraph(
        "a correction by nobody",
        "DELETE WHERE { <letter/mariners/footnote/1/citation/1> prov:wasAttributedTo ?who }",
        "CorrectionIsAccountedFor",
        "letter/mariners/footnote/1/citation/1",
    ),
    InGraph(
        "two works of one identifier",
        "INSERT DATA { <source/wrecks> skos:exactMatch <https://doi.org/10.1234/pilots> }",
        "EvidenceSource",
        "source/wrecks",
    ),
    InGraph(
        "a work with another's address",
        "INSERT { <source/wrecks> cg:hasLocation ?location } WHERE { <source/pilots> cg:hasLocation ?location }",
        "EvidenceSource",
        "source/wrecks",
    ),
    # What programs read
    InGraph("a docket that nobody opened", "DELETE WHERE { <docket> cg:openedBy ?who }", "DescribedDocket", "docket"),
    InGraph("a request of no day", "DELETE WHERE { <request> dcterms:issued ?day }", "DescribedRequest", "request"),
    InGraph(
        "an organisation of no kind",
        "DELETE WHERE { <organization/editors> dcterms:type ?kind }",
        "DescribedOrganization",
        "organization/editors",
    ),
    InGraph(
        "a file without its digest",
        "DELETE WHERE { <letter/pilots-guild/file> cg:sha256 ?digest }",
        "FiledDocument",
        "letter/pilots-guild/file",
    ),
    InGraph(
        "a submission that joins no letter",
        "DELETE WHERE { <submission/pilots-guild-west> cg:joins ?letter }",
        "JoinedSubmission",
        "submission/pilots-guild-west",
    ),
    InGraph(
        "a letter that a program read as reviewed",
        "DELETE { ?letter cg:reviewStatus ?status } INSERT { ?letter cg:reviewStatus cg:Reviewed } "
        "WHERE { BIND(<letter/pilots-guild> AS ?letter) ?letter cg:reviewStatus ?status }",
        "CommentLetter",
        "letter/pilots-guild",
    ),
    InGraph(
        "a citation in words that nobody marked as read by a program",
        "DELETE WHERE { <letter/pilots-guild/footnote/4/citation/1> cg:reviewStatus ?status }",
        "CitationHasItsAddress",
        "letter/pilots-guild/footnote/4/citation/1",
    ),
    InGraph(
        "a citation taken with another for no reason",
        "DELETE WHERE { <letter/pilots-guild/footnote/6/citation/1> cg:workReason ?reason }",
        "ProgramSaysWhy",
        "letter/pilots-guild/footnote/6/citation/1",
    ),
    InGraph(
        "a citation taken with one of another work",
        "DELETE { ?citation cg:takenWith ?other } INSERT { ?citation cg:takenWith "
        "<letter/pilots-guild/footnote/1/citation/1> } "
        "WHERE { BIND(<letter/pilots-guild/footnote/6/citation/1> AS ?citation) ?citation cg:takenWith ?other }",
        "TakenWithOneOfItsWork",
        "letter/pilots-guild/footnote/6/citation/1",
    ),
    InGraph(
        "a link that stands nowhere",
        "DELETE WHERE { <letter/pilots-guild/link/1> oa:start ?start }",
        "LinkHasItsPlace",
        "letter/pilots-guild/link/1",
    ),
    InGraph(
        "a short form resolved for no reason",
        "DELETE WHERE { <letter/pilots-guild/footnote/3/short-form/1> cg:resolutionReason ?reason }",
        "ShortForm",
        "letter/pilots-guild/footnote/3/short-form/1",
    ),
    # Programmes and the letter's own structures
    InGraph(
        "an element without its words",
        "DELETE WHERE { <letter/northgate/risk/outages> cg:wordedIn ?passage }",
        "LetterElement",
        "letter/northgate/risk/outages",
    ),
    InGraph(
        "a risk that is a component too",
        "INSERT DATA { <letter/northgate/risk/outages> a cg:ModelComponent }",
        "LetterElementKind",
        "letter/northgate/risk/outages",
    ),
    InGraph(
        "a table by another kind of name",
        "DELETE { <letter/northgate/table/1> ?p ?o } INSERT { <letter/northgate/table/one> ?p ?o } "
        "WHERE { <letter/northgate/table/1> ?p ?o }",
        "Table",
        "letter/northgate/table/one",
    ),
    InGraph(
        "a level above the first",
        "DELETE DATA { <letter/northgate/availability-level/whole> cg:rank 1 } ; "
        "INSERT DATA { <letter/northgate/availability-level/whole> cg:rank 0 }",
        "AvailabilityLevel",
        "letter/northgate/availability-level/whole",
    ),
    InGraph(
        "a risk for nobody",
        "DELETE WHERE { <letter/northgate/risk/outages> cg:riskFor ?audience }",
        "Risk",
        "letter/northgate/risk/outages",
    ),
    InGraph(
        "a component of a level",
        "INSERT DATA { <letter/northgate/component/depth-table> cg:partOf <letter/northgate/availability-level/view> }",
        "ModelComponent",
        "letter/northgate/component/depth-table",
    ),
    InGraph(
        "a consideration for no outcome",
        "DELETE WHERE { <letter/northgate/outcome/wreck-research> cg:hasConsideration ?consideration }",
        "ReleaseConsideration",
        "letter/northgate/consideration/corrections",
    ),
]


@pytest.fixture(scope="module")
def built() -> Build:
    return build(HARBOUR)


@pytest.fixture(scope="module")
def good(built: Build) -> list[Triple]:
    """All that the corpus's build says, without the ontology."""
    return [quad.triple for quad in built.quads if quad.graph_name != ONTOLOGY_GRAPH]


def store_of(triples: list[Triple]) -> Store:
    store = Store()
    store.bulk_extend(Quad(*triple) for triple in triples)
    return store


def prologue() -> str:
    return f"BASE <{BASE}> " + " ".join(f"PREFIX {prefix}: <{iri}>" for prefix, iri in PREFIXES.items()) + " "


def focus_of(focus: str, store: Store) -> str:
    if "?focus" not in focus:
        return focus if "://" in focus else BASE + focus
    found = store.query(f"{prologue()} SELECT ?focus {{ {focus} }}")
    assert isinstance(found, QuerySolutions)
    (only,) = found
    return str(only["focus"].value)


def corrupted(good: list[Triple], row: InGraph) -> list[Triple]:
    store = store_of(good)
    store.update(prologue() + row.update)
    return [quad.triple for quad in store]


def names(rows: list[InFile] | list[InGraph]) -> list[str]:
    return [row.name for row in rows]


@pytest.mark.parametrize("row", FILES, ids=names(FILES))
def test_a_corrupt_file_is_named_with_the_line_and_what_is_wrong(tmp_path: Path, row: InFile) -> None:
    # Without the letters that nobody annotated: reading them takes longer than all else.
    folder = Path(shutil.copytree(HARBOUR, tmp_path / "harbour", ignore=shutil.ignore_patterns("pilots-guild*")))
    path = folder / row.file
    text = path.read_text("utf-8")
    assert text.count(row.old) == 1
    path.write_text(text.replace(row.old, row.new), "utf-8")
    complained = folder / (row.where or row.file)
    text = complained.read_text("utf-8")
    assert text.count(row.line) == 1
    line = text[: text.index(row.line)].count("\n") + 1
    with pytest.raises(CorpusError) as caught:
        build(folder)
    found = [(problem.at.file, problem.at.line, problem.message) for problem in caught.value.problems]
    assert any((file, at) == (str(complained), line) and re.search(row.says, message) for file, at, message in found), (
        found
    )


@pytest.mark.parametrize("row", GRAPH, ids=names(GRAPH))
def test_a_corrupt_graph_fails_the_shape(good: list[Triple], row: InGraph) -> None:
    corrupt = corrupted(good, row)
    assert set(corrupt) != set(good)
    focus = focus_of(row.focus, store_of(good))
    assert (SHAPE + row.shape, focus) in {(found.shape, found.focus) for found in validate(corrupt)}


@pytest.mark.parametrize("half", [0, 1])
def test_all_corruptions_together_are_judged_as_by_pyshacl_alone(good: list[Triple], half: int) -> None:
    """Every other row's in one graph, of which pySHACL is asked about everything; some undo what others need."""
    store = store_of(good)
    for row in GRAPH[half::2]:
        store.update(prologue() + row.update)
    corrupt = [quad.triple for quad in store]
    everything = judge(corrupt)
    assert len(everything) > len(GRAPH) // 2
    assert validate(corrupt) == everything


def test_the_good_corpus_has_no_violation(good: list[Triple]) -> None:
    assert validate(good) == ()


def test_the_good_corpus_uses_every_term_of_the_model(good: list[Triple]) -> None:
    used = {term.value for triple in good for term in triple if isinstance(term, NamedNode)}
    declared = {
        t.subject.value for t in ontology_triples() if t.predicate == RDF.type and isinstance(t.subject, NamedNode)
    }
    unused = {iri.removeprefix(CG) for iri in declared - used if iri.startswith(CG)}
    assert unused == FOR_REASONERS


def test_each_shape_is_failed_by_some_corruption() -> None:
    """A row of the graph's table names the shape; one of the files' table is known by the shape's message."""
    query = (
        f"PREFIX sh: <{SH}> SELECT DISTINCT ?shape ?message "
        "{ ?shape a sh:NodeShape ; (sh:property|sh:sparql)?/sh:message ?message }"
    )
    store = Store()
    for text in shapes_files().values():
        store.load(text, format=RdfFormat.TURTLE)
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    messages = [(row["shape"].value.removeprefix(SHAPE), row["message"].value) for row in found]
    failed = {row.shape for row in GRAPH}
    failed |= {shape for shape, message in messages if any(re.search(row.says, message) for row in FILES)}
    assert {shape for shape, _ in messages} - failed == set()


@pytest.mark.parametrize("rows", [FILES, GRAPH], ids=["files", "graph"])
def test_each_corruption_has_its_own_name(rows: list[InFile] | list[InGraph]) -> None:
    assert len(set(names(rows))) == len(rows)
