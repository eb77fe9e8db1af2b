"""What DCAT-AP 3.0 asks for, in our own form: every constraint of its shapes, and what it recommends.

The constraints are those of SEMICeu/DCAT-AP, file releases/3.0.0/shacl/dcat-ap-SHACL.ttl; the recommendations those of
releases/3.0.0/html/shacl/shapes_recommended.ttl. The shapes themselves are not ours to ship.
"""

from rdflib import Graph

_PREFIXES = """
PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dct: <http://purl.org/dc/terms/> PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcatap: <http://data.europa.eu/r5r/> PREFIX eli: <http://data.europa.eu/eli/ontology#>
PREFIX adms: <http://www.w3.org/ns/adms#> PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX foaf: <http://xmlns.com/foaf/0.1/> PREFIX vcard: <http://www.w3.org/2006/vcard/ns#>
PREFIX spdx: <http://spdx.org/rdf/terms#> PREFIX odrl: <http://www.w3.org/ns/odrl/2/>
PREFIX locn: <http://www.w3.org/ns/locn#> PREFIX time: <http://www.w3.org/2006/time#>
"""

# A line has a property, how often it may be used where that is bounded, and the class or datatype of its values.
CONSTRAINTS = {
    "foaf:Agent": "foaf:name 1..; dct:type ..1 skos:Concept",
    "dcat:Catalog": """
        dct:title 1..; dct:description 1..; dct:publisher 1..1 foaf:Agent; dct:creator ..1 foaf:Agent;
        dct:issued ..1; dct:modified ..1; dct:license ..1 dct:LicenseDocument; dct:rights ..1 dct:RightsStatement;
        dct:language dct:LinguisticSystem; dct:spatial dct:Location; dct:temporal dct:PeriodOfTime;
        dct:hasPart dcat:Catalog; dcat:catalog dcat:Catalog; dcat:dataset dcat:Dataset; dcat:service dcat:DataService;
        dcat:record dcat:CatalogRecord; dcat:themeTaxonomy skos:ConceptScheme; foaf:homepage ..1 foaf:Document;
        dcatap:applicableLegislation eli:LegalResource""",
    "dcat:CatalogRecord": """
        dct:modified 1..1; dct:issued ..1; foaf:primaryTopic 1..1 dcat:Resource; dct:conformsTo dct:Standard;
        dct:language dct:LinguisticSystem; dct:source ..1 dcat:CatalogRecord; adms:status ..1 skos:Concept""",
    "dcat:DataService": """
        dct:title 1..; dcat:endpointURL 1.. rdfs:Resource; dcat:endpointDescription rdfs:Resource;
        dcat:servesDataset dcat:Dataset; dct:conformsTo dct:Standard; dct:format dct:MediaTypeOrExtent;
        dct:publisher ..1 foaf:Agent; dct:license ..1 dct:LicenseDocument; dct:accessRights ..1 dct:RightsStatement;
        dcat:contactPoint vcard:Kind; dcat:theme skos:Concept; dcat:landingPage foaf:Document;
        dcatap:applicableLegislation eli:LegalResource""",
    "dcat:DatasetSeries": """
        dct:title 1..; dct:description 1..; dct:publisher ..1 foaf:Agent; dcat:contactPoint vcard:Kind;
        dct:issued ..1; dct:modified ..1; dct:accrualPeriodicity ..1 dct:Frequency; dct:spatial dct:Location;
        dct:temporal dct:PeriodOfTime; dcatap:applicableLegislation eli:LegalResource""",
    "dcat:Dataset": """
        dct:title 1..; dct:description 1..; dct:publisher ..1 foaf:Agent; dct:creator foaf:Agent;
        dcat:contactPoint vcard:Kind; dct:issued ..1; dct:modified ..1; dct:accrualPeriodicity ..1 dct:Frequency;
        dct:spatial dct:Location; dct:temporal dct:PeriodOfTime; dct:language dct:LinguisticSystem;
        dcat:theme skos:Concept; dct:type ..1 skos:Concept; dct:accessRights ..1 dct:RightsStatement;
        dct:conformsTo dct:Standard; dct:provenance dct:ProvenanceStatement; dct:source dcat:Dataset;
        dct:relation rdfs:Resource; dct:isReferencedBy rdfs:Resource; dcat:distribution dcat:Distribution;
        adms:sample dcat:Distribution; dcat:hasVersion dcat:Dataset; dcat:inSeries dcat:DatasetSeries;
        dcat:landingPage foaf:Document; foaf:page foaf:Document; adms:identifier adms:Identifier;
        dcat:qualifiedRelation dcat:Relationship; prov:qualifiedAttribution prov:Attribution;
        prov:wasGeneratedBy prov:Activity; dcat:temporalResolution xsd:duration;
        dcat:spatialResolutionInMeters xsd:decimal; dcatap:applicableLegislation eli:LegalResource""",
    "dcat:Distribution": """
        dcat:accessURL 1.. rdfs:Resource; dcat:downloadURL rdfs:Resource; dcat:accessService dcat:DataService;
        dcat:byteSize ..1 xsd:nonNegativeInteger; spdx:checksum ..1 spdx:Checksum; dcat:mediaType ..1 dct:MediaType;
        dct:format ..1 dct:MediaTypeOrExtent; dcat:compressFormat ..1 dct:MediaType;
        dcat:packageFormat ..1 dct:MediaType; dct:license ..1 dct:LicenseDocument;
        dct:rights ..1 dct:RightsStatement; odrl:hasPolicy ..1 odrl:Policy; dct:conformsTo dct:Standard;
        dct:language dct:LinguisticSystem; dct:issued ..1; dct:modified ..1; adms:status ..1 skos:Concept;
        dcatap:availability ..1 skos:Concept; foaf:page foaf:Document; dcat:temporalResolution xsd:duration;
        dcat:spatialResolutionInMeters xsd:decimal; dcatap:applicableLegislation eli:LegalResource""",
    "dcat:Relationship": "dct:relation 1.. rdfs:Resource; dcat:hadRole 1.. dcat:Role",
    "dct:LicenseDocument": "dct:type skos:Concept",
    "dct:Location": "locn:geometry ..1 locn:Geometry; dcat:centroid ..1; dcat:bbox ..1",
    "dct:PeriodOfTime": """
        dcat:startDate ..1; dcat:endDate ..1; time:hasBeginning ..1 time:Instant; time:hasEnd ..1 time:Instant""",
    "skos:Concept": "skos:prefLabel 1..",
    "skos:ConceptScheme": "dct:title 1..",
    "spdx:Checksum": "spdx:algorithm 1..1 spdx:ChecksumAlgorithm; spdx:checksumValue 1..1 xsd:hexBinary",
    "adms:Identifier": "skos:notation 1..1",
}

# Left out: dct:type of an agent or a licence and dcat:centroid of a place, of which a deployment knows nothing.
RECOMMENDED = {
    "dcat:Catalog": """
        dct:language 1..; dct:issued 1..; dct:license 1..; dct:spatial 1..; dct:modified 1..; dcat:themeTaxonomy 1..;
        foaf:homepage 1..; dcat:dataset 1..""",
    "dcat:DataService": "dcat:servesDataset 1..; dcat:endpointDescription 1..",
    "dcat:Dataset": """
        dcat:contactPoint 1..; dcat:distribution 1..; dcat:keyword 1..; dct:publisher 1..; dct:spatial 1..;
        dct:temporal 1..; dcat:theme 1..""",
    "dcat:Distribution": "dct:description 1..; dcatap:availability 1..; dct:format 1..; dct:license 1..",
    "dct:Location": "dcat:bbox 1..",
    "dct:PeriodOfTime": "dcat:startDate 1..; dcat:endDate 1..",
}


def shapes(table: dict[str, str]) -> Graph:
    """Make the SHACL shapes of a table."""
    text = "".join(
        f"[] a sh:NodeShape ; sh:targetClass {cls} ; sh:property {' , '.join(map(_property, lines.split(';')))} .\n"
        for cls, lines in table.items()
    )
    return Graph().parse(data=_PREFIXES + text, format="turtle")


def _property(line: str) -> str:
    path, *rest = line.split()
    said = [f"sh:path {path}"]
    for word in rest:
        if ".." in word:
            least, most = word.split("..")
            said += [f"sh:minCount {least}"] * bool(least) + [f"sh:maxCount {most}"] * bool(most)
        else:
            said.append(f"sh:datatype {word}" if word.startswith("xsd:") else f"sh:class {word}")
    return f"[ {' ; '.join(said)} ]"
