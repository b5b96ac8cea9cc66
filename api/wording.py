"""How a page words a property: from its object's side, where the label reads the wrong way, or for want of a label."""

from claimgraph.ontology.terms import CG, CITO, ORG, PROV, RDF, RDFS, SKOS

__all__ = ["backwards", "forwards"]

# In the order in which a page shows them. Properties with the same words are shown together.
_WORDS = {
    CG.affirms: "Claims that affirm it",
    CG.denies: "Claims that deny it",
    CG.qualifies: "Claims that qualify it",
    CG.formerlyOn: "What was claimed of it in earlier texts",
    CG.onProposition: "Agreements and disagreements on it",
    CG.contradicts: "Propositions that contradict it",
    CG.addressedTo: "Claims that ask it to act",
    CG.mentions: "Claims that mention it",
    CG.modality: "Claims put in this way",
    SKOS.broader: "Narrower ones",
    CG.submittedBy: "Letters it submitted",
    CG.madeBy: "Claims it makes",
    CG.statedIn: "Claims stated here",
    CG.assertedIn: "Claims that assert it here",
    CG.conditionStatedIn: "Claims made under this condition",
    CG.formerlyIn: "What was claimed here in an earlier text",
    CG.namedIn: "People named here",
    CG.wordedIn: "Table and list entries worded here",
    CG.elementOf: "Its tables, their entries, and the steps of its gradient",
    CG.inTable: "What stands in the table",
    CG.partOf: "What is part of it",
    CG.variationOf: "Variations of it",
    CG.takesIn: "Methods of distribution that take it in",
    CG.riskOf: "Its risks",
    CG.riskFor: "Risks that it bears",
    CG.requiresComponent: "Outcomes that require it",
    CG.hasConsideration: "Outcomes for which it is considered",
    CG.hasFootnote: "Table and list entries with the footnote",
    CG.runBy: "Programmes and instruments it runs or issued",
    CG.describedBy: "Programmes and instruments it describes",
    CG.aligns: "Agreements and disagreements it is part of",
    CG.answers: "Sections that answer it",
    CG.subQuestionOf: "Its sub-questions",
    CITO.citesAsEvidence: "Claims that cite it as evidence",
    CITO.citesAsAuthority: "Claims that cite it as an authority",
    CITO.citesForInformation: "Claims that cite it for information",
    CITO.citesAsDataSource: "Claims that cite it as a source of data",
    CITO.agreesWith: "Claims that agree with it",
    CITO.describes: "Claims that describe it",
    CITO.includesQuotationFrom: "Claims that quote it",
    CG.backedBy: "Claims it backs",
    CG.hasCitation: "Claims that this citation backs",
    CG.citesSource: "Citations of it",
    CITO.hasCitedEntity: "Citations of it",
    CG.sharesSource: "Claims of several letters share it",
    CG.takenWith: "Citations that are taken with it for the same work",
    CG.standsFor: "Short forms that stand for it",
    CITO.hasCitingEntity: "Citations in its footnotes",
    CG.citedIn: "Citations in it",
    CG.foundIn: "Short forms in it",
    CG.marks: "Where the text refers to it",
    CG.citesLocation: "Citations that lead here",
    CG.linksTo: "Footnotes that link here",
    CG.hasLocation: "Works found here",
    CG.publishedBy: "Works it published",
    CG.reliesOn: "Respondents that rely on its works",
    CG.affiliate: "Ties it discloses",
    CG.affiliatedWith: "Ties that respondents disclose with it",
    CG.disclosedIn: "Ties disclosed here",
    CG.disclosureLocation: "Ties disclosed with this address",
    ORG.subOrganizationOf: "Organisations that are part of it",
    CG.openedBy: "Dockets it opened",
    CG.signedBy: "Letters signed",
    CG.sentBy: "Submissions that join another's letter",
    CG.inDocket: "What belongs to the docket",
    CG.askedIn: "Questions it asks",
    CG.sectionOf: "Its sections",
    CG.footnoteOf: "Its footnotes",
    CG.versionOf: "Its text",
    PROV.wasRevisionOf: "The next version of the text",
    PROV.wasDerivedFrom: "The text that was taken from it",
    ORG.memberOf: "People of it",
    CG.currentText: "The letter whose current text it is",
    CG.inText: "Passages read in it",
    CG.inSection: "Passages and footnote marks in it",
    CG.showsPassage: "Alignments that show it",
    CG.topic: "Claims and propositions on it",
    CG.derivedBy: "What the rule derives",
    CG.reviewStatus: "What has this status",
    PROV.wasAttributedTo: "What it judged or corrected",
    RDF.type: "Things of this kind",
    RDFS.subClassOf: "Kinds of it",
    RDFS.subPropertyOf: "More specific properties",
    RDFS.domain: "Properties of it",
    RDFS.range: "Properties that lead to it",
}
_BACKWARDS = {term.value: words for term, words in _WORDS.items()}
_PLACES = {words: place for place, words in enumerate(_WORDS.values())}


def backwards(iri: str, label: str) -> tuple[str, int]:
    """Return the words for what points here with this property, and their place in the order of the page.

    >>> backwards("http://purl.org/spar/cito/agreesWith", "agrees with")[0]
    'Claims that agree with it'
    >>> backwards("https://example.org/terms#copies", "copies")[0]
    'It is the “copies” of'
    """
    words = _BACKWARDS.get(iri, f"It is the “{label}” of")
    return words, _PLACES.get(words, len(_PLACES))


def forwards(iri: str) -> str | None:
    """Return the words for a property that the ontology has no label for, if there are any.

    >>> forwards("http://www.w3.org/2000/01/rdf-schema#comment")
    'note'
    """
    return "note" if iri == RDFS.comment.value else None
