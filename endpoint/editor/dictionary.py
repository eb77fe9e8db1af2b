"""YASGUI's own words in Thai: it speaks English only, and has no place for translations."""

from typing import Final

WORDS: Final = {
    "Run query": "ประมวลผลคำค้น",
    "Share query": "แบ่งปันคำค้น",
    "Shorten": "ทำลิงก์ถาวร",
    "Close tab": "ปิดแท็บ",
    "Add tab": "เพิ่มแท็บ",
    "Add a new tab": "เพิ่มแท็บใหม่",
    "New Tab": "แท็บใหม่",
    "Rename Tab": "เปลี่ยนชื่อแท็บ",
    "Copy Tab": "ทำสำเนาแท็บ",
    "Close Tab": "ปิดแท็บ",
    "Close other tabs": "ปิดแท็บอื่น",
    "Undo close Tab": "เปิดแท็บที่ปิดไป",
    "Settings": "การตั้งค่า",
    "Clear endpoint": "ล้างที่อยู่บริการ",
    "Open settings": "เปิดการตั้งค่า",
    "Close settings": "ปิดการตั้งค่า",
    "Request method": "วิธีส่งคำขอ",
    "Accept Headers": "รูปแบบที่รับ",
    "Ask / Select": "ASK / SELECT",
    "Construct / Describe": "CONSTRUCT / DESCRIBE",
    "Arguments": "พารามิเตอร์",
    "Header Arguments": "ส่วนหัวของคำขอ",
    "Default Graphs": "กราฟตั้งต้น",
    "Named Graphs": "กราฟที่มีชื่อ",
    "Response": "คำตอบดิบ",
    "Download result": "ดาวน์โหลดผลลัพธ์",
    "Download Results": "ดาวน์โหลดผลลัพธ์",
    "Download not supported": "มุมมองนี้ดาวน์โหลดไม่ได้",
    "Show all": "แสดงทั้งหมด",
    "True": "จริง",
    "False": "เท็จ",
    "Press CTRL - <spacebar> to autocomplete": "กด Ctrl + เว้นวรรค เพื่อดูคำแนะนำ",
    "This line is invalid. Expected:": "บรรทัดนี้ผิด ควรเป็น:",
    "cannot render result": "แสดงผลลัพธ์นี้ไม่ได้",
    "An error has occurred": "เกิดข้อผิดพลาด",
    "This plugin doesn't have a help reference yet. Please contact the maintainer to fix this": "มุมมองนี้ไม่มีหน้าช่วยเหลือ",
    "Query": "คำค้น",
}

PATTERNS: Final = (
    (r"([\d.]+) results? in ([\d.]+) seconds?", "{1} แถว ใช้เวลา {2} วินาที"),
    (r"([\d.]+) results?", "{1} แถว"),
    (r"Response in ([\d.]+) seconds?", "ได้คำตอบใน {1} วินาที"),
    (r"Shows (.+) view", "ดูแบบ{1}"),
    (r"View documentation of (.+)", "คู่มือของ{1}"),
    (r"Query (\d+)", "คำค้น {1}"),
    (
        r"Could not render results with the (.+) plugin, the results currently are rendered with the (.+) plugin\.\s*",
        "แสดงผลลัพธ์แบบ{1}ไม่ได้ จึงแสดงแบบ{2}",
    ),
)
"""Sentences that YASGUI puts together: regular expressions of JavaScript, with what takes the place of the whole."""


def dictionary(language: str) -> dict[str, object]:
    """Return what the editor replaces in a language: nothing in English."""
    if language == "en":
        return {"words": {}, "patterns": []}
    return {"words": WORDS, "patterns": [list(pair) for pair in PATTERNS]}
