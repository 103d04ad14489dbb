use phiward_redact::{Category, Mode, Operator, Policy, Profile, Redactor, SurrogateKey, Terms, TokenMap};
use serde_json::Value;

fn keyed(operator: Operator) -> Redactor<'static> {
    let rules = Category::ALL.iter().map(|category| (*category, operator));
    let policy = Policy::new(Mode::Balanced, Profile::LimitedDataSet, rules).unwrap();
    Redactor::with_key(policy, SurrogateKey::new(&[7; 32], "test"))
}

const JSON: &str = r#"{"name":"Maria \"Q\" <Lopez>","dob":"1957-03-14","ssn":123456789,"zip":19601,"note":"MRN: 00625079","123-45-6789":1,"987-65-4321":2}"#;

#[test]
fn every_operator_leaves_json_of_the_same_shape() {
    for operator in Operator::ALL {
        let out = keyed(*operator).redact_json(JSON, &mut TokenMap::new()).text;
        let value: Value =
            serde_json::from_str(&out).unwrap_or_else(|error| panic!("{operator:?} {out} {error}"));
        assert_eq!(value.as_object().unwrap().len(), 7, "{operator:?} {out}");
        assert_eq!(out == JSON, *operator == Operator::Keep, "{operator:?} {out}");
        let xml = keyed(*operator)
            .redact_xml(
                "<r><name>O&apos;Brien &lt;]]&gt;</name><e ssn='1'/><!--a-123-45-6789-b--></r>",
                &mut TokenMap::new(),
            )
            .text;
        crate::properties::assert_well_formed(&xml);
    }
}

#[test]
fn tokens_of_json_are_restored() {
    let redactor = Redactor::new(Policy::ai_round_trip(Mode::Balanced)).unwrap();
    let mut map = TokenMap::new();
    let out = redactor
        .redact_json(
            r#"{"name":"Maria","friend":{"name":"Maria"},"ssn":"1","note":"see [NAME_1]"}"#,
            &mut map,
        )
        .text;
    assert_eq!(
        out,
        r#"{"name":"[NAME_1]","friend":{"name":"[NAME_1]"},"ssn":"[SSN_1]","note":"see [NAME_2]"}"#
    );
    assert_eq!(
        map.restore(&out),
        r#"{"name":"Maria","friend":{"name":"Maria"},"ssn":"1","note":"see [NAME_1]"}"#
    );
}

#[test]
fn numbered_tags_are_the_same_for_the_same_value() {
    let policy = Policy::new(
        Mode::Balanced,
        Profile::SafeHarborStyle,
        [(Category::OtherId, Operator::NumberedTag), (Category::Name, Operator::NumberedTag)],
    )
    .unwrap();
    let out = Redactor::new(policy).unwrap().redact_json(
        r#"[{"resourceType":"Patient","id":"7","name":[{"family":"Zyxwv"}]},{"resourceType":"Observation","id":"8","subject":{"reference":"Patient/7"},"note":[{"text":"Zyxwv"}]}]"#,
        &mut TokenMap::new(),
    );
    assert!(
        out.text.contains(r#""reference":"Patient/[OTHER_ID_1]""#)
            && out.text.contains(r#""text":"[NAME_1]""#),
        "{}",
        out.text
    );
}

#[test]
fn terms_hold_in_every_place() {
    let terms = Terms::new().with_denied("bluebird", Category::Org).unwrap();
    let redactor = Redactor::new(Policy::default()).unwrap().with_terms(terms);
    let out = redactor
        .redact_json(r#"{"status":"Bluebird","note":"at BLUEBIRD","x":"bluebird"}"#, &mut TokenMap::new());
    assert_eq!(out.text, r#"{"status":"[ORG]","note":"at [ORG]","x":"[ORG]"}"#);
}

#[test]
fn a_kept_url_is_redacted_part_by_part() {
    let policy =
        Policy::new(Mode::Balanced, Profile::LimitedDataSet, [(Category::Url, Operator::Keep)]).unwrap();
    let out = Redactor::new(policy)
        .unwrap()
        .redact_json(r#"{"url":"https://10.0.0.1/patients/42?dob=1957-03-14"}"#, &mut TokenMap::new());
    assert_eq!(out.text, r#"{"url":"https://redacted.invalid/patients/[OTHER_ID]?dob=[DATE]"}"#);
}
