"""What of a graph is indexed: the properties that hold text, the classes that are found, and what filters use."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from phaen.ontology.terms import DCT, FOAF, ORG, OWL, PHAEN, QB, RDF, RDFS, SCHEMA, SKOS, VOCABULARY

_HTTP_SCHEMA = "http://schema.org/"

NAMES: Final[tuple[str, ...]] = (
    SKOS["prefLabel"].value,
    RDFS["label"].value,
    DCT["title"].value,
    SCHEMA["name"].value,
    f"{_HTTP_SCHEMA}name",
    FOAF["name"].value,
)
"""Properties whose value is the name of a thing, the first in this order being its label."""

OTHER_NAMES: Final[tuple[str, ...]] = (
    SKOS["altLabel"].value,
    SKOS["hiddenLabel"].value,
    SCHEMA["alternateName"].value,
    f"{_HTTP_SCHEMA}alternateName",
)
"""Properties whose value is another name: found, never shown as the label."""

TEXTS: Final[tuple[str, ...]] = (
    PHAEN["verbatimText"].value,
    PHAEN["objective"].value,
    PHAEN["output"].value,
    PHAEN["outcome"].value,
    PHAEN["responsibleUnit"].value,
)
"""Properties whose value is what the document says, word for word."""

EXPLANATIONS: Final[tuple[str, ...]] = (
    PHAEN["explanation"].value,
    SKOS["definition"].value,
    SKOS["scopeNote"].value,
    RDFS["comment"].value,
    DCT["description"].value,
    SCHEMA["description"].value,
    f"{_HTTP_SCHEMA}description",
)
"""Properties whose value explains a thing."""

FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys((*NAMES, *OTHER_NAMES), "label"),
        **dict.fromkeys(TEXTS, "text"),
        **dict.fromkeys(EXPLANATIONS, "explanation"),
    }
)
"""The field that each indexed property belongs to. The text of whole documents (nif:isString) is not indexed."""

KIND_OF_CLASS: Final[Mapping[str, str]] = MappingProxyType(
    {
        PHAEN["Vision"].value: "vision",
        PHAEN["Mission"].value: "mission",
        PHAEN["Goal"].value: "goal",
        PHAEN["Strategy"].value: "strategy",
        PHAEN["StrategicIssue"].value: "strategy",
        PHAEN["Guideline"].value: "guideline",
        PHAEN["Tactic"].value: "guideline",
        PHAEN["Approach"].value: "guideline",
        PHAEN["Indicator"].value: "indicator",
        PHAEN["Target"].value: "indicator",
        PHAEN["Programme"].value: "programme",
        PHAEN["Project"].value: "project",
        PHAEN["Plan"].value: "plan",
        PHAEN["LocalAuthority"].value: "organisation",
        ORG["Organization"].value: "organisation",
        ORG["FormalOrganization"].value: "organisation",
        DCT["Location"].value: "place",
        SKOS["Concept"].value: "concept",
        SKOS["ConceptScheme"].value: "concept",
        OWL["Class"].value: "term",
        RDFS["Class"].value: "term",
        OWL["ObjectProperty"].value: "term",
        OWL["DatatypeProperty"].value: "term",
        OWL["AnnotationProperty"].value: "term",
        RDF["Property"].value: "term",
        QB["DimensionProperty"].value: "term",
        QB["MeasureProperty"].value: "term",
        QB["AttributeProperty"].value: "term",
    }
)
"""The kind of the things of a class; of several classes the first here decides."""

PLACE_SCHEMES: Final = frozenset(VOCABULARY[name].value for name in ("region", "province", "district", "subdistrict"))
"""Code lists whose concepts are places; codes of provinces, districts and subdistricts begin with the province's."""

KIND_NAMES: Final[Mapping[str, tuple[str, str, str]]] = MappingProxyType(
    {
        "vision": (PHAEN["Vision"].value, "วิสัยทัศน์", "Vision"),
        "mission": (PHAEN["Mission"].value, "พันธกิจ", "Mission"),
        "goal": (PHAEN["Goal"].value, "เป้าประสงค์", "Goal"),
        "strategy": (PHAEN["Strategy"].value, "ยุทธศาสตร์", "Strategy"),
        "guideline": (PHAEN["Guideline"].value, "แนวทางการพัฒนา", "Guideline"),
        "indicator": (PHAEN["Indicator"].value, "ตัวชี้วัด", "Indicator"),
        "programme": (PHAEN["Programme"].value, "แผนงาน", "Programme"),
        "project": (PHAEN["Project"].value, "โครงการ", "Project"),
        "plan": (PHAEN["Plan"].value, "แผน", "Plan"),
        "organisation": ("", "หน่วยงาน", "Organisation"),
        "place": ("", "พื้นที่", "Place"),
        "concept": ("", "รายการรหัส", "Code list entry"),
        "term": ("", "คำในออนโทโลยี", "Ontology term"),
    }
)
"""Of each kind the class whose label names it, and the names for where the graph has none."""

TYPE: Final = RDF["type"].value
NOTATION: Final = SKOS["notation"].value
IN_SCHEME: Final = SKOS["inScheme"].value
PART_OF_PLAN: Final = PHAEN["partOfPlan"].value
PLAN_OF: Final = PHAEN["planOf"].value
CLASSIFICATION: Final = ORG["classification"].value
SPATIAL: Final = DCT["spatial"].value
IDENTIFIER: Final = DCT["identifier"].value
AREA_CODE: Final = PHAEN["areaCode"].value
FIRST_YEAR: Final = PHAEN["periodFrom"].value
LAST_YEAR: Final = PHAEN["periodTo"].value
THEMES: Final = tuple(PHAEN[name].value for name in ("classifiedAs", "serves", "programme"))
CODES: Final = (NOTATION, IDENTIFIER, AREA_CODE)

RELEVANT: Final = frozenset(
    (
        *FIELDS,
        *THEMES,
        *CODES,
        TYPE,
        IN_SCHEME,
        PART_OF_PLAN,
        PLAN_OF,
        CLASSIFICATION,
        SPATIAL,
        FIRST_YEAR,
        LAST_YEAR,
    )
)
"""The properties that the index is made of: a graph whose statements with these are as before is not read again."""
