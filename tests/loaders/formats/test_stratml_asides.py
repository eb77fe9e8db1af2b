"""What StratML plans of others say beside their statements, as the forms that write them do, valid or not."""

from phaen.loaders.documents import decode_document
from phaen.loaders.extract import read_plan
from phaen.loaders.model import Kind, Reading

PART_2 = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport"
STAKEHOLDER = (
    "<Stakeholder StakeholderTypeType=''><Name>{name}</Name><Description>{about}</Description>{roles}</Stakeholder>"
)


def stakeholder(name: str, *roles: tuple[str, str], about: str = "") -> str:
    parts = (f"<Role><Name>{word}</Name><Description/>{types}</Role>" for word, types in roles)
    return STAKEHOLDER.format(name=name, about=about, roles="".join(parts))


def indicator(dimension: str, unit: str, results: str, more: str = "") -> str:
    """Write an indicator as forms do: every element, whether it says something or not, in an order of their own."""
    return (
        "<PerformanceIndicator ValueChainStage=''><Identifier/><OtherInformation/>"
        f"<MeasurementDimension>{dimension}</MeasurementDimension><UnitOfMeasurement>{unit}</UnitOfMeasurement>{more}"
        f"<MeasurementInstance>{results}</MeasurementInstance></PerformanceIndicator>"
    )


def result(tag: str, number: str = "", description: str = "", end: str = "", rating: str = "") -> str:
    rated = f"<DescriptorName>Status</DescriptorName><DescriptorValue>{rating}</DescriptorValue>"
    said = f"<Description>{description}</Description><Descriptor>{rated}</Descriptor>"
    return f"<{tag}>{said}<NumberOfUnits>{number}</NumberOfUnits><StartDate/><EndDate>{end}</EndDate></{tag}>"


def objective(name: str, *inner: str) -> str:
    return f"<Objective><Name>{name}</Name><Description/>{''.join(inner)}</Objective>"


def read_of(inner: str, before: str = "", more: str = "") -> Reading:
    goal = f"<Goal><Name>Roads</Name><Description>Build roads.</Description>{inner}</Goal>"
    core = f"<StrategicPlanCore>{before}{goal}</StrategicPlanCore>"
    root = "PerformancePlanOrReport"
    data = f'<{root} xmlns="{PART_2}" Type="Strategic_Plan"><id/><Name>Our plan</Name>{core}{more}</{root}>'
    return read_plan(decode_document(data.encode(), "plan.xml"))


def unclaimed_of(reading: Reading) -> list[str]:
    return [reading.document.text[piece.span.start : piece.span.end] for piece in reading.unclaimed]


def test_targets_keep_number_unit_and_words_and_a_unit_alone_is_none() -> None:
    results = (
        result("TargetResult", "12500", "Meet or exceed", "2023-09-30"),
        result("TargetResult", "12500", "12,500 jobs"),
        result("TargetResult", "1250", "12,500 jobs"),
        result("TargetResult", "7"),
        result("TargetResult", rating="Good"),
        result("TargetResult"),
        result("TargetResult", description="[To be determined]"),
    )
    reading = read_of(objective("Pave", indicator("Jobs", "Count", "".join(results))))
    assert [(target.year, target.text) for target in reading.entities[-1].targets] == [
        (2566, "12500 Count : Meet or exceed"),
        (None, "12,500 jobs"),
        (None, "1250 Count : 12,500 jobs"),
        (None, "7 Count"),
        (None, "Status Good"),
    ]
    for target in reading.entities[-1].targets:
        assert reading.document.text[target.span.start : target.span.end] == target.text


def test_an_indicator_without_dimension_is_called_by_its_target() -> None:
    named = indicator("", "", result("TargetResult", description="Publish it"))
    reading = read_of(objective("Pave", named, indicator("", "", "")))
    assert [e.label for e in reading.entities if e.kind is Kind.INDICATOR] == ["Publish it"]


def test_the_first_that_performs_in_any_role_is_the_unit_in_charge() -> None:
    beneficiary, performer = "<RoleType>Beneficiary</RoleType>", "<RoleType>Performer</RoleType>"
    people = (
        stakeholder("Residents", ("", beneficiary)),
        stakeholder("Roads Office", ("Member", beneficiary), ("Builder", performer), about="builds"),
        stakeholder("Drivers", ("", beneficiary + performer)),
        stakeholder("", ("", performer)),
    )
    reading = read_of(objective("Pave", *people))
    unit = reading.entities[-1].unit
    assert unit is not None
    assert unit.text == "Roads Office"
    assert unclaimed_of(reading) == ["Stakeholder : Residents", "builds : Member : Builder", "Stakeholder : Drivers"]


def test_what_a_plan_says_beside_its_statements_is_rendered_and_unclaimed() -> None:
    actual = result("ActualResult", "829", "More than 800", "2012-01-26", "On time")
    nothing = result("ActualResult", description="[To be determined]")
    referent = "<ReferentIdentifier>[To_be_inserted_by_user]</ReferentIdentifier>"
    related = f"<Relationship>{referent}<Name>Supports</Name></Relationship>"
    people = stakeholder("AIIM", about="an association")
    organisation = f"<Organization><Name>Roads</Name><Acronym>RDS</Acronym>{people}</Organization>"
    submitter = "<Submitter><GivenName>Ann Submitter</GivenName><PhoneNumber>0 1234</PhoneNumber></Submitter>"
    plans, lanes = indicator("Plans", "Number", actual + nothing, related), indicator("Lanes", "Number", "")
    reading = read_of(objective("Pave", plans, lanes), organisation, submitter)
    assert unclaimed_of(reading) == [
        "Actual result 2012 : 829 Number : More than 800 : Status On time",
        "Relationship : Supports",
        "Unit : Number",
        "Roads : RDS",
        "Stakeholder : AIIM : an association",
    ]
    assert "Submitter" not in reading.document.text


def test_a_thai_plan_is_rendered_with_thai_words_and_years() -> None:
    done = indicator("ถนน", "กิโลเมตร", result("ActualResult", "12", end="2023-09-30"))
    reading = read_of(objective("ก่อสร้างถนน", stakeholder("กลุ่ม ผู้ใช้ถนน"), done))
    assert unclaimed_of(reading) == [
        "ผู้มีส่วนได้ส่วนเสีย : กลุ่ม ผู้ใช้ถนน",
        "ผลที่เกิดขึ้นจริง ปี 2566 : 12 กิโลเมตร",
    ]


def test_an_objective_that_says_nothing_itself_keeps_what_stands_in_it() -> None:
    other = "<OtherInformation>See also.</OtherInformation>"
    reading = read_of(objective("", stakeholder("Roads Office"), other, indicator("km", "", "")))
    assert [(e.kind, e.parent) for e in reading.entities] == [(Kind.STRATEGY, None), (Kind.INDICATOR, 0)]
    assert unclaimed_of(reading) == ["See also.", "Stakeholder : Roads Office"]
