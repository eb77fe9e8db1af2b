"""The terms that code names: ours, one constant for each of ``phaen.ttl``, and those of others that we write.

A test holds the constants of our namespace to the ontology, in both directions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from pyoxigraph import NamedNode

from phaen.ontology.assets import ontology_turtle, triples


@dataclass(frozen=True, slots=True)
class Namespace:
    """The common start of the IRIs of one vocabulary: ``SKOS["Concept"]``."""

    iri: str

    def __getitem__(self, local_name: str) -> NamedNode:
        """Return the term with this local name."""
        return NamedNode(self.iri + local_name)

    def __contains__(self, term: object) -> bool:
        """Tell whether the term stands in this namespace."""
        return isinstance(term, NamedNode) and term.value.startswith(self.iri)


ONTOLOGY: Final = NamedNode("https://w3id.org/phaen/ontology")
PHAEN: Final = Namespace("https://w3id.org/phaen/ontology#")
VOCABULARY: Final = Namespace("https://w3id.org/phaen/vocab/")
AUTHORITY_TYPE: Final = Namespace("https://w3id.org/phaen/vocab/authority-type/")
PROGRAMME_CODE: Final = Namespace("https://w3id.org/phaen/vocab/programme/")
REASON_CODE: Final = Namespace("https://w3id.org/phaen/vocab/unclaimed-reason/")
PROVINCE: Final = Namespace("https://w3id.org/phaen/vocab/province/")
DISTRICT: Final = Namespace("https://w3id.org/phaen/vocab/district/")
SUBDISTRICT: Final = Namespace("https://w3id.org/phaen/vocab/subdistrict/")
SDG: Final = Namespace("http://metadata.un.org/sdg/")

RDF: Final = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS: Final = Namespace("http://www.w3.org/2000/01/rdf-schema#")
XSD: Final = Namespace("http://www.w3.org/2001/XMLSchema#")
SKOS: Final = Namespace("http://www.w3.org/2004/02/skos/core#")
DCT: Final = Namespace("http://purl.org/dc/terms/")
DCAT: Final = Namespace("http://www.w3.org/ns/dcat#")
PROV: Final = Namespace("http://www.w3.org/ns/prov#")
ORG: Final = Namespace("http://www.w3.org/ns/org#")
SCHEMA: Final = Namespace("https://schema.org/")
CV: Final = Namespace("http://data.europa.eu/m8g/")
FOAF: Final = Namespace("http://xmlns.com/foaf/0.1/")
NIF: Final = Namespace("http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#")
OA: Final = Namespace("http://www.w3.org/ns/oa#")
QB: Final = Namespace("http://purl.org/linked-data/cube#")
OWL: Final = Namespace("http://www.w3.org/2002/07/owl#")
SH: Final = Namespace("http://www.w3.org/ns/shacl#")
VS: Final = Namespace("http://www.w3.org/2003/06/sw-vocab-status/ns#")
SSSOM: Final = Namespace("https://w3id.org/sssom/")
SEMAPV: Final = Namespace("https://w3id.org/semapv/vocab/")
PAV: Final = Namespace("http://purl.org/pav/")
VOID: Final = Namespace("http://rdfs.org/ns/void#")

# Our classes.
LOCAL_AUTHORITY: Final = PHAEN["LocalAuthority"]
PLAN: Final = PHAEN["Plan"]
PLAN_ELEMENT: Final = PHAEN["PlanElement"]
VISION: Final = PHAEN["Vision"]
MISSION: Final = PHAEN["Mission"]
GOAL: Final = PHAEN["Goal"]
STRATEGY: Final = PHAEN["Strategy"]
STRATEGIC_ISSUE: Final = PHAEN["StrategicIssue"]
APPROACH: Final = PHAEN["Approach"]
GUIDELINE: Final = PHAEN["Guideline"]
TACTIC: Final = PHAEN["Tactic"]
INDICATOR: Final = PHAEN["Indicator"]
TARGET: Final = PHAEN["Target"]
PROGRAMME: Final = PHAEN["Programme"]
PROJECT: Final = PHAEN["Project"]
BUDGET_ALLOCATION: Final = PHAEN["BudgetAllocation"]
SOURCE_DOCUMENT: Final = PHAEN["SourceDocument"]
TEXT_SPAN: Final = PHAEN["TextSpan"]
UNCLAIMED_TEXT: Final = PHAEN["UnclaimedText"]
ATTRIBUTION: Final = PHAEN["Attribution"]
LINK_REVIEW: Final = PHAEN["LinkReview"]
SIMILARITY: Final = PHAEN["Similarity"]
CLUSTER: Final = PHAEN["Cluster"]
COMPARISON: Final = PHAEN["Comparison"]
CHANGE: Final = PHAEN["Change"]

# Our properties.
PLAN_OF: Final = PHAEN["planOf"]
HAS_PLAN: Final = PHAEN["hasPlan"]
PERIOD_FROM: Final = PHAEN["periodFrom"]
PERIOD_TO: Final = PHAEN["periodTo"]
AMENDMENT_KIND: Final = PHAEN["amendmentKind"]
AMENDMENT_NUMBER: Final = PHAEN["amendmentNumber"]
AMENDMENT_YEAR: Final = PHAEN["amendmentYear"]
AREA_CODE: Final = PHAEN["areaCode"]
PART_OF_PLAN: Final = PHAEN["partOfPlan"]
PARENT_ELEMENT: Final = PHAEN["parentElement"]
ANCESTOR_ELEMENT: Final = PHAEN["ancestorElement"]
PRINTED_NUMBER: Final = PHAEN["printedNumber"]
VERBATIM_TEXT: Final = PHAEN["verbatimText"]
EXPLANATION: Final = PHAEN["explanation"]
SOURCE_TERM: Final = PHAEN["sourceTerm"]
PROGRAMME_PROPERTY: Final = PHAEN["programme"]
OBJECTIVE: Final = PHAEN["objective"]
OBJECTIVE_EVIDENCE: Final = PHAEN["objectiveEvidence"]
OUTPUT: Final = PHAEN["output"]
OUTPUT_EVIDENCE: Final = PHAEN["outputEvidence"]
OUTCOME: Final = PHAEN["outcome"]
OUTCOME_EVIDENCE: Final = PHAEN["outcomeEvidence"]
RESPONSIBLE_UNIT: Final = PHAEN["responsibleUnit"]
RESPONSIBLE_UNIT_EVIDENCE: Final = PHAEN["responsibleUnitEvidence"]
TOTAL_BUDGET: Final = PHAEN["totalBudget"]
TOTAL_BUDGET_EVIDENCE: Final = PHAEN["totalBudgetEvidence"]
HAS_EVIDENCE: Final = PHAEN["hasEvidence"]
EXTRACTION_RULE: Final = PHAEN["extractionRule"]
CONFIDENCE: Final = PHAEN["confidence"]
SHA256: Final = PHAEN["sha256"]
FILE_NAME: Final = PHAEN["fileName"]
RETRIEVED: Final = PHAEN["retrieved"]
COVERAGE: Final = PHAEN["coverage"]
UNCLAIMED_REASON: Final = PHAEN["unclaimedReason"]
SOURCE_KEY: Final = PHAEN["sourceKey"]
ATTRIBUTED_PLAN: Final = PHAEN["attributedPlan"]
ATTRIBUTED_ORGANISATION: Final = PHAEN["attributedOrganisation"]
ASSERTED: Final = PHAEN["asserted"]
JUSTIFICATION: Final = PHAEN["justification"]
ALLOCATION_OF: Final = PHAEN["allocationOf"]
FISCAL_YEAR: Final = PHAEN["fiscalYear"]
AMOUNT: Final = PHAEN["amount"]
CURRENCY: Final = PHAEN["currency"]
BUDGET_STRUCTURE: Final = PHAEN["budgetStructure"]
SERVES: Final = PHAEN["serves"]
CLASSIFIED_AS: Final = PHAEN["classifiedAs"]
MENTIONS: Final = PHAEN["mentions"]
BECAUSE: Final = PHAEN["because"]
IN_LINK_SET: Final = PHAEN["inLinkSet"]
VERDICT: Final = PHAEN["verdict"]
SIMILAR_TO: Final = PHAEN["similarTo"]
COMPARED_STATEMENT: Final = PHAEN["comparedStatement"]
SCORE: Final = PHAEN["score"]
IN_CLUSTER: Final = PHAEN["inCluster"]
STATEMENT_COUNT: Final = PHAEN["statementCount"]
ORGANISATION_COUNT: Final = PHAEN["organisationCount"]
THRESHOLD: Final = PHAEN["threshold"]
SNAPSHOT: Final = PHAEN["snapshot"]
IN_COMPARISON: Final = PHAEN["inComparison"]
FORMER_VERSION: Final = PHAEN["formerVersion"]
LATER_VERSION: Final = PHAEN["laterVersion"]
CHANGE_KIND: Final = PHAEN["changeKind"]
GRAPH_STORE: Final = PHAEN["graphStore"]
UPDATE_ENDPOINT: Final = PHAEN["updateEndpoint"]
ALLOWED_SERVICE: Final = PHAEN["allowedService"]
TIME_LIMIT: Final = PHAEN["timeLimit"]
MEMORY_LIMIT: Final = PHAEN["memoryLimit"]
ROW_LIMIT: Final = PHAEN["rowLimit"]
BODY_LIMIT: Final = PHAEN["bodyLimit"]

# Terms of others.
RDF_TYPE: Final = RDF["type"]
RDFS_COMMENT: Final = RDFS["comment"]
RDFS_SEE_ALSO: Final = RDFS["seeAlso"]
RDFS_SUB_CLASS_OF: Final = RDFS["subClassOf"]

SKOS_PREF_LABEL: Final = SKOS["prefLabel"]
SKOS_ALT_LABEL: Final = SKOS["altLabel"]
SKOS_HIDDEN_LABEL: Final = SKOS["hiddenLabel"]
SKOS_NOTATION: Final = SKOS["notation"]
SKOS_CONCEPT: Final = SKOS["Concept"]
SKOS_CONCEPT_SCHEME: Final = SKOS["ConceptScheme"]
SKOS_IN_SCHEME: Final = SKOS["inScheme"]
SKOS_HAS_TOP_CONCEPT: Final = SKOS["hasTopConcept"]
SKOS_BROADER: Final = SKOS["broader"]
SKOS_NARROWER: Final = SKOS["narrower"]
SKOS_DEFINITION: Final = SKOS["definition"]
SCHEMA_POSITION: Final = SCHEMA["position"]
SCHEMA_POSTAL_CODE: Final = SCHEMA["postalCode"]

DCT_CREATED: Final = DCT["created"]
DCT_DESCRIPTION: Final = DCT["description"]
DCT_TITLE: Final = DCT["title"]
DCT_IS_PART_OF: Final = DCT["isPartOf"]
DCT_LICENSE: Final = DCT["license"]
DCT_PERIOD_OF_TIME: Final = DCT["PeriodOfTime"]
DCT_RIGHTS: Final = DCT["rights"]
DCT_SOURCE: Final = DCT["source"]
DCT_SPATIAL: Final = DCT["spatial"]
DCT_TEMPORAL: Final = DCT["temporal"]
DCT_VALID: Final = DCT["valid"]

DCAT_START_DATE: Final = DCAT["startDate"]
DCAT_END_DATE: Final = DCAT["endDate"]
DCAT_MEDIA_TYPE: Final = DCAT["mediaType"]
DCAT_VERSION: Final = DCAT["version"]

PROV_ENTITY: Final = PROV["Entity"]
PROV_ACTIVITY: Final = PROV["Activity"]
PROV_PLAN: Final = PROV["Plan"]
PROV_AGENT: Final = PROV["Agent"]
PROV_SOFTWARE_AGENT: Final = PROV["SoftwareAgent"]
PROV_USED: Final = PROV["used"]
PROV_GENERATED: Final = PROV["generated"]
PROV_WAS_GENERATED_BY: Final = PROV["wasGeneratedBy"]
PROV_WAS_DERIVED_FROM: Final = PROV["wasDerivedFrom"]
PROV_WAS_QUOTED_FROM: Final = PROV["wasQuotedFrom"]
PROV_WAS_REVISION_OF: Final = PROV["wasRevisionOf"]
PROV_WAS_ASSOCIATED_WITH: Final = PROV["wasAssociatedWith"]
PROV_STARTED_AT_TIME: Final = PROV["startedAtTime"]
PROV_ENDED_AT_TIME: Final = PROV["endedAtTime"]

ORG_ORGANIZATION: Final = ORG["Organization"]
ORG_FORMAL_ORGANIZATION: Final = ORG["FormalOrganization"]
ORG_CLASSIFICATION: Final = ORG["classification"]
CV_PUBLIC_ORGANISATION: Final = CV["PublicOrganisation"]
FOAF_DOCUMENT: Final = FOAF["Document"]
FOAF_HOMEPAGE: Final = FOAF["homepage"]

NIF_STRING: Final = NIF["String"]
NIF_CONTEXT: Final = NIF["Context"]
NIF_OFFSET_BASED_STRING: Final = NIF["OffsetBasedString"]
NIF_IS_STRING: Final = NIF["isString"]
NIF_REFERENCE_CONTEXT: Final = NIF["referenceContext"]
NIF_BEGIN_INDEX: Final = NIF["beginIndex"]
NIF_END_INDEX: Final = NIF["endIndex"]
NIF_ANCHOR_OF: Final = NIF["anchorOf"]

OA_SPECIFIC_RESOURCE: Final = OA["SpecificResource"]
OA_TEXT_POSITION_SELECTOR: Final = OA["TextPositionSelector"]
OA_TEXT_QUOTE_SELECTOR: Final = OA["TextQuoteSelector"]
OA_HAS_SOURCE: Final = OA["hasSource"]
OA_HAS_SELECTOR: Final = OA["hasSelector"]
OA_START: Final = OA["start"]
OA_END: Final = OA["end"]
OA_EXACT: Final = OA["exact"]
OA_PREFIX: Final = OA["prefix"]
OA_SUFFIX: Final = OA["suffix"]

QB_DATA_SET: Final = QB["DataSet"]
QB_DATA_SET_PROPERTY: Final = QB["dataSet"]
QB_STRUCTURE: Final = QB["structure"]

OWL_ANNOTATED_SOURCE: Final = OWL["annotatedSource"]
OWL_ANNOTATED_PROPERTY: Final = OWL["annotatedProperty"]
OWL_ANNOTATED_TARGET: Final = OWL["annotatedTarget"]
OWL_VERSION_INFO: Final = OWL["versionInfo"]
SSSOM_MAPPING: Final = SSSOM["Mapping"]
SSSOM_MAPPING_SET: Final = SSSOM["MappingSet"]
SSSOM_MAPPING_JUSTIFICATION: Final = SSSOM["mapping_justification"]
SSSOM_CONFIDENCE: Final = SSSOM["confidence"]
SSSOM_SUBJECT_LABEL: Final = SSSOM["subject_label"]
SSSOM_AUTHOR_LABEL: Final = SSSOM["author_label"]
SSSOM_REVIEWER_ID: Final = SSSOM["reviewer_id"]
SSSOM_REVIEWER_LABEL: Final = SSSOM["reviewer_label"]
SSSOM_REVIEW_DATE: Final = SSSOM["review_date"]
SSSOM_MAPPING_TOOL: Final = SSSOM["mapping_tool"]
SSSOM_MAPPING_TOOL_VERSION: Final = SSSOM["mapping_tool_version"]
SSSOM_SUBJECT_SOURCE: Final = SSSOM["subject_source"]
SSSOM_OBJECT_SOURCE: Final = SSSOM["object_source"]
SEMAPV_LEXICAL_MATCHING: Final = SEMAPV["LexicalMatching"]
SEMAPV_MANUAL_MAPPING_CURATION: Final = SEMAPV["ManualMappingCuration"]
PAV_AUTHORED_BY: Final = PAV["authoredBy"]
VOID_LINKSET: Final = VOID["Linkset"]
VOID_LINK_PREDICATE: Final = VOID["linkPredicate"]
VOID_SUBJECTS_TARGET: Final = VOID["subjectsTarget"]
VOID_OBJECTS_TARGET: Final = VOID["objectsTarget"]

XSD_DECIMAL: Final = XSD["decimal"]
XSD_DATE: Final = XSD["date"]
XSD_DATE_TIME: Final = XSD["dateTime"]

_KINDS: Final = ("vision", "mission", "goal", "strategy", "guideline", "indicator", "programme", "project")
CLASS_OF_KIND: Final[Mapping[str, NamedNode]] = MappingProxyType({kind: PHAEN[kind.capitalize()] for kind in _KINDS})
"""The class of each kind of plan element, unless the words of the source ask for a finer one."""

LOCAL_GOVERNMENT_TYPES: Final = frozenset(
    {"pao", "municipality-city", "municipality-town", "municipality-subdistrict", "sao", "bma", "pattaya"}
)
"""The notations of the authority types that are local government; a test holds them to the code list."""


@cache
def _super_classes() -> Mapping[NamedNode, tuple[NamedNode, ...]]:
    """Return the direct super-classes that the ontology states, in its order."""
    direct: dict[NamedNode, tuple[NamedNode, ...]] = {}
    for quad in triples(ontology_turtle()):
        sub, sup = quad.subject, quad.object
        if quad.predicate == RDFS_SUB_CLASS_OF and isinstance(sub, NamedNode) and isinstance(sup, NamedNode):
            direct[sub] = (*direct.get(sub, ()), sup)
    return direct


@cache
def types_of(cls: NamedNode) -> tuple[NamedNode, ...]:
    """Return the class and every super-class of it, own and external, nearest first.

    Oxigraph infers nothing, so these are the types to write on each instance.
    """
    found = [cls]
    for known in found:  # the list grows while it is walked: breadth first
        found.extend(sup for sup in _super_classes().get(known, ()) if sup not in found)
    return tuple(found)


def organisation_types(authority_type: str) -> tuple[NamedNode, ...]:
    """Return the types to write on an organisation of this kind, given by its notation such as ``pao``.

    A hospital or a school may own a plan too, and is a public organisation but no local authority.
    """
    types = types_of(LOCAL_AUTHORITY)
    return types if authority_type in LOCAL_GOVERNMENT_TYPES else types[1:]
