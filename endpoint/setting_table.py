"""The one table of settings, from which flags, environment variables, documentation and checks are derived."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from phaen.endpoint import setting_types as types
from phaen.endpoint.errors import SettingError

ENVIRONMENT_PREFIX = "PHAEN_"


@dataclass(frozen=True)
class Setting:
    """One row of the table: a name, how to read it, its default and a line of help in both languages."""

    name: str
    read: Callable[[str], Any]
    default: str | Callable[[], str]
    metavar: str
    help_th: str
    help_en: str
    choices: tuple[str, ...] = ()
    secret: bool = False

    @property
    def stated_default(self) -> str:
        """Return the default in words: one that hangs on the machine is told by what it is, not by what it comes to."""
        if isinstance(self.default, str):
            return self.default
        return (self.default.__doc__ or "").removeprefix("Return ").split(",")[0].rstrip(".")

    @property
    def flag(self) -> str:
        """Return the command-line flag, e.g. ``--query-workers``."""
        return "--" + self.name.replace("_", "-")

    @property
    def variable(self) -> str:
        """Return the environment variable, e.g. ``PHAEN_QUERY_WORKERS``."""
        return ENVIRONMENT_PREFIX + self.name.upper()

    @property
    def default_text(self) -> str:
        """Return the default as it would be written on the command line."""
        return self.default if isinstance(self.default, str) else self.default()

    def parse(self, text: str, place: str | None = None) -> Any:  # noqa: ANN401 - each row has its own type
        """Read a value, or raise SettingError naming the setting, its place, the value and the remedy."""
        try:
            return self.read(text.strip())
        except ValueError as error:
            given = "not usable" if self.secret else repr(text)
            message = f"{place or f'{self.variable} ({self.flag})'} is {given}: {error}"
            raise SettingError(message) from error


SETTINGS: tuple[Setting, ...] = (
    Setting("store", types.path, types.default_store, "PATH", "โฟลเดอร์ของคลังข้อมูล", "Folder of the store."),
    Setting("host", types.host, "127.0.0.1", "ADDRESS", "ที่อยู่ที่เซิร์ฟเวอร์รับฟัง", "Address to listen on."),
    Setting("port", types.whole(1, 65_535), "8000", "NUMBER", "พอร์ตที่เซิร์ฟเวอร์รับฟัง", "Port to listen on."),
    Setting(
        "base",
        types.base_iri,
        "https://w3id.org/phaen/",
        "IRI",
        "IRI ฐานของสิ่งที่เผยแพร่ (ไม่ใช้กับออนโทโลยีและรายการรหัส)",
        "Base IRI of the things published (the ontology and the code lists keep theirs).",
    ),
    Setting("workers", types.whole(1, 64), "2", "NUMBER", "จำนวนโพรเซสที่รับคำขอ HTTP", "Processes that answer HTTP."),
    Setting(
        "threads", types.whole(1, 256), "32", "NUMBER", "จำนวนเธรดต่อหนึ่งโพรเซส HTTP", "Threads in each HTTP process."
    ),
    Setting(
        "query_workers",
        types.whole(1, 64),
        "2",
        "NUMBER",
        "จำนวนคำค้นสั้นที่ประมวลผลพร้อมกัน",
        "Queries that are evaluated at the same time, each in a process of its own, as long as they are light.",
    ),
    Setting(
        "slow_workers",
        types.whole(0, 64),
        "4",
        "NUMBER",
        "จำนวนคำค้นยาวที่ประมวลผลเพิ่มได้พร้อมกัน",
        "Further queries that may run once they are no longer light, behind all others.",
    ),
    Setting(
        "recycle",
        types.whole(1, 1_000_000),
        "10000",
        "NUMBER",
        "จำนวนคำค้นก่อนเปลี่ยนโพรเซสใหม่",
        "Queries after which a query process is replaced by a new one.",
    ),
    Setting(
        "in_memory",
        types.whole(0, 1_048_576),
        types.sixth_of_memory,
        "MEGABYTES",
        "ขนาดสูงสุดของสำเนาข้อมูลในหน่วยความจำ (เมกะไบต์), 0 คืออ่านจากดิสก์เสมอ",
        "Largest copy of the data that is kept in memory for speed, in megabytes; 0 always reads from disk. "
        "The default is a sixth of the machine's memory.",
    ),
    Setting(
        "timeout",
        types.seconds,
        "30",
        "SECONDS",
        "เวลาสูงสุดของหนึ่งคำค้น (วินาที)",
        "Longest time that one query may take, in seconds.",
    ),
    Setting(
        "queue_timeout",
        types.seconds,
        "5",
        "SECONDS",
        "เวลาที่คำค้นรอโพรเซสว่างได้ (วินาที)",
        "Longest time that a query waits for a free query process, in seconds.",
    ),
    Setting(
        "memory",
        types.whole(64, 1_048_576),
        "384",
        "MEGABYTES",
        "หน่วยความจำที่หนึ่งคำค้นใช้เพิ่มได้ (เมกะไบต์)",
        "Memory that one query process may take beyond its start, in megabytes; all of them together may take "
        "query_workers times that.",
    ),
    Setting(
        "max_body",
        types.whole(1, 2**40),
        "10000000",
        "BYTES",
        "ขนาดสูงสุดของเนื้อความในคำขอ (ไบต์)",
        "Largest request body, in bytes.",
    ),
    Setting(
        "max_rows",
        types.whole(0, 2**40),
        "0",
        "NUMBER",
        "จำนวนแถว (หรือทริปเปิล) สูงสุดของผลลัพธ์หนึ่งชุด, 0 คือไม่จำกัด",
        "Most rows, or triples, of one result; 0 sets no limit. A result that is cut says so.",
    ),
    Setting(
        "max_bytes",
        types.whole(0, 2**50),
        "1000000000",
        "BYTES",
        "ขนาดสูงสุดของผลลัพธ์หนึ่งชุดก่อนบีบอัด (ไบต์), 0 คือไม่จำกัด",
        "Largest result, in bytes before compression; 0 sets no limit. A larger one breaks off with an error.",
    ),
    Setting(
        "page_rows",
        types.whole(1, 100_000),
        "1000",
        "NUMBER",
        "จำนวนแถวสูงสุดที่แสดงบนหน้าเว็บ (ไฟล์ดาวน์โหลดมีครบทุกแถว)",
        "Most rows shown on a page; downloads always hold all of them.",
    ),
    Setting(
        "cache",
        types.whole(0, 1_048_576),
        "256",
        "MEGABYTES",
        "เนื้อที่ดิสก์สำหรับเก็บผลลัพธ์ไว้ใช้ซ้ำ (เมกะไบต์), 0 คือไม่เก็บ",
        "Disk space for results that are kept to be sent again, in megabytes; 0 keeps none.",
    ),
    Setting(
        "warm",
        types.one_of("yes", "no"),
        "yes",
        "yes|no",
        "เตรียมผลลัพธ์ของคำค้นสำเร็จรูปทันทีหลังเผยแพร่ข้อมูล",
        "Whether the results of saved queries are made ready when data is published, before anybody asks.",
        choices=("yes", "no"),
    ),
    Setting(
        "areas",
        types.one_of("yes", "no"),
        "yes",
        "yes|no",
        "ให้ phaen load ใส่รายการอำเภอและตำบลทั่วประเทศไว้ในคลังข้อมูลด้วยหรือไม่",
        "Whether phaen load puts the lists of all districts and subdistricts into the store.",
        choices=("yes", "no"),
    ),
    Setting(
        "index",
        types.one_of("yes", "no"),
        "yes",
        "yes|no",
        "ให้ทำดัชนีค้นข้อความทุกครั้งที่เผยแพร่ข้อมูลหรือไม่",
        "Whether what is published gets a full-text index, for search, reconciliation and text:query.",
        choices=("yes", "no"),
    ),
    Setting(
        "default_graph",
        types.one_of("union", "strict"),
        "union",
        "union|strict",
        "กราฟตั้งต้นของคำค้น: union คือกราฟทั้งหมดรวมกัน, strict ตามมาตรฐาน",
        "Default graph of a query: union (all graphs) or strict (the standard's plain default graph).",
        choices=("union", "strict"),
    ),
    Setting(
        "cors_origin",
        types.origin,
        "*",
        "ORIGIN",
        "เว็บไซต์ที่เรียกใช้จากเบราว์เซอร์ได้ (ว่างคือปิด)",
        "Origin whose pages may call the service from a browser; empty switches it off.",
    ),
    Setting(
        "token",
        types.token,
        "",
        "TOKEN",
        "โทเค็นสำหรับเขียนข้อมูล อย่างน้อย 8 ตัวอักษร (ว่างคือปิดการเขียน); ใช้ตัวแปรสภาพแวดล้อมปลอดภัยกว่าแฟล็ก",
        "Bearer token for writing, at least 8 characters; empty switches writing off. "
        "The environment variable is safer: other users of the machine can see flags.",
        secret=True,
    ),
    Setting(
        "services",
        types.addresses,
        "",
        "IRIS",
        "ที่อยู่ของบริการที่ SERVICE และ LOAD เรียกได้ คั่นด้วยช่องว่าง (ว่างคือไม่มี)",
        "Addresses that SERVICE and LOAD may name, separated by spaces; empty refuses all.",
    ),
    Setting(
        "validate_writes",
        types.one_of("on", "off"),
        "on",
        "on|off",
        "ตรวจกราฟที่ถูกเขียนตามข้อกำหนด SHACL หรือไม่",
        "Whether graphs that are written over HTTP must conform to the SHACL shapes.",
        choices=("on", "off"),
    ),
    Setting(
        "connections",
        types.whole(16, 1_000_000),
        "4000",
        "NUMBER",
        "จำนวนการเชื่อมต่อที่เปิดพร้อมกันได้ต่อหนึ่งโพรเซส HTTP",
        "Most connections open at once in each HTTP process; beyond it the oldest that waits is closed.",
    ),
    Setting(
        "head_timeout",
        types.seconds,
        "10",
        "SECONDS",
        "เวลาที่ไคลเอนต์มีสำหรับส่งส่วนหัวของคำขอ (วินาที)",
        "Longest time that a client may take to send the head of a request, in seconds.",
    ),
    Setting(
        "body_timeout",
        types.seconds,
        "20",
        "SECONDS",
        "เวลาที่เนื้อความของคำขอหยุดนิ่งได้ (วินาที)",
        "Longest time that the body of a request may stand still, in seconds.",
    ),
    Setting(
        "send_timeout",
        types.seconds,
        "30",
        "SECONDS",
        "เวลาที่ไคลเอนต์หยุดรับคำตอบได้ (วินาที)",
        "Longest time that a client may take nothing of its answer, in seconds.",
    ),
    Setting(
        "drain",
        types.seconds,
        "10",
        "SECONDS",
        "เวลาที่คำขอที่ค้างอยู่มีเมื่อหยุดบริการ (วินาที)",
        "Time that running requests get to finish when the service is stopped, in seconds.",
    ),
    Setting(
        "short_links",
        types.whole(0, 1_048_576),
        "500",
        "MEGABYTES",
        "เนื้อที่ดิสก์สำหรับลิงก์ถาวรของคำค้น (เมกะไบต์), 0 คือไม่สร้างลิงก์ใหม่",
        "Disk space for permanent short links to queries, in megabytes; 0 makes no new ones.",
    ),
    Setting(
        "short_link_size",
        types.whole(100, 1_000_000),
        "65536",
        "BYTES",
        "ขนาดสูงสุดของคำค้นที่ขอลิงก์ถาวรได้ (ไบต์)",
        "Largest query that gets a permanent short link, in bytes.",
    ),
    Setting(
        "short_link_rate",
        types.whole(1, 1_000_000),
        "30",
        "NUMBER",
        "จำนวนลิงก์ถาวรที่ไคลเอนต์หนึ่งรายขอได้ต่อชั่วโมง ต่อหนึ่งโพรเซส HTTP",
        "Permanent short links that one client may ask for in an hour, of each HTTP process.",
    ),
    Setting(
        "releases",
        types.optional_path,
        "",
        "PATH",
        "โฟลเดอร์ของชุดข้อมูลที่เผยแพร่เป็นรุ่น (ว่างคือ releases ในคลังข้อมูล)",
        "Folder of the releases; empty is the folder releases of the store.",
    ),
    Setting(
        "kept_releases",
        types.whole(0, 10_000),
        "5",
        "NUMBER",
        "จำนวนรุ่นล่าสุดที่ยังค้นด้วย release=DATE ได้ (ไฟล์ของรุ่นเก่ากว่านั้นยังอยู่)",
        "Newest releases that queries can still ask, by release=DATE; the files of older ones stay.",
    ),
    Setting(
        "publisher",
        types.line,
        "phaen",
        "NAME",
        "ชื่อหน่วยงานที่เผยแพร่ชุดข้อมูล ตามที่เขียนในคำอธิบายข้อมูล",
        "Who publishes the data, as its metadata say.",
    ),
    Setting(
        "contact",
        types.email,
        "",
        "EMAIL",
        "อีเมลผู้ดูแลชุดข้อมูล (บัญชีข้อมูลภาครัฐบังคับให้มี)",
        "E-mail address of who answers for the data; government catalogues ask for it.",
    ),
    Setting(
        "licence",
        types.address,
        "",
        "IRI",
        "IRI ของสัญญาอนุญาตของทั้งชุดข้อมูล (ว่างคือตามที่ระบุในเอกสารแต่ละฉบับ)",
        "IRI of the licence of the whole data set; empty: that which is stated with each document.",
    ),
    Setting(
        "proxies",
        types.networks,
        "127.0.0.1 ::1",
        "ADDRESSES",
        "ที่อยู่ของพร็อกซีที่เชื่อถือ X-Forwarded-For และ X-Forwarded-Proto ได้ คั่นด้วยช่องว่าง (none คือไม่มี)",
        "Addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed; none for none.",
    ),
    Setting(
        "engine",
        types.address,
        "",
        "URL",
        "ที่อยู่รับคำค้นของบริการ SPARQL ที่เก็บข้อมูลแทนคลังในเครื่อง (ว่างคือใช้คลังในเครื่อง)",
        "Query address of a SPARQL 1.1 service that holds the data in place of the store; empty uses the store.",
    ),
    Setting(
        "engine_update",
        types.address,
        "",
        "URL",
        "ที่อยู่รับ SPARQL Update ของบริการนั้น",
        "Address of that service for SPARQL updates.",
    ),
    Setting(
        "engine_graph_store",
        types.address,
        "",
        "URL",
        "ที่อยู่ Graph Store HTTP Protocol ของบริการนั้น",
        "Address of that service for whole graphs (Graph Store HTTP Protocol).",
    ),
    Setting(
        "engine_authorization",
        types.authorization,
        "",
        "SECRET",
        "bearer token หรือ user:password สำหรับบริการนั้น; ใช้ตัวแปรสภาพแวดล้อมปลอดภัยกว่าแฟล็ก",
        "Bearer token, or user:password, for that service. The environment variable is safer than the flag.",
        secret=True,
    ),
    Setting(
        "access_log",
        str,
        "",
        "FILE",
        "ไฟล์บันทึกคำขอ, - คือ standard error (ว่างคือไม่บันทึก)",
        "File of the access log, as JSON lines; - is standard error, empty switches it off.",
    ),
)
