"""Quirks of each format, one policy a test."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal

import pytest

from ingestion.formats import UnreadableFileError, read_statements
from ingestion.sandbox.bank_statements import camt053
from tests.ingestion.formats import bank

BAI2 = """01,041204881,US,260908,0600,1,,,2/
02,US,041204881,{status},260907,2400,USD,{modifier}/
03,123456789,USD,010,10000,,,015,{closing},,/
16,475,2500,Z,B1,0000123/
88,CHECK PAID
16,{code},1000,{funds}B2,/
88,INVOICE 12/16, SECOND PART
49,{total},6/
98,{total},1,8/
99,{total},1,10/
"""


def bai2(status="1", modifier="2", closing=8500, code="165", funds="Z,", total=None):
    total = 10000 + closing + 3500 if total is None else total
    return read_statements(
        "f", BAI2.format(status=status, modifier=modifier, closing=closing, code=code, funds=funds, total=total).encode()
    )


def test_bai2_type_codes_give_the_sign_and_checks_their_number():
    (statement,) = bai2().statements
    assert [line.amount for line in statement.lines] == [Decimal("-25.00"), Decimal("10.00")]
    assert [line.check_number for line in statement.lines] == ["0000123", None]
    assert bai2().failures == ()


@pytest.mark.parametrize("funds", ["V,260909,,", "S,1000,0,0,", "D,2,0,600,1,400,", "0,", "Z,"])
def test_bai2_funds_types_shift_the_references_and_none_is_mistaken_for_them(funds):
    line = bai2(funds=funds).statements[0].lines[1]
    assert line.bank_reference == "B2"
    assert line.text == "INVOICE 12/16, SECOND PART"
    assert line.value_date == (date(2026, 9, 9) if funds.startswith("V") else None)


def test_bai2_a_wrong_control_total_fails_the_file_and_a_wrong_count_only_warns():
    assert "account control total" in bai2(total=1).failures[0].detail
    text = BAI2.format(status="1", modifier="2", closing=8500, code="165", funds="Z,", total=22000).replace("22000,6/", "22000,66/")
    file = read_statements("f", text.encode())
    assert file.failures == ()
    assert [c.name for c in file.warnings] == ["account_records"]


@pytest.mark.parametrize(("status", "modifier", "why"), [("2", "2", "a deletion"), ("4", "2", "a test"), ("1", "3", "interim same-day")])
def test_bai2_deletions_tests_and_interim_groups_are_not_booked(status, modifier, why):
    file = bai2(status=status, modifier=modifier)
    assert file.statements == ()
    assert why in file.warnings[0].detail


def test_bai2_a_code_that_does_not_say_credit_or_debit_is_never_guessed():
    assert "do not say credit or debit" in " ".join(c.detail for c in bai2(code="890x").failures)


def test_bai2_records_that_share_one_physical_line_are_told_apart():
    text = BAI2.format(status="1", modifier="2", closing=8500, code="165", funds="Z,", total=22000)
    joined = (
        text.replace("88,INVOICE 12/16, SECOND PART\n", "88,SECOND PART/\n")
        .replace("88,CHECK PAID\n", "88,CHECK PAID/\n")
        .replace("\n", "")
    )
    (statement,) = read_statements("f", joined.encode()).statements
    assert [line.amount for line in statement.lines] == [Decimal("-25.00"), Decimal("10.00")]


def mt940(*rows, opening="C260906EUR100,00", closing="C260907EUR90,00"):
    text = "\r\n".join([":20:REF", ":25:DE89370400440532013000", ":28C:1/1", f":60F:{opening}", *rows, f":62F:{closing}", "-"])
    return read_statements("f", text.encode("latin-1"))


@pytest.mark.parametrize(("mark", "closing"), [("C", "110"), ("D", "90"), ("RC", "90"), ("RD", "110")])
def test_mt940_marks_sign_the_amount_and_reversals_turn_it(mark, closing):
    file = mt940(f":61:2609070907{mark}10,00NTRFNONREF//B1", closing=f"C260907EUR{closing},00")
    assert file.failures == ()
    assert file.statements[0].lines[0].is_reversal == mark.startswith("R")


def test_mt940_entry_days_around_new_year_take_the_neighbouring_year():
    line = mt940(":61:2601021231D10,00NTRFNONREF//B1").statements[0].lines[0]
    assert (line.booking_date, line.value_date) == (date(2025, 12, 31), date(2026, 1, 2))


def test_mt940_an_impossible_value_date_of_a_360_day_year_is_read_as_the_last_of_february():
    assert mt940(":61:2602300228D10,00NTRFNONREF//B1").statements[0].lines[0].value_date == date(2026, 2, 28)


def test_mt940_german_subfields_keep_an_end_to_end_id_apart_from_the_text_behind_it():
    details = ":86:166?00GUTSCHRIFT?20EREF+RF18 5390?21SVWZ+Rechnung INV-0042 K\r\n?22?23öln?31DE89370400440532013000?32Müller GmbH"
    line = mt940(":61:2609070907D10,00NTRFNONREF//B1", details).statements[0].lines[0]
    assert line.end_to_end_id == "RF18 5390"
    assert (line.counterparty, line.counterparty_account) == ("Müller GmbH", "DE89370400440532013000")
    assert "INV-0042" in line.text
    assert line.bank_code == "166"


def test_mt940_slash_words_give_reference_name_and_text():
    line = mt940(":61:2609070907D10,00NTRFNONREF//B1", ":86:/EREF/NOTPROVIDED/NAME/ACME BV/REMI/USTD//INV 42").statements[0].lines[0]
    assert (line.end_to_end_id, line.counterparty, line.text) == (None, "ACME BV", "INV 42")


def test_mt940_messages_are_summed_one_by_one_and_account_numbers_come_out_of_the_iban():
    first, second = (mt940(":61:2609070907D10,00NTRFNONREF//B1").statements[0] for _ in range(2))
    assert first.iban == "DE89370400440532013000"
    assert first.account_number == "0532013000"
    assert first.account_key == second.account_key


def test_mt942_is_refused_with_the_cure():
    with pytest.raises(UnreadableFileError, match=r"MT942.*MT940"):
        read_statements("f", b":20:REF\n:25:123\n:34F:EUR0,\n:61:2609070907D10,00NTRFNONREF//B1\n")


def camt(entries, *, closing="1010.00"):
    text = camt053.render(bank.issue([], of=bank.account("EUR", bank.IBAN, "00046666666"), closing=closing)).decode()
    start, end = text.index("<TxsSummry>"), text.index("</TxsSummry>") + len("</TxsSummry>")
    return read_statements("f", (text[:start] + entries + text[end:]).encode())


ENTRY = """<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{more}<Sts><Cd>{status}</Cd></Sts>
<BookgDt><DtTm>2026-09-07T23:30:00-05:00</DtTm></BookgDt><NtryDtls>{details}</NtryDtls></Ntry>"""


def entry(amount="10.00", sign="CRDT", status="BOOK", more="", details=""):
    return ENTRY.format(amount=amount, sign=sign, status=status, more=more, details=details)


def test_camt_only_booked_entries_are_lines():
    file = camt(entry() + entry("99.00", status="PDNG"))
    assert file.failures == ()
    assert [line.amount for line in file.statements[0].lines] == [Decimal("10.00")]


def test_camt_the_booking_day_is_the_day_printed_in_the_banks_zone():
    assert camt(entry()).statements[0].lines[0].booking_date == date(2026, 9, 7)


def test_camt_a_reversal_keeps_the_direction_it_states_and_is_not_flipped_twice():
    file = camt(entry(sign="DBIT", more="<RvslInd>true</RvslInd>"), closing="990.00")
    assert file.failures == ()
    assert file.statements[0].lines[0].amount == Decimal("-10.00")
    assert file.statements[0].lines[0].is_reversal


def details(*amounts):
    return "".join(f'<TxDtls><Refs><EndToEndId>E{a}</EndToEndId></Refs><Amt Ccy="EUR">{a}</Amt></TxDtls>' for a in amounts)


def test_camt_a_batch_is_one_line_with_the_references_of_its_parts():
    line = camt(entry(details=details("4.00", "6.00"))).statements[0].lines[0]
    assert (line.amount, line.is_batch_parent, line.end_to_end_id) == (Decimal("10.00"), True, None)
    assert line.references == ("E4.00", "E6.00")


def test_camt_a_batch_whose_parts_do_not_make_the_entry_fails_the_file():
    assert [c.name for c in camt(entry(details=details("4.00", "5.00"))).failures] == ["batch"]


def test_camt_a_placeholder_is_no_reference():
    line = camt(entry(details="<TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs></TxDtls>")).statements[0].lines[0]
    assert (line.end_to_end_id, line.references) == (None, ())


def test_camt_external_entities_are_never_expanded():
    bomb = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><Document><BkToCstmrStmt>&x;</BkToCstmrStmt></Document>'
    with pytest.raises(UnreadableFileError, match="well-formed"):
        read_statements("f.xml", bomb)


OFX = """OFXHEADER:100\r\nENCODING:USASCII\r\nCHARSET:1252\r\n\r\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>
<CURDEF>AUD<BANKACCTFROM><ACCTID>85432098
</BANKACCTFROM><BANKTRANLIST><DTSTART>20260901<DTEND>20260930<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20260907000000[+10:AEST]<TRNAMT>{amount}<FITID>F1
<NAME>{name}<MEMO></STMTTRN></BANKTRANLIST><LEDGERBAL><BALAMT>110.00<DTASOF>20260930</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"""


@pytest.mark.parametrize("amount", ["10.00", "10,00", "+10.00", "$10"])
def test_ofx_amounts_are_read_however_the_bank_writes_them(amount):
    (statement,) = read_statements("f", OFX.format(amount=amount, name="X").encode()).statements
    assert statement.movement == Decimal("10.00")
    assert (statement.opening_balance, statement.opening) == (None, Decimal("100.00"))


def test_ofx_a_booking_day_is_not_moved_by_its_time_zone_and_windows_characters_survive():
    (statement,) = read_statements("f", OFX.format(amount="10", name="CAF\u00c9 \u2013 R&amp;D").encode("cp1252")).statements
    assert statement.lines[0].booking_date == date(2026, 9, 7)
    assert statement.lines[0].counterparty == "CAF\u00c9 \u2013 R&D"


def test_ofx_2_in_xml_reads_the_same():
    xml = OFX.split("\r\n\r\n")[1].format(amount="10", name="X")
    for leaf in ("CURDEF>AUD", "ACCTID>85432098\n", "DTSTART>20260901", "DTEND>20260930", "TRNTYPE>CREDIT", "TRNAMT>10", "BALAMT>110.00"):
        xml = xml.replace(leaf, f"{leaf}</{leaf.split('>')[0]}>")
    xml = '<?xml version="1.0" encoding="UTF-8"?><?OFX OFXHEADER="200"?>' + xml.replace("<MEMO>", "<MEMO/>")
    (statement,) = read_statements("f", xml.encode()).statements
    assert (statement.account_number, statement.movement) == ("85432098", Decimal("10"))


def test_a_zip_is_the_sum_of_its_files():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for n in range(2):
            archive.writestr(f"{n}.bai", BAI2.format(status="1", modifier="2", closing=8500, code="165", funds="Z,", total=22000))
    assert len(read_statements("f.zip", buffer.getvalue()).statements) == 2


@pytest.mark.parametrize("content", [b"", b"   \n", b"%PDF-1.7 binary", b"<html></html>", b"PK\x03\x04broken", b"just words"])
def test_what_is_no_statement_is_refused_with_a_cure_and_without_repeating_its_content(content):
    with pytest.raises(UnreadableFileError) as error:
        read_statements("f", content)
    assert error.value.cure
    assert "words" not in str(error.value)
