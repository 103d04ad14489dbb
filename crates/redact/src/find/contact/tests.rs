use alloc::string::String;

use proptest::prelude::*;

use super::find;
use crate::find::table::{check, marked};

#[test]
fn email() {
    check(
        find,
        &[
            "mail <EMAIL|jo.doe+clinic@example.org>.",
            "<EMAIL|A-B@MAIL.ORRIN.GOV>; next",
            "write <mailto:<EMAIL|kim_lee99@uni.edu>>, please",
            "'<EMAIL|o'brien@hospital.co.uk>'",
            "reach <EMAIL|ana.diaz @ gmail.com> tonight",
            "reach <EMAIL|ana@ outlook.com>, or call",
            "<EMAIL|maria [at] clinic [dot] org> ok",
            "<EMAIL|ben(at)example.com>",
            "write to <EMAIL|tom at example dot com> after",
            "<EMAIL|\"jane doe\"@example.com> said",
            "<EMAIL|root@[10.0.0.7]>",
            "<EMAIL|josé.núñez@correo.es> wrote",
            "from=<EMAIL|a1@x.io>&x=1",
            "sent to <EMAIL|lee@x.com>.She replied",
            "<EMAIL|j.smith@fileserver> bounced",
            "two: <EMAIL|a.b@x.com>,<EMAIL|c.d@y.org>",
            "<EMAIL|dr-who@xn--bcher-kva.ch>",
        ],
    );
}

#[test]
fn no_email() {
    check(
        find,
        &[
            "7.5 ETT @ 22 cm at the lip",
            "pain@rest, none @ night",
            "seen at clinic. com normal",
            "HR @ 120, RR@18",
            "@ 0930 hrs @",
            "the (at) sign",
            "dose at dot",
            "a@b",
            "@@@ @. .@",
            "NS @75 ml/hr and O2@2L",
        ],
    );
}

#[test]
fn web() {
    check(
        find,
        &[
            "see <URL|https://portal.wexley.org/pt/375295?tab=labs>; next",
            "(<URL|http://gofundme.com/f/help-victor>).",
            "<URL|https://en.wikipedia.org/wiki/Foo_(bar)> ok",
            "<URL|www.facebook.com/kane.ouyang>, then",
            "WEB <URL|CARINGBRIDGE.ORG/VISIT/JADA13>; MAIL",
            "<URL|caringbridge.org/visit/jada13>.",
            "blog <URL|janes-story.blogspot.com>.",
            "page <URL|smithfamily.com> is up",
            "<URL|ftp://u:p@files.host.net:21/a/b.txt>",
            "<URL|bit.ly/3xYz>",
            "<URL|fb.me/jane.doe.5> link",
            "portal <URL|mychart.health> shows",
            "<URL|portal.stmary.co.uk>",
            "<URL|postgres://pt:pw@db.internal/x>",
            "<URL|http://10.1.2.3:8080/pt/9>",
            "src=\"<URL|https://x.example.com/a?b=c&d=e>\"",
            "at <URL|https://example.com>.She left",
            "<URL|facebook.com/Jane.Doe> posted",
        ],
    );
}

#[test]
fn no_web() {
    check(
        find,
        &[
            "Abdomen soft.No masses.It is fine.",
            "improved.In the morning",
            "https://www.cdc.gov/flu/index.htm and https://doi.org/10.1001/jama.2021",
            "clinicaltrials.gov lists it",
            "e.g. this, i.e. that, a.m. dose",
            "stable.To be seen. Pt.is well",
            "ratio 1:2, time 12:30://",
            "Ph.D and M.D. at St.Mary",
            "p.o. q.d. b.i.d. No.me",
            "vs.net output 200",
            "req.params.id and user.profile.name",
        ],
    );
}

#[test]
fn hosts() {
    check(
        find,
        &[
            "host <IP|10.200.147.75>. This 57",
            "host <IP|10.200.147.75>",
            "IP: <IP|192.168.0.1>, port",
            "from <IP|1.2.3.4> again",
            "<IP|2001:db8:26ff::c785>. Callback",
            "HOST <IP|2001:DB8:1E49::3A3E>. B/P",
            "<IP|fe80::1%eth0> up",
            "net <IP|2001:db8::>/32",
            "<IP|::ffff:10.0.0.1>",
            "<IP|2001:0db8:85a3:0000:0000:8a2e:0370:7334>",
            "addr:<IP|10.0.0.1>:8080",
            "mac <DEVICE|00:1A:2B:3C:4D:5E>.",
            "mac <DEVICE|00-1a-2b-3c-4d-5e>",
            "<DEVICE|001a.2b3c.4d5e>",
            "wifi <DEVICE|aa:bb:cc:dd:ee:0f> ok",
        ],
    );
}

#[test]
fn no_hosts() {
    check(
        find,
        &[
            "at 14:30:00 and 08:41:12",
            "section 1.2.3.4 of the manual",
            "OID 1.2.840.10008.1.2",
            "see 3.1.2.4.5",
            "ratio 1:2:3:4, loopback ::1",
            "BP 120/80 12:30::",
            "ABG 7.31/52/78/26",
            "300.400.500.600",
            "std::vector and a::b",
            "10-20-30-40-50-60",
            "T 98.6, K 4.1. Na 138",
            "at 10:15 bed::2",
        ],
    );
}

#[test]
fn handles_and_files() {
    check(
        find,
        &[
            "Instagram <OTHER_ID|@janedoe> posts",
            "her handle is <OTHER_ID|@mary.k>.",
            "dm <OTHER_ID|@kp>",
            "from <OTHER_ID|@jon_smith88>",
            "at @home and @bedside, @22cm, @1430hrs",
            "Picture <OTHER_ID|IMG_4993_Doxon.jpg>. Next",
            "<OTHER_ID|Smith_John_face.png>",
            "PICTURE <OTHER_ID|PHOTO-82.JPG>. TELEFAX",
            "<OTHER_ID|scan-0042.pdf>, <OTHER_ID|Müller.jpeg>",
            "<OTHER_ID|C:\\Users\\jsmith\\scan.pdf>",
            "/tmp/x <OTHER_ID|/export/jsmith/ct_head.dcm> ok",
            "<OTHER_ID|pt_jones.doc>",
            "see report.pdf and notes.txt",
            "Seen by pcp.Doc agrees. Pain.Log kept",
            "ouyang <OTHER_ID|ouyang_jedediah_face.png>. telefax",
        ],
    );
}

proptest! {
    #[test]
    fn never_panics(text in any::<String>()) {
        marked(find, &text);
    }

    #[test]
    fn never_panics_on_pieces(text in "([a-zé0-9@.:/_%-]{0,6}|://|@|::|\\.com|www\\.|\\.jpg|\\[at\\]| dot |[ \u{2013}ß٣½]){0,24}") {
        marked(find, &text);
    }
}
