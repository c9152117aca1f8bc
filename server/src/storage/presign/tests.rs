use super::*;

fn signer() -> Presigner {
    Presigner {
        region: "us-east-1".into(),
        access_key_id: Secret::new("AKIAIOSFODNN7EXAMPLE"),
        secret_access_key: Secret::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
    }
}

/// 24 May 2013, midnight.
const AT: Timestamp = Timestamp(1_369_353_600_000);

#[test]
fn the_example_of_amazons_manual_is_signed_as_there() {
    let url = Url::parse("https://examplebucket.s3.amazonaws.com/test.txt").unwrap();
    let link = signer().sign(&Allowed { method: "GET", url: &url, headers: &[], at: AT, secs: 86_400 });
    assert_eq!(
        link,
        "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256\
         &X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request\
         &X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host\
         &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
    );
}

#[test]
fn every_header_is_bound() {
    let url = Url::parse("http://127.0.0.1:9000/bucket/uploads/upl_1").unwrap();
    let link = |length: &str| {
        let headers = [("content-length", length), ("content-type", "image/png")];
        signer().sign(&Allowed { method: "PUT", url: &url, headers: &headers, at: AT, secs: 60 })
    };
    let signature = |link: &str| link.rsplit_once("X-Amz-Signature=").unwrap().1.to_owned();
    assert!(link("7").contains("&X-Amz-SignedHeaders=content-length%3Bcontent-type%3Bhost&"));
    assert_eq!(signature(&link("7")), "272f6d415350ebd1eb4a502842180489935f372ddd8a90ebd459b333c8a9dfa6");
    assert_ne!(signature(&link("7")), signature(&link("8")));
}
