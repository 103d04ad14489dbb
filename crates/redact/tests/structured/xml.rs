use phiward_redact::Format;

use crate::redact;

fn redact_xml(text: &str) -> String {
    redact(Format::Xml, text)
}

#[test]
fn a_nemsis_report_keeps_its_codes() {
    let report = r#"<?xml version="1.0" encoding="UTF-8"?>
<EMSDataSet xmlns="http://www.nemsis.org" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.nemsis.org https://x">
 <PatientCareReport UUID="3f2504e0-4f89-11d3-9a0c-0305e82c3301">
  <eRecord.01>PCR-24-0017</eRecord.01><eResponse.03>24-001234</eResponse.03><eResponse.04>R7</eResponse.04><eResponse.05>2205001</eResponse.05>
  <eTimes.03>2024-05-01T12:00:00-07:00</eTimes.03><eTimes.01 xsi:nil="true" NV="7701003"/>
  <ePatient.PatientNameGroup><ePatient.02>O&apos;Brien</ePatient.02><ePatient.03>Will</ePatient.03></ePatient.PatientNameGroup>
  <ePatient.05 StreetAddress2="Apt 4">12 Elm St</ePatient.05><ePatient.06>4183</ePatient.06><ePatient.08>42</ePatient.08><ePatient.09>19601</ePatient.09>
  <ePatient.12>123456789</ePatient.12><ePatient.15>93</ePatient.15><ePatient.16>2516009</ePatient.16><ePatient.17>1931-03-14</ePatient.17>
  <ePatient.18 PhoneNumberType="9913003">610-555-0123</ePatient.18><ePatient.25>9919001</ePatient.25>
  <eScene.15>44 Oak Ave</eScene.15><eScene.11>40.335,-75.926</eScene.11><eSituation.04>MRN: 00625079 chest pain</eSituation.04><eSituation.11>I21.4</eSituation.11>
  <eVitals.06>153</eVitals.06><eMedications.03>243670</eMedications.03><eProcedures.03>392230005</eProcedures.03><eMedications.09>EMT-7</eMedications.09>
  <eNarrative.01>Pt O'Brien, phone 610-555-0123 ext. MRN: 00625079.</eNarrative.01><eOther.18>AAAA</eOther.18>
 </PatientCareReport>
</EMSDataSet>"#;
    let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<EMSDataSet xmlns="http://www.nemsis.org" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.nemsis.org https://x">
 <PatientCareReport UUID="[OTHER_ID]">
  <eRecord.01>[OTHER_ID]</eRecord.01><eResponse.03>[OTHER_ID]</eResponse.03><eResponse.04>[OTHER_ID]</eResponse.04><eResponse.05>2205001</eResponse.05>
  <eTimes.03>[DATE]</eTimes.03><eTimes.01 xsi:nil="true" NV="7701003"/>
  <ePatient.PatientNameGroup><ePatient.02>[NAME]</ePatient.02><ePatient.03>[NAME]</ePatient.03></ePatient.PatientNameGroup>
  <ePatient.05 StreetAddress2="[GEO]">[GEO]</ePatient.05><ePatient.06>[GEO]</ePatient.06><ePatient.08>42</ePatient.08><ePatient.09>[GEO]</ePatient.09>
  <ePatient.12>[SSN]</ePatient.12><ePatient.15>[AGE_OVER_89]</ePatient.15><ePatient.16>2516009</ePatient.16><ePatient.17>[DATE]</ePatient.17>
  <ePatient.18 PhoneNumberType="9913003">[PHONE]</ePatient.18><ePatient.25>9919001</ePatient.25>
  <eScene.15>[GEO]</eScene.15><eScene.11>[GEO]</eScene.11><eSituation.04>MRN: [MRN] chest pain</eSituation.04><eSituation.11>I21.4</eSituation.11>
  <eVitals.06>153</eVitals.06><eMedications.03>243670</eMedications.03><eProcedures.03>392230005</eProcedures.03><eMedications.09>[OTHER_ID]</eMedications.09>
"#;
    let out = redact_xml(report);
    assert_eq!(out.lines().take(11).collect::<Vec<_>>(), expected.lines().collect::<Vec<_>>());
    assert!(
        !out.contains("Brien")
            && !out.contains("00625079")
            && out.contains("<eOther.18>[REDACTED]</eOther.18>"),
        "{out}"
    );
}

#[test]
fn a_clinical_document_keeps_its_codes() {
    let document = r#"<ClinicalDocument xmlns="urn:hl7-org:v3"><templateId root="2.16.840.1.113883.10.20.22.1.1" extension="2015-08-01"/><id root="3f2504e0-4f89-11d3-9a0c-0305e82c3301"/>
<recordTarget><patientRole><id extension="998991" root="2.16.840.1.113883.19.5"/><id extension="x" root="2.16.840.1.113883.4.1"/>
<addr use="HP"><streetAddressLine>12 Elm</streetAddressLine><city>Reading</city><state>PA</state></addr><telecom value="tel:+1-610-555-0123" use="HP"/>
<patient><name><given>Maria</given><family>Zyxwv</family></name><administrativeGenderCode code="F" displayName="Female"/><birthTime value="19570314"/></patient>
<providerOrganization><name>Acme Clinic</name></providerOrganization></patientRole></recordTarget>
<component><section><code code="10164-2" codeSystem="2.16.840.1.113883.6.1"/><title>HISTORY</title><text><paragraph>Seen <content>Zyxwv</content> MRN: 00625079</paragraph></text>
<entry><observation><effectiveTime><low value="20240501"/></effectiveTime><value xsi:type="PQ" value="12.3" unit="g/dL"/></observation></entry></section></component></ClinicalDocument>"#;
    let expected = r#"<ClinicalDocument xmlns="urn:hl7-org:v3"><templateId root="2.16.840.1.113883.10.20.22.1.1" extension="2015-08-01"/><id root="[OTHER_ID]"/>
<recordTarget><patientRole><id extension="[OTHER_ID]" root="2.16.840.1.113883.19.5"/><id extension="[SSN]" root="2.16.840.1.113883.4.1"/>
<addr use="HP"><streetAddressLine>[GEO]</streetAddressLine><city>[GEO]</city><state>PA</state></addr><telecom value="[PHONE]" use="HP"/>
<patient><name><given>[NAME]</given><family>[NAME]</family></name><administrativeGenderCode code="F" displayName="Female"/><birthTime value="[DATE]"/></patient>
<providerOrganization><name>[ORG]</name></providerOrganization></patientRole></recordTarget>
<component><section><code code="10164-2" codeSystem="2.16.840.1.113883.6.1"/><title>HISTORY</title><text><paragraph>Seen <content>[NAME]</content> MRN: [MRN]</paragraph></text>
<entry><observation><effectiveTime><low value="[DATE]"/></effectiveTime><value xsi:type="PQ" value="12.3" unit="g/dL"/></observation></entry></section></component></ClinicalDocument>"#;
    assert_eq!(redact_xml(document), expected);
}

#[test]
fn fhir_in_xml_is_redacted_too() {
    let text = r#"<Patient xmlns="http://hl7.org/fhir"><id value="p7"/><identifier><system value="urn:x"/><value value="77"/></identifier><name><family value="Zyxwv"/></name>
<telecom><system value="phone"/><value value="x"/></telecom><birthDate value="1957-03-14"/><generalPractitioner><reference value="Practitioner/9"/><display value="Zyxwv"/></generalPractitioner></Patient>"#;
    let out = redact_xml(text);
    for value in ["p7", "77", "Zyxwv", "1957", "Practitioner/9"] {
        assert!(!out.contains(value), "{value}: {out}");
    }
    assert!(out.contains("Practitioner/[OTHER_ID]") && out.contains(r#"<system value="phone"/>"#), "{out}");
}

#[test]
fn attributes_comments_sections_and_instructions_are_redacted() {
    let text = r#"<a><p ssn="1" name='Maria "Q" &lt;' x="5"/><f name="dob">x</f><!-- MRN: 00625079 --><![CDATA[MRN: 00625079 <b> & ]]><?pi MRN: 00625079?></a>"#;
    let expected = r#"<a><p ssn="[SSN]" name='[NAME]' x="5"/><f name="dob">[DATE]</f><!-- MRN: [MRN] --><![CDATA[MRN: [MRN] <b> & ]]><?pi MRN: [MRN]?></a>"#;
    assert_eq!(redact_xml(text), expected);
}

#[test]
fn entities_are_never_expanded() {
    let text = "<!DOCTYPE a [<!ENTITY who \"Maria Lopez\"><!ENTITY b \"&who;&who;\">]><a>&b; and &#77;&#82;&#78;: 00625079 &amp;<x y=\"&who;\"/></a>";
    assert_eq!(redact_xml(text), "<a>[REDACTED] and &#77;&#82;&#78;: [MRN] &amp;<x y=\"[REDACTED]\"/></a>");
    let kept = "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0//EN\" \"x.dtd\"><a>&nbsp;stable</a>";
    assert_eq!(redact_xml(kept), kept);
}

#[test]
fn a_tags_bracket_ends_no_section() {
    assert_eq!(
        redact_xml("<a><![CDATA[MRN: 00625079]>]]></a>"),
        "<a><![CDATA[MRN: [MRN]]]]><![CDATA[>]]></a>"
    );
    let out = redact_xml("<a><note>MRN: 00625079]></note></a>");
    assert_eq!(out, "<a><note>MRN: [MRN]]&gt;</note></a>");
}

#[test]
fn from_a_fault_on_the_rest_is_redacted_in_strict_mode() {
    for text in [
        "<a><ssn>123-45-6789",
        "<a><ssn 123-45-6789",
        "<a>< ssn=123-45-6789",
        "<a><!-- 123-45-6789",
        "<a b=\"ssn 123-45-6789",
        "<!DOCTYPE a [ 123-45-6789",
    ] {
        assert!(!redact_xml(text).contains("6789"), "{text}");
    }
}

#[test]
fn a_hundred_thousand_levels_are_walked() {
    let text = format!("{}MRN: 00625079{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    assert_eq!(redact_xml(&text), text.replace("00625079", "[MRN]"));
    let unclosed = format!("{}MRN: 00625079{}", "<a>".repeat(100_000), "</b>".repeat(100_000));
    assert_eq!(redact_xml(&unclosed), unclosed.replace("00625079", "[MRN]"));
}
