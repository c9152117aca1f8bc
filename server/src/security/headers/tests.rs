use super::*;

fn policy(hosts: &PageHosts) -> String {
    content_security_policy("n0nce", hosts).unwrap().to_str().unwrap().to_owned()
}

fn directive(policy: &str, name: &str) -> String {
    let found = policy.split("; ").find(|part| part.split(' ').next() == Some(name));
    found.unwrap_or_default().to_owned()
}

#[test]
fn scripts_need_the_nonce() {
    let policy = policy(&PageHosts::default());
    let scripts = directive(&policy, "script-src");
    assert_eq!(scripts, "script-src 'self' 'nonce-n0nce' 'strict-dynamic' 'wasm-unsafe-eval'");
    for closed in ["object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"] {
        assert!(policy.contains(closed), "{closed}");
    }
    assert_eq!(directive(&policy, "frame-src"), "frame-src 'none'");
    assert_eq!(directive(&policy, "connect-src"), "connect-src 'self'");
}

#[test]
fn configured_hosts_are_let_in_where_they_are_used() {
    let hosts = PageHosts {
        storage: vec!["https://bucket.example".into()],
        identity: vec!["https://clerk.example.com".into()],
        payment: PaymentPageHosts::default(),
    };
    let policy = policy(&hosts);
    assert_eq!(
        directive(&policy, "connect-src"),
        "connect-src 'self' https://bucket.example https://clerk.example.com"
    );
    assert!(directive(&policy, "img-src").contains("https://bucket.example"));
    assert!(
        !directive(&policy, "script-src").contains("bucket")
            && !directive(&policy, "script-src").contains("inline")
    );
    assert_eq!(directive(&policy, "frame-src"), "frame-src https://challenges.cloudflare.com");
}

#[test]
fn stripes_form_is_let_in_where_it_is_used() {
    let payment = PaymentPageHosts {
        script: vec!["https://js.stripe.com".into()],
        frame: vec!["https://hooks.stripe.com".into()],
        connect: vec!["https://api.stripe.com".into()],
        image: vec!["https://*.stripe.com".into()],
    };
    let policy = policy(&PageHosts { payment, ..PageHosts::default() });
    assert!(directive(&policy, "script-src").ends_with(" https://js.stripe.com"));
    assert_eq!(directive(&policy, "frame-src"), "frame-src https://hooks.stripe.com");
    assert_eq!(directive(&policy, "connect-src"), "connect-src 'self' https://api.stripe.com");
    assert_eq!(directive(&policy, "img-src"), "img-src 'self' data: blob: https://*.stripe.com");
    assert!(directive(&policy, "style-src").contains("'nonce-n0nce'"), "styles stay strict");
}

#[test]
fn a_nonce_cannot_break_out_of_its_header() {
    assert!(content_security_policy("a\r\nx: y", &PageHosts::default()).is_err());
}
