"""What the catalogue of Thai government data asks of a record: facts of its schema and of CKAN, in words of our own.

Fields and choices: ckanext/thai_gdc/ckan_dataset.json of artarete01/ckanext-thai_gdc; names, tags and times: CKAN 2.9,
ckan/logic/validators.py and ckan/lib/helpers.py.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

Record = dict[str, Any]

MANDATORY: Final = (
    *("data_type", "title", "owner_org", "maintainer", "maintainer_email", "tag_string", "notes", "objective"),
    *("update_frequency_unit", "geo_coverage", "data_source", "data_format", "data_category", "license_id"),
)
CHOICES: Final = {
    "data_type": "ข้อมูลระเบียน|ข้อมูลสถิติ|ข้อมูลภูมิสารสนเทศเชิงพื้นที่|ข้อมูลหลากหลายประเภท|ข้อมูลประเภทอื่นๆ",
    "objective": (
        "ยุทธศาสตร์ชาติ|แผนพัฒนาเศรษฐกิจและสังคมแห่งชาติ|แผนความมั่นคงแห่งชาติ|แผนแม่บทภายใต้ยุทธศาสตร์ชาติ|แผนปฏิรูปประเทศ|"
        "แผนระดับที่ 3 (มติครม. 4 ธ.ค. 2560)|นโยบายรัฐบาล/ข้อสั่งการนายกรัฐมนตรี|มติคณะรัฐมนตรี|เพื่อการให้บริการประชาชน|"
        "กฎหมายที่เกี่ยวข้อง|พันธกิจหน่วยงาน|ดัชนี/ตัวชี้วัดระดับนานาชาติ|ไม่ทราบ|อื่นๆ"
    ),
    "update_frequency_unit": (
        "ไม่ทราบ|ปี|ครึ่งปี|ไตรมาส|เดือน|สัปดาห์|วัน|วันทำการ|ชั่วโมง|นาที|ตามเวลาจริง|ไม่มีการปรับปรุงหลังจากการจัดเก็บข้อมูล|อื่นๆ"
    ),
    "geo_coverage": (
        "ไม่มี|โลก|ทวีป/กลุ่มประเทศในทวีป|กลุ่มประเทศทางเศรษฐกิจ|ประเทศ|ภาค|จังหวัด|อำเภอ|ตำบล|หมู่บ้าน|เทศบาล/อบต.|พิกัด|ไม่ทราบ|อื่นๆ"
    ),
    "data_format": (
        "Database|CSV|XML|Image|Video|Audio|Text|JSON|HTML|XLS|PDF|RDF|NoSQL|Arc/Info Coverage|Shapefile|GeoTiff|GML|"
        "ไม่ทราบ|อื่นๆ"
    ),
    "data_category": "ข้อมูลสาธารณะ|ข้อมูลส่วนบุคคล|ข้อมูลความมั่นคง|ข้อมูลความลับทางราชการ",
    "data_language": "ไทย|อังกฤษ|จีน|มลายู|พม่า|ลาว|เขมร|ญี่ปุ่น|เกาหลี|ฝรั่งเศส|เยอรมัน|อารบิก|ไม่ทราบ|อื่นๆ",
    "license_id": (
        "License not specified|Creative Commons Attributions|Creative Commons Attribution Share-Alike|"
        "Creative Commons Non-Commercial (Any)|Open Data Common|GNU Free Documentation License|อื่นๆ"
    ),
}
SEVERAL: Final = ("objective", "data_format", "data_language")
NAME: Final = re.compile("[a-z0-9_-]{2,100}")
TAG: Final = re.compile(r"[\w \-.]{2,100}")


def problems(record: Record) -> Iterator[str]:
    """Tell what CKAN with the extension would refuse."""
    yield from (f"{field} is missing" for field in MANDATORY if not record.get(field))
    for field, words in CHOICES.items():
        given = record.get(field, [])
        values = given if field in SEVERAL else [given] if given else []
        yield from (f"{field} cannot be {value!r}" for value in values if value not in words.split("|"))
        if "อื่นๆ" in values and not record.get(f"{field}_other"):
            yield f"{field} does not say what else it is"
    names = (record["name"], record["owner_org"])
    yield from (f"{name!r} is no name" for name in names if not NAME.fullmatch(name))
    if len(record["name"]) > 70:
        yield "the name is too long"
    tags = record["tag_string"].split(",")
    yield from (f"{tag!r} is no tag" for tag in tags if not TAG.fullmatch(tag))
    if [tag["name"] for tag in record["tags"]] != tags:
        yield "the tags are not those of tag_string"
    datetime.strptime(record["last_updated_date"], "%Y-%m-%d")  # noqa: DTZ007 - a day
    for resource in record["resources"]:
        yield from _of_resource(resource)


def _of_resource(resource: Record) -> Iterator[str]:
    yield from (f"a resource has no {field}" for field in ("name", "url", "format") if not resource.get(field))
    if not isinstance(resource["size"], int):
        yield "a size is no number"
    datetime.strptime(resource["last_modified"], "%Y-%m-%dT%H:%M:%S")  # noqa: DTZ007 - CKAN takes no zone
