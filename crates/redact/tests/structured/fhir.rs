use phiward_redact::Format;
use serde_json::{Value, json};

use crate::redact;

fn redact_fhir(resource: &Value) -> Value {
    serde_json::from_str(&redact(Format::Json, &resource.to_string())).unwrap()
}

#[test]
fn a_patient_keeps_its_shape_and_codes() {
    let patient = json!({
        "resourceType": "Patient", "id": "pt-1", "meta": {"versionId": "3", "lastUpdated": "2024-05-01T12:00:00Z", "profile": ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"]},
        "text": {"status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Zyxwv, MRN: 00625079 &amp; more</p><br/></div>"},
        "identifier": [
            {"use": "usual", "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}], "text": "Medical Record Number"}, "system": "urn:oid:1.2.36.146", "value": "x1", "assigner": {"display": "Acme"}},
            {"value": "x2", "system": "http://hl7.org/fhir/sid/us-ssn"}, {"type": {"coding": [{"code": "DL"}]}, "value": "x3"}, {"value": "x4"}
        ],
        "active": true,
        "name": [{"use": "official", "family": "Zyxwv", "given": ["Maria", "Q"], "text": "Maria Q Zyxwv", "suffix": ["Jr"], "period": {"start": "2001-05-06"}}],
        "telecom": [{"system": "phone", "value": "x", "use": "home"}, {"value": "a@b.c", "system": "email"}, {"system": "fax", "value": "x"}, {"value": "5550123"}],
        "gender": "female", "birthDate": "1957", "_birthDate": {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/patient-birthTime", "valueDateTime": "1957-03-14T10:00:00Z"}]},
        "deceasedDateTime": "2023-01-02",
        "address": [{"use": "home", "line": ["12 Elm St"], "city": "Reading", "district": "Berks", "state": "PA", "postalCode": "19601", "country": "US"}],
        "maritalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", "code": "M", "display": "Married"}]},
        "contact": [{"name": {"family": "Other"}, "relationship": [{"coding": [{"code": "N"}]}]}],
        "photo": [{"contentType": "image/png", "data": "iVBORw0KGgo=", "url": "http://x/y.png", "title": "MRN: 00625079"}],
        "generalPractitioner": [{"reference": "Practitioner/p-2", "display": "Dr. Foley"}],
        "managingOrganization": {"reference": "Organization/o-1", "display": "Acme Hospital"},
        "extension": [
            {"url": "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName", "valueString": "Rose"},
            {"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race", "extension": [{"url": "ombCategory", "valueCoding": {"system": "urn:oid:2.16.840.1.113883.6.238", "code": "2106-3", "display": "White"}}]},
            {"url": "latitude", "valueDecimal": 40.335}
        ]
    });
    let expected = json!({
        "resourceType": "Patient", "id": "[OTHER_ID]", "meta": {"versionId": "3", "lastUpdated": "[DATE]", "profile": ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"]},
        "text": {"status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>[NAME], MRN: [MRN] &amp; more</p><br/></div>"},
        "identifier": [
            {"use": "usual", "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}], "text": "Medical Record Number"}, "system": "urn:oid:1.2.36.146", "value": "[MRN]", "assigner": {"display": "[ORG]"}},
            {"value": "[SSN]", "system": "http://hl7.org/fhir/sid/us-ssn"}, {"type": {"coding": [{"code": "DL"}]}, "value": "[LICENSE]"}, {"value": "[OTHER_ID]"}
        ],
        "active": true,
        "name": [{"use": "official", "family": "[NAME]", "given": ["[NAME]", "[NAME]"], "text": "[NAME]", "suffix": ["Jr"], "period": {"start": "[DATE]"}}],
        "telecom": [{"system": "phone", "value": "[PHONE]", "use": "home"}, {"value": "[EMAIL]", "system": "email"}, {"system": "fax", "value": "[FAX]"}, {"value": "[PHONE]"}],
        "gender": "female", "birthDate": "[DATE]", "_birthDate": {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/patient-birthTime", "valueDateTime": "[DATE]"}]},
        "deceasedDateTime": "[DATE]",
        "address": [{"use": "home", "line": ["[GEO]"], "city": "[GEO]", "district": "[GEO]", "state": "PA", "postalCode": "[GEO]", "country": "US"}],
        "maritalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", "code": "M", "display": "Married"}]},
        "contact": [{"name": {"family": "[NAME]"}, "relationship": [{"coding": [{"code": "N"}]}]}],
        "photo": [{"contentType": "image/png", "data": "[REDACTED]", "url": "[URL]", "title": "MRN: [MRN]"}],
        "generalPractitioner": [{"reference": "Practitioner/[OTHER_ID]", "display": "[NAME]"}],
        "managingOrganization": {"reference": "Organization/[OTHER_ID]", "display": "[ORG]"},
        "extension": [
            {"url": "http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName", "valueString": "[NAME]"},
            {"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race", "extension": [{"url": "ombCategory", "valueCoding": {"system": "urn:oid:2.16.840.1.113883.6.238", "code": "2106-3", "display": "White"}}]},
            {"url": "latitude", "valueDecimal": "[GEO]"}
        ]
    });
    let out = redact_fhir(&patient);
    for (member, expected) in expected.as_object().unwrap() {
        assert_eq!(&out[member], expected, "{member}");
    }
    assert_eq!(out.as_object().unwrap().len(), patient.as_object().unwrap().len());
}

#[test]
fn an_observation_keeps_its_measurement() {
    let observation = json!({
        "resourceType": "Observation", "id": "o", "status": "final", "code": {"coding": [{"system": "http://loinc.org", "code": "8480-6", "display": "Systolic blood pressure"}], "text": "Systolic"},
        "subject": {"reference": "Patient/123", "display": "Maria Lopez"}, "encounter": {"reference": "urn:uuid:3f2504e0-4f89-11d3-9a0c-0305e82c3301"},
        "effectiveDateTime": "2024-05-01", "issued": "2024-05-01T12:00:00.000Z", "valueQuantity": {"value": 107, "unit": "mmHg", "system": "http://unitsofmeasure.org", "code": "mm[Hg]"},
        "performer": [{"display": "Alex Foley"}], "note": [{"authorString": "Foley", "time": "2024-05-01", "text": "call 415-555-0123x"}],
        "component": [{"code": {"coding": [{"system": "http://snomed.info/sct", "code": "271649006"}]}, "valueQuantity": {"value": 12345678}}]
    });
    let out = redact_fhir(&observation);
    for path in ["/code", "/status", "/valueQuantity", "/component"] {
        assert_eq!(out.pointer(path), observation.pointer(path), "{path}");
    }
    assert_eq!(out["subject"], json!({"reference": "Patient/[OTHER_ID]", "display": "[NAME]"}));
    assert_eq!(out["encounter"]["reference"], "urn:uuid:[OTHER_ID]");
    assert_eq!((&out["effectiveDateTime"], &out["issued"]), (&json!("[DATE]"), &json!("[DATE]")));
    assert_eq!(
        (&out["performer"][0]["display"], &out["note"][0]["authorString"], &out["note"][0]["time"]),
        (&json!("[NAME]"), &json!("[NAME]"), &json!("[DATE]"))
    );
}

#[test]
fn resources_of_all_kinds_within_a_bundle() {
    let bundle = json!({
        "resourceType": "Bundle", "type": "searchset", "total": 7, "link": [{"relation": "self", "url": "https://fhir.example/Patient?name=Lopez"}],
        "entry": [
            {"fullUrl": "https://fhir.example/Patient/1", "resource": {"resourceType": "Coverage", "subscriberId": "S1", "class": [{"type": {"coding": [{"code": "group"}]}, "value": "G1"}], "payor": [{"display": "Aetna"}], "status": "active"}},
            {"fullUrl": "urn:uuid:abc-1", "resource": {"resourceType": "Device", "serialNumber": "D1", "lotNumber": "L1", "udiCarrier": [{"deviceIdentifier": "U1", "carrierHRF": "(01)U1", "carrierAIDC": "AAAA"}], "type": {"text": "Pacemaker"}, "modelNumber": "M-77812"}},
            {"resource": {"resourceType": "Location", "name": "Room 3, 12 Elm", "position": {"latitude": 40.3, "longitude": -75.9}}},
            {"resource": {"resourceType": "Organization", "name": "Acme", "alias": ["Acme Inc"]}},
            {"resource": {"resourceType": "Binary", "contentType": "application/pdf", "data": "JVBERi0="}},
            {"resource": {"resourceType": "DocumentReference", "content": [{"attachment": {"contentType": "text/plain", "data": "TVJOOiAwMDYyNTA3OQ==", "url": "Binary/9"}}], "description": "MRN: 00625079"}},
            {"resource": {"resourceType": "Appointment", "start": "2024-05-01T12:00:00Z", "participant": [{"actor": {"reference": "Patient/1", "display": "Maria"}, "status": "accepted"}], "comment": "MRN: 00625079"}},
            {"resource": {"resourceType": "Encounter", "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB", "display": "ambulatory"}, "period": {"start": "2024-05-01", "end": "2024-05-02"}, "location": [{"location": {"display": "Ward 5, Acme"}}], "participant": [{"individual": {"display": "Foley"}}]}},
            {"resource": {"resourceType": "RelatedPerson", "name": [{"text": "Jo May"}], "patient": {"reference": "Patient/1"}}, "request": {"method": "GET", "url": "Patient?identifier=00625079"}, "response": {"location": "Patient/1/_history/2"}},
            {"resource": {"resourceType": "Medication", "id": "aspirin", "code": {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "243670", "display": "aspirin 81 MG"}]}}}
        ]
    });
    let out = redact_fhir(&bundle);
    let at = |path: &str| out.pointer(path).unwrap_or(&Value::Null).clone();
    for (path, expected) in [
        ("/type", "searchset"),
        ("/link/0/url", "[URL]"),
        ("/entry/0/fullUrl", "[URL]"),
        ("/entry/0/resource/subscriberId", "[HEALTH_PLAN]"),
        ("/entry/0/resource/class/0/value", "[HEALTH_PLAN]"),
        ("/entry/0/resource/payor/0/display", "[ORG]"),
        ("/entry/0/resource/status", "active"),
        ("/entry/1/fullUrl", "urn:uuid:[OTHER_ID]"),
        ("/entry/1/resource/serialNumber", "[DEVICE]"),
        ("/entry/1/resource/lotNumber", "[DEVICE]"),
        ("/entry/1/resource/udiCarrier/0/deviceIdentifier", "[DEVICE]"),
        ("/entry/1/resource/udiCarrier/0/carrierHRF", "[DEVICE]"),
        ("/entry/1/resource/udiCarrier/0/carrierAIDC", "[REDACTED]"),
        ("/entry/1/resource/modelNumber", "M-77812"),
        ("/entry/2/resource/name", "[GEO]"),
        ("/entry/2/resource/position/latitude", "[GEO]"),
        ("/entry/3/resource/name", "[ORG]"),
        ("/entry/3/resource/alias/0", "[ORG]"),
        ("/entry/4/resource/data", "[REDACTED]"),
        ("/entry/4/resource/contentType", "application/pdf"),
        ("/entry/5/resource/content/0/attachment/data", "[REDACTED]"),
        ("/entry/5/resource/content/0/attachment/url", "[URL]"),
        ("/entry/5/resource/description", "MRN: [MRN]"),
        ("/entry/6/resource/start", "[DATE]"),
        ("/entry/6/resource/participant/0/actor/display", "[NAME]"),
        ("/entry/6/resource/participant/0/status", "accepted"),
        ("/entry/6/resource/comment", "MRN: [MRN]"),
        ("/entry/7/resource/class/display", "ambulatory"),
        ("/entry/7/resource/period/end", "[DATE]"),
        ("/entry/7/resource/location/0/location/display", "[GEO]"),
        ("/entry/7/resource/participant/0/individual/display", "[NAME]"),
        ("/entry/8/resource/name/0/text", "[NAME]"),
        ("/entry/8/resource/patient/reference", "Patient/[OTHER_ID]"),
        ("/entry/8/request/url", "Patient?identifier=[OTHER_ID]"),
        ("/entry/8/response/location", "Patient/[OTHER_ID]/_history/[OTHER_ID]"),
        ("/entry/9/resource/id", "aspirin"),
        ("/entry/9/resource/code/coding/0/code", "243670"),
    ] {
        assert_eq!(at(path), expected, "{path}");
    }
    assert_eq!(at("/total"), 7);
}

#[test]
fn the_type_of_a_resource_may_stand_last() {
    let text = r#"{"name":[{"family":"Zyxwv"}],"telecom":[{"value":"x","system":"email"}],"id":"7","resourceType":"Patient"}"#;
    assert_eq!(
        redact(Format::Json, text),
        r#"{"name":[{"family":"[NAME]"}],"telecom":[{"value":"[EMAIL]","system":"email"}],"id":"[OTHER_ID]","resourceType":"Patient"}"#
    );
}
